/** The list of commands over the input field: all of them from the menu button, matching ones while "/…" is typed. */

import { h } from "./dom.js";
import { closedByEscape } from "./escape.js";

export class CommandList {
  #choose;
  #field;
  #commands = [];
  #place = 0;
  #all = false; // opened with the button
  #forget = () => {};

  /** `field`: the textarea that it hangs on; `choose` gets the chosen "/command". */
  constructor(field, choose) {
    this.#field = field;
    this.#choose = choose;
    this.element = h("div", { class: "commands", role: "listbox", "aria-label": "Perintah", id: `${field.id}-commands`, hidden: true });
    field.setAttribute("aria-controls", this.element.id);
    field.addEventListener("blur", (event) => !this.element.contains(event.relatedTarget) && this.close());
  }

  get open() {
    return !this.element.hidden;
  }

  /** Shows or hides all commands. */
  toggle(commands) {
    this.#all = !this.open;
    if (this.#all) this.#show(commands);
    else this.close();
  }

  /** Follows what is typed: "/pa" shows the commands that begin so. */
  follow(text, commands) {
    this.#all = false;
    const typed = /^\/(\w*)$/.exec(text);
    this.#show(typed ? commands.filter((each) => each.command.startsWith(typed[1].toLowerCase())) : []);
  }

  close() {
    this.#forget();
    this.element.hidden = true;
    this.#field.removeAttribute("aria-activedescendant");
  }

  #show(commands) {
    this.#commands = commands;
    this.#place = 0;
    if (!commands.length) {
      this.close();
      return;
    }
    this.element.replaceChildren(
      ...commands.map((each, place) =>
        h(
          "button",
          {
            type: "button",
            class: "command-line",
            role: "option",
            id: `${this.element.id}-${place}`,
            tabindex: this.#all ? "0" : "-1",
            on: { click: () => this.#take(place), pointerdown: (event) => event.preventDefault() },
          },
          h("b", { text: `/${each.command}` }),
          h("span", { text: each.description }),
        ),
      ),
    );
    this.element.hidden = false;
    this.#forget();
    this.#forget = closedByEscape(() => this.close());
    this.#mark();
  }

  #mark() {
    [...this.element.children].forEach((line, place) => line.setAttribute("aria-selected", String(place === this.#place)));
    this.#field.setAttribute("aria-activedescendant", `${this.element.id}-${this.#place}`);
    this.element.children[this.#place].scrollIntoView({ block: "nearest" });
  }

  #take(place) {
    const { command } = this.#commands[place];
    this.close();
    this.#choose(`/${command}`);
  }

  /** Handles a key of the field; true when it was for the list. */
  key(event) {
    if (!this.open) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      this.#place = (this.#place + step + this.#commands.length) % this.#commands.length;
      this.#mark();
    } else if (event.key === "Enter" && !event.shiftKey) this.#take(this.#place);
    else return false;
    event.preventDefault();
    return true;
  }
}
