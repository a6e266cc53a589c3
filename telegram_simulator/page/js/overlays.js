/** What lies over one phone's screen: sheets from below, menus, dialogs, short notices. */

import { closedByEscape, h, icon, textButton } from "./dom.js";

const NOTICE_SECONDS = 4;
const EDGE = 8;

/**
 * Lays `box` over the screen behind a veil; everything else of the screen is out of reach until it is closed by
 * Escape, by a tap beside it, or by the function that is given back. The focus comes back to where it was.
 */
function overlay(screen, box) {
  const before = document.activeElement;
  const mine = before === document.body || screen.contains(before);
  const veil = h("div", { class: "veil" }, box);
  const covered = [...screen.children].filter((each) => !each.inert && !each.classList.contains("notice"));

  function close() {
    if (!veil.isConnected) return;
    forget();
    const inside = veil.contains(document.activeElement);
    for (const each of covered) each.inert = false;
    veil.remove();
    if (inside && before?.isConnected) before.focus({ preventScroll: true });
  }

  veil.addEventListener("pointerdown", (event) => event.target === veil && close());
  veil.addEventListener("contextmenu", (event) => event.target === veil && event.preventDefault());
  const forget = closedByEscape(close);
  screen.append(veil);
  for (const each of covered) each.inert = true;
  if (mine) (box.querySelector("[autofocus]") ?? box.querySelector("button, input") ?? box).focus({ preventScroll: true });
  return close;
}

/** A sheet from below with a title, any content, and buttons; gives the function that closes it. */
export function openSheet(screen, { title, content, buttons = [], role = "dialog", class: kind = "sheet" }) {
  const box = h(
    "section",
    { class: kind, role, "aria-modal": "true", "aria-label": title, tabindex: "-1" },
    h("h2", { class: "sheet-title", text: title }),
    content,
    buttons.length > 0 && h("div", { class: "sheet-buttons" }, buttons),
  );
  return overlay(screen, box);
}

/** A button that only closes what it stands in. */
export function cancel(close) {
  return textButton("Batal", () => close(), { class: "button-plain" });
}

/** A line with a picture to choose from, with words and smaller words below them. */
export function choice(picture, title, words, run) {
  return h(
    "button",
    { type: "button", class: "choice", on: { click: run } },
    h("span", { class: "choice-picture", "aria-hidden": "true" }, picture),
    h("span", { class: "choice-words" }, h("b", { text: title }), h("span", { text: words })),
  );
}

/** The dialog of a button's answer: a text and OK, in the middle of the screen. */
export function alertDialog(screen, title, text) {
  const ok = textButton("OK", () => close(), { class: "button-plain", autofocus: true });
  const close = openSheet(screen, { title, content: h("p", { class: "sheet-text", text }), buttons: [ok], role: "alertdialog", class: "alert" });
}

/** A short notice at the top of the screen, gone after some seconds or a tap. */
export function notice(screen, text, { trouble = false } = {}) {
  screen.querySelector(":scope > .notice")?.remove();
  const box = h("div", { class: trouble ? "notice notice-trouble" : "notice", role: trouble ? "alert" : "status", text });
  box.addEventListener("click", () => box.remove());
  screen.append(box);
  setTimeout(() => box.remove(), NOTICE_SECONDS * 1000);
}

/** Opens a menu at `point` ({x, y} of the window). `items`: {drawing, label, words, run, danger}; empty ones are left out. */
export function openMenu(screen, point, label, items) {
  const run = (item) => {
    close();
    item.run();
  };
  const menu = h(
    "div",
    { class: "menu", role: "menu", "aria-label": label, tabindex: "-1" },
    items.filter(Boolean).map((item) =>
      h(
        "button",
        { type: "button", role: "menuitem", class: item.danger ? "menu-item menu-danger" : "menu-item", on: { click: () => run(item) } },
        item.drawing && icon(item.drawing),
        h("b", { text: item.label }),
        item.words && h("span", { text: item.words }),
      ),
    ),
  );
  const close = overlay(screen, menu);
  menu.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const all = [...menu.children];
    event.preventDefault();
    all[(all.indexOf(document.activeElement) + step + all.length) % all.length].focus();
  });
  const frame = screen.getBoundingClientRect();
  const within = (wanted, room, size) => `${Math.max(EDGE, Math.min(wanted, room - size - EDGE))}px`;
  menu.style.left = within(point.x - frame.left, screen.clientWidth, menu.offsetWidth);
  menu.style.top = within(point.y - frame.top, screen.clientHeight, menu.offsetHeight);
}
