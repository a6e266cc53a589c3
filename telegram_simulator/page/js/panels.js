/** The column at the right: "Coba adegan" or "Gangguan", both closed at first, one at a time. */

import { closedByEscape, h, icon, iconButton, textButton } from "./dom.js";
import { choice } from "./overlays.js";
import { act, on, world } from "./state.js";

// What sends something to a person; asking for updates is not among them.
const SENDING = ["sendMessage", "sendPhoto", "sendDocument", "copyMessage", "editMessageText"];

const FAULTS = [
  ["Telegram sibuk", "Tiga kiriman ditolak: “coba lagi 5 detik lagi”.", { kind: "error", code: 429, retry_after: 5, times: 3 }],
  ["Server Telegram rusak", "Semua kiriman gagal selama 15 detik.", { kind: "error", code: 502, seconds: 15 }],
  ["Sambungan putus", "Tiga kiriman terputus sebelum sampai.", { kind: "reset", times: 3 }],
  ["Kabar hilang", "Satu kiriman sampai, tetapi bot tidak tahu.", { kind: "lost_answer", times: 1 }],
  ["Jaringan lambat", "Setiap kiriman terlambat 3 detik, selama 30 detik.", { kind: "delay", pace: 3, seconds: 30 }],
  ["Macet", "Satu kiriman menggantung tanpa kabar.", { kind: "hang", times: 1 }],
];

const KINDS = {
  error: "Ditolak", hang: "Macet", lost_answer: "Kabar hilang", reset: "Sambungan putus", half_body: "Jawaban terpotong",
  drip: "Menetes pelan", delay: "Terlambat",
};

function nameOf(id) {
  return world.people.get(id)?.first_name ?? String(id ?? "");
}

function scenesPanel(play) {
  const element = h(
    "div",
    { class: "panel-body" },
    h("p", { class: "panel-words", text: "Satu ketukan, lalu lihat: ponsel-ponsel di sini bermain sendiri dengan bot yang sungguh berjalan." }),
    h("div", { class: "choices" }, world.scenes.map((scene) => choice(scene.sign, scene.title, scene.words, () => play(scene)))),
  );
  return { title: "Coba adegan", element, opened() {} };
}

/** What can go wrong between bot and Telegram, to be switched on and off. */
function faultsPanel() {
  const active = h("div", { class: "faults-active", "aria-live": "polite" });
  const scope = h("select", { class: "field", id: "fault-scope" });
  const trouble = h("p", { class: "field-trouble", role: "alert" });

  async function run(name, body) {
    trouble.textContent = await act(name, body).then(() => "", (error) => error.message);
  }

  function describe(fault) {
    const who = fault.chats?.map(nameOf).join(", ") ?? "semua ponsel";
    const left = fault.times === null ? null : `${fault.times - fault.used} kali lagi`;
    const ends = fault.seconds === null ? null : `${Math.max(0, Math.ceil(fault.seconds + world.faultsAt - Date.now() / 1000))} detik lagi`;
    return [who, left, ends].filter(Boolean).join(" · ");
  }

  function line(fault) {
    const name = `${KINDS[fault.kind]}${fault.code ? ` (${fault.code})` : ""}`;
    return h("div", { class: "fault" },
      h("span", { class: "choice-words" }, h("b", { text: name }), h("span", { text: describe(fault) })),
      iconButton("close", `Hentikan gangguan ${name}`, () => run("remove_fault", { id: fault.id })));
  }

  function draw() {
    if (!world.faults.length) active.replaceChildren(h("p", { class: "panel-words", text: "Sekarang tidak ada gangguan." }));
    else active.replaceChildren(...world.faults.map(line), textButton("Hentikan semua", () => run("remove_fault", {}), { class: "button-plain" }));
  }

  function opened() {
    const people = [...world.people.values()].map((person) => h("option", { value: person.id, text: `Hanya ${person.name}` }));
    scope.replaceChildren(h("option", { value: "", text: "Semua ponsel" }), ...people);
    draw();
  }

  const chats = () => (scope.value ? [Number(scope.value)] : null);
  const element = h(
    "div",
    { class: "panel-body" },
    h("p", { class: "panel-words", text: "Mencoba apa yang terjadi kalau jaringan desa buruk. Tekan satu, lalu tulis kepada bot." }),
    h("label", { class: "field-label", for: "fault-scope", text: "Kena siapa?" }),
    scope,
    h("div", { class: "choices" }, FAULTS.map(([title, words, fault]) => choice(icon("bolt"), title, words, () => run("add_fault", { ...fault, methods: SENDING, chats: chats() })))),
    trouble,
    active,
  );
  on("faults", draw);
  setInterval(() => element.isConnected && world.faults.length && draw(), 1000);
  return { title: "Gangguan", element, opened };
}

/** Makes the buttons open and close their panels in `place`; gives the function that opens one by name (null: none). */
export function panels(place, buttons, play) {
  const content = { scenes: scenesPanel(play), faults: faultsPanel() };
  let open = null;
  let forget = () => {};

  function close() {
    const [name, inside] = [open, place.contains(document.activeElement)];
    show(null);
    if (inside) buttons[name].focus();
  }

  function show(name) {
    forget();
    open = name;
    place.hidden = name === null;
    for (const [each, button] of Object.entries(buttons)) button.setAttribute("aria-expanded", String(each === name));
    place.replaceChildren();
    if (!name) return;
    const { title, element, opened } = content[name];
    place.setAttribute("aria-label", title);
    place.append(h("header", { class: "panel-header" }, h("h2", { text: title }), iconButton("close", `Tutup ${title}`, close)), element);
    opened();
    forget = closedByEscape(close);
  }

  for (const [name, button] of Object.entries(buttons)) button.addEventListener("click", () => show(open === name ? null : name));
  return show;
}
