/** One message as a row of the conversation. */

import { followLink } from "./links.js";
import { h, icon, iconButton } from "./dom.js";
import { inlineKeys } from "./keys.js";
import { mediaOf } from "./media.js";
import { tint } from "./avatars.js";
import { world } from "./state.js";
import { clock, summary } from "./wording.js";

const BARE = new Set(["sticker", "video_note"]); // shown without a bubble around them
const SHORT = new Set(["voice", "audio", "document", "contact", "location"]); // room for the time in the last line
const ALARM = /^🔴/u; // how the bot begins what is an emergency; Telegram itself has no colours for that
const PICTURES = new Set(["photo", "video", "animation"]);

function quote(message, phone) {
  const target = message.reply_to;
  if (!target) return null;
  return h(
    "button",
    {
      type: "button",
      class: "quote",
      "aria-label": `Lihat pesan yang dibalas: ${target.name}, ${target.quote ?? target.text}`,
      on: { click: () => (target.gone ? phone.say("Pesan yang dibalas sudah tidak ada.") : phone.jump(target.id)) },
    },
    h("span", { class: "quote-name", text: target.name }),
    h("span", { class: "quote-text", text: target.quote ?? target.text }),
  );
}

function forwarded(message) {
  if (!message.forward) return null;
  return h("p", { class: "forwarded" }, "Diteruskan dari ", h("b", { text: message.forward.name }));
}

// Telegram folds only what is longer than three lines; the height is known once the bubble is in view
function foldIfLong(fold) {
  fold.setAttribute("aria-expanded", "false");
  const shown = new ResizeObserver(() => {
    if (!fold.clientHeight) return;
    shown.disconnect();
    if (fold.scrollHeight <= fold.clientHeight + 1) fold.classList.add("opened", "short");
  });
  shown.observe(fold);
}

function words(message, phone) {
  if (!message.text) return null;
  const box = h("div", { class: "words", dir: message.rtl ? "rtl" : "auto", html: message.html });
  box.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    const command = event.target.closest(".command");
    const hidden = event.target.closest(".spoiler, blockquote.expandable");
    if (link) {
      event.preventDefault();
      followLink(phone, link.getAttribute("href"));
    } else if (command) phone.sendText(command.textContent);
    else if (hidden) {
      const opened = hidden.classList.toggle("opened");
      if (hidden.matches(".expandable")) hidden.setAttribute("aria-expanded", String(opened));
    }
  });
  for (const fold of box.querySelectorAll("blockquote.expandable")) foldIfLong(fold);
  for (const each of box.querySelectorAll(".command, .spoiler, blockquote.expandable")) {
    each.tabIndex = 0;
    each.setAttribute("role", "button");
    if (each.matches(".spoiler")) each.setAttribute("aria-label", "Teks tersembunyi");
    each.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.stopPropagation();
      each.click();
    });
  }
  return box;
}

function reactions(message, phone) {
  if (!message.reactions.length) return null;
  return h(
    "div",
    { class: "reactions" },
    message.reactions.map(({ emoji, count, by }) => {
      const mine = by.includes(phone.person.id);
      return h(
        "button",
        {
          type: "button",
          class: "reaction",
          "aria-pressed": String(mine),
          "aria-label": `Reaksi ${emoji}, ${count}`,
          on: { click: () => phone.act("react", { message_id: message.id, emoji: mine ? null : emoji }) },
        },
        h("span", { text: emoji }),
        count > 1 && h("span", { class: "reaction-count", text: String(count) }),
      );
    }),
  );
}

const TICKS = { sent: ["check", "Terkirim"], collected: ["checks", "Sudah diterima bot"] };

function meta(message, out) {
  const tick = out ? TICKS[message.tick] : null;
  return h(
    "span",
    { class: "meta" },
    message.pinned && icon("pinned", "meta-icon"),
    message.edited && h("span", { text: "diedit" }),
    h("time", { text: clock(message.date) }),
    tick && h("span", { class: "tick", role: "img", "aria-label": tick[1], title: tick[1] }, icon(tick[0], "meta-icon")),
  );
}

function tools(message, phone) {
  return h(
    "div",
    { class: "tools" },
    iconButton("reply", "Balas pesan ini", () => phone.reply(message), { class: "tool", tabindex: "-1" }),
    iconButton("more", "Menu pesan", (event) => phone.openMessageMenu(message, event.currentTarget.getBoundingClientRect()), {
      class: "tool",
      tabindex: "-1",
    }),
  );
}

function spoken(message, out) {
  const who = out ? "Anda" : message.from.name;
  return `${who}, ${clock(message.date)}: ${summary(message)}`;
}

/** A notice in the middle ("Pak Budi bergabung"). */
export function serviceRow(message) {
  return h("div", { class: "row row-middle", data: { id: message.id } }, h("span", { class: "pill", text: message.service }));
}

/** A date between messages. */
export function dateRow(name) {
  return h("div", { class: "row row-middle row-date" }, h("span", { class: "pill", text: name }));
}

/**
 * A message. `first`, `last`: it begins, ends a run of messages of one sender; `named`: the sender's name stands above
 * (groups).
 */
export function messageRow(message, phone, { first, last, named }) {
  const out = message.from.id === phone.person.id;
  const bare = BARE.has(message.kind) && message.media;
  const picture = PICTURES.has(message.kind);
  const topic = message.topic && world.chats.get(message.chat_id)?.topics.find((each) => each.id === message.topic);
  const bubble = h(
    "article",
    { class: "bubble", tabindex: "-1", "aria-label": spoken(message, out) },
    named && !bare && h("p", { class: `sender ${tint(message.from.id)}`, text: message.from.name }),
    topic && h("p", { class: "topic", text: `# ${topic.name}` }),
    forwarded(message),
    quote(message, phone),
    mediaOf(message, phone),
    words(message, phone),
    reactions(message, phone),
    meta(message, out),
  );
  if (!out && ALARM.test(message.text)) bubble.classList.add("bubble-alarm");
  if (bare) bubble.classList.add("bubble-bare");
  if (SHORT.has(message.kind) && !message.text && !message.reactions.length) bubble.classList.add("bubble-short");
  if (picture) bubble.classList.add(message.text ? "bubble-picture" : "bubble-picture-only");
  if (message.kind === "text" && !message.reactions.length) bubble.classList.add("bubble-text");
  return h(
    "div",
    { class: `row ${out ? "row-out" : "row-in"}${first ? " row-first" : ""}${last ? " row-last" : ""}`, data: { id: message.id } },
    h("div", { class: "stack" }, bubble, message.inline_keyboard && inlineKeys(phone, message), tools(message, phone)),
  );
}
