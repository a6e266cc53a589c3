/** Which phones are in view: several side by side, or one at a time on a narrow screen; and the row of faces. */

import { h, narrow, onNarrow, personAvatar } from "./dom.js";
import { Phone } from "./phone.js";
import { act, on, role, world } from "./state.js";


function everybody() {
  return [...world.people.values()].sort((a, b) => a.id - b.id);
}

/** Three phones: a resident, an officer and one of the staff; where there is no staff, two residents and an officer. */
function usual() {
  const first = (who, count) => everybody().filter((person) => role(person) === who).slice(0, count);
  const staff = first("staf", 1);
  return [...first("warga", 2 - staff.length), ...first("petugas", 1), ...staff].map((person) => person.id);
}

/** Makes one more resident. */
export async function createResident(first_name) {
  const { person } = await act("create_person", { first_name });
  world.people.set(person.id, person);
  return person;
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
  }

  #begin() {
    for (const phone of this.#open.values()) phone.destroy();
    this.#open.clear();
    this.#shown = usual();
    if (!world.people.has(this.#active)) this.#active = this.#shown[0] ?? null;
    this.#arrange();
  }

  /** Opens the phones that are in view, puts the others away. */
  #arrange() {
    const wanted = narrow() ? [this.#active].filter((id) => id !== null) : this.#shown;
    for (const id of wanted) {
      if (!this.#open.has(id)) this.#open.set(id, new Phone(world.people.get(id), () => this.#hide(id)));
    }
    for (const [id, phone] of this.#open) phone.element.hidden = !wanted.includes(id);
    wanted.forEach((id, place) => {
      const { element } = this.#open.get(id);
      if (this.#place.children[place] !== element) this.#place.insertBefore(element, this.#place.children[place] ?? null);
    });
    for (const id of wanted) this.#open.get(id).shown();
    this.#drawFaces();
  }

  #hide(id) {
    this.#shown = this.#shown.filter((each) => each !== id);
    this.#arrange();
  }

  /** Puts these people's phones side by side and the others away. */
  cast(ids) {
    this.#shown = ids;
    this.bring(ids[0]);
  }

  /** Brings a phone into view, and gives it. */
  bring(id) {
    this.#active = id;
    if (!this.#shown.includes(id)) this.#shown = [...this.#shown, id];
    this.#arrange();
    return this.#open.get(id);
  }

  #show(id) {
    this.bring(id).element.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  #drawFaces() {
    const inView = (id) => (narrow() ? id === this.#active : this.#shown.includes(id));
    for (const { id } of everybody()) if (inView(id)) world.unread.delete(id);
    const focused = this.#faces.contains(document.activeElement) ? document.activeElement.dataset.person : null;
    this.#faces.replaceChildren(...everybody().map((person) => this.#face(person, inView(person.id))));
    if (focused) this.#faces.querySelector(`[data-person="${focused}"]`)?.focus();
  }

  #face(person, pressed) {
    const count = world.unread.get(person.id) ?? 0;
    const label = `Ponsel ${person.name}${count ? `, ${count} pesan baru` : ""}`;
    const run = () => (pressed && !narrow() ? this.#hide(person.id) : this.#show(person.id));
    return h(
      "button",
      { type: "button", class: "face", data: { person: person.id }, "aria-pressed": String(pressed), "aria-label": label, title: label, on: { click: run } },
      personAvatar(person, "avatar-small"),
      count > 0 && h("span", { class: "badge", text: String(count) }),
      h("span", { class: "face-name", text: person.first_name }),
    );
  }
}
