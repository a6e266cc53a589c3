/** Times, sizes, names and coordinates as an Indonesian reads them. */

const CLOCK = new Intl.DateTimeFormat("id-ID", { hour: "2-digit", minute: "2-digit" });
const CLOCK_SECONDS = new Intl.DateTimeFormat("id-ID", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const DAY = new Intl.DateTimeFormat("id-ID", { day: "numeric", month: "long" });
const DAY_YEAR = new Intl.DateTimeFormat("id-ID", { day: "numeric", month: "long", year: "numeric" });
const WEEKDAY = new Intl.DateTimeFormat("id-ID", { weekday: "long" });

const ACTIONS = {
  typing: "sedang mengetik",
  upload_photo: "sedang mengirim foto",
  record_video: "sedang merekam video",
  upload_video: "sedang mengirim video",
  record_voice: "sedang merekam suara",
  upload_voice: "sedang mengirim suara",
  upload_document: "sedang mengirim berkas",
  choose_sticker: "sedang memilih stiker",
  find_location: "sedang mencari lokasi",
};

const KINDS = {
  photo: "Foto", voice: "Pesan suara", video_note: "Pesan video", video: "Video", animation: "GIF", audio: "Audio",
  document: "Berkas", sticker: "Stiker", location: "Lokasi", contact: "Kontak", poll: "Jajak pendapat",
};

/** 10.31 */
export function clock(seconds) {
  return CLOCK.format(new Date(seconds * 1000));
}

/** 10.31.05 */
export function clockSeconds(seconds) {
  return CLOCK_SECONDS.format(new Date(seconds * 1000));
}

/** The day of a moment as a key: two moments with the same key are on the same day. */
export function dayKey(seconds) {
  const date = new Date(seconds * 1000);
  return `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`;
}

/** Hari ini, Kemarin, 24 November, 24 November 2025. */
export function dayName(seconds, now) {
  if (dayKey(seconds) === dayKey(now)) return "Hari ini";
  if (dayKey(seconds) === dayKey(now - 86400)) return "Kemarin";
  const sameYear = new Date(seconds * 1000).getFullYear() === new Date(now * 1000).getFullYear();
  return (sameYear ? DAY : DAY_YEAR).format(new Date(seconds * 1000));
}

/** For a list: the time of today, else the day. */
export function shortMoment(seconds, now) {
  if (dayKey(seconds) === dayKey(now)) return clock(seconds);
  if (now - seconds < 6 * 86400) return WEEKDAY.format(new Date(seconds * 1000));
  return DAY.format(new Date(seconds * 1000));
}

/** 0:07 */
export function duration(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** 1,2 MB */
export function fileSize(bytes) {
  if (bytes === null || bytes === undefined) return "";
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1).replace(".", ",")} MB`;
}

/** 2,9500° LS, 115,0500° BT */
export function coordinates(latitude, longitude) {
  const part = (value, plus, minus) => `${Math.abs(value).toFixed(4).replace(".", ",")}° ${value < 0 ? minus : plus}`;
  return `${part(latitude, "LU", "LS")}, ${part(longitude, "BT", "BB")}`;
}

/** "sedang mengetik" for what the bot does now. */
export function doing(action) {
  return ACTIONS[action] ?? "sedang bekerja";
}

/** The letters of an avatar: one or two. */
export function initials(name) {
  const words = name.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
  const letters = words.length > 1 ? [words[0], words.at(-1)] : words.slice(0, 1);
  return letters.map((word) => [...word][0].toUpperCase()).join("") || "?";
}

/** 7 → "7", 120 → "99+" */
export function badge(count) {
  return count > 99 ? "99+" : String(count);
}

/** One plain line for a message, as lists and quotes show it. */
export function summary(message) {
  if (message.kind === "service") return message.service;
  const words = message.text.replace(/\s+/g, " ").trim();
  if (message.kind === "text") return words;
  const kind = KINDS[message.kind] ?? "Pesan";
  return words ? `${kind}: ${words}` : kind;
}
