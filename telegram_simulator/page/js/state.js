/** What the page knows of the world, and who wants to hear of changes. Only events.js and loading.js write here. */

export const world = {
  bot: null,
  people: new Map(), // person id → Person
  chats: new Map(), // chat id → Chat
  faults: [],
  faultsAt: 0, // client time of `faults`, for the seconds that are left
  clockOffset: 0, // server time minus this computer's time, seconds
  online: true, // the stream of events is open
  starts: [], // village links of the demo
  names: [], // of residents who come when a scene needs one more
  questions: [], // what an empty phone suggests
  scenes: [], // what "Coba adegan" can play
  roles: new Map(), // person id → "warga" | "petugas" | "staf"
  opens: "", // the one address whose links open in this browser: the demo's staff page
};

/** Chat id → Thread. */
export const threads = new Map();

/** Buttons that wait for the bot's answer: callback id → {chat_id, message_id, person_id, row, column}. */
export const presses = new Map();

const unread = new Map(); // "person:chat" → number
const listeners = new Map(); // topic → Set of functions

/** Hears of a topic; gives the function that ends it. Topics: see `tell` in events.js, loading.js and below. */
export function on(topic, listener) {
  if (!listeners.has(topic)) listeners.set(topic, new Set());
  listeners.get(topic).add(listener);
  return () => listeners.get(topic).delete(listener);
}

/** Tells everybody who listens to the topic. */
export function tell(topic, detail) {
  for (const listener of [...(listeners.get(topic) ?? [])]) listener(detail);
}

/** Server time now, unix seconds. */
export function now() {
  return Date.now() / 1000 + world.clockOffset;
}

/** The messages of one chat as far as they are loaded. */
export class Thread {
  messages = new Map();
  loaded = false;
  more = false;
  loading = null; // the running request, if any
  touched = new Set(); // ids that events changed while a request was under way

  /** Loaded messages, oldest first. */
  sorted() {
    return [...this.messages.values()].sort((a, b) => a.id - b.id);
  }

  /** The highest message number, 0 when nothing is loaded. */
  get newest() {
    return Math.max(0, ...this.messages.keys());
  }

  put(message) {
    this.touched.add(message.id);
    this.messages.set(message.id, message);
  }

  drop(id) {
    this.touched.add(id);
    this.messages.delete(id);
  }
}

/** The thread of a chat, empty when nothing is loaded yet. */
export function thread(chatId) {
  if (!threads.has(chatId)) threads.set(chatId, new Thread());
  return threads.get(chatId);
}

/** What each role is called. */
export const ROLE = { warga: "Warga", petugas: "Petugas", staf: "Staf" };

/** "warga", "petugas" or "staf": by the demo's own list, else officers have numbers from 7000 on. */
export function role(person) {
  return world.roles.get(person.id) ?? (person.id >= 7000 ? "petugas" : "warga");
}

/** Whether somebody is in a chat now. */
export function isMember(chat, userId) {
  return chat.members.some((each) => each.id === userId && ["member", "administrator", "creator"].includes(each.status));
}

/** The chats that a person sees: the one with the bot and groups, the newest first. */
export function chatsOf(person) {
  const mine = [...world.chats.values()].filter((chat) =>
    chat.type === "private" ? chat.id === person.id : isMember(chat, person.id),
  );
  return mine.sort((a, b) => (b.last_date ?? 0) - (a.last_date ?? 0));
}

/** What a chat is called on a person's phone: in private the bot's name. */
export function chatTitle(chat) {
  return chat.type === "private" ? world.bot.name : chat.title;
}

/** Counts a message that a person has not seen. */
export function addUnread(personId, chatId) {
  const key = `${personId}:${chatId}`;
  unread.set(key, (unread.get(key) ?? 0) + 1);
  tell("unread", personId);
}

/** The person has seen the chat. */
export function clearUnread(personId, chatId) {
  if (unread.delete(`${personId}:${chatId}`)) tell("unread", personId);
}

/** Unseen messages of a person in one chat. */
export function unreadIn(personId, chatId) {
  return unread.get(`${personId}:${chatId}`) ?? 0;
}

/** Unseen messages of a person in all chats but `except`. */
export function unreadOf(personId, except = null) {
  let sum = 0;
  for (const [key, count] of unread) {
    const [person, chat] = key.split(":").map(Number);
    if (person === personId && chat !== except) sum += count;
  }
  return sum;
}

/** Forgets messages, waiting buttons and counters: the world was read anew. */
export function forget() {
  threads.clear();
  presses.clear();
  unread.clear();
}
