/** One phone: its owner's name, the screen with the chat with the bot, and what the owner does. */

import { openMessageMenu, openStart } from "./actions.js";
import { Composer } from "./composer.js";
import { Conversation } from "./conversation.js";
import { h, iconButton, narrow, personAvatar } from "./dom.js";
import { alertDialog, notice, openMenu } from "./overlays.js";
import { act, loadThread, on, ROLE, role, sendFile, thread, world } from "./state.js";

const EDITABLE = new Set(["text", "photo", "video", "document", "audio", "animation", "voice"]);

export class Phone {
  #id;
  #hide;
  #conversation;
  #composer;
  #title = h("span", { class: "header-title" });
  #status = h("span", { class: "header-status" });
  #offs;
  #scheduled = false;

  /** `hide`: called when the owner's phone is to be put away. */
  constructor(person, hide) {
    this.#id = person.id;
    this.#hide = hide;
    this.#conversation = new Conversation(this);
    this.#composer = new Composer(this);
    const skip = h("button", { type: "button", class: "skip", text: "Langsung ke kolom pesan", on: { click: () => this.toField() } });
    const header = h(
      "header",
      { class: "chat-header" },
      h("span", { class: "avatar avatar-bot", "aria-hidden": "true" }),
      h("span", { class: "header-words" }, this.#title, this.#status),
      iconButton("more", "Menu obrolan", (event) => this.#openMenu(event.currentTarget), { "aria-haspopup": "menu" }),
    );
    this.screen = h("div", { class: "screen" }, h("div", { class: "chat" }, skip, header, this.#conversation.element, this.#composer.element));
    const plate = h(
      "div",
      { class: "plate" },
      personAvatar(person, "avatar-small"),
      h("h2", { class: "plate-name", text: person.name }),
      h("span", { class: `plate-role plate-${role(person)}`, text: ROLE[role(person)] }),
    );
    this.element = h("section", { class: "phone", "aria-label": `Ponsel ${person.name}`, data: { person: person.id } }, plate, h("div", { class: "case" }, this.screen));
    this.#offs = [
      on("thread", (id) => id === this.#id && this.#schedule()),
      on("people", () => this.#draw()),
      on("bot", () => this.#draw()),
      on("press", (press) => press.person_id === this.#id && this.#conversation.press(press.message_id)),
      on("answer", (answer) => answer.person_id === this.#id && this.#answered(answer)),
    ];
    this.#draw();
    loadThread(this.#id).then(() => this.shown(), (error) => this.complain(error.message));
  }

  /** The owner as the server knows the person now. */
  get person() {
    return world.people.get(this.#id);
  }

  /** Ends everything that listens. */
  destroy() {
    this.#offs.forEach((off) => off());
    this.element.remove();
  }

  #draw() {
    this.#title.textContent = world.bot.name;
    this.#status.textContent = this.person.blocked ? "diblokir" : "bot";
    this.#composer.draw();
  }

  /** The phone came into view, or its messages were read. */
  shown() {
    this.#conversation.draw();
  }

  #schedule() {
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.#conversation.draw();
      this.#composer.draw();
    });
  }

  #openMenu(button) {
    const { person } = this;
    const { right, bottom } = button.getBoundingClientRect();
    openMenu(this.screen, { x: right, y: bottom + 4 }, "Menu obrolan", [
      { drawing: "qr", label: "Pindai QR desa", run: () => openStart(this) },
      person.blocked
        ? { drawing: "check", label: "Buka blokir", run: () => this.act("unblock", {}) }
        : { drawing: "block", label: "Blokir bot", danger: true, run: () => this.act("block", {}) },
      !narrow() && { drawing: "hide", label: "Sembunyikan ponsel ini", run: () => this.#hide() },
    ]);
  }

  #answered({ text, alert }) {
    if (text && alert) alertDialog(this.screen, world.bot.name, text);
    else if (text) this.say(text);
  }

  // What the owner does

  /** A short notice on this phone. */
  say(text) {
    notice(this.screen, text);
  }

  /** A notice that something did not work. */
  complain(text) {
    notice(this.screen, text, { trouble: true });
  }

  /** Does something as the owner; gives the server's answer, or null after having shown why not. */
  async act(name, body) {
    try {
      return await act(name, { chat_id: this.#id, as: this.#id, ...body });
    } catch (error) {
      this.complain(error.message);
      return null;
    }
  }

  /** Presses MULAI, or opens the bot with a village's link. */
  async start(parameter) {
    if (await this.act("start", { parameter })) this.#composer.focus();
  }

  /** Asks what an empty phone suggests; the first question comes with MULAI before it. */
  async ask(question) {
    if (!this.person.started) await this.act("start", { parameter: world.starts[0]?.parameter ?? "" });
    await this.act("send_text", { text: question });
    this.#composer.focus();
  }

  /** Shows what is newest in the chat with the bot. */
  async showNewest() {
    await loadThread(this.#id);
    this.#conversation.toNewest();
  }

  /** Types a text for everybody to see and sends it. */
  type(text, reply, signal) {
    return this.#composer.type(text, reply, signal);
  }

  /** Presses a button for everybody to see: it lights up for `ms` first. */
  async tap(message, button, ms) {
    const key = this.#conversation.key(message.id, button);
    key?.scrollIntoView({ block: "nearest" });
    key?.classList.add("tapped");
    await new Promise((resolve) => setTimeout(resolve, ms));
    key?.classList.remove("tapped");
    await this.act("press", { message_id: message.id, row: button.row, column: button.column });
  }

  /** Sends a file; `fields`: kind, caption, duration. */
  async upload(file, fields) {
    const reply = this.#composer.replyTo;
    this.#composer.replyUsed();
    try {
      await sendFile(file, { chat_id: this.#id, as: this.#id, reply_to: reply, ...fields });
    } catch (error) {
      this.complain(error.message);
    }
  }

  /** Puts the cursor into the field; false when there is none now. */
  toField() {
    this.#composer.focus();
    return this.screen.contains(document.activeElement) && document.activeElement.matches("textarea");
  }

  reply(message) {
    this.#composer.reply(message);
  }

  edit(message) {
    this.#composer.edit(message);
  }

  /** Whether the owner may change a message. */
  canEdit(message) {
    return message.from.id === this.#id && !message.forward && EDITABLE.has(message.kind) && thread(this.#id).has(message.id);
  }

  jump(messageId) {
    this.#conversation.jump(messageId);
  }

  openMessageMenu(message, point) {
    openMessageMenu(this, message, point);
  }
}
