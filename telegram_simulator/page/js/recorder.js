/** A voice note without a microphone: the bar that counts while "recording", and the sample that is sent. */

import { h, icon, iconButton } from "./dom.js";
import { sampleVoice } from "./samples.js";
import { duration } from "./wording.js";

const LONGEST = 60;

/** The bar in place of the input field. `send` gets the file and its seconds, `cancel` nothing. */
export function recordingBar(send, cancel) {
  const began = performance.now();
  const seconds = () => Math.min(LONGEST, (performance.now() - began) / 1000);
  const time = h("span", { class: "recording-time", text: "0:00" });
  const timer = setInterval(() => {
    time.textContent = duration(seconds());
    if (!bar.isConnected) clearInterval(timer);
  }, 250);
  const finish = () => {
    clearInterval(timer);
    const length = Math.max(1, Math.round(seconds()));
    send(sampleVoice(length), length);
  };
  const bar = h(
    "div",
    { class: "composer-bar recording", role: "group", "aria-label": "Rekaman" },
    iconButton("trash", "Batalkan rekaman", () => {
      clearInterval(timer);
      cancel();
    }),
    h("span", { class: "recording-mark", "aria-hidden": "true" }),
    time,
    h("span", { class: "recording-words", text: "Rekaman contoh, mikrofon tidak dipakai" }),
    h("button", { type: "button", class: "send", "aria-label": "Kirim rekaman", title: "Kirim rekaman", autofocus: true, on: { click: finish } }, icon("send")),
  );
  return bar;
}
