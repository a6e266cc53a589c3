/** "Tambah ponsel": a new person, resident or officer. */

import { h, textButton } from "./dom.js";
import { act } from "./server.js";
import { world } from "./state.js";

const OFFICERS_FROM = 7000;

function freeOfficerId() {
  let id = OFFICERS_FROM + 1;
  while (world.people.has(id)) id += 1;
  return id;
}

function choice(value, label, words, checked) {
  return h(
    "label",
    { class: "radio" },
    h("input", { type: "radio", name: "role", value, checked }),
    h("span", { class: "choice-words" }, h("b", { text: label }), h("span", { text: words })),
  );
}

/** Asks for a name and makes the person; `done` gets the new id. */
export function openNewPerson(done) {
  const trouble = h("p", { class: "field-trouble", role: "alert" });
  const name = h("input", { id: "new-person", class: "field", type: "text", maxlength: "40", required: true, autocomplete: "off", placeholder: "misalnya: Aminah" });
  const form = h(
    "form",
    { class: "sheet-form" },
    h("h2", { class: "sheet-title", id: "new-person-title", text: "Tambah ponsel" }),
    h("label", { class: "field-label", for: "new-person", text: "Nama pemilik" }),
    name,
    h("fieldset", { class: "radios" },
      h("legend", { class: "field-label", text: "Sebagai" }),
      choice("warga", "Warga", "bertanya kepada bot", true),
      choice("petugas", "Petugas", "perlu didaftarkan dulu di bot", false)),
    trouble,
    h("div", { class: "sheet-buttons" },
      textButton("Batal", () => box.close(), { class: "button-plain" }),
      h("button", { type: "submit", class: "button button-main", text: "Tambah" })),
  );
  const box = h("dialog", { class: "page-dialog", "aria-labelledby": "new-person-title" }, form);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const [first_name, ...rest] = name.value.trim().split(/\s+/);
    const id = form.elements.role.value === "petugas" ? freeOfficerId() : null;
    try {
      const { person, chat } = await act("create_person", { first_name: first_name ?? "", last_name: rest.join(" ") || null, id });
      world.people.set(person.id, person);
      world.chats.set(chat.id, chat);
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
