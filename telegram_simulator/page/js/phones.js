/** Which phones are in view: several side by side, or one at a time on a narrow screen; the row of faces; new people. */

import { h, icon, narrow, onNarrow, personAvatar, textButton } from "./dom.js";
import { Phone } from "./phone.js";
import { act, on, role, world } from "./state.js";

const OFFICERS_FROM = 7001;
const REMEMBERED = "tanya-pimpasa-peragaan";

/** Which phones this browser showed last, if it remembers. */
function recall() {
  try {
    return JSON.parse(localStorage.getItem(REMEMBERED)) ?? [];
  } catch {
    return [];
  }
}

function everybody() {
  return [...world.people.values()].sort((a, b) => a.id - b.id);
}

/** Three phones: a resident, an officer and one of the staff; where there is no staff, two residents and an officer. */
function usual() {
  const first = (who, count) => everybody().filter((person) => role(person) === who).slice(0, count);
  const staff = first("staf", 1);
  return [...first("warga", 2 - staff.length), ...first("petugas", 1), ...staff].map((person) => person.id);
}

/** Makes a person; gives the person. */
export async function createPerson(fields) {
  const { person } = await act("create_person", fields);
  world.people.set(person.id, person);
  return person;
}

function choice(value, label, words, checked) {
  return h("label", { class: "choice" }, h("input", { type: "radio", name: "role", value, checked }), h("span", { class: "choice-words" }, h("b", { text: label }), h("span", { text: words })));
}

/** Asks for a name and makes the person, resident or officer; `done` gets the new id. */
function openNewPerson(done) {
  const trouble = h("p", { class: "field-trouble", role: "alert" });
  const name = h("input", { id: "new-person", class: "field", type: "text", maxlength: "40", required: true, autocomplete: "off", placeholder: "misalnya: Aminah" });
  const form = h(
    "form",
    { class: "sheet-form" },
    h("h2", { class: "sheet-title", id: "new-person-title", text: "Tambah ponsel" }),
    h("label", { class: "field-label", for: "new-person", text: "Nama pemilik" }),
    name,
    choice("warga", "Warga", "bertanya kepada bot", true),
    choice("petugas", "Petugas", "perlu didaftarkan dulu di bot", false),
    trouble,
    h("div", { class: "sheet-buttons" },
      textButton("Batal", () => box.close(), { class: "button-plain" }),
      h("button", { type: "submit", class: "button button-main", text: "Tambah" })),
  );
  const box = h("dialog", { class: "page-dialog", "aria-labelledby": "new-person-title" }, form);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const [first_name, ...rest] = name.value.trim().split(/\s+/);
    let id = form.elements.role.value === "petugas" ? OFFICERS_FROM : null;
    while (world.people.has(id)) id += 1;
    try {
      const person = await createPerson({ first_name, last_name: rest.join(" "), id });
      box.close();
      done(person.id);
    } catch (error) {
      trouble.textContent = error.message;
    }
  });
  box.addEventListener("close", () => box.remove());
  document.body.append(box);
  box.showModal();
  name.focus();
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
    const remembered = recall().filter((id) => world.people.has(id));
    this.#shown = remembered.length ? remembered : usual();
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

  #remember() {
    try {
      localStorage.setItem(REMEMBERED, JSON.stringify(this.#shown));
    } catch {
      /* a private window forgets */
    }
  }

  #hide(id) {
    this.#shown = this.#shown.filter((each) => each !== id);
    this.#remember();
    this.#arrange();
  }

  /** Puts these people's phones side by side and the others away, until the page is loaded again. */
  cast(ids) {
    this.#shown = ids;
    this.bring(ids[0]);
  }

  /** Brings a phone into view without remembering it, and gives it. */
  bring(id) {
    this.#active = id;
    if (!this.#shown.includes(id)) this.#shown = [...this.#shown, id];
    this.#arrange();
    return this.#open.get(id);
  }

  #show(id) {
    this.bring(id).element.scrollIntoView({ block: "nearest", inline: "nearest" });
    this.#remember();
  }

  #drawFaces() {
    const inView = (id) => (narrow() ? id === this.#active : this.#shown.includes(id));
    for (const { id } of everybody()) if (inView(id)) world.unread.delete(id);
    const focused = this.#faces.contains(document.activeElement) ? document.activeElement.dataset.person : null;
    this.#faces.replaceChildren(
      ...everybody().map((person) => this.#face(person, inView(person.id))),
      h("button", { type: "button", class: "face face-add", "aria-label": "Tambah ponsel", title: "Tambah ponsel", on: { click: () => openNewPerson((id) => this.#show(id)) } },
        h("span", { class: "avatar avatar-small" }, icon("plus")), h("span", { class: "face-name", text: "Tambah" })),
    );
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
