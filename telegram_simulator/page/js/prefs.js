/** What this browser remembers: the theme, and which phones are shown. */

const KEY = "tanya-pimpasa-peragaan";

function all() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? {};
  } catch {
    return {};
  }
}

/** The remembered value, or `otherwise`. */
export function recall(name, otherwise) {
  return all()[name] ?? otherwise;
}

/** Remembers a value; a browser that stores nothing only forgets it. */
export function remember(name, value) {
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...all(), [name]: value }));
  } catch {
    /* private window */
  }
}
