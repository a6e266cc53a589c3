/** The top of a phone: who one talks to, what the bot is doing, the pinned message. */

import { h, icon, iconButton, narrow } from "./dom.js";
import { chatAvatar } from "./avatars.js";
import { below, openMenu } from "./menus.js";
import { chatTitle, isMember, now, thread, unreadOf, world } from "./state.js";
import { badge, doing, summary } from "./wording.js";
import { openMembers } from "./groups.js";
import { openStart } from "./start.js";

/** The bot's occupation in a chat, null when it is idle. */
export function occupation(chat) {
  return chat.action && chat.action.until > now() ? doing(chat.action.action) : null;
}

function status(chat, person) {
  if (chat.type === "private") return person.blocked ? "diblokir" : "bot";
  const people = chat.members.filter((each) => isMember(chat, each.id)).length;
  return `${people} anggota`;
}

export class Header {
  #phone;
  #timer = 0;
  #main = h("div", { class: "header-main" });
  #pin = h("div", { class: "pin-place" });

  constructor(phone) {
    this.#phone = phone;
    this.element = h("header", { class: "chat-header" }, this.#main, this.#pin);
  }

  /** Draws the header of a chat. */
  draw(chat) {
    clearTimeout(this.#timer);
    const { person } = this.#phone;
    const busy = occupation(chat);
    if (busy) this.#timer = setTimeout(() => this.draw(chat), (chat.action.until - now()) * 1000 + 50);
    const elsewhere = unreadOf(person.id, chat.id);
    const words = h(
      "span",
      { class: "header-words" },
      h("span", { class: "header-title", text: chatTitle(chat) }),
      h(
        "span",
        { class: busy ? "header-status header-busy" : "header-status" },
        busy ?? status(chat, person),
        busy && h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i")),
      ),
    );
    const held = this.#main.contains(document.activeElement) && document.activeElement.getAttribute("aria-label");
    this.#main.replaceChildren(
      iconButton("back", "Daftar obrolan", () => this.#phone.showList(), { class: "header-back" }),
      elsewhere > 0 ? h("span", { class: "badge header-badge", text: badge(elsewhere) }) : "",
      chatAvatar(chat),
      words,
      iconButton("more", "Menu obrolan", (event) => this.#menu(chat, event.currentTarget), { "aria-haspopup": "menu" }),
    );
    if (held) this.#main.querySelector(`[aria-label="${held}"]`)?.focus();
    this.#drawPin(chat);
  }

  #drawPin(chat) {
    const id = chat.pinned[0];
    const message = id && thread(chat.id).messages.get(id);
    if (!id) {
      this.#pin.replaceChildren();
      return;
    }
    this.#pin.replaceChildren(
      h(
        "button",
        { type: "button", class: "pin", on: { click: () => this.#phone.jump(id) } },
        icon("pinned"),
        h("span", { class: "pin-words" }, h("b", { text: "Pesan disematkan" }), h("span", { text: message ? summary(message) : "Lihat pesan" })),
      ),
    );
  }

  #menu(chat, button) {
    const phone = this.#phone;
    const { person } = phone;
    const personal = chat.type === "private";
    openMenu(phone.screen, below(button), "Menu obrolan", [
      personal && { drawing: "qr", label: "Pindai QR desa", run: () => openStart(phone) },
      !personal && { drawing: "people", label: "Anggota grup", run: () => openMembers(phone, chat) },
      personal && !person.blocked && { drawing: "block", label: "Blokir bot", danger: true, run: () => phone.act("block", {}) },
      personal && person.blocked && { drawing: "check", label: "Buka blokir", run: () => phone.act("unblock", {}) },
      !narrow() && { drawing: "hide", label: "Sembunyikan ponsel ini", run: () => phone.hide() },
    ]);
  }
}
