/** The list of a person's chats: the bot, and groups. */

import { h, textButton } from "./dom.js";
import { chatAvatar, personAvatar } from "./avatars.js";
import { occupation } from "./header.js";
import { openNewGroup } from "./groups.js";
import { chatTitle, chatsOf, now, unreadIn } from "./state.js";
import { badge, shortMoment } from "./wording.js";

function entry(phone, chat) {
  const count = unreadIn(phone.person.id, chat.id);
  const busy = occupation(chat);
  return h(
    "button",
    { type: "button", class: "chat-entry", on: { click: () => phone.open(chat.id) } },
    chatAvatar(chat),
    h(
      "span",
      { class: "chat-words" },
      h("span", { class: "chat-line" }, h("b", { text: chatTitle(chat) }), h("time", { text: chat.last_date ? shortMoment(chat.last_date, now()) : "" })),
      h(
        "span",
        { class: "chat-line" },
        h("span", { class: busy ? "chat-last header-busy" : "chat-last", text: busy ? `${busy}…` : chat.last_text || "Belum ada pesan" }),
        count > 0 && h("span", { class: "badge", "aria-label": `${count} belum dibaca`, text: badge(count) }),
      ),
    ),
  );
}

/** The screen with all chats of the phone's owner. */
export function chatList(phone) {
  const { person } = phone;
  return h(
    "div",
    { class: "chat-list" },
    h("header", { class: "chat-header" }, h("div", { class: "header-main" }, personAvatar(person), h("h2", { class: "header-title", text: `Obrolan ${person.first_name}` }))),
    h("nav", { class: "chat-entries", "aria-label": `Obrolan ${person.name}` }, chatsOf(person).map((chat) => entry(phone, chat))),
    textButton("Buat grup", () => openNewGroup(phone), { class: "button-plain chat-new", drawing: "people" }),
  );
}
