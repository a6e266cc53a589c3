/** The paper clip: photos, files, places, contacts. */

import { h, icon, textButton } from "./dom.js";
import { personAvatar } from "./avatars.js";
import { openSheet } from "./sheets.js";
import { samplePhoto } from "./samples.js";
import { now, role, world } from "./state.js";
import { clock, fileSize } from "./wording.js";

const VILLAGE = { latitude: -2.95, longitude: 115.05 };

function kindOf(file) {
  if (/^image\/(png|jpeg|gif|webp)$/.test(file.type)) return "photo";
  if (file.type.startsWith("video/")) return "video";
  if (file.type.startsWith("audio/")) return "audio";
  return "document";
}

function picture(file) {
  const url = URL.createObjectURL(file);
  const image = h("img", { class: "preview", src: url, alt: `Pratinjau ${file.name}` });
  image.addEventListener("load", () => URL.revokeObjectURL(url));
  return image;
}

/** Shows what was chosen, with a field for a caption, before it is sent. `asFile`: as a document whatever it is. */
export function openPreview(phone, files, asFile = false) {
  if (!files.length) return;
  const caption = h("input", { class: "field", type: "text", maxlength: "1024", "aria-label": "Keterangan", placeholder: "Tambah keterangan…", autocomplete: "off", autofocus: true });
  const shown = files.map((file) => {
    const kind = asFile ? "document" : kindOf(file);
    if (kind === "photo") return picture(file);
    return h("div", { class: "file" }, h("span", { class: "file-badge" }, icon("file")),
      h("span", { class: "file-words" }, h("span", { class: "file-name", text: file.name }), h("span", { class: "file-size", text: fileSize(file.size) })));
  });
  const form = h("form", { class: "sheet-form" }, h("div", { class: "previews" }, shown), caption,
    h("div", { class: "sheet-buttons" },
      textButton("Batal", () => close(), { class: "button-plain" }),
      h("button", { type: "submit", class: "button button-main", text: "Kirim" })));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    close();
    let words = caption.value.trim();
    for (const file of files) {
      const kind = asFile ? "document" : kindOf(file);
      await phone.upload(file, { kind, caption: words });
      words = "";
    }
  });
  const close = openSheet(phone.screen, { title: files.length > 1 ? `Kirim ${files.length} berkas` : "Kirim", content: form });
}

function pick(accept, use) {
  const input = h("input", { type: "file", accept, multiple: true, hidden: true });
  input.addEventListener("change", () => {
    use([...input.files]);
    input.remove();
  });
  input.addEventListener("cancel", () => input.remove());
  document.body.append(input);
  input.click();
}

function openPlace(phone) {
  const field = (name, label, value) =>
    [h("label", { class: "field-label", for: `${name}-${phone.person.id}`, text: label }),
      h("input", { id: `${name}-${phone.person.id}`, name, class: "field", type: "number", step: "any", required: true, value: String(value) })];
  const form = h("form", { class: "sheet-form" },
    h("p", { class: "sheet-text", text: "Lokasi contoh di Kalimantan Selatan; angkanya boleh diganti." }),
    h("div", { class: "place-map place-map-large" }, icon("pin", "place-pin")),
    field("latitude", "Lintang", VILLAGE.latitude), field("longitude", "Bujur", VILLAGE.longitude),
    h("div", { class: "sheet-buttons" },
      textButton("Batal", () => close(), { class: "button-plain" }),
      h("button", { type: "submit", class: "button button-main", text: "Kirim lokasi" })));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    close();
    phone.act("send_location", { latitude: Number(form.latitude.value), longitude: Number(form.longitude.value) });
  });
  const close = openSheet(phone.screen, { title: "Kirim lokasi", content: form });
}

/** A person's telephone number; people without one have an invented number that nobody can have. */
export function numberOf(person) {
  return person.phone_number ?? `+62 800 0000 ${String(person.id).padStart(4, "0").slice(-4)}`;
}

/** Sends the contact card of a person. */
export function sendContact(phone, person) {
  return phone.act("send_contact", {
    phone_number: numberOf(person),
    first_name: person.first_name,
    last_name: person.last_name,
    user_id: person.id,
  });
}

/** Sends the sample place, as the location button of a reply keyboard does. */
export function sendPlace(phone) {
  return phone.act("send_location", VILLAGE);
}

function openContacts(phone) {
  const people = [phone.person, ...[...world.people.values()].filter((each) => each.id !== phone.person.id)];
  const lines = people.map((person) =>
    h("button", { type: "button", class: "choice", on: { click: () => {
      close();
      sendContact(phone, person);
    } } },
    personAvatar(person, "avatar-small"),
    h("span", { class: "choice-words" },
      h("b", { text: person.id === phone.person.id ? `${person.name} (nomor sendiri)` : person.name }),
      h("span", { text: `${role(person)} · ${numberOf(person)}` }))));
  const close = openSheet(phone.screen, {
    title: "Kirim kontak",
    content: h("div", { class: "choices" }, lines),
    buttons: [textButton("Batal", () => close(), { class: "button-plain" })],
  });
}

/** The sheet behind the paper clip. */
export function openAttach(phone) {
  const choices = [
    ["photo", "Foto", "attach-photo", () => pick("image/png,image/jpeg,image/gif,image/webp,video/*", (files) => openPreview(phone, files))],
    ["picture", "Foto contoh", "attach-sample", async () => openPreview(phone, [await samplePhoto(`Foto contoh ${phone.person.first_name}, ${clock(now())}`)])],
    ["file", "Berkas", "attach-file", () => pick("", (files) => openPreview(phone, files, true))],
    ["mic", "Rekaman", "attach-voice", () => phone.record()],
    ["pin", "Lokasi", "attach-place", () => openPlace(phone)],
    ["person", "Kontak", "attach-contact", () => openContacts(phone)],
  ];
  const close = openSheet(phone.screen, {
    title: "Kirim apa?",
    content: h("div", { class: "attach" }, choices.map(([drawing, label, name, run]) =>
      h("button", { type: "button", class: `attach-choice ${name}`, on: { click: () => {
        close();
        run();
      } } }, h("span", { class: "attach-round" }, icon(drawing)), h("span", { text: label })))),
    buttons: [textButton("Batal", () => close(), { class: "button-plain" })],
  });
}
