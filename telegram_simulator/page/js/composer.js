/** The bottom of a phone: the input field with its buttons, or what stands there instead of it. */

import { openAttach } from "./attach.js";
import { startBar } from "./actions.js";
import { calm, h, icon, iconButton, textButton } from "./dom.js";
import { openMenu } from "./overlays.js";
import { isLoaded, thread } from "./state.js";

const LOWEST = 44; // pixels; one line, as in css/chat.css
const TALLEST = 132;
const TYPING_MS = 30; // a step

export class Composer {
  #phone;
  #reply = null; // number of the message that the next one answers
  #edit = null; // number of the message that the field changes
  #mode = null; // "field", or the name of the bar that stands there instead
  #awaited = false; // the field gets the focus once it is there: MULAI is answered before the page hears of it
  #field;
  #banner = h("div", { class: "banner-place" });
  #bar;
  #menuButton;
  #send;

  constructor(phone) {
    this.#phone = phone;
    const { id, name } = phone.person;
    this.#field = h("textarea", { id: `field-${id}`, class: "composer-field", rows: "1", "aria-label": `Pesan dari ${name}`, placeholder: "Tulis pesan…", autocomplete: "off" });
    this.#menuButton = iconButton("menu", "Menu perintah", () => this.#openCommands(), { class: "composer-menu" });
    this.#send = iconButton("send", "Kirim pesan", () => this.#submit(), { class: "send" });
    this.#bar = h("div", { class: "composer-bar" }, this.#menuButton, this.#field, iconButton("clip", "Lampirkan", () => openAttach(phone, this.#draft())), this.#send);
    this.element = h("footer", { class: "composer" });
    this.#field.addEventListener("input", () => this.#grow());
    this.#field.addEventListener("keydown", (event) => this.#key(event));
  }

  /** The message that the next one answers, if any. */
  get replyTo() {
    return this.#reply;
  }

  /** Draws the bottom: the field, MULAI, or the way back after blocking. */
  draw() {
    const { person } = this.#phone;
    this.#menuButton.hidden = person.commands.length === 0;
    const gone = !thread(person.id).has(this.#edit ?? this.#reply);
    if (gone && isLoaded(person.id)) this.#take(null, null);
    const mode = person.blocked ? "blocked" : person.started ? "field" : "start";
    if (mode === this.#mode) return;
    this.#mode = mode;
    const bars = {
      start: () => [startBar(this.#phone)],
      blocked: () => [h("div", { class: "start-bar" }, textButton("BUKA BLOKIR", () => this.#phone.act("unblock", {}), { class: "button-main" }))],
      field: () => [this.#banner, this.#bar],
    };
    this.element.replaceChildren(...bars[mode]());
    if (mode === "field" && this.#awaited) this.focus();
  }

  focus() {
    this.#awaited = this.#mode === "start";
    if (this.#mode === "field") this.#field.focus({ preventScroll: true });
  }

  /** What is typed and not sent, for a file's caption; a change of a message is none. */
  #draft() {
    return this.#edit ? { words: "", take() {} } : { words: this.#field.value.trim(), take: () => this.#write("") };
  }

  #write(text) {
    this.#field.value = text;
    this.#grow();
  }

  #grow() {
    this.#field.style.height = "";
    const { scrollHeight } = this.#field;
    if (scrollHeight > LOWEST) this.#field.style.height = `${Math.min(TALLEST, scrollHeight)}px`;
  }

  #key(event) {
    if (event.isComposing) return;
    const touch = matchMedia("(pointer: coarse)").matches;
    if (event.key === "Enter" && !event.shiftKey && !touch) {
      event.preventDefault();
      this.#submit();
    } else if (event.key === "Escape" && (this.#reply || this.#edit)) {
      event.preventDefault();
      this.#drop();
    }
  }

  /** Types a text letter by letter and sends it, as the answer to message `reply` if there is one. */
  async type(text, reply, signal) {
    this.#take(reply, null);
    const letters = [...text];
    const steps = calm() ? 1 : Math.min(letters.length, 40);
    for (let step = 1; step <= steps && !signal.aborted; step += 1) {
      this.#write(letters.slice(0, Math.ceil((letters.length * step) / steps)).join(""));
      await new Promise((resolve) => setTimeout(resolve, calm() ? 0 : TYPING_MS));
    }
    if (!signal.aborted) await this.#submit();
    else this.#write("");
  }

  async #submit() {
    const text = this.#field.value.trim();
    if (!text) return;
    const [reply, edit] = [this.#reply, this.#edit];
    this.#write("");
    this.#take(null, null);
    const done = edit ? await this.#phone.act("edit_text", { message_id: edit, text }) : await this.#phone.act("send_text", { text, reply_to: reply });
    if (done || this.#field.value) return;
    this.#write(text);
    this.#take(reply, edit);
  }

  /** The next message answers this one. */
  reply(message) {
    if (this.#edit) this.#write("");
    this.#take(message.id, null);
    this.focus();
  }

  /** The field changes this message. */
  edit(message) {
    this.#write(message.text);
    this.#take(null, message.id);
    this.focus();
  }

  /** A message was sent otherwise than with the field: it took the reply with it. */
  replyUsed() {
    this.#take(null, this.#edit);
  }

  #drop() {
    if (this.#edit) this.#write("");
    this.#take(null, null);
    this.focus();
  }

  #take(reply, edit) {
    if (this.#reply === reply && this.#edit === edit) return;
    this.#reply = reply;
    this.#edit = edit;
    const label = edit ? "Simpan perubahan" : "Kirim pesan";
    this.#send.replaceChildren(icon(edit ? "check" : "send"));
    this.#send.setAttribute("aria-label", label);
    this.#send.title = label;
    const message = thread(this.#phone.person.id).get(edit ?? reply);
    this.#banner.replaceChildren();
    if (!message) return;
    this.#banner.append(h(
      "div",
      { class: "banner" },
      icon(edit ? "edit" : "reply"),
      h("span", { class: "banner-words" }, h("b", { text: edit ? "Ubah pesan" : `Membalas ${message.from.name}` }), h("span", { text: message.summary })),
      iconButton("close", edit ? "Batal mengubah" : "Batal membalas", () => this.#drop()),
    ));
  }

  #openCommands() {
    const commands = this.#phone.person.commands.map(({ command, description }) => ({
      label: `/${command}`,
      words: description,
      run: () => this.#phone.act("send_text", { text: `/${command}` }),
    }));
    const { left, top } = this.#menuButton.getBoundingClientRect();
    openMenu(this.#phone.screen, { x: left, y: top - 50 * commands.length }, "Perintah", commands);
  }
}
