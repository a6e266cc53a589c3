/** One message as a row of the conversation: its words, what it carries, its buttons. */

import { h, icon, iconButton } from "./dom.js";
import { copyText, followLink } from "./actions.js";
import { presses } from "./state.js";
import { clock, fileSize } from "./wording.js";

const ALARM = /^🔴/u; // how the bot begins what is an emergency; Telegram itself has no colours for that

function quote(message, phone) {
  const target = message.reply_to;
  if (!target) return null;
  return h(
    "button",
    {
      type: "button",
      class: "quote",
      "aria-label": `Lihat pesan yang dibalas: ${target.name}, ${target.text}`,
      on: { click: () => phone.jump(target.id) },
    },
    h("b", { text: target.name }),
    h("span", { text: target.text }),
  );
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
  const box = h("div", { class: "words", dir: "auto", html: message.html });
  box.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    const command = event.target.closest(".command");
    const hidden = event.target.closest(".spoiler, blockquote.expandable");
    if (link) {
      event.preventDefault();
      followLink(phone, link.getAttribute("href"));
    } else if (command) phone.act("send_text", { text: command.textContent });
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

function openPhoto(url, description) {
  const box = h("dialog", { class: "lightbox", "aria-label": description },
    h("img", { src: url, alt: description }),
    iconButton("close", "Tutup foto", () => box.close(), { autofocus: true }));
  box.addEventListener("close", () => box.remove());
  document.body.append(box);
  box.showModal();
}

function photo({ media, text }) {
  const picture = h("img", { src: media.url, alt: "", width: media.width, height: media.height });
  const name = text || "Foto";
  return h("button", { type: "button", class: "photo", "aria-label": `Buka foto: ${name}`, on: { click: () => openPhoto(media.url, name) } }, picture);
}

function video({ media }) {
  return h("video", { class: "photo", src: media.url, controls: true, preload: "metadata", playsinline: true, "aria-label": "Video" });
}

function audio({ media, summary }) {
  return h("audio", { class: "audio", src: media.url, controls: true, preload: "none", "aria-label": summary });
}

function card(drawing, name, more, props) {
  return h(props.href ? "a" : "button", { class: "card", ...props }, icon(drawing), h("span", {}, h("b", { text: name }), h("span", { text: more })));
}

function file({ media }) {
  const name = media.file_name ?? "berkas";
  return card("file", name, fileSize(media.size), { href: media.url, download: name, "aria-label": `Unduh ${name}` });
}

function place({ location }, phone) {
  const words = `${location.latitude}, ${location.longitude}`;
  return card("pin", "Lokasi", words, { type: "button", "aria-label": `Lokasi ${words}. Salin koordinat`, on: { click: () => copyText(phone, words) } });
}

function contact({ contact: { first_name, phone_number } }, phone) {
  const copied = () => copyText(phone, phone_number);
  return card("person", first_name, phone_number, { type: "button", "aria-label": `Kontak ${first_name}, ${phone_number}. Salin nomor`, on: { click: copied } });
}

function sticker({ media }) {
  return h("span", { class: "sticker", role: "img", "aria-label": `Stiker ${media.emoji ?? ""}`, text: media.emoji ?? "🙂" });
}

const CARRIED = { photo, video, animation: video, video_note: video, document: file, audio, voice: audio, location: place, contact, sticker };

function carried(message, phone) {
  if (CARRIED[message.kind]) return CARRIED[message.kind](message, phone);
  return message.text ? null : h("p", { text: message.summary });
}

const TICKS = { sent: ["check", "Terkirim"], collected: ["checks", "Sudah diterima bot"] };

function meta(message, out) {
  const tick = out ? TICKS[message.tick] : null;
  return h(
    "span",
    { class: "meta" },
    message.edited && h("span", { text: "diedit" }),
    h("time", { text: clock(message.date) }),
    tick && h("span", { class: "tick", role: "img", "aria-label": tick[1], title: tick[1] }, icon(tick[0], "meta-icon")),
  );
}

function tool(message, phone) {
  const run = (event) => phone.openMessageMenu(message, { x: event.clientX, y: event.clientY });
  return iconButton("more", "Menu pesan", run, { class: "tool", tabindex: "-1" });
}

function use(phone, message, { kind, copy, url, row, column }) {
  if (kind === "callback") phone.act("press", { message_id: message.id, row, column });
  else if (kind === "copy") copyText(phone, copy);
  else followLink(phone, url);
}

function buttonsUnder(phone, message) {
  const button = (each) =>
    h(
      "button",
      { type: "button", class: "key", data: { place: `${each.row}.${each.column}` }, on: { click: () => use(phone, message, each) } },
      each.text,
    );
  const keys = h("div", { class: "keys" }, message.inline_keyboard.map((row) => h("div", { class: "keys-row" }, row.map(button))));
  markPresses(keys, phone, message);
  return keys;
}

/** Shows which of a message's buttons wait for the bot. */
export function markPresses(keys, phone, message) {
  const waiting = [...presses.values()].filter((press) => press.message_id === message.id && press.person_id === phone.person.id);
  for (const key of keys.querySelectorAll(".key")) {
    if (waiting.some(({ row, column }) => key.dataset.place === `${row}.${column}`)) key.setAttribute("aria-busy", "true");
    else key.removeAttribute("aria-busy");
  }
}

/** A message. */
export function messageRow(message, phone) {
  const out = message.from.id === phone.person.id;
  const spoken = `${out ? "Anda" : message.from.name}, ${clock(message.date)}: ${message.summary}`;
  const bubble = h(
    "article",
    { class: "bubble", tabindex: "-1", "aria-label": spoken },
    message.forward && h("p", { class: "forwarded" }, "Diteruskan dari ", h("b", { text: message.forward })),
    quote(message, phone),
    carried(message, phone),
    words(message, phone),
    message.reactions.length > 0 && h("span", { class: "reactions", role: "img", "aria-label": `Reaksi ${message.reactions.join(" ")}`, text: message.reactions.join(" ") }),
    meta(message, out),
  );
  if (!out && ALARM.test(message.text)) bubble.classList.add("bubble-alarm");
  if (message.kind === "text") bubble.classList.add("bubble-text");
  return h(
    "div",
    { class: `row ${out ? "row-out" : "row-in"}`, data: { id: message.id } },
    h("div", { class: "stack" }, bubble, message.inline_keyboard.length > 0 && buttonsUnder(phone, message), tool(message, phone)),
  );
}
