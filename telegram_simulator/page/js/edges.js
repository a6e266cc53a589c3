/** What does not fit into a row: a fade where more follows, and arrows that go there. */

import { calm, iconButton } from "./dom.js";

/** Marks the sides of `row` on which more can be scrolled to; `place` gets the two arrows, if it is given. */
export function edges(row, place = null) {
  const go = (sign) => row.scrollBy({ left: sign * row.clientWidth * 0.8, behavior: calm() ? "instant" : "smooth" });
  const arrows = place && {
    before: iconButton("back", "Ponsel sebelumnya", () => go(-1), { class: "edge-arrow edge-before" }),
    after: iconButton("back", "Ponsel berikutnya", () => go(1), { class: "edge-arrow edge-after" }),
  };
  if (arrows) place.append(arrows.before, arrows.after);

  function mark() {
    const more = { before: row.scrollLeft > 4, after: row.scrollWidth - row.clientWidth - row.scrollLeft > 4 };
    for (const [side, is] of Object.entries(more)) {
      row.classList.toggle(`more-${side}`, is);
      if (arrows) arrows[side].hidden = !is;
    }
  }

  row.addEventListener("scroll", mark, { passive: true });
  new ResizeObserver(mark).observe(row);
  new MutationObserver(mark).observe(row, { childList: true, subtree: false, attributes: true, attributeFilter: ["data-count"] });
  mark();
}
