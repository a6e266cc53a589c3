/** Voice notes and music: a play button, a waveform, the time. */

import { h, icon } from "./dom.js";
import { duration } from "./wording.js";

const BARS = 32;

let playing = null; // the one recording that sounds now, on whichever phone

/** Heights (0–1) that look like speech; the same recording always looks the same. */
function waveform(seed) {
  let state = 7;
  for (const sign of seed) state = (state * 31 + sign.charCodeAt(0)) >>> 0;
  return Array.from({ length: BARS }, (_, place) => {
    state = (state * 1664525 + 1013904223) >>> 0;
    const swell = 0.55 + 0.45 * Math.sin(place / 2.3 + (seed.length % 5));
    return 0.15 + 0.85 * swell * (state / 2 ** 32);
  });
}

/** The player of a voice note or piece of music. `complain`: told when the recording cannot be played. */
export function voicePlayer(media, name, complain) {
  const audio = new Audio();
  audio.preload = "none";
  const bars = waveform(media.url).map((height) => h("span", { class: "bar", vars: { "--height": height.toFixed(2) } }));
  const button = h("button", { type: "button", class: "play" });
  const time = h("span", { class: "voice-time" });
  let length = media.duration;

  function show() {
    const here = audio.currentTime;
    const active = !audio.paused;
    const part = length ? here / length : 0;
    bars.forEach((bar, place) => bar.classList.toggle("bar-played", here > 0 && place / BARS < part));
    button.replaceChildren(icon(active ? "pause" : "play"));
    button.setAttribute("aria-label", active ? `Jeda ${name}` : `Putar ${name}`);
    time.textContent = active || here > 0 ? `${duration(here)} / ${duration(length ?? 0)}` : duration(length ?? 0);
  }

  async function toggle() {
    if (!audio.paused) {
      audio.pause();
      return;
    }
    if (playing && playing !== audio) playing.pause();
    playing = audio;
    if (!audio.src) audio.src = media.url;
    try {
      await audio.play();
    } catch (error) {
      if (error.name !== "AbortError") complain("Rekaman ini tidak bisa diputar di peramban ini.");
    }
  }

  audio.addEventListener("loadedmetadata", () => {
    if (Number.isFinite(audio.duration)) length = audio.duration;
    show();
  });
  audio.addEventListener("ended", () => {
    audio.currentTime = 0;
    show();
  });
  for (const event of ["play", "pause", "timeupdate"]) audio.addEventListener(event, show);
  button.addEventListener("click", toggle);
  show();
  return h(
    "div",
    { class: "voice" },
    button,
    h("div", { class: "voice-body" }, h("div", { class: "waveform", "aria-hidden": "true" }, bars), time),
  );
}
