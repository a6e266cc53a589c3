/** Escape closes what was opened last, wherever the focus is. */

const open = []; // functions that close, the newest last

document.addEventListener("keydown", (event) => {
  // a native dialog closes itself; a field or list that used the key has prevented its default
  if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog[open]") || !open.length) return;
  event.preventDefault();
  open.at(-1)();
});

/** Whether Escape has something to close. */
export function somethingOpen() {
  return open.length > 0;
}

/** Lets Escape call `close`, until the function that is given back is called. */
export function closedByEscape(close) {
  open.push(close);
  return () => {
    const place = open.lastIndexOf(close);
    if (place >= 0) open.splice(place, 1);
  };
}
