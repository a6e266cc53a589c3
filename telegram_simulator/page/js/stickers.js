/** The panel of emoji (into the text) and stickers (sent at once). */

import { h } from "./dom.js";

const EMOJI = ["😀", "😂", "🙂", "😊", "😍", "🤔", "😢", "😭", "😡", "😴", "🙏", "👍", "👎", "👏", "💪", "🤝", "❤️", "✅", "❌", "❓", "❗", "📷", "📄", "✈️", "🏠", "🌾"];
const STICKERS = ["👍", "🙏", "❤️", "😂", "😢", "😮", "🎉", "🤝", "🌾", "🏡", "✈️", "☕"];

function grid(list, label, name, use) {
  return h(
    "div",
    { class: `sticker-grid ${name}`, role: "group", "aria-label": label },
    list.map((emoji) => h("button", { type: "button", class: "sticker-key", "aria-label": `${label} ${emoji}`, text: emoji, on: { click: () => use(emoji) } })),
  );
}

/** `insert` gets an emoji for the text, `send` one to send as a sticker. */
export function stickerPanel(insert, send) {
  return h(
    "div",
    { class: "stickers" },
    h("h3", { class: "panel-small", text: "Stiker – langsung terkirim" }),
    grid(STICKERS, "Stiker", "sticker-grid-large", send),
    h("h3", { class: "panel-small", text: "Emoji – masuk ke tulisan" }),
    grid(EMOJI, "Emoji", "", insert),
  );
}
