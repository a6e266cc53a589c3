/** The scrolling list of messages of the chat that is open on a phone. */

import { dateRow, messageRow, serviceRow } from "./bubbles.js";
import { botAvatar } from "./avatars.js";
import { calm, h, icon } from "./dom.js";
import { somethingOpen } from "./escape.js";
import { messageGestures } from "./gestures.js";
import { markPresses } from "./keys.js";
import { loadOlder, loadUntil } from "./loading.js";
import { clearUnread, now, role, thread, unreadIn, world } from "./state.js";
import { badge, dayKey, dayName } from "./wording.js";

const NEAR_END = 80;
const NEAR_TOP = 160;
const RUN_SECONDS = 300;
const MOVING_MS = 1200;
const BURST_SECONDS = 3; // what the bot says in one go
const ABOVE = 8; // pixels left free above a bubble that is shown from its top
const STOPS = "button:not(.tool), a[href], .command, .spoiler, blockquote.expandable, summary";

function sameRun(a, b) {
  return (
    a && b && a.kind !== "service" && b.kind !== "service" && a.from.id === b.from.id && dayKey(a.date) === dayKey(b.date) &&
    Math.abs(a.date - b.date) < RUN_SECONDS
  );
}

export class Conversation {
  #phone;
  #rows = new Map(); // key → {message, flags, row}
  #list = h("div", { class: "list" });
  #scroller;
  #jump;
  #count = h("span", { class: "badge", hidden: true });
  #chatId = null;
  #moving = 0; // timer
  #atEnd = true; // the view follows what arrives
  #settling = false; // the next movement is not the reader's: no date over what is new
  #read = 0; // id of the newest message when the reader last acted, or reached the end by hand
  #size = ""; // heights of list and window when they last changed: a scroll with other heights was not the reader's
  #fresh = true; // nothing drawn yet since the chat was opened: no arrival movement

  constructor(phone) {
    this.#phone = phone;
    this.#scroller = h("div", { class: "scroller", role: "log", "aria-label": `Percakapan ${phone.person.name}`, tabindex: "0" }, this.#list);
    this.#jump = h(
      "button",
      { type: "button", class: "to-end", "aria-label": "Ke pesan terbaru", hidden: true, on: { click: () => this.toEnd(true) } },
      icon("down"),
      this.#count,
    );
    this.element = h("div", { class: "conversation" }, h("div", { class: "wallpaper" }), this.#scroller, this.#jump);
    this.#scroller.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    this.#scroller.addEventListener("keydown", (event) => this.#key(event));
    // whoever opens a fold reads on from there, not from its end
    this.#scroller.addEventListener("click", (event) => {
      if (event.target.closest("blockquote.expandable:not(.short)")) this.#atEnd = false;
    }, { capture: true });
    const sizes = new ResizeObserver(() => this.#resized());
    sizes.observe(this.#scroller);
    sizes.observe(this.#list);
    messageGestures(this.#scroller, {
      messageOf: (id) => this.#thread.messages.get(id),
      reply: (message) => phone.reply(message),
      menu: (message, point) => phone.openMessageMenu(message, point),
    });
  }

  get #thread() {
    return thread(this.#chatId);
  }

  /** Shows another chat, from its end. */
  open(chatId) {
    this.#chatId = chatId;
    this.#rows.clear();
    this.#list.replaceChildren();
    this.#fresh = true;
    this.#atEnd = true;
    this.#read = 0;
    this.draw();
  }

  /** Brings the list in line with the state; rows whose message did not change stay as they are. */
  draw() {
    if (this.#chatId === null) return;
    const messages = this.#thread.sorted();
    const before = this.#list.lastElementChild;
    const wanted = this.#plan(messages);
    const keep = new Set(wanted.map(([key]) => key));
    for (const [key, entry] of this.#rows) {
      if (keep.has(key)) continue;
      entry.row.remove();
      this.#rows.delete(key);
    }
    let previous = null;
    for (const [key, message, flags, make] of wanted) {
      const row = this.#row(key, message, flags, make, before);
      const here = previous ? previous.nextElementSibling : this.#list.firstElementChild;
      if (row !== here) this.#list.insertBefore(row, here);
      previous = row;
    }
    this.#about(messages.length === 0);
    if (messages.length) this.#fresh = false;
    if (messages.at(-1)?.from.id === this.#phone.person.id && before !== this.#list.lastElementChild) this.#atEnd = true;
    this.#follow();
    this.#rove();
  }

  #plan(messages) {
    const group = world.chats.get(this.#chatId)?.type !== "private";
    const wanted = [];
    messages.forEach((message, place) => {
      const previous = messages[place - 1];
      if (!previous || dayKey(previous.date) !== dayKey(message.date)) {
        const name = dayName(message.date, now());
        wanted.push([`day ${dayKey(message.date)}`, null, name, () => dateRow(name)]);
      }
      const first = !sameRun(previous, message);
      const last = !sameRun(message, messages[place + 1]);
      const named = group && first && message.from.id !== this.#phone.person.id;
      const make = () => (message.kind === "service" ? serviceRow(message) : messageRow(message, this.#phone, { first, last, named }));
      wanted.push([message.id, message, `${first}${last}${named}`, make]);
    });
    return wanted;
  }

  #row(key, message, flags, make, before) {
    const known = this.#rows.get(key);
    if (known && known.message === message && known.flags === flags) return known.row;
    const row = make();
    this.#rows.set(key, { message, flags, row });
    if (known) this.#replace(known.row, row);
    else if (message && before && !this.#fresh && message.id > Number(before.dataset.id ?? Infinity)) row.classList.add("arriving");
    return row;
  }

  /** Puts a changed row in the old one's place; the focus stays on the same button, or on the message. */
  #replace(old, row) {
    const focused = old.contains(document.activeElement) ? document.activeElement : null;
    const place = focused?.dataset.place;
    old.replaceWith(row);
    if (!focused) return;
    const again = (place && row.querySelector(`[data-place="${place}"]`)) || row.querySelector(".bubble");
    again?.focus({ preventScroll: true });
  }

  /** What the bot says of itself while the chat is empty. */
  #about(empty) {
    this.#list.querySelectorAll(".about, .suggested").forEach((each) => each.remove());
    const chat = world.chats.get(this.#chatId);
    if (!empty || !this.#thread.loaded || chat?.type !== "private") return;
    const text = world.bot.description || "Belum ada pesan di sini.";
    const suggested = role(this.#phone.person) === "warga" ? world.questions : [];
    this.#list.append(
      h("div", { class: "about" }, botAvatar("avatar-large"), h("h3", { text: world.bot.name }), h("p", { text })),
      h("div", { class: "suggested" }, suggested.map((question) =>
        h("button", { type: "button", class: "key", text: question, on: { click: () => this.#phone.ask(question) } }))),
    );
  }

  /** The element of a message's button, if it is on the screen. */
  key(messageId, { row, column }) {
    return this.#rows.get(messageId)?.row.querySelector(`[data-place="${row}.${column}"]`);
  }

  /** Shows which buttons of a message wait for the bot. */
  press(messageId) {
    const entry = this.#rows.get(messageId);
    const keys = entry?.row.querySelector(".keys");
    if (keys) markPresses(keys, this.#phone, entry.message);
    this.#read = this.#thread.newest;
  }

  /** The row with which the newest run of new messages begins: what came together is read from its top. */
  #burst() {
    const messages = this.#thread.sorted();
    let place = messages.length;
    const own = this.#phone.person.id;
    while (place > 0) {
      const [one, next] = [messages[place - 1], messages[place]];
      if (one.id <= this.#read || one.from.id === own || (next && next.date - one.date > BURST_SECONDS)) break;
      place -= 1;
    }
    return this.#rows.get(messages[place]?.id)?.row;
  }

  /** Scrolls to what is new: to the end, but never past the top of what has just arrived. */
  #follow() {
    if (this.#atEnd && this.#scroller.offsetParent !== null) {
      const end = this.#scroller.scrollHeight - this.#scroller.clientHeight;
      const burst = this.#burst();
      const top = Math.min(end, burst ? burst.offsetTop - ABOVE : end);
      this.#settling = Math.abs(this.#scroller.scrollTop - top) > 1;
      this.#scroller.scrollTo({ top, behavior: "instant" });
      this.#atEnd = end - top < NEAR_END;
    }
    this.#seen();
  }

  /** Scrolls to the newest message alone, from its top. */
  toNewest() {
    this.#read = this.#thread.newest - 1;
    this.#atEnd = true;
    this.#follow();
  }

  /** Scrolls to the newest message. */
  toEnd(smooth = false) {
    this.#atEnd = true;
    this.#read = this.#thread.newest;
    this.#scroller.scrollTo({ top: this.#scroller.scrollHeight, behavior: smooth && !calm() ? "smooth" : "instant" });
    this.#seen();
  }

  /** Scrolls to a message and lights it up; loads older messages if need be. */
  async jump(messageId) {
    if (!(await loadUntil(this.#chatId, messageId))) {
      this.#phone.say("Pesan itu sudah tidak ada.");
      return;
    }
    this.draw();
    const row = this.#rows.get(messageId)?.row;
    this.#atEnd = false;
    row?.scrollIntoView({ block: "center", behavior: calm() ? "instant" : "smooth" });
    row?.classList.add("lit");
    setTimeout(() => row?.classList.remove("lit"), 1600);
  }

  /** Finds out which date covers messages; it shows only for a moment after a movement. */
  #dates(moving) {
    for (const row of this.#list.querySelectorAll(".row-date")) {
      const next = row.nextElementSibling;
      row.classList.toggle("stuck", Boolean(next) && next.getBoundingClientRect().top < row.getBoundingClientRect().bottom - 1);
    }
    if (!moving) return;
    clearTimeout(this.#moving);
    this.#scroller.classList.add("moving");
    this.#moving = setTimeout(() => this.#scroller.classList.remove("moving"), MOVING_MS);
  }

  #measure() {
    return `${this.#scroller.scrollHeight} ${this.#scroller.clientHeight}`;
  }

  #resized() {
    this.#size = this.#measure();
    this.#dates(false);
    this.#follow();
  }

  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
    const near = scrollHeight - scrollTop - clientHeight < NEAR_END;
    if (near && !this.#atEnd) this.#read = this.#thread.newest;
    if (near || this.#measure() === this.#size) this.#atEnd = near;
    this.#dates(!near && !this.#settling);
    this.#settling = false;
    this.#seen();
    if (scrollTop < NEAR_TOP && this.#thread.more && !this.#thread.loading) this.#older();
  }

  async #older() {
    const fromEnd = this.#scroller.scrollHeight - this.#scroller.scrollTop;
    await loadOlder(this.#chatId).catch((error) => this.#phone.complain(error.message));
    this.draw();
    if (!this.#atEnd) this.#scroller.scrollTop = this.#scroller.scrollHeight - fromEnd;
  }

  /** Clears the counter when the end is in view, else shows it on the button that goes there. */
  #seen() {
    if (this.#chatId === null) return;
    const visible = this.#scroller.offsetParent !== null;
    if (this.#atEnd && visible) clearUnread(this.#phone.person.id, this.#chatId);
    const count = unreadIn(this.#phone.person.id, this.#chatId);
    this.#jump.hidden = this.#atEnd;
    this.#count.hidden = count === 0;
    this.#count.textContent = badge(count);
    this.#jump.setAttribute("aria-label", count ? `Ke pesan terbaru, ${count} belum dibaca` : "Ke pesan terbaru");
  }

  /** One message and its buttons can be reached with Tab, the others from there with the arrow keys. */
  #rove() {
    const rows = [...this.#list.querySelectorAll(".row-in, .row-out")];
    const held = rows.find((row) => row.contains(document.activeElement)) ?? rows.at(-1);
    for (const row of rows) {
      const index = row === held ? 0 : -1;
      row.querySelector(".bubble").tabIndex = index;
      for (const each of row.querySelectorAll(STOPS)) each.tabIndex = index;
    }
  }

  #key(event) {
    if (event.key === "Escape" && !somethingOpen() && this.#phone.toField()) event.preventDefault();
    const bubble = event.target.closest(".bubble");
    if (!bubble || event.target !== bubble) return;
    const bubbles = [...this.#list.querySelectorAll(".bubble")];
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const message = this.#thread.messages.get(Number(bubble.closest(".row").dataset.id));
    if (step) {
      event.preventDefault();
      bubbles[bubbles.indexOf(bubble) + step]?.focus();
      this.#rove();
    } else if (event.key === "Enter" || event.key === "ContextMenu") {
      event.preventDefault();
      const box = bubble.getBoundingClientRect();
      this.#phone.openMessageMenu(message, { x: box.left + 24, y: Math.max(box.top, 0) + 24 });
    }
  }
}
