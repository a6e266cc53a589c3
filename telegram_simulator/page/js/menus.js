/** Small menus that open at a point of one phone's screen. */

import { h, icon } from "./dom.js";
import { overlay } from "./sheets.js";

const EDGE = 8;

function moveFocus(menu, event) {
  const items = [...menu.querySelectorAll("button")];
  const place = items.indexOf(document.activeElement);
  const step = { ArrowDown: 1, ArrowUp: -1, ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (step) {
    event.preventDefault();
    items[(place + step + items.length) % items.length].focus();
  } else if (event.key === "Home" || event.key === "End") {
    event.preventDefault();
    items.at(event.key === "Home" ? 0 : -1).focus();
  }
}

function place(menu, screen, point) {
  const frame = screen.getBoundingClientRect();
  const scale = frame.width / screen.offsetWidth || 1;
  const left = (point.x - frame.left) / scale;
  const top = (point.y - frame.top) / scale;
  menu.style.left = `${Math.max(EDGE, Math.min(left, screen.clientWidth - menu.offsetWidth - EDGE))}px`;
  menu.style.top = `${Math.max(EDGE, Math.min(top, screen.clientHeight - menu.offsetHeight - EDGE))}px`;
}

/**
 * Opens a menu at `point` ({x, y} of the window). `items`: {drawing, label, run, danger}; empty ones are left out.
 * `top`: an element above the items whose buttons close the menu too.
 */
export function openMenu(screen, point, label, items, top = null) {
  const menu = h(
    "div",
    { class: "menu", role: "menu", "aria-label": label, tabindex: "-1" },
    top,
    items.filter(Boolean).map((item) =>
      h(
        "button",
        { type: "button", role: "menuitem", class: item.danger ? "menu-item menu-danger" : "menu-item", on: { click: () => choose(item.run) } },
        icon(item.drawing),
        h("span", { text: item.label }),
      ),
    ),
  );
  const close = overlay(screen, menu, { clear: true });
  function choose(run) {
    close();
    run();
  }
  menu.addEventListener("keydown", (event) => moveFocus(menu, event));
  top?.addEventListener("click", () => close());
  place(menu, screen, point);
  return close;
}

/** The point under an element, for menus that hang from a button. */
export function below(element) {
  const box = element.getBoundingClientRect();
  return { x: box.right, y: box.bottom + 4 };
}
