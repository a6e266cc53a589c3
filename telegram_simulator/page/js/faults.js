/** "Gangguan": what can go wrong between bot and Telegram, to be switched on and off. */

import { h, icon, iconButton, textButton } from "./dom.js";
import { act } from "./server.js";
import { on, world } from "./state.js";

// What sends something to a person; asking for updates is not among them.
const SENDING = [
  "sendMessage", "sendPhoto", "sendVoice", "sendDocument", "sendAudio", "sendVideo", "sendSticker", "sendLocation",
  "sendContact", "copyMessage", "forwardMessage", "editMessageText", "editMessageReplyMarkup",
];

const PRESETS = [
  { title: "Telegram sibuk", words: "Tiga kiriman ditolak: “coba lagi 5 detik lagi”.", fault: { kind: "error", code: 429, retry_after: 5, times: 3 } },
  { title: "Server Telegram rusak", words: "Semua kiriman gagal selama 15 detik.", fault: { kind: "error", code: 502, seconds: 15 } },
  { title: "Sambungan putus", words: "Tiga kiriman terputus sebelum sampai.", fault: { kind: "reset", times: 3 } },
  { title: "Kabar hilang", words: "Satu kiriman sampai, tetapi bot tidak tahu.", fault: { kind: "lost_answer", times: 1 } },
  { title: "Jaringan lambat", words: "Setiap kiriman terlambat 3 detik, selama 30 detik.", fault: { kind: "delay", pace: 3, seconds: 30 } },
  { title: "Macet", words: "Satu kiriman menggantung tanpa kabar.", fault: { kind: "hang", times: 1 } },
];

const KINDS = {
  error: "Ditolak", hang: "Macet", lost_answer: "Kabar hilang", reset: "Sambungan putus", half_body: "Jawaban terpotong",
  drip: "Menetes pelan", delay: "Terlambat",
};

function describe(fault) {
  const who = fault.chats?.map((id) => world.people.get(id)?.first_name ?? world.chats.get(id)?.title ?? id).join(", ") ?? "semua ponsel";
  const left = fault.times === null ? null : `${fault.times - fault.used} kali lagi`;
  const passed = Date.now() / 1000 - world.faultsAt;
  const seconds = fault.seconds === null ? null : `${Math.max(0, Math.ceil(fault.seconds - passed))} detik lagi`;
  return [who, left, seconds].filter(Boolean).join(" · ");
}

export class FaultsPanel {
  #active = h("div", { class: "faults-active", "aria-live": "polite" });
  #scope = h("select", { class: "field", id: "fault-scope" });
  #trouble = h("p", { class: "field-trouble", role: "alert" });
  #timer = 0;

  constructor() {
    this.element = h(
      "div",
      { class: "panel-body" },
      h("p", { class: "panel-words", text: "Mencoba apa yang terjadi kalau jaringan desa buruk. Tekan satu, lalu tulis kepada bot." }),
      h("label", { class: "field-label", for: "fault-scope", text: "Kena siapa?" }),
      this.#scope,
      h("div", { class: "choices" }, PRESETS.map((preset) => this.#preset(preset))),
      this.#trouble,
      this.#active,
    );
    on("faults", () => this.#draw());
    on("people", () => this.#drawScope());
    on("world", () => this.opened());
  }

  opened() {
    this.#drawScope();
    this.#draw();
  }

  closed() {
    clearInterval(this.#timer);
  }

  #preset({ title, words, fault }) {
    return h(
      "button",
      { type: "button", class: "choice", on: { click: () => this.#do("add_fault", { ...fault, methods: SENDING, chats: this.#chats() }) } },
      h("span", { class: "choice-picture choice-fault" }, icon("bolt")),
      h("span", { class: "choice-words" }, h("b", { text: title }), h("span", { text: words })),
    );
  }

  #chats() {
    return this.#scope.value ? [Number(this.#scope.value)] : null;
  }

  async #do(name, body) {
    try {
      await act(name, body);
      this.#trouble.textContent = "";
    } catch (error) {
      this.#trouble.textContent = error.message;
    }
  }

  #drawScope() {
    const { value } = this.#scope;
    const people = [...world.people.values()].map((person) => h("option", { value: person.id, text: `Hanya ${person.name}` }));
    this.#scope.replaceChildren(h("option", { value: "", text: "Semua ponsel" }), ...people);
    this.#scope.value = value;
    if (this.#scope.selectedIndex < 0) this.#scope.value = "";
  }

  #draw() {
    clearInterval(this.#timer);
    const running = world.faults;
    if (!running.length) {
      this.#active.replaceChildren(h("p", { class: "panel-words", text: "Sekarang tidak ada gangguan." }));
      return;
    }
    const lines = running.map((fault) => [fault, h("span", { text: describe(fault) })]);
    this.#active.replaceChildren(
      h("h3", { class: "panel-small", text: "Sedang berjalan" }),
      ...lines.map(([fault, words]) =>
        h("div", { class: "fault" },
          h("span", { class: "choice-words" }, h("b", { text: `${KINDS[fault.kind]}${fault.code ? ` (${fault.code})` : ""}` }), words),
          iconButton("close", `Hentikan gangguan ${KINDS[fault.kind]}`, () => this.#do("remove_fault", { id: fault.id }))),
      ),
      textButton("Hentikan semua", () => this.#do("remove_fault", {}), { class: "button-plain" }),
    );
    this.#timer = setInterval(() => lines.forEach(([fault, words]) => {
      words.textContent = describe(fault);
    }), 1000);
  }
}
