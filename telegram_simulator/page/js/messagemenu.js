/** What can be done with one message: the menu of a long press, a right click or "Menu pesan". */

import { h, textButton } from "./dom.js";
import { chatAvatar } from "./avatars.js";
import { copyText } from "./links.js";
import { openMenu } from "./menus.js";
import { ask, openSheet } from "./sheets.js";
import { chatTitle, chatsOf } from "./state.js";

const REACTIONS = ["👍", "❤️", "🙏", "😂", "😮", "😢"];

function reactionBar(phone, message) {
  const mine = message.reactions.find((each) => each.by.includes(phone.person.id))?.emoji;
  return h(
    "div",
    { class: "menu-reactions", role: "group", "aria-label": "Beri reaksi" },
    REACTIONS.map((emoji) =>
      h("button", {
        type: "button",
        class: "menu-reaction",
        "aria-label": `Reaksi ${emoji}`,
        "aria-pressed": String(mine === emoji),
        text: emoji,
        on: { click: () => phone.act("react", { message_id: message.id, emoji: mine === emoji ? null : emoji }) },
      }),
    ),
  );
}

function openForward(phone, message) {
  const lines = chatsOf(phone.person).map((chat) =>
    h(
      "button",
      { type: "button", class: "choice", on: { click: async () => {
        close();
        const sent = await phone.act("forward", { from_chat_id: message.chat_id, message_ids: [message.id], to_chat_id: chat.id });
        if (sent) phone.open(chat.id);
      } } },
      chatAvatar(chat, "avatar-small"),
      h("span", { class: "choice-words" }, h("b", { text: chatTitle(chat) }), h("span", { text: chat.type === "private" ? "bot" : "grup" })),
    ),
  );
  const close = openSheet(phone.screen, {
    title: "Teruskan ke…",
    content: h("div", { class: "choices" }, lines),
    buttons: [textButton("Batal", () => close(), { class: "button-plain" })],
  });
}

function openRaw(phone, message) {
  const close = openSheet(phone.screen, {
    title: "Data pesan (Bot API)",
    content: h("pre", { class: "raw", tabindex: "0", text: JSON.stringify(message.raw, null, 2) }),
    buttons: [textButton("Tutup", () => close(), { class: "button-main" })],
  });
}

/** Opens the menu of a message at a point of the window. */
export function openMessageMenu(phone, message, point) {
  const own = message.from.id === phone.person.id;
  const mayDelete = own || message.chat_id === phone.person.id;
  openMenu(
    phone.screen,
    point,
    "Menu pesan",
    [
      { drawing: "reply", label: "Balas", run: () => phone.reply(message) },
      message.text && !message.protected && { drawing: "copy", label: "Salin", run: () => copyText(phone, message.text) },
      phone.canEdit(message) && { drawing: "edit", label: "Ubah", run: () => phone.edit(message) },
      !message.protected && { drawing: "forward", label: "Teruskan", run: () => openForward(phone, message) },
      { drawing: "pinned", label: message.pinned ? "Lepas sematan" : "Sematkan", run: () => phone.act(message.pinned ? "unpin" : "pin", { message_id: message.id }) },
      { drawing: "code", label: "Data teknis", run: () => openRaw(phone, message) },
      mayDelete && {
        drawing: "trash",
        label: "Hapus",
        danger: true,
        run: () =>
          ask(phone.screen, {
            title: "Hapus pesan?",
            text: "Pesan ini hilang dari obrolan. Seperti di Telegram, bot tidak diberi tahu.",
            yes: "Hapus",
            danger: true,
            run: () => phone.act("delete", { message_ids: [message.id] }),
          }),
      },
    ],
    reactionBar(phone, message),
  );
}
