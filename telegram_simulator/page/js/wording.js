/** Times, sizes and coordinates as an Indonesian reads them. */

const CLOCK = new Intl.DateTimeFormat("id-ID", { hour: "2-digit", minute: "2-digit" });
const CLOCK_SECONDS = new Intl.DateTimeFormat("id-ID", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const DAY = new Intl.DateTimeFormat("id-ID", { day: "numeric", month: "long", year: "numeric" });

/** 10.31 */
export function clock(seconds) {
  return CLOCK.format(new Date(seconds * 1000));
}

/** 10.31.05 */
export function clockSeconds(seconds) {
  return CLOCK_SECONDS.format(new Date(seconds * 1000));
}

/** Hari ini, or 24 November 2025. */
export function dayName(seconds, now) {
  const name = DAY.format(new Date(seconds * 1000));
  return name === DAY.format(new Date(now * 1000)) ? "Hari ini" : name;
}

/** 1,2 MB */
export function fileSize(bytes) {
  if (bytes < 1024 * 1024) return `${Math.ceil(bytes / 1024)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1).replace(".", ",")} MB`;
}

/** 2,9500° LS, 115,0500° BT */
export function coordinates({ latitude, longitude }) {
  const part = (value, plus, minus) => `${Math.abs(value).toFixed(4).replace(".", ",")}° ${value < 0 ? minus : plus}`;
  return `${part(latitude, "LU", "LS")}, ${part(longitude, "BT", "BB")}`;
}
