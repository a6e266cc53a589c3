/* Runs before anything is drawn: sets the theme, so that a dark page does not flash white. */
(() => {
  let theme = "auto";
  try {
    theme = JSON.parse(localStorage.getItem("tanya-pimpasa-peragaan")).theme ?? "auto";
  } catch {
    /* nothing remembered */
  }
  const dark = theme === "dark" || (theme === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
})();
