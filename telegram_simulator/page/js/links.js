/** Links in messages and buttons: the bot's own and the staff page's work here, others are only shown: nothing leaves the demo. */

import { h, textButton } from "./dom.js";
import { openSheet } from "./sheets.js";
import { world } from "./state.js";

/** The start parameter of a link to this bot ("" when it has none), or null for any other link. */
export function startParameter(url) {
  let link;
  try {
    link = new URL(url);
  } catch {
    return null;
  }
  const own = world.bot.username.toLowerCase();
  if (link.protocol === "tg:") {
    const domain = link.searchParams.get("domain")?.toLowerCase();
    return domain === own ? (link.searchParams.get("start") ?? "") : null;
  }
  const host = link.hostname.toLowerCase().replace(/^www\./, "");
  if (!["t.me", "telegram.me"].includes(host)) return null;
  const name = link.pathname.split("/")[1]?.toLowerCase();
  return name === own ? (link.searchParams.get("start") ?? "") : null;
}

/** Copies text and says so on the phone. */
export async function copyText(phone, text) {
  try {
    await navigator.clipboard.writeText(text);
    phone.say("Disalin.");
  } catch {
    phone.complain("Peramban ini tidak mengizinkan menyalin.");
  }
}

function explain(url) {
  if (url.startsWith("tel:")) return ["Telepon", "Di ponsel sungguhan, nomor ini akan ditelepon."];
  if (url.startsWith("mailto:")) return ["Kirim surel", "Di ponsel sungguhan, aplikasi surel terbuka."];
  return ["Buka tautan", "Di ponsel sungguhan, halaman ini terbuka di peramban. Peragaan ini tidak memakai jaringan."];
}

/** What a tap on a link does. */
export function followLink(phone, url) {
  const parameter = startParameter(url);
  if (parameter !== null) {
    phone.start(parameter);
    return;
  }
  if (world.opens && url.startsWith(`${world.opens}/`)) {
    open(url, "_blank", "noopener");
    return;
  }
  const [title, text] = explain(url);
  const address = url.replace(/^(tel|mailto):/, "");
  const close = openSheet(phone.screen, {
    title,
    content: h("div", {}, h("p", { class: "sheet-address", text: address }), h("p", { class: "sheet-text", text })),
    buttons: [
      textButton("Salin", () => {
        close();
        copyText(phone, address);
      }, { class: "button-plain", drawing: "copy" }),
      textButton("Tutup", () => close(), { class: "button-main", autofocus: true }),
    ],
  });
}
