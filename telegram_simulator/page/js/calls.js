/** "Teknis": the Bot API calls of the bot as they come. */

import { h, textButton } from "./dom.js";
import { act, get } from "./server.js";
import { on, world } from "./state.js";
import { clockSeconds } from "./wording.js";

const KEPT = 200;
const SURE_SECONDS = 5;
const EMPTY = "Kosongkan semua obrolan";

function nameOf(chatId) {
  if (chatId === null) return "";
  return world.people.get(chatId)?.first_name ?? world.chats.get(chatId)?.title ?? String(chatId);
}

/** The parameters to read: those that are JSON inside a string are unpacked. */
function readable(params) {
  const unpack = (value) => {
    if (typeof value !== "string" || !/^[[{]/.test(value)) return value;
    try {
      return JSON.parse(value);
    } catch {
      return value;
    }
  };
  const unpacked = Object.fromEntries(Object.entries(params).map(([name, value]) => [name, unpack(value)]));
  return JSON.stringify(unpacked, null, 2);
}

function line(call) {
  const details = h(
    "details",
    { class: call.ok ? "call" : "call call-refused" },
    h(
      "summary",
      {},
      h("time", { text: clockSeconds(call.at) }),
      h("code", { text: call.method }),
      h("span", { class: "call-chat", text: nameOf(call.chat_id) }),
      h("span", { class: "call-status", text: String(call.status) }),
    ),
  );
  details.addEventListener("toggle", () => {
    if (details.children.length > 1) return;
    details.append(
      ...[
        call.description && h("p", { class: "call-trouble", text: call.description }),
        h("pre", { class: "raw", tabindex: "0", text: readable(call.params) }),
        h("p", { class: "panel-small", text: `nomor ${call.seq} · ${String(call.ms).replace(".", ",")} md` }),
      ].filter(Boolean),
    );
  });
  return details;
}

export class CallsPanel {
  #list = h("div", { class: "calls" });
  #filter = h("input", { class: "field", type: "search", "aria-label": "Saring panggilan", placeholder: "Saring: sendMessage, Siti, 429 …" });
  #state = h("p", { class: "panel-words" });
  #trouble = h("p", { class: "field-trouble", role: "alert" });
  #empty = textButton(EMPTY, () => this.#reset(), { class: "button-plain", drawing: "trash" });
  #sure = 0; // timer: until it ends, the next press empties the chats
  #open = false;

  constructor() {
    this.element = h(
      "div",
      { class: "panel-body" },
      this.#state,
      this.#filter,
      this.#list,
      this.#trouble,
      this.#empty,
    );
    this.#filter.addEventListener("input", () => this.#sift());
    on("call", (call) => this.#open && this.#add(call));
    on("bot", () => this.#open && this.#drawState());
    on("world", () => this.#open && this.opened());
  }

  async opened() {
    this.#open = true;
    this.#drawState();
    try {
      const { calls } = await get("calls?limit=100");
      this.#list.replaceChildren(...calls.map(line));
      this.#sift();
    } catch (error) {
      this.#trouble.textContent = error.message;
    }
  }

  closed() {
    this.#open = false;
  }

  #add(call) {
    const added = line(call);
    this.#list.prepend(added);
    added.hidden = !this.#fits(added);
    while (this.#list.children.length > KEPT) this.#list.lastElementChild.remove();
  }

  #fits(element) {
    return element.firstElementChild.textContent.toLowerCase().includes(this.#filter.value.trim().toLowerCase());
  }

  #sift() {
    for (const element of this.#list.children) element.hidden = !this.#fits(element);
  }

  #drawState() {
    const { mode, connected, waiting, username } = world.bot;
    const how = { polling: "mengambil pesan sendiri (polling)", webhook: "dikirimi pesan (webhook)", none: "belum tersambung" }[mode];
    this.#state.textContent = `@${username}: ${connected ? how : "tidak tersambung"}; ${waiting} pesan menunggu diambil. Panggilan terbaru di atas.`;
  }

  async #reset() {
    const words = this.#empty.querySelector("span");
    if (!this.#sure) {
      words.textContent = "Yakin? Tekan sekali lagi";
      this.#sure = setTimeout(() => {
        this.#sure = 0;
        words.textContent = EMPTY;
      }, SURE_SECONDS * 1000);
      return;
    }
    clearTimeout(this.#sure);
    this.#sure = 0;
    words.textContent = EMPTY;
    try {
      await act("reset", {});
    } catch (error) {
      this.#trouble.textContent = error.message;
    }
  }
}
