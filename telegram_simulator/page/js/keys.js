/** Buttons under messages, and the reply keyboard under the input field. */

import { copyText, followLink } from "./links.js";
import { h, icon } from "./dom.js";
import { presses } from "./state.js";

const MARKS = { url: "outside", copy: "copy", web_app: "window", switch_inline: "forward" };

function pressing(message, person, button) {
  return [...presses.values()].some(
    (press) =>
      press.chat_id === message.chat_id &&
      press.message_id === message.id &&
      press.person_id === person.id &&
      press.row === button.row &&
      press.column === button.column,
  );
}

function use(phone, message, button) {
  if (button.kind === "callback") phone.act("press", { message_id: message.id, row: button.row, column: button.column });
  else if (button.kind === "copy") copyText(phone, button.copy);
  else if (button.url) followLink(phone, button.url);
  else phone.complain("Tombol jenis ini tidak bisa dipakai di peragaan.");
}

/** The rows of buttons under a bubble. */
export function inlineKeys(phone, message) {
  return h(
    "div",
    { class: "keys" },
    message.inline_keyboard.map((row) =>
      h(
        "div",
        { class: "keys-row" },
        row.map((button) =>
          h(
            "button",
            {
              type: "button",
              class: "key",
              data: { place: `${button.row}.${button.column}` },
              "aria-busy": pressing(message, phone.person, button) ? "true" : null,
              on: { click: () => use(phone, message, button) },
            },
            h("span", { text: button.text }),
            MARKS[button.kind] && icon(MARKS[button.kind], "key-mark"),
          ),
        ),
      ),
    ),
  );
}

/** Shows which of a message's buttons wait for the bot. */
export function markPresses(keys, phone, message) {
  for (const button of message.inline_keyboard.flat()) {
    const element = keys.querySelector(`[data-place="${button.row}.${button.column}"]`);
    if (pressing(message, phone.person, button)) element?.setAttribute("aria-busy", "true");
    else element?.removeAttribute("aria-busy");
  }
}

/** The reply keyboard; `press` gets the button that was used. */
export function replyKeys(keyboard, press) {
  const marks = { contact: "person", location: "pin" };
  return h(
    "div",
    { class: keyboard.resize ? "reply-keys" : "reply-keys reply-keys-tall", role: "group", "aria-label": "Tombol jawaban" },
    keyboard.rows.map((row) =>
      h(
        "div",
        { class: "keys-row" },
        row.map((button) =>
          h(
            "button",
            { type: "button", class: "reply-key", on: { click: () => press(button) } },
            marks[button.kind] && icon(marks[button.kind]),
            h("span", { text: button.text }),
          ),
        ),
      ),
    ),
  );
}
