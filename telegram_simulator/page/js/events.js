/** The server's stream of events, written into the state. */

import { loadWorld } from "./loading.js";
import { addUnread, isMember, presses, tell, thread, world } from "./state.js";
import { summary } from "./wording.js";

const AGAIN_SECONDS = 3;
const PRESS_SECONDS = 20;

function showLast(chat, message) {
  chat.last_message_id = message?.id ?? null;
  chat.last_text = message ? summary(message) : "";
}

function received({ message }) {
  const chat = world.chats.get(message.chat_id);
  if (!chat) return;
  thread(chat.id).put(message);
  chat.last_date = message.date;
  showLast(chat, message);
  if (message.from.is_bot) chat.action = null;
  const sender = world.people.get(message.from.id);
  if (sender && !sender.started && chat.type === "private") {
    world.people.set(sender.id, { ...sender, started: true });
    tell("people");
  }
  for (const person of world.people.values()) {
    if (person.id !== message.from.id && isMember(chat, person.id)) addUnread(person.id, chat.id);
  }
  tell("message", message);
  tell("thread", chat.id);
  tell("chat", chat);
}

function changed({ message }) {
  const place = thread(message.chat_id);
  const chat = world.chats.get(message.chat_id);
  if (place.messages.has(message.id)) place.put(message);
  tell("thread", message.chat_id);
  if (chat?.last_message_id !== message.id) return;
  showLast(chat, message);
  tell("chat", chat);
}

function deleted({ chat_id, message_ids }) {
  const chat = world.chats.get(chat_id);
  for (const id of message_ids) thread(chat_id).drop(id);
  if (chat) chat.pinned = chat.pinned.filter((id) => !message_ids.includes(id));
  tell("thread", chat_id);
  if (!chat) return;
  if (message_ids.includes(chat.last_message_id)) showLast(chat, thread(chat_id).sorted().at(-1));
  tell("chat", chat);
}

function collected({ chat_id, message_ids }) {
  const place = thread(chat_id);
  for (const id of message_ids) {
    const message = place.messages.get(id);
    if (message) place.put({ ...message, tick: "collected" });
  }
  tell("thread", chat_id);
}

function action({ chat_id, action: kind, until }) {
  const chat = world.chats.get(chat_id);
  if (!chat) return;
  chat.action = { action: kind, until };
  tell("chat", chat);
}

function pressed(press) {
  presses.set(press.callback_id, press);
  tell("press", press);
  setTimeout(() => presses.delete(press.callback_id) && tell("press", press), PRESS_SECONDS * 1000);
}

function answered(reply) {
  const press = presses.get(reply.callback_id);
  presses.delete(reply.callback_id);
  if (press) tell("press", press);
  tell("answer", reply);
}

function chatChanged({ chat }) {
  const known = world.chats.get(chat.id);
  world.chats.set(chat.id, chat);
  tell("chat", chat);
  if (!known) tell("people");
}

function personChanged({ person }) {
  world.people.set(person.id, person);
  tell("people");
}

const HANDLERS = {
  message: received,
  message_changed: changed,
  message_deleted: deleted,
  collected,
  action,
  callback_sent: pressed,
  callback_answer: answered,
  chat: chatChanged,
  person: personChanged,
  bot({ bot }) {
    world.bot = bot;
    tell("bot");
  },
  faults({ faults }) {
    world.faults = faults;
    world.faultsAt = Date.now() / 1000;
    tell("faults");
  },
  call(call) {
    if (!world.bot.connected) world.bot = { ...world.bot, connected: true };
    tell("call", call);
    tell("bot");
  },
};

function setOnline(online) {
  if (world.online === online) return;
  world.online = online;
  tell("bot");
}

/** Reads the world and follows it from then on, for as long as the page is open. */
export async function follow() {
  let seq;
  try {
    seq = await loadWorld();
  } catch {
    setOnline(false);
    setTimeout(follow, AGAIN_SECONDS * 1000);
    return;
  }
  setOnline(true);
  const stream = new EventSource(`/api/events?after=${seq}`);
  const again = (seconds) => {
    stream.close();
    setTimeout(follow, seconds * 1000);
  };
  for (const [name, handle] of Object.entries(HANDLERS)) {
    stream.addEventListener(name, (event) => handle(JSON.parse(event.data)));
  }
  stream.addEventListener("hello", () => setOnline(true));
  stream.addEventListener("reload", () => again(0));
  stream.addEventListener("error", () => {
    setOnline(false);
    if (stream.readyState === EventSource.CLOSED) again(AGAIN_SECONDS);
  });
}
