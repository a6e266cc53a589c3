/** The paper clip: photos, recordings, files, places, contacts, stickers. */

import { h, textButton } from "./dom.js";
import { cancel, openSheet } from "./overlays.js";
import { fileSize } from "./wording.js";

const VILLAGE = { latitude: -2.95, longitude: 115.05 };
const SECONDS = 4;
const RATE = 8000;

function kindOf(file) {
  if (/^image\/(png|jpeg|gif|webp)$/.test(file.type)) return "photo";
  if (file.type.startsWith("video/")) return "video";
  return file.type.startsWith("audio/") ? "voice" : "document";
}

/** A recording that murmurs like somebody far away, for those who have no microphone at hand. */
function sampleVoice() {
  const samples = SECONDS * RATE;
  const view = new DataView(new ArrayBuffer(44 + 2 * samples));
  const words = (offset, text) => [...text].forEach((sign, place) => view.setUint8(offset + place, sign.charCodeAt(0)));
  words(0, "RIFF");
  words(8, "WAVEfmt ");
  words(36, "data");
  const numbers = [[4, 36 + 2 * samples], [16, 16], [20, 0x10001], [24, RATE], [28, 2 * RATE], [32, 0x100002], [40, 2 * samples]];
  for (const [offset, number] of numbers) view.setUint32(offset, number, true);
  for (let place = 0; place < samples; place += 1) {
    const time = place / RATE;
    const tone = Math.sin(2 * Math.PI * (150 + 30 * Math.sin(time * 5)) * time) * Math.abs(Math.sin(time * 12));
    view.setInt16(44 + 2 * place, 9000 * tone, true);
  }
  return new File([view], "rekaman.wav", { type: "audio/wav" });
}

/** Shows what was chosen, with a field for a caption, before it is sent. `asFile`: as a document whatever it is. */
function openPreview(phone, files, draft, asFile = false) {
  if (!files.length) return;
  const caption = h("input", { class: "field", type: "text", maxlength: "1024", "aria-label": "Keterangan", placeholder: "Tambah keterangan…", autocomplete: "off", autofocus: true, value: draft.words });
  const shown = files.map((file) => h("p", { class: "sheet-address", text: `${file.name} (${fileSize(file.size)})` }));
  const form = h("form", { class: "sheet-form" }, shown, caption,
    h("div", { class: "sheet-buttons" }, cancel(() => close()), h("button", { type: "submit", class: "button button-main", text: "Kirim" })));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    close();
    draft.take();
    let words = caption.value.trim();
    for (const file of files) {
      await phone.upload(file, { kind: asFile ? "document" : kindOf(file), caption: words });
      words = "";
    }
  });
  const close = openSheet(phone.screen, { title: "Kirim berkas", content: form });
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

/** The sheet behind the paper clip. `draft`: the words typed so far, which become the caption, and what takes them. */
export function openAttach(phone, draft) {
  const { person } = phone;
  const number = `+62 800 0000 ${String(person.id).padStart(4, "0").slice(-4)}`; // invented; nobody can have it
  const choices = [
    ["photo", "Foto", () => pick("image/png,image/jpeg,image/gif,image/webp,video/*", (files) => openPreview(phone, files, draft))],
    ["file", "Berkas", () => pick("", (files) => openPreview(phone, files, draft, true))],
    ["mic", "Rekaman contoh", () => phone.upload(sampleVoice(), { kind: "voice", duration: SECONDS })],
    ["pin", "Lokasi contoh", () => phone.act("send_location", VILLAGE)],
    ["person", "Kontak sendiri", () => phone.act("send_contact", { phone_number: number, first_name: person.first_name, user_id: person.id })],
    ["smile", "Stiker", () => phone.act("send_sticker", { emoji: "🙏" })],
  ];
  const close = openSheet(phone.screen, {
    title: "Kirim apa?",
    content: h("div", { class: "attach" }, choices.map(([drawing, label, run]) =>
      textButton(label, () => {
        close();
        run();
      }, { drawing, class: "button-plain" }))),
    buttons: [cancel(() => close())],
  });
}
