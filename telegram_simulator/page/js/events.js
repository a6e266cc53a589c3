/** The server's stream of events, written into the state. */

import { forget, get, presses, tell, thread, world } from "./state.js";

const AGAIN_SECONDS = 3;
const PRESS_SECONDS = 20;

function put({ message }) {
  thread(message.chat_id).set(message.id, message);
  tell("thread", message.chat_id);
}

function pressed(press) {
  presses.set(press.callback_id, press);
  tell("press", press);
  setTimeout(() => presses.delete(press.callback_id) && tell("press", press), PRESS_SECONDS * 1000);
}

const HANDLERS = {
  message(event) {
    const { chat_id, from } = event.message;
    if (!world.people.has(chat_id)) return;
    if (from.id !== chat_id) world.unread.set(chat_id, (world.unread.get(chat_id) ?? 0) + 1);
    put(event);
    tell("message", event.message);
    tell("unread");
  },
  message_changed: put,
  collected: put,
  message_deleted({ chat_id, message_ids }) {
    for (const id of message_ids) thread(chat_id).delete(id);
    tell("thread", chat_id);
  },
  callback_sent: pressed,
  callback_answer(reply) {
    const press = presses.get(reply.callback_id);
    presses.delete(reply.callback_id);
    if (press) tell("press", press);
    tell("answer", reply);
  },
  person({ person }) {
    world.people.set(person.id, person);
    tell("people");
  },
  bot({ bot }) {
    world.bot = bot;
    tell("bot");
  },
  faults({ faults }) {
    Object.assign(world, { faults, faultsAt: Date.now() / 1000 });
    tell("faults");
  },
};

function setOnline(online) {
  if (world.online === online) return;
  world.online = online;
  tell("bot");
}

async function loadWorld() {
  const { bot, people, faults } = await get("state");
  forget();
  Object.assign(world, { bot, faults, faultsAt: Date.now() / 1000 });
  world.people = new Map(people.map((person) => [person.id, person]));
  tell("world");
}

/** Reads the world and follows it, for as long as the page is open; what comes while it is read waits for it. */
export function follow() {
  const stream = new EventSource("/api/events");
  let ready = Promise.resolve();
  const fail = () => {
    setOnline(false);
    if (stream.readyState !== EventSource.CLOSED) return;
    setTimeout(follow, AGAIN_SECONDS * 1000);
  };
  stream.addEventListener("error", fail);
  stream.addEventListener("hello", () => {
    ready = loadWorld().then(() => setOnline(true), () => {
      stream.close();
      fail();
    });
  });
  for (const [name, handle] of Object.entries(HANDLERS)) {
    stream.addEventListener(name, (event) => {
      ready = ready.then(() => handle(JSON.parse(event.data)));
    });
  }
}
