/** What a message carries besides words: photos, recordings, files, places, contacts, stickers. */

import { copyText } from "./links.js";
import { h, icon, iconButton } from "./dom.js";
import { personAvatar } from "./avatars.js";
import { voicePlayer } from "./voice.js";
import { coordinates, duration, fileSize } from "./wording.js";

const TALLEST = 1.5; // height by width of the tallest picture that is shown whole
const FLATTEST = 0.45;

/** Opens a picture large over the whole page. */
export function openPhoto(url, description) {
  const picture = h("img", { src: url, alt: description });
  const box = h("dialog", { class: "lightbox", "aria-label": description });
  box.append(
    h("div", { class: "lightbox-tools" },
      h("a", { class: "icon-button", href: url, download: "foto", "aria-label": "Simpan foto", title: "Simpan foto" }, icon("download")),
      iconButton("close", "Tutup foto", () => box.close(), { autofocus: true })),
    picture,
    description && h("p", { class: "lightbox-caption", text: description }),
  );
  box.addEventListener("click", (event) => {
    if (event.target === box || event.target === picture) box.close();
  });
  box.addEventListener("close", () => box.remove());
  document.body.append(box);
  box.showModal();
}

function photo(message) {
  const { media, text } = message;
  const ratio = Math.min(TALLEST, Math.max(FLATTEST, (media.height ?? 3) / (media.width ?? 4)));
  const picture = h("img", { src: media.url, alt: "", loading: "lazy", draggable: "false" });
  const button = h(
    "button",
    { type: "button", class: "photo", "aria-label": text ? `Buka foto: ${text}` : "Buka foto", vars: { "--ratio": ratio.toFixed(3) } },
    picture,
  );
  if (media.spoiler) button.classList.add("photo-hidden");
  button.addEventListener("click", () => {
    if (button.classList.contains("photo-hidden")) button.classList.remove("photo-hidden");
    else openPhoto(media.url, text);
  });
  return button;
}

function video(message) {
  const { media, kind } = message;
  return h("video", {
    class: kind === "video_note" ? "video video-round" : "video",
    src: media.url,
    controls: kind !== "animation",
    loop: kind === "animation",
    muted: kind === "animation",
    preload: "metadata",
    playsinline: true,
    "aria-label": "Video",
  });
}

function file(message) {
  const { media } = message;
  const name = media.file_name ?? "berkas";
  const ending = name.includes(".") ? name.split(".").pop().slice(0, 4).toUpperCase() : "";
  return h(
    "a",
    { class: "file", href: media.url, download: name, "aria-label": `Unduh ${name}` },
    h("span", { class: "file-badge" }, ending ? h("span", { text: ending }) : icon("file")),
    h("span", { class: "file-words" }, h("span", { class: "file-name", text: name }), h("span", { class: "file-size", text: fileSize(media.size) })),
  );
}

function audio(message, phone) {
  const name = message.media.file_name ?? "rekaman";
  return h("div", {}, h("p", { class: "file-name", text: name }), voicePlayer(message.media, name, phone.complain));
}

function place(message, phone) {
  const { latitude, longitude } = message.location;
  const words = coordinates(latitude, longitude);
  return h(
    "button",
    { type: "button", class: "place", "aria-label": `Lokasi ${words}. Salin koordinat`, on: { click: () => copyText(phone, `${latitude}, ${longitude}`) } },
    h("span", { class: "place-map" }, icon("pin", "place-pin")),
    h("span", { class: "place-words" }, h("span", { text: "Lokasi" }), h("span", { class: "file-size", text: words })),
  );
}

function contact(message, phone) {
  const { first_name, last_name, phone_number, user_id } = message.contact;
  const name = [first_name, last_name].filter(Boolean).join(" ");
  return h(
    "button",
    { type: "button", class: "contact", "aria-label": `Kontak ${name}, ${phone_number}. Salin nomor`, on: { click: () => copyText(phone, phone_number) } },
    personAvatar({ id: user_id ?? phone_number.length, name }),
    h("span", { class: "file-words" }, h("span", { class: "file-name", text: name }), h("span", { class: "file-size", text: phone_number })),
  );
}

function sticker(message) {
  const { url, emoji } = message.media;
  const drawn = h("span", { class: "sticker-emoji", role: "img", "aria-label": `Stiker ${emoji ?? ""}`, text: emoji ?? "🙂" });
  if (!url) return drawn;
  const picture = h("img", { class: "sticker", src: url, alt: `Stiker ${emoji ?? ""}` });
  picture.addEventListener("error", () => picture.replaceWith(drawn));
  return picture;
}

function poll(message) {
  const { question, options } = message.poll;
  return h("div", { class: "poll" }, h("b", { text: question }), h("ul", {}, options.map((option) => h("li", { text: option }))));
}

const DRAW = {
  photo,
  video,
  animation: video,
  video_note: video,
  document: file,
  audio,
  voice: (message, phone) => voicePlayer(message.media, `pesan suara ${duration(message.media.duration ?? 0)}`, phone.complain),
  location: place,
  contact,
  sticker,
  poll,
};

/** The element of a message's content besides its text; null when it has none. */
export function mediaOf(message, phone) {
  return DRAW[message.kind]?.(message, phone) ?? null;
}
