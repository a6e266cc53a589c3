/** Which phones are in view: several side by side, or one at a time on a narrow screen; and the row of faces. */

import { personAvatar } from "./avatars.js";
import { h, icon, narrow, onNarrow } from "./dom.js";
import { edges } from "./edges.js";
import { openNewPerson } from "./people.js";
import { Phone } from "./phone.js";
import { recall, remember } from "./prefs.js";
import { on, role, unreadOf, world } from "./state.js";
import { badge } from "./wording.js";

/** Three phones: a resident, an officer and one of the staff; where there is no staff, two residents and an officer. */
function usual() {
  const people = [...world.people.values()].sort((a, b) => a.id - b.id);
  const first = (who, count) => people.filter((person) => role(person) === who).slice(0, count);
  const staff = first("staf", 1);
  return [...first("warga", 2 - staff.length), ...first("petugas", 1), ...staff].map((person) => person.id);
}

export class Phones {
  #place;
  #faces;
  #open = new Map(); // person id → Phone
  #shown = []; // person ids side by side
  #active = null; // the one on a narrow screen

  /** `place` holds the phones, `faces` the buttons that show, hide or switch them. */
  constructor(place, faces) {
    this.#place = place;
    this.#faces = faces;
    on("world", () => this.#begin());
    on("people", () => this.#drawFaces());
    on("unread", () => this.#drawFaces());
    onNarrow(() => this.#arrange());
    faces.addEventListener("keydown", (event) => this.#key(event));
    edges(place, place.parentElement);
    edges(faces);
  }

  #begin() {
    for (const phone of this.#open.values()) phone.destroy();
    this.#open.clear();
    const remembered = recall("phones", []).filter((id) => world.people.has(id));
    this.#shown = remembered.length ? remembered : usual();
    if (!world.people.has(this.#active)) this.#active = this.#shown[0] ?? null;
    this.#arrange();
  }

  /** Opens the phones that are in view, puts the others away. */
  #arrange() {
    const wanted = narrow() ? [this.#active].filter((id) => id !== null) : this.#shown;
    for (const id of wanted) {
      if (!this.#open.has(id)) this.#open.set(id, new Phone(world.people.get(id), () => this.hide(id)));
    }
    for (const [id, phone] of this.#open) {
      phone.element.hidden = !wanted.includes(id);
    }
    const elements = wanted.map((id) => this.#open.get(id).element);
    elements.forEach((element, place) => {
      if (this.#place.children[place] !== element) this.#place.insertBefore(element, this.#place.children[place] ?? null);
    });
    for (const phone of this.#open.values()) {
      if (!phone.element.isConnected) this.#place.append(phone.element);
      if (!phone.element.hidden) phone.shown();
    }
    this.#place.dataset.count = String(wanted.length);
    this.#place.querySelector(".no-phone")?.remove();
    if (!wanted.length) this.#place.append(h("p", { class: "no-phone", text: "Pilih ponsel di atas, atau tambah yang baru." }));
    this.#drawFaces();
  }

  /** Puts a phone away. */
  hide(id) {
    this.#shown = this.#shown.filter((each) => each !== id);
    remember("phones", this.#shown);
    this.#arrange();
  }

  /** Puts these people's phones side by side and the others away, until the page is loaded again. */
  cast(ids) {
    this.#shown = ids;
    this.#active = ids[0];
    this.#arrange();
  }

  /** Brings a phone into view without remembering it, and gives it. */
  bring(id) {
    this.#active = id;
    if (!this.#shown.includes(id)) this.#shown = [...this.#shown, id];
    this.#arrange();
    return this.#open.get(id);
  }

  /** Brings a person's phone into view. */
  show(id) {
    this.#active = id;
    if (!this.#shown.includes(id)) this.#shown = [...this.#shown, id];
    remember("phones", this.#shown);
    this.#arrange();
    this.#open.get(id)?.element.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  #pressed(id) {
    if (!narrow() && this.#shown.includes(id)) this.hide(id);
    else this.show(id);
  }

  #drawFaces() {
    const focused = this.#faces.contains(document.activeElement) ? document.activeElement.dataset.person : null;
    const people = [...world.people.values()].sort((a, b) => a.id - b.id);
    this.#faces.replaceChildren(
      ...people.map((person) => this.#face(person)),
      h("button", { type: "button", class: "face face-add", "aria-label": "Tambah ponsel", title: "Tambah ponsel", on: { click: () => openNewPerson((id) => this.show(id)) } },
        h("span", { class: "avatar avatar-small avatar-add" }, icon("plus")), h("span", { class: "face-name", text: "Tambah" })),
    );
    if (focused) this.#faces.querySelector(`[data-person="${focused}"]`)?.focus();
  }

  #face(person) {
    const pressed = narrow() ? person.id === this.#active : this.#shown.includes(person.id);
    const count = pressed ? 0 : unreadOf(person.id);
    const news = count ? `, ${count} pesan baru` : "";
    return h(
      "button",
      {
        type: "button",
        class: "face",
        data: { person: person.id },
        "aria-pressed": String(pressed),
        "aria-label": `Ponsel ${person.name}${news}`,
        title: pressed && !narrow() ? `Sembunyikan ponsel ${person.name}` : `Tampilkan ponsel ${person.name}`,
        on: { click: () => this.#pressed(person.id) },
      },
      h("span", { class: "face-picture" }, personAvatar(person, "avatar-small"), count > 0 && h("span", { class: "badge", text: badge(count) })),
      h("span", { class: "face-name", text: person.first_name }),
    );
  }

  #key(event) {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const buttons = [...this.#faces.querySelectorAll("button")];
    event.preventDefault();
    buttons[(buttons.indexOf(document.activeElement) + step + buttons.length) % buttons.length].focus();
  }
}
