/** The scrolling list of a person's messages with the bot. */

import { markPresses, messageRow } from "./bubbles.js";
import { calm, h, icon, somethingOpen } from "./dom.js";
import { isLoaded, newest, role, sorted, thread, world } from "./state.js";

const NEAR_END = 80;
const BURST_SECONDS = 3; // what the bot says in one go
const ABOVE = 8; // pixels left free above a bubble that is shown from its top
const LONG_PRESS_MS = 450;
const MOVED = 12; // pixels after which a finger scrolls or swipes
const SWIPE_REPLY = 56;
const SWIPE_MOST = 80;
const STOPS = "button:not(.tool), a[href], .command, .spoiler, blockquote.expandable";
const CONTROLS = "button, a, video, audio, .spoiler, .command";

export class Conversation {
  #phone;
  #id;
  #rows = new Map(); // message number → {message, row}
  #list = h("div", { class: "list" });
  #scroller;
  #jump;
  #atEnd = true; // the view follows what arrives
  #read = 0; // number of the newest message when the reader last acted, or reached the end by hand
  #size = ""; // heights of list and window when they last changed: a scroll with other heights was not the reader's

  constructor(phone) {
    this.#phone = phone;
    this.#id = phone.person.id;
    this.#scroller = h("div", { class: "scroller", role: "log", "aria-label": `Percakapan ${phone.person.name}`, tabindex: "0" }, this.#list);
    this.#jump = h("button", { type: "button", class: "to-end", "aria-label": "Ke pesan terbaru", hidden: true, on: { click: () => this.#toEnd() } }, icon("down"));
    this.element = h("div", { class: "conversation" }, h("div", { class: "wallpaper" }), this.#scroller, this.#jump);
    this.#scroller.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    this.#scroller.addEventListener("keydown", (event) => this.#key(event));
    // whoever opens a fold reads on from there, not from its end
    this.#scroller.addEventListener("click", (event) => {
      if (event.target.closest("blockquote.expandable:not(.short)")) this.#atEnd = false;
    }, { capture: true });
    const sizes = new ResizeObserver(() => {
      if (this.#size.endsWith(" 0")) this.#atEnd = true; // it was put away: it opens at what is new
      this.#size = this.#measure();
      this.#follow();
    });
    for (const each of [this.#scroller, this.#list]) sizes.observe(each);
    this.#hearPointers();
  }

  /** Double click or a swipe to the left replies; a right click or a long press opens the menu. */
  #hearPointers() {
    let timer = 0;
    let drag = null; // {message, row, x, y, moved} while a finger is down on a message
    const of = (event) => thread(this.#id).get(Number(event.target.closest?.(".row")?.dataset.id));
    const end = () => {
      clearTimeout(timer);
      drag?.row.style.removeProperty("--swipe");
      drag = null;
    };
    const hears = {
      dblclick: (event) => {
        const message = of(event);
        if (!message || event.target.closest(CONTROLS)) return;
        getSelection()?.removeAllRanges();
        this.#phone.reply(message);
      },
      contextmenu: (event) => {
        const message = of(event);
        if (!message) return;
        event.preventDefault();
        if (event.button === 2) this.#phone.openMessageMenu(message, event);
      },
      pointerdown: (event) => {
        end();
        const message = event.pointerType !== "mouse" && of(event);
        if (!message) return;
        const point = { x: event.clientX, y: event.clientY };
        drag = { message, row: event.target.closest(".row"), ...point, moved: 0 };
        timer = setTimeout(() => {
          end();
          this.#phone.openMessageMenu(message, point);
        }, LONG_PRESS_MS);
      },
      pointermove: (event) => {
        if (!drag) return;
        const [left, down] = [drag.x - event.clientX, Math.abs(event.clientY - drag.y)];
        if (Math.max(Math.abs(left), down) > MOVED) clearTimeout(timer);
        if (!drag.moved && down > MOVED) end();
        else if (left > MOVED) {
          drag.moved = Math.min(SWIPE_MOST, left);
          drag.row.style.setProperty("--swipe", `${-drag.moved}px`);
        }
      },
      pointerup: () => {
        const swiped = drag && drag.moved >= SWIPE_REPLY ? drag.message : null;
        end();
        if (swiped) this.#phone.reply(swiped);
      },
      pointercancel: end,
    };
    for (const [name, hear] of Object.entries(hears)) this.#scroller.addEventListener(name, hear);
  }

  /** Brings the list in line with the state; rows whose message did not change stay as they are. */
  draw() {
    const messages = sorted(this.#id);
    const before = this.#list.lastElementChild;
    const keep = new Set(messages.map(({ id }) => id));
    for (const [id, entry] of this.#rows) {
      if (keep.has(id)) continue;
      entry.row.remove();
      this.#rows.delete(id);
    }
    let previous = null;
    for (const message of messages) {
      const row = this.#row(message);
      const here = previous ? previous.nextElementSibling : this.#list.firstElementChild;
      if (row !== here) this.#list.insertBefore(row, here);
      previous = row;
    }
    this.#about(messages.length === 0);
    if (messages.at(-1)?.from.id === this.#id && before !== this.#list.lastElementChild) this.#atEnd = true;
    this.#follow();
    this.#rove();
  }

  #row(message) {
    const known = this.#rows.get(message.id);
    if (known?.message === message) return known.row;
    const row = messageRow(message, this.#phone);
    this.#rows.set(message.id, { message, row });
    if (known) this.#replace(known.row, row);
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
    if (!empty || !isLoaded(this.#id)) return;
    const suggested = role(this.#phone.person) === "warga" ? world.questions : [];
    this.#list.append(
      h("div", { class: "about" },
        h("span", { class: "avatar avatar-bot", "aria-hidden": "true" }),
        h("h3", { text: world.bot.name }),
        h("p", { text: world.bot.description || "Belum ada pesan di sini." })),
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
    if (entry) markPresses(entry.row, this.#phone, entry.message);
    this.#read = newest(this.#id);
  }

  /** The row with which the newest run of new messages begins: what came together is read from its top. */
  #burst() {
    const messages = sorted(this.#id);
    let place = messages.length;
    while (place > 0) {
      const [one, next] = [messages[place - 1], messages[place]];
      if (one.id <= this.#read || one.from.id === this.#id || (next && next.date - one.date > BURST_SECONDS)) break;
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
      this.#scroller.scrollTo({ top, behavior: "instant" });
      this.#atEnd = end - top < NEAR_END;
    }
    this.#jump.hidden = this.#atEnd;
  }

  /** Scrolls to the newest message alone, from its top. */
  toNewest() {
    this.#read = newest(this.#id) - 1;
    this.#atEnd = true;
    this.#follow();
  }

  #toEnd() {
    this.#read = newest(this.#id);
    this.#scroller.scrollTo({ top: this.#scroller.scrollHeight, behavior: calm() ? "instant" : "smooth" });
  }

  /** Scrolls to a message and lights it up. */
  jump(messageId) {
    const row = this.#rows.get(messageId)?.row;
    if (!row) {
      this.#phone.say("Pesan itu sudah tidak ada.");
      return;
    }
    this.#atEnd = false;
    row.scrollIntoView({ block: "center", behavior: calm() ? "instant" : "smooth" });
    row.classList.add("lit");
    setTimeout(() => row.classList.remove("lit"), 1600);
  }

  #measure() {
    return `${this.#scroller.scrollHeight} ${this.#scroller.clientHeight}`;
  }

  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
    const near = scrollHeight - scrollTop - clientHeight < NEAR_END;
    if (near && !this.#atEnd) this.#read = newest(this.#id);
    if (near || this.#measure() === this.#size) this.#atEnd = near;
    this.#jump.hidden = this.#atEnd;
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
    if (step) {
      event.preventDefault();
      bubbles[bubbles.indexOf(bubble) + step]?.focus();
      this.#rove();
    } else if (event.key === "Enter" || event.key === "ContextMenu") {
      event.preventDefault();
      const box = bubble.getBoundingClientRect();
      const message = thread(this.#id).get(Number(bubble.closest(".row").dataset.id));
      this.#phone.openMessageMenu(message, { x: box.left + 24, y: Math.max(box.top, 0) + 24 });
    }
  }
}
