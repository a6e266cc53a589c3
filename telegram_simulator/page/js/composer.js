/** The bottom of a phone: the input field with its buttons, or what stands there instead of it. */

import { openAttach, openPreview } from "./attach.js";
import { Below } from "./below.js";
import { CommandList } from "./commands.js";
import { calm, h, icon, iconButton, textButton } from "./dom.js";
import { recordingBar } from "./recorder.js";
import { startBar } from "./start.js";
import { isMember, thread } from "./state.js";
import { summary } from "./wording.js";

const LOWEST = 44; // pixels; one line, as in css/composer.css
const TALLEST = 132;
const TYPING_MS = 30; // a step
const BLANK = { text: "", reply: null, edit: null };

export class Composer {
  #phone;
  #chat = null;
  #drafts = new Map(); // chat id → {text, reply: message id, edit: message id}
  #forced = null; // message id of the forced reply that was taken up last
  #mode = null; // "field", "recording", or the name of the bar that stands there instead
  #awaited = false; // the field gets the focus once it is there: MULAI is answered before the page hears of it
  #field;
  #commands;
  #banner = h("div", { class: "banner-place" });
  #below;
  #bar;
  #send;
  #menuButton;

  constructor(phone) {
    this.#phone = phone;
    const { id, name } = phone.person;
    this.#field = h("textarea", { id: `field-${id}`, class: "composer-field", rows: "1", "aria-label": `Pesan dari ${name}`, placeholder: "Tulis pesan…", autocomplete: "off" });
    this.#commands = new CommandList(this.#field, (command) => {
      if (this.#field.value.startsWith("/")) this.#write("");
      phone.sendText(command);
    });
    this.#menuButton = iconButton("menu", "Menu perintah", () => this.#toggleCommands(), { class: "composer-menu" });
    this.#below = new Below(phone, {
      insert: (emoji) => this.#insert(emoji),
      sticker: (emoji) => this.#sendSticker(emoji),
      closed: () => this.focus(),
    });
    this.#send = h("button", { type: "button", class: "send", on: { click: () => (this.#field.value.trim() ? this.#submit() : this.record()) } });
    this.#bar = h(
      "div",
      { class: "composer-bar" },
      this.#menuButton,
      h("div", { class: "composer-box" }, this.#field, this.#below.keysButton, this.#below.stickerButton),
      iconButton("clip", "Lampirkan", () => openAttach(phone)),
      this.#send,
    );
    this.element = h("footer", { class: "composer" });
    this.#field.addEventListener("input", () => this.#typed());
    this.#field.addEventListener("keydown", (event) => this.#key(event));
    this.#field.addEventListener("paste", (event) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (!files.length) return;
      event.preventDefault();
      openPreview(phone, files);
    });
  }

  get #draft() {
    return this.#drafts.get(this.#chat?.id) ?? BLANK;
  }

  #change(part) {
    this.#drafts.set(this.#chat.id, { ...this.#draft, ...part });
  }

  /** The message that the next one answers, if any. */
  get replyTo() {
    return this.#draft.reply;
  }

  /** Draws the bottom for a chat: the field, or MULAI, or what else is possible there. */
  draw(chat) {
    const other = this.#chat?.id !== chat.id;
    this.#chat = chat;
    const { person } = this.#phone;
    this.#drawMode(chat, person);
    if (other) this.#write(this.#draft.text);
    const commands = chat.commands[person.id] ?? [];
    this.#menuButton.hidden = commands.length === 0;
    const keyboard = chat.keyboards[person.id] ?? null;
    const forced = chat.force_reply[person.id] ?? null;
    this.#field.placeholder = forced?.placeholder ?? keyboard?.placeholder ?? "Tulis pesan…";
    this.#below.take(keyboard, other);
    this.#takeForced(forced);
    this.#drawBanner();
  }

  #drawMode(chat, person) {
    const mode = this.#modeFor(chat, person);
    if (mode === this.#mode) return;
    this.#mode = mode;
    const bars = {
      start: () => [startBar(this.#phone)],
      blocked: () => [h("div", { class: "start-bar" }, textButton("BUKA BLOKIR", () => this.#phone.act("unblock", {}), { class: "button-main button-wide" }))],
      outside: () => [h("p", { class: "composer-note", text: "Anda bukan anggota grup ini." })],
      recording: () => [this.#banner, this.#recordingBar()],
      field: () => [this.#commands.element, this.#banner, this.#bar, this.#below.element],
    };
    this.element.replaceChildren(...bars[mode]());
    this.element.querySelector("[autofocus]")?.focus();
    if (mode === "field" && this.#awaited) this.focus();
  }

  #modeFor(chat, person) {
    if (chat.type === "private" && person.blocked) return "blocked";
    if (chat.type === "private" && !person.started) return "start";
    if (chat.type !== "private" && !isMember(chat, person.id)) return "outside";
    return this.#mode === "recording" ? "recording" : "field";
  }

  #recordingBar() {
    const done = () => {
      this.#mode = null;
      this.draw(this.#chat);
      this.focus();
    };
    return recordingBar((file, seconds) => {
      this.#phone.upload(file, { kind: "voice", duration: seconds });
      done();
    }, done);
  }

  /** Begins a recording. */
  record() {
    if (this.#mode !== "field") return;
    this.#mode = "recording";
    this.element.replaceChildren(this.#banner, this.#recordingBar());
    this.element.querySelector("[autofocus]")?.focus();
  }

  focus() {
    this.#awaited = this.#mode === "start";
    if (this.#mode === "field") this.#field.focus({ preventScroll: true });
  }

  // The text

  #write(text) {
    this.#field.value = text;
    this.#typed();
  }

  #typed() {
    const { value } = this.#field;
    const { person } = this.#phone;
    this.#change({ text: value });
    this.#commands.follow(value, this.#chat.commands[person.id] ?? []);
    this.#grow();
    const words = value.trim() !== "";
    this.#send.replaceChildren(icon(this.#draft.edit ? "check" : words ? "send" : "mic"));
    const label = this.#draft.edit ? "Simpan perubahan" : words ? "Kirim" : "Rekam pesan suara";
    this.#send.setAttribute("aria-label", label);
    this.#send.title = label;
  }

  #grow() {
    this.#field.style.height = "";
    const { scrollHeight } = this.#field;
    if (scrollHeight > LOWEST) this.#field.style.height = `${Math.min(TALLEST, scrollHeight)}px`;
  }

  #key(event) {
    if (event.isComposing || this.#commands.key(event)) return;
    const touch = matchMedia("(pointer: coarse)").matches;
    if (event.key === "Enter" && !event.shiftKey && !touch) {
      event.preventDefault();
      this.#submit();
    } else if (event.key === "Escape" && (this.#draft.reply || this.#draft.edit)) {
      event.preventDefault();
      this.#dropBanner();
    } else if (event.key === "ArrowUp" && this.#field.value === "") {
      const own = thread(this.#chat.id).sorted().filter((message) => this.#phone.canEdit(message));
      if (!own.length) return;
      event.preventDefault();
      this.edit(own.at(-1));
    }
  }

  /** Types a text letter by letter and sends it, as the answer to message `reply` if there is one. */
  async type(text, reply, signal) {
    this.#change({ ...BLANK, reply });
    this.#drawBanner();
    const letters = [...text];
    const steps = calm() ? 1 : Math.min(letters.length, 40);
    for (let step = 1; step <= steps; step += 1) {
      if (signal.aborted) break;
      this.#write(letters.slice(0, Math.ceil((letters.length * step) / steps)).join(""));
      await new Promise((resolve) => setTimeout(resolve, calm() ? 0 : TYPING_MS));
    }
    if (!signal.aborted) await this.#submit();
    else this.#write("");
  }

  async #submit() {
    const text = this.#field.value.trim();
    if (!text) return;
    const { reply, edit } = this.#draft;
    this.#change({ ...BLANK });
    this.#write("");
    this.#drawBanner();
    const done = edit ? await this.#phone.act("edit_text", { message_id: edit, text }) : await this.#phone.act("send_text", { text, reply_to: reply });
    if (done || this.#field.value) return;
    this.#change({ reply, edit });
    this.#write(text);
    this.#drawBanner();
  }

  // Replying and editing

  /** The next message answers this one. */
  reply(message) {
    if (this.#draft.edit) this.#write("");
    this.#change({ reply: message.id, edit: null });
    this.#drawBanner();
    this.focus();
  }

  /** The field changes this message. */
  edit(message) {
    this.#change({ reply: null, edit: message.id });
    this.#write(message.text);
    this.#drawBanner();
    this.focus();
  }

  /** A message was sent otherwise than with the field: it took the reply with it. */
  replyUsed() {
    this.#change({ reply: null });
    this.#drawBanner();
  }

  #dropBanner() {
    if (this.#draft.edit) this.#write("");
    this.#change({ reply: null, edit: null });
    this.#typed();
    this.#drawBanner();
    this.focus();
  }

  #drawBanner() {
    const { reply, edit } = this.#draft;
    const message = thread(this.#chat.id).messages.get(edit ?? reply);
    if (!message) {
      if (thread(this.#chat.id).loaded && (reply || edit)) this.#change({ reply: null, edit: null });
      this.#banner.replaceChildren();
      return;
    }
    this.#banner.replaceChildren(
      h(
        "div",
        { class: "banner" },
        icon(edit ? "edit" : "reply"),
        h("span", { class: "banner-words" }, h("b", { text: edit ? "Ubah pesan" : `Membalas ${message.from.name}` }), h("span", { text: summary(message) })),
        iconButton("close", edit ? "Batal mengubah" : "Batal membalas", () => this.#dropBanner()),
      ),
    );
  }

  #takeForced(forced) {
    const message = forced && thread(this.#chat.id).messages.get(forced.message_id);
    if (!message || forced.message_id === this.#forced) return;
    this.#forced = forced.message_id;
    this.#change({ reply: message.id, edit: null });
    if (this.#phone.screen.contains(document.activeElement)) this.focus();
  }

  // Commands, emoji, stickers

  #toggleCommands() {
    this.#commands.toggle(this.#chat.commands[this.#phone.person.id] ?? []);
    this.focus();
  }

  #insert(emoji) {
    this.#field.setRangeText(emoji, this.#field.selectionStart, this.#field.selectionEnd, "end");
    this.#typed();
  }

  #sendSticker(emoji) {
    this.#phone.act("send_sticker", { emoji, reply_to: this.replyTo });
    this.replyUsed();
  }
}
