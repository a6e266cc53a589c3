/** The column at the right: "Coba adegan", "Gangguan" or "Teknis", all closed at first, one at a time. */

import { h, iconButton } from "./dom.js";
import { CallsPanel } from "./calls.js";
import { closedByEscape } from "./escape.js";
import { FaultsPanel } from "./faults.js";

/** Makes the buttons open and close their panels in `place`; gives the function that opens one by name (null: none). */
export function panels(place, buttons, scenes) {
  const content = { scenes, faults: new FaultsPanel(), calls: new CallsPanel() };
  const title = { scenes: "Coba adegan", faults: "Gangguan", calls: "Teknis" };
  let open = null;
  let forget = () => {};

  function show(name) {
    if (open) content[open].closed();
    forget();
    open = name;
    place.hidden = name === null;
    for (const [each, button] of Object.entries(buttons)) button.setAttribute("aria-expanded", String(each === name));
    if (!name) {
      place.replaceChildren();
      return;
    }
    place.setAttribute("aria-label", title[name]);
    place.replaceChildren(
      h("header", { class: "panel-header" }, h("h2", { text: title[name] }), iconButton("close", `Tutup ${title[name]}`, () => {
        show(null);
        buttons[name].focus();
      })),
      content[name].element,
    );
    content[name].opened();
    forget = closedByEscape(() => {
      const inside = place.contains(document.activeElement);
      show(null);
      if (inside) buttons[name].focus();
    });
  }

  for (const [name, button] of Object.entries(buttons)) button.addEventListener("click", () => show(open === name ? null : name));
  return show;
}
