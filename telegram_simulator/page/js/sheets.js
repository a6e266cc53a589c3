/** What lies over one phone's screen: sheets from below, dialogs, short notices. */

import { focusable, h, textButton } from "./dom.js";
import { closedByEscape } from "./escape.js";

const NOTICE_SECONDS = 4;

function keepFocusInside(event, box) {
  if (event.key !== "Tab") return;
  const stops = focusable(box);
  if (!stops.length) return;
  const edge = event.shiftKey ? stops[0] : stops.at(-1);
  if (document.activeElement === edge || document.activeElement === box) {
    event.preventDefault();
    (event.shiftKey ? stops.at(-1) : stops[0]).focus();
  }
}

/**
 * Lays `box` over the screen behind a veil; everything else of the screen is out of reach until it is closed by
 * Escape, by a tap beside it, or by the function that is given back. The focus comes back to where it was.
 */
export function overlay(screen, box, { clear = false, onClose = null } = {}) {
  const before = document.activeElement;
  const mine = before === document.body || screen.contains(before);
  const veil = h("div", { class: clear ? "veil veil-clear" : "veil" }, box);
  const covered = [...screen.children].filter((each) => !each.inert && !each.classList.contains("notice"));
  let open = true;

  function close() {
    if (!open) return;
    open = false;
    forget();
    const inside = veil.contains(document.activeElement);
    covered.forEach((each) => {
      each.inert = false;
    });
    veil.remove();
    if (inside && before?.isConnected) before.focus({ preventScroll: true });
    onClose?.();
  }

  veil.addEventListener("pointerdown", (event) => {
    if (event.target === veil) close();
  });
  veil.addEventListener("contextmenu", (event) => {
    if (event.target === veil) event.preventDefault();
  });
  veil.addEventListener("keydown", (event) => keepFocusInside(event, box));
  const forget = closedByEscape(close);
  screen.append(veil);
  covered.forEach((each) => {
    each.inert = true;
  });
  if (mine) (box.querySelector("[autofocus]") ?? focusable(box)[0] ?? box).focus({ preventScroll: true });
  return close;
}

/** A sheet from below with a title, any content, and buttons; gives the function that closes it. */
export function openSheet(screen, { title, content, buttons = [], role = "dialog", onClose = null }) {
  const box = h(
    "section",
    { class: "sheet", role, "aria-modal": "true", "aria-label": title, tabindex: "-1" },
    h("h2", { class: "sheet-title", text: title }),
    content,
    buttons.length > 0 && h("div", { class: "sheet-buttons" }, buttons),
  );
  return overlay(screen, box, { onClose });
}

/** Asks a yes-or-no question; `run` is done on yes. */
export function ask(screen, { title, text, yes, run, danger = false }) {
  const no = textButton("Batal", () => close(), { class: "button-plain" });
  const sure = textButton(yes, () => {
    close();
    run();
  }, { class: danger ? "button-danger" : "button-main", autofocus: true });
  const close = openSheet(screen, { title, content: h("p", { class: "sheet-text", text }), buttons: [no, sure] });
}

/** The dialog of a button's answer: a text and OK, in the middle of the screen. */
export function alertDialog(screen, title, text) {
  const ok = textButton("OK", () => close(), { class: "button-plain", autofocus: true });
  const box = h(
    "section",
    { class: "alert", role: "alertdialog", "aria-modal": "true", "aria-label": title, tabindex: "-1" },
    h("h2", { class: "sheet-title", text: title }),
    h("p", { class: "sheet-text", text }),
    h("div", { class: "sheet-buttons" }, ok),
  );
  const close = overlay(screen, box);
}

/** A short notice at the top of the screen, gone after some seconds or a tap. */
export function notice(screen, text, { trouble = false } = {}) {
  screen.querySelector(":scope > .notice")?.remove();
  const box = h("div", { class: trouble ? "notice notice-trouble" : "notice", role: trouble ? "alert" : "status", text });
  box.addEventListener("click", () => box.remove());
  screen.append(box);
  setTimeout(() => box.remove(), NOTICE_SECONDS * 1000);
}
