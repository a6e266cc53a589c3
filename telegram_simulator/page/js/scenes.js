/** "Coba adegan": short scenes that residents and officers play with the running bot, one tap each. */

import { calm, h, iconButton, textButton } from "./dom.js";
import { createResident } from "./phones.js";
import { newest, on, role, sorted, world } from "./state.js";

const CAPTION_MS = 1100;
const READ_MS = 3600;
const QUIET_MS = 500;
const PATIENCE_MS = 15_000;
const TAP_MS = 600;

/** Resolves after `ms`, or as soon as one of `topics` satisfies `ready`; rejects when the signal is aborted. */
function until(ms, signal, topics = [], ready = () => true) {
  return new Promise((resolve, reject) => {
    const end = (settle, value) => {
      clearTimeout(timer);
      offs.forEach((off) => off());
      signal.removeEventListener("abort", stop);
      settle(value);
    };
    const stop = () => end(reject, signal.reason);
    const timer = setTimeout(() => end(resolve, false), ms);
    const offs = topics.map((topic) => on(topic, (detail) => ready(detail) && end(resolve, true)));
    signal.addEventListener("abort", stop);
    if (signal.aborted) stop();
  });
}

const fromBot = (detail) => !detail.from || detail.from.is_bot; // a message, or the answer to a button

export class Scenes {
  #phones;
  #bar;
  #choose;
  #run = null; // AbortController of the scene that is playing
  #skip = () => {};
  #acting = null; // the phone of the last step

  /** `bar`: where the captions stand; `phones` shows who acts; `choose` opens the list of scenes. */
  constructor(bar, phones, choose) {
    this.#bar = bar;
    this.#phones = phones;
    this.#choose = choose;
  }

  /** Plays a scene from its beginning; one that is playing ends. */
  async play(scene) {
    this.stop();
    const run = new AbortController();
    this.#run = run;
    this.#acting = null;
    try {
      const cast = { warga: await this.#resident(), petugas: [...world.people.values()].find((person) => role(person) === "petugas") };
      const marks = new Map(Object.values(cast).map(({ id }) => [id, newest(id)]));
      this.#phones.cast(Object.values(cast).map(({ id }) => id));
      for (const step of scene.steps) await this.#step(scene, step, cast, marks, run.signal);
      this.#say(scene, "Selesai. Semua jawaban tadi dari bot yang sungguh berjalan.", { over: true });
    } catch (error) {
      if (!run.signal.aborted) this.#say(scene, `Adegan berhenti: ${error.message}`, { over: true });
    }
  }

  /** Ends what is playing. */
  stop() {
    this.#run?.abort(new Error("dihentikan"));
    this.#run = null;
    this.#bar.hidden = true;
  }

  /** A resident who has not written yet; a new one when all have. */
  async #resident() {
    const residents = [...world.people.values()].filter((person) => role(person) === "warga").sort((a, b) => a.id - b.id);
    const unused = residents.find((person) => !person.started);
    if (unused) return unused;
    const used = new Set(residents.map((person) => person.first_name));
    const name = world.names.find((each) => !used.has(each)) ?? world.names[residents.length % world.names.length];
    return createResident(name ?? "Warga");
  }

  async #step(scene, { who, do: what, text, to, says }, cast, marks, signal) {
    const { id } = cast[who];
    const phone = this.#phones.bring(id);
    this.#say(scene, says.replace("{warga}", cast.warga.first_name));
    if (phone !== this.#acting) await phone.showNewest();
    this.#acting = phone;
    await this.#pause(CAPTION_MS, signal);
    const settled = what === "look" ? null : this.#settled(signal);
    settled?.catch(() => {}); // it is awaited below, unless the act itself fails first
    if (what === "start") await phone.act("start", { parameter: text });
    else if (what === "write") await phone.type(text, null, signal);
    else if (what === "reply") {
      const card = await this.#find(id, marks, signal, (message) => message.text.includes(to), "kartu pertanyaan tidak datang. Baca pesan bot di ponsel ini.");
      await phone.type(text, card.id, signal);
    } else if (what === "press") {
      const has = (message) => message.inline_keyboard.flat().find((button) => button.text === text);
      const message = await this.#find(id, marks, signal, has, `bot tidak memberi tombol “${text}”. Baca alasannya di ponsel ini.`);
      await phone.tap(message, has(message), calm() ? 0 : TAP_MS);
    }
    await settled;
    await this.#pause(READ_MS, signal);
  }

  /** Waits until the bot has reacted and then says nothing more. */
  async #settled(signal) {
    const topics = ["message", "answer"];
    let more = await until(PATIENCE_MS, signal, topics, fromBot);
    while (more) more = await until(QUIET_MS, signal, topics, fromBot);
  }

  /** The newest message of the bot on a phone, sent since the scene began, that is looked for. */
  async #find(id, marks, signal, is, missing) {
    const look = () => sorted(id).findLast((message) => message.from.is_bot && message.id > marks.get(id) && is(message));
    if (!look()) await until(PATIENCE_MS, signal, ["thread"], () => Boolean(look()));
    const found = look();
    if (!found) throw new Error(missing);
    return found;
  }

  #pause(ms, signal) {
    return Promise.race([until(ms, signal), new Promise((resolve) => { this.#skip = resolve; })]);
  }

  #say(scene, words, { over = false } = {}) {
    const buttons = over
      ? [textButton("Adegan lain", () => this.#choose(), { class: "button-plain" })]
      : [textButton("Lanjut", () => this.#skip(), { class: "button-plain" })];
    const held = this.#bar.contains(document.activeElement) ? document.activeElement.textContent : null;
    this.#bar.hidden = false;
    this.#bar.replaceChildren(
      h("span", { class: "scene-sign", "aria-hidden": "true", text: scene.sign }),
      h("p", { class: "scene-words", role: "status" }, h("b", { text: scene.title }), h("span", { text: words })),
      ...buttons,
      iconButton("close", over ? "Tutup adegan" : "Hentikan adegan", () => this.stop()),
    );
    if (held !== null) [...this.#bar.querySelectorAll("button")].find((each) => each.textContent === held)?.focus();
  }
}
