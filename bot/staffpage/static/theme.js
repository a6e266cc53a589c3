/* Runs before anything is drawn: light or dark as the device is set, so that a dark page does not flash white. */
(() => {
  "use strict";
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const set = () => (document.documentElement.dataset.theme = dark.matches ? "dark" : "light");
  dark.addEventListener("change", set);
  set();
})();
