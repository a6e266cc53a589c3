/** One phone: its owner's name, the screen with the chat that is open, and what the owner does. */

import { openPreview } from "./attach.js";
import { personAvatar } from "./avatars.js";
import { chatList } from "./chatlist.js";
import { Composer } from "./composer.js";
import { Conversation } from "./conversation.js";
import { h } from "./dom.js";
import { Header } from "./header.js";
import { followLink } from "./links.js";
import { loadThread } from "./loading.js";
import { openMessageMenu } from "./messagemenu.js";
import { act, sendFile } from "./server.js";
import { alertDialog, notice } from "./sheets.js";
import { chatTitle, on, ROLE, role, thread, world } from "./state.js";

const EDITABLE = new Set(["text", "photo", "video", "document", "audio", "animation", "voice"]);

export class Phone {
  #id;
  #chatId;
  #hide;
  #header;
  #conversation;
  #composer;
  #list = h("div", { class: "list-place", hidden: true });
  #chat = h("div", { class: "chat" });
  #plate = h("div", { class: "plate" });
  #offs;
  #scheduled = false;

  /** `hide`: called when the owner's phone is to be put away. */
  constructor(person, hide) {
    this.#id = person.id;
    this.#chatId = person.id;
    this.#hide = hide;
    this.say = this.say.bind(this);
    this.complain = this.complain.bind(this);
    this.#header = new Header(this);
    this.#conversation = new Conversation(this);
    this.#composer = new Composer(this);
    const skip = h("button", { type: "button", class: "skip", text: "Langsung ke kolom pesan", on: { click: () => this.toField() } });
    this.#chat.append(skip, this.#header.element, this.#conversation.element, this.#composer.element);
    this.screen = h("div", { class: "screen" }, this.#chat, this.#list);
    this.element = h(
      "section",
      { class: "phone", "aria-label": `Ponsel ${person.name}`, data: { person: person.id } },
      this.#plate,
      h("div", { class: "case" }, this.screen),
    );
    this.#acceptFiles();
    this.#offs = [
      on("thread", (chatId) => chatId === this.#chatId && this.#schedule()),
      on("chat", (chat) => this.#chatChanged(chat)),
      on("people", () => this.draw()),
      on("bot", () => this.#drawHeader()),
      on("unread", (personId) => personId === this.#id && this.#unreadChanged()),
      on("press", (press) => press.chat_id === this.#chatId && press.person_id === this.#id && this.#conversation.press(press.message_id)),
      on("answer", (answer) => answer.person_id === this.#id && this.#answered(answer)),
    ];
    this.open(person.id);
  }

  /** The owner as the server knows the person now. */
  get person() {
    return world.people.get(this.#id);
  }

  get #current() {
    return world.chats.get(this.#chatId);
  }

  /** Ends everything that listens. */
  destroy() {
    this.#offs.forEach((off) => off());
    this.element.remove();
  }

  hide() {
    this.#hide();
  }

  // Drawing

  /** Opens a chat on this phone. */
  async open(chatId) {
    this.#chatId = chatId;
    this.#list.hidden = true;
    this.#list.replaceChildren();
    this.#chat.hidden = false;
    this.draw();
    this.#conversation.open(chatId);
    try {
      await loadThread(chatId);
    } catch (error) {
      this.complain(error.message);
    }
    if (this.#chatId !== chatId) return;
    this.draw();
    this.#conversation.draw();
  }

  /** Shows the list of chats. */
  showList() {
    this.#chat.hidden = true;
    this.#list.hidden = false;
    this.#drawList();
    this.#list.querySelector("button")?.focus({ preventScroll: true });
  }

  /** Draws everything but the messages anew. */
  draw() {
    const { person } = this;
    if (!person || !this.#current) return;
    this.#plate.replaceChildren(
      personAvatar(person, "avatar-small"),
      h("h2", { class: "plate-name", text: person.name }),
      h("span", { class: `plate-role plate-${role(person)}`, text: ROLE[role(person)] }),
    );
    this.#drawHeader();
    this.#composer.draw(this.#current);
    if (!this.#list.hidden) this.#drawList();
  }

  /** The phone came into view: what is on its screen is now seen. */
  shown() {
    this.#conversation.draw();
  }

  #drawHeader() {
    if (this.#current) this.#header.draw(this.#current);
  }

  #drawList() {
    this.#list.replaceChildren(chatList(this));
  }

  #schedule() {
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.#conversation.draw();
      this.#composer.draw(this.#current);
    });
  }

  #chatChanged(chat) {
    if (!this.#list.hidden) this.#drawList();
    if (chat.id !== this.#chatId) return;
    this.#drawHeader();
    this.#composer.draw(chat);
  }

  #unreadChanged() {
    if (this.#list.hidden) this.#drawHeader();
    else this.#drawList();
  }

  #answered({ text, alert, url, chat_id }) {
    if (text && alert) alertDialog(this.screen, chatTitle(world.chats.get(chat_id)), text);
    else if (text) this.say(text);
    if (url) followLink(this, url);
  }

  #acceptFiles() {
    this.screen.addEventListener("dragover", (event) => {
      if (event.dataTransfer.types.includes("Files")) event.preventDefault();
    });
    this.screen.addEventListener("drop", (event) => {
      if (!event.dataTransfer.files.length) return;
      event.preventDefault();
      if (this.person.started && !this.person.blocked) openPreview(this, [...event.dataTransfer.files]);
    });
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

  /** Does something in the open chat as the owner; gives the server's answer, or null after having shown why not. */
  async act(name, body) {
    try {
      return await act(name, { chat_id: this.#chatId, as: this.#id, ...body });
    } catch (error) {
      this.complain(error.message);
      return null;
    }
  }

  /** Presses MULAI, or opens the bot with a village's link. */
  async start(parameter) {
    this.open(this.#id);
    if (await this.act("start", { parameter })) this.#composer.focus();
  }

  /** Asks what an empty phone suggests; the first question comes with MULAI before it. */
  async ask(question) {
    if (!this.person.started) await this.act("start", { parameter: world.starts[0]?.parameter ?? "" });
    await this.sendText(question);
    this.#composer.focus();
  }

  /** Shows what is newest in the chat with the bot. */
  async showNewest() {
    if (this.#chatId !== this.#id || this.#chat.hidden) await this.open(this.#id);
    else await loadThread(this.#id);
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

  sendText(text) {
    return this.act("send_text", { text });
  }

  /** Sends a file; `fields`: kind, caption, duration. */
  async upload(file, fields) {
    const reply = this.#composer.replyTo;
    this.#composer.replyUsed();
    try {
      await sendFile(file, { chat_id: this.#chatId, as: this.#id, reply_to: reply, ...fields });
    } catch (error) {
      this.complain(error.message);
    }
  }

  /** Puts the cursor into the field; false when there is none now. */
  toField() {
    this.#composer.focus();
    return this.#chat.contains(document.activeElement) && document.activeElement.matches("textarea");
  }

  record() {
    this.#composer.record();
  }

  reply(message) {
    this.#composer.reply(message);
  }

  edit(message) {
    this.#composer.edit(message);
  }

  /** Whether the owner may change a message. */
  canEdit(message) {
    return message.from.id === this.#id && !message.forward && EDITABLE.has(message.kind) && thread(this.#chatId).messages.has(message.id);
  }

  jump(messageId) {
    this.#conversation.jump(messageId);
  }

  openMessageMenu(message, point) {
    openMessageMenu(this, message, point);
  }
}
