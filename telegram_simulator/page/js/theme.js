/** Light or dark: as the computer wants it, or as chosen with the button. */

import { icon } from "./dom.js";
import { recall, remember } from "./prefs.js";

const NEXT = { auto: "light", light: "dark", dark: "auto" };
const LABEL = { auto: "Warna: ikut perangkat", light: "Warna: terang", dark: "Warna: gelap" };
const DRAWING = { auto: "contrast", light: "sun", dark: "moon" };

/** Makes `button` switch between the three choices. */
export function themeButton(button) {
  const system = matchMedia("(prefers-color-scheme: dark)");
  let choice = recall("theme", "auto");

  function apply() {
    const dark = choice === "dark" || (choice === "auto" && system.matches);
    document.documentElement.dataset.theme = dark ? "dark" : "light";
    button.replaceChildren(icon(DRAWING[choice]));
    button.setAttribute("aria-label", LABEL[choice]);
    button.title = LABEL[choice];
  }

  button.addEventListener("click", () => {
    choice = NEXT[choice];
    remember("theme", choice);
    apply();
  });
  system.addEventListener("change", apply);
  apply();
}
