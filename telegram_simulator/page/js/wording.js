/** Times and sizes as an Indonesian reads them. */

const CLOCK = new Intl.DateTimeFormat("id-ID", { hour: "2-digit", minute: "2-digit" });

/** 10.31 */
export function clock(seconds) {
  return CLOCK.format(new Date(seconds * 1000));
}

/** 1,2 MB */
export function fileSize(bytes) {
  if (bytes < 1024 * 1024) return `${Math.ceil(bytes / 1024)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1).replace(".", ",")} MB`;
}
