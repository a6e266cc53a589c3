/** Elements without a framework, avatars, room on the screen, and what Escape closes. */

const SVG = "http://www.w3.org/2000/svg";

/**
 * Makes an element. `props`: class, text, html (only HTML that the server made safe), on (event → listener),
 * data (dataset); everything else becomes an attribute (false and null: none).
 */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "class") element.className = value;
    else if (name === "text") element.textContent = value;
    else if (name === "html") element.innerHTML = value;
    else if (name === "on") for (const [type, listener] of Object.entries(value)) element.addEventListener(type, listener);
    else if (name === "data") Object.assign(element.dataset, value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Puts img/icons.svg into the page, once: references to the file itself would ask the server again for every icon. */
export async function loadIcons() {
  const response = await fetch("/img/icons.svg");
  const sprite = new DOMParser().parseFromString(await response.text(), "image/svg+xml").documentElement;
  sprite.setAttribute("class", "sprite");
  document.body.prepend(document.adoptNode(sprite));
}

/** A drawing of img/icons.svg; it says nothing to a screen reader, its button does. */
export function icon(name, extra = "") {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", `icon ${extra}`.trim());
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#icon-${name}`);
  svg.append(use);
  return svg;
}

/** A button that shows only a drawing; `label` is its name for everybody who cannot see or guess it. */
export function iconButton(name, label, run, props = {}) {
  const { class: extra = "", ...rest } = props;
  return h(
    "button",
    { type: "button", class: `icon-button ${extra}`.trim(), "aria-label": label, title: label, on: { click: run }, ...rest },
    icon(name),
  );
}

/** A button with words, and a drawing before them if `drawing` is given. */
export function textButton(label, run, { drawing = null, class: extra = "", ...rest } = {}) {
  return h(
    "button",
    { type: "button", class: `button ${extra}`.trim(), on: { click: run }, ...rest },
    drawing && icon(drawing),
    h("span", { text: label }),
  );
}

/** A person's letters on the person's colour. */
export function personAvatar(person, extra = "") {
  const words = person.name.split(/\s+/);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : words;
  return h("span", { class: `avatar tint-${person.id % 7} ${extra}`.trim(), "aria-hidden": "true", text: letters.map((word) => [...word][0].toUpperCase()).join("") });
}

/** Whether the reader asked for less movement. */
export function calm() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

const NARROW = matchMedia("(max-width: 760px), (max-height: 480px)");

/** Whether there is room for one phone only (the same measures as in css/widths.css). */
export function narrow() {
  return NARROW.matches;
}

/** Hears when the room for phones changes between one and several. */
export function onNarrow(listener) {
  NARROW.addEventListener("change", listener);
}

const open = []; // what Escape closes, wherever the focus is: functions, the newest last

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
