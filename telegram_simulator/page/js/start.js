/** MULAI: the first step of a resident, plain or with a village's QR code. */

import { h, icon, textButton } from "./dom.js";
import { openSheet } from "./sheets.js";
import { world } from "./state.js";

const ALLOWED = /^[A-Za-z0-9_-]{0,64}$/;

/** The sheet "Pindai QR desa": the demo's villages, and a field for any other code. */
export function openStart(phone) {
  const go = (parameter) => {
    close();
    phone.start(parameter);
  };
  const field = h("input", {
    id: `start-${phone.person.id}`,
    class: "field",
    type: "text",
    maxlength: "64",
    autocomplete: "off",
    autocapitalize: "none",
    spellcheck: "false",
    placeholder: "misalnya: mandurian",
  });
  const trouble = h("p", { class: "field-trouble", role: "alert" });
  const form = h(
    "form",
    { class: "sheet-form" },
    h("label", { class: "field-label", for: field.id, text: world.starts.length ? "Kode lain" : "Kode desa" }),
    h("div", { class: "field-row" }, field, h("button", { type: "submit", class: "button button-main", text: "Buka" })),
    trouble,
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const code = field.value.trim();
    if (ALLOWED.test(code)) go(code);
    else trouble.textContent = "Kode hanya boleh berisi huruf, angka, garis bawah, dan tanda hubung.";
  });
  const villages = world.starts.map(({ title, parameter }) =>
    h(
      "button",
      { type: "button", class: "choice", on: { click: () => go(parameter) } },
      h("span", { class: "choice-picture" }, icon("qr")),
      h("span", { class: "choice-words" }, h("b", { text: title }), h("span", { text: `kode: ${parameter}` })),
      icon("forward"),
    ),
  );
  const close = openSheet(phone.screen, {
    title: "Pindai QR desa",
    content: h(
      "div",
      { class: "sheet-form" },
      h("p", { class: "sheet-text", text: "Seperti memindai poster di kantor desa: bot langsung tahu desanya." }),
      villages.length > 0 && h("div", { class: "choices" }, villages),
      form,
    ),
    buttons: [textButton("Batal", () => close(), { class: "button-plain" })],
  });
}

/** The bar in place of the input field before the first message. */
export function startBar(phone) {
  return h(
    "div",
    { class: "start-bar" },
    textButton("MULAI", () => phone.start(""), { class: "button-main button-wide" }),
    textButton("Pindai QR desa", () => openStart(phone), { class: "button-plain button-wide", drawing: "qr" }),
  );
}
