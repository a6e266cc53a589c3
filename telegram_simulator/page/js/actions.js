/** What is done with links and with one message, and the first step of a resident: MULAI, plain or with a village's QR code. */

import { h, icon, textButton } from "./dom.js";
import { cancel, choice, openMenu, openSheet } from "./overlays.js";
import { world } from "./state.js";

const ALLOWED = /^[A-Za-z0-9_-]{0,64}$/;

/** Copies text and says so on the phone. */
export async function copyText(phone, text) {
  try {
    await navigator.clipboard.writeText(text);
    phone.say("Disalin.");
  } catch {
    phone.complain("Peramban ini tidak mengizinkan menyalin.");
  }
}

/** What a tap on a link does: the bot's own and the staff page's work here, others are only shown: nothing leaves the demo. */
export function followLink(phone, url) {
  const link = URL.canParse(url) ? new URL(url) : null;
  const own = link?.hostname === "t.me" && link.pathname.slice(1) === world.bot.username;
  if (own) phone.start(link.searchParams.get("start") ?? "");
  else if (world.opens && url.startsWith(`${world.opens}/`)) open(url, "_blank", "noopener");
  else showLink(phone, url.replace(/^(tel|mailto):/, ""));
}

function showLink(phone, address) {
  const words = "Di ponsel sungguhan, ini terbuka di peramban, telepon, atau surel. Peragaan ini tidak memakai jaringan.";
  const copied = () => {
    close();
    copyText(phone, address);
  };
  const close = openSheet(phone.screen, {
    title: "Buka tautan",
    content: h("div", {}, h("p", { class: "sheet-address", text: address }), h("p", { class: "sheet-text", text: words })),
    buttons: [
      textButton("Salin", copied, { class: "button-plain", drawing: "copy" }),
      textButton("Tutup", () => close(), { class: "button-main", autofocus: true }),
    ],
  });
}

/** Opens the menu of a message at a point of the window: a long press, a right click or "Menu pesan". */
export function openMessageMenu(phone, message, point) {
  openMenu(phone.screen, point, "Menu pesan", [
    { drawing: "reply", label: "Balas", run: () => phone.reply(message) },
    message.text && { drawing: "copy", label: "Salin", run: () => copyText(phone, message.text) },
    phone.canEdit(message) && { drawing: "edit", label: "Ubah", run: () => phone.edit(message) },
    { drawing: "forward", label: "Teruskan ke bot", run: () => phone.act("forward", { message_id: message.id }) },
    { drawing: "trash", label: "Hapus", danger: true, run: () => phone.act("delete", { message_id: message.id }) },
  ]);
}

/** The sheet "Pindai QR desa": the demo's villages, and a field for any other code. */
export function openStart(phone) {
  const go = (parameter) => {
    close();
    phone.start(parameter);
  };
  const field = h("input", { id: `start-${phone.person.id}`, class: "field", type: "text", maxlength: "64", autocomplete: "off", autocapitalize: "none", spellcheck: "false", placeholder: "misalnya: mandurian" });
  const trouble = h("p", { class: "field-trouble", role: "alert" });
  const form = h(
    "form",
    { class: "sheet-form" },
    h("p", { class: "sheet-text", text: "Seperti memindai poster di kantor desa: bot langsung tahu desanya." }),
    h("div", { class: "choices" }, world.starts.map(({ title, parameter }) => choice(icon("qr"), title, `kode: ${parameter}`, () => go(parameter)))),
    h("label", { class: "field-label", for: field.id, text: "Kode lain" }),
    h("div", { class: "field-row" }, field, h("button", { type: "submit", class: "button button-main", text: "Buka" })),
    trouble,
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const code = field.value.trim();
    if (ALLOWED.test(code)) go(code);
    else trouble.textContent = "Kode hanya boleh berisi huruf, angka, garis bawah, dan tanda hubung.";
  });
  const close = openSheet(phone.screen, { title: "Pindai QR desa", content: form, buttons: [cancel(() => close())] });
}

/** The bar in place of the input field before the first message. */
export function startBar(phone) {
  return h(
    "div",
    { class: "start-bar" },
    textButton("MULAI", () => phone.start(""), { class: "button-main" }),
    textButton("Pindai QR desa", () => openStart(phone), { class: "button-plain", drawing: "qr" }),
  );
}
