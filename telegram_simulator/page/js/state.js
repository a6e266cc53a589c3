/** What the page knows of the world, who wants to hear of changes, and the server's page API. Only events.js writes here. */

export const world = {
  bot: null,
  people: new Map(), // person id → Person; the number of a person's chat with the bot is the same
  faults: [],
  faultsAt: 0, // client time of `faults`, for the seconds that are left
  online: true, // the stream of events is open
  unread: new Map(), // person id → messages that nobody has looked at
  // what the demo tells of itself
  starts: [], // village links
  names: [], // of residents who come when a scene needs one more
  questions: [], // what an empty phone suggests
  scenes: [], // what "Coba adegan" can play
  roles: new Map(), // person id → "warga" | "petugas" | "staf"
  opens: "", // the one address whose links open in this browser: the demo's staff page
};

/** Buttons that wait for the bot's answer: callback id → {chat_id, message_id, person_id, row, column}. */
export const presses = new Map();

const threads = new Map(); // person id → messages by number
const loaded = new Set(); // person ids whose threads are read
const listeners = new Map(); // topic → Set of functions

/** Hears of a topic; gives the function that ends it. */
export function on(topic, listener) {
  if (!listeners.has(topic)) listeners.set(topic, new Set());
  listeners.get(topic).add(listener);
  return () => listeners.get(topic).delete(listener);
}

/** Tells everybody who listens to the topic. */
export function tell(topic, detail) {
  for (const listener of [...(listeners.get(topic) ?? [])]) listener(detail);
}

/** The messages of a person's chat as far as they are known, by number. */
export function thread(id) {
  if (!threads.has(id)) threads.set(id, new Map());
  return threads.get(id);
}

/** Known messages of a chat, oldest first. */
export function sorted(id) {
  return [...thread(id).values()].sort((a, b) => a.id - b.id);
}

/** The highest message number of a chat, 0 when nothing is known. */
export function newest(id) {
  return Math.max(0, ...thread(id).keys());
}

/** Reads the messages of a chat, once; what an event has brought meanwhile is newer. */
export async function loadThread(id) {
  if (loaded.has(id)) return;
  const { messages } = await get(`chats/${id}/messages`);
  loaded.add(id);
  for (const message of messages) if (!thread(id).has(message.id)) thread(id).set(message.id, message);
  tell("thread", id);
}

/** Whether a chat's messages have been read. */
export function isLoaded(id) {
  return loaded.has(id);
}

/** Forgets messages, waiting buttons and counters: the world is read anew. */
export function forget() {
  for (const each of [threads, loaded, presses, world.unread]) each.clear();
}

/** What each role is called. */
export const ROLE = { warga: "Warga", petugas: "Petugas", staf: "Staf" };

/** "warga", "petugas" or "staf": by the demo's own list, else officers have numbers from 7000 on. */
export function role(person) {
  return world.roles.get(person.id) ?? (person.id >= 7000 ? "petugas" : "warga");
}

const LOST = "Server peragaan tidak menjawab. Periksa apakah programnya masih berjalan.";

async function answer(request) {
  let response;
  try {
    response = await request;
  } catch {
    throw new Error(LOST);
  }
  const data = await response.json().catch(() => null);
  if (!response.ok || data === null) throw new Error(data?.error ?? LOST);
  return data;
}

/** GET /api/… Throws Error with a sentence for the reader. */
export function get(path) {
  return answer(fetch(`/api/${path}`));
}

/** What a person does. Throws Error with the server's sentence when it is refused. */
export function act(name, body) {
  const headers = { "X-Simulator": "page", "Content-Type": "application/json" };
  return answer(fetch(`/api/actions/${name}`, { method: "POST", headers, body: JSON.stringify(body) }));
}

/** Sends a file; `fields` are the other parts of the form, missing ones are left out. */
export function sendFile(file, fields) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) if ((value ?? "") !== "") form.append(name, value);
  form.append("file", file, file.name);
  return answer(fetch("/api/actions/send_file", { method: "POST", headers: { "X-Simulator": "page" }, body: form }));
}

/** Takes what the demo tells of itself, where there is such a file; without it the page does without. */
export async function loadDemo() {
  const response = await fetch("/demo.json").catch(() => null);
  const { people = [], ...told } = response?.ok ? await response.json() : {};
  Object.assign(world, told);
  world.roles = new Map(people.map((person) => [person.id, person.role]));
}
