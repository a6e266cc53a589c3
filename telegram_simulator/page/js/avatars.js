/** Round pictures of people, groups and the bot. */

import { h, icon } from "./dom.js";
import { initials } from "./wording.js";

const TINTS = 7;

/** The bot's picture. */
export function botAvatar(extra = "") {
  return h("span", { class: `avatar avatar-bot ${extra}`.trim(), "aria-hidden": "true" });
}

/** The tint class of an id, the same everywhere. */
export function tint(id) {
  return `tint-${Math.abs(id) % TINTS}`;
}

/** A person's letters on the person's colour. */
export function personAvatar(person, extra = "") {
  return h("span", { class: `avatar ${tint(person.id)} ${extra}`.trim(), "aria-hidden": "true", text: initials(person.name) });
}

/** The picture of a chat as it stands in a list. */
export function chatAvatar(chat, extra = "") {
  if (chat.type === "private") return botAvatar(extra);
  return h("span", { class: `avatar ${tint(chat.id)} ${extra}`.trim(), "aria-hidden": "true" }, icon("people"));
}
