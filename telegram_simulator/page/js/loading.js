/** Reads the world and the messages of chats from the server into the state. */

import { get } from "./server.js";
import { forget, tell, thread, world } from "./state.js";

const PAGE = 50;
const BOT_SECONDS = 10;

/** Reads everything but the messages anew; gives the number of the last event that is included. */
export async function loadWorld() {
  const state = await get("state");
  forget();
  world.clockOffset = state.now - Date.now() / 1000;
  world.bot = state.bot;
  world.people = new Map(state.people.map((person) => [person.id, person]));
  world.chats = new Map(state.chats.map((chat) => [chat.id, chat]));
  world.faults = state.faults;
  world.faultsAt = Date.now() / 1000;
  tell("world");
  return state.seq;
}

/** Looks now and then whether the bot is still connected: the server has no event for that. */
export function watchBot() {
  setInterval(async () => {
    try {
      const { bot } = await get("state");
      if (JSON.stringify(bot) !== JSON.stringify(world.bot)) {
        world.bot = bot;
        tell("bot");
      }
    } catch {
      /* the stream of events shows that the server is away */
    }
  }, BOT_SECONDS * 1000);
}

function merge(place, answer) {
  for (const message of answer.messages) {
    if (!place.touched.has(message.id)) place.messages.set(message.id, message);
  }
  place.more = answer.more;
}

async function fill(chatId, query) {
  const place = thread(chatId);
  if (place.loading) return place.loading;
  place.touched.clear();
  place.loading = get(`chats/${chatId}/messages?limit=${PAGE}${query}`)
    .then((answer) => {
      merge(place, answer);
      place.loaded = true;
    })
    .finally(() => {
      place.loading = null;
    });
  await place.loading;
  tell("thread", chatId);
}

/** Loads the newest messages of a chat, once. */
export async function loadThread(chatId) {
  if (!thread(chatId).loaded) await fill(chatId, "");
}

/** Loads the messages before the oldest one that is known. */
export async function loadOlder(chatId) {
  const place = thread(chatId);
  if (!place.more) return;
  const oldest = Math.min(...place.messages.keys());
  await fill(chatId, Number.isFinite(oldest) ? `&before=${oldest}` : "");
}

/** Loads older messages until `messageId` is among them; gives whether it is. */
export async function loadUntil(chatId, messageId) {
  const place = thread(chatId);
  while (!place.messages.has(messageId) && place.more) await loadOlder(chatId);
  return place.messages.has(messageId);
}
