/** What opens below the input field: the bot's reply keyboard, or stickers and emoji. */

import { sendContact, sendPlace } from "./attach.js";
import { h, iconButton } from "./dom.js";
import { closedByEscape } from "./escape.js";
import { replyKeys } from "./keys.js";
import { stickerPanel } from "./stickers.js";

export class Below {
  #phone;
  #use;
  #keyboard = null; // the ReplyKeyboard that the owner has now
  #open = null; // "keyboard", "stickers" or null
  #forget = () => {};
  #drawn = ""; // what is on the screen, so that it is not drawn again under somebody's finger

  /** `use`: {insert, sticker, closed}: puts an emoji into the text, sends a sticker, is told of closing. */
  constructor(phone, use) {
    this.#phone = phone;
    this.#use = use;
    this.element = h("div", { class: "below-place" });
    this.keysButton = iconButton("keyboard", "Tombol jawaban", () => this.#toggle("keyboard"), { "aria-pressed": "false" });
    this.stickerButton = iconButton("smile", "Stiker dan emoji", () => this.#toggle("stickers"), { "aria-pressed": "false" });
  }

  /** Takes the keyboard of the chat that is open now; a new one opens by itself. `other`: the chat has changed. */
  take(keyboard, other) {
    if (other) this.#open = null;
    if (keyboard && (other || keyboard.message_id !== this.#keyboard?.message_id)) this.#open = "keyboard";
    if (!keyboard && this.#open === "keyboard") this.#open = null;
    this.#keyboard = keyboard;
    this.keysButton.hidden = !keyboard;
    this.#draw();
  }

  #toggle(what) {
    this.#open = this.#open === what ? null : what;
    this.#draw();
    if (!this.#open) this.#use.closed();
  }

  #draw() {
    this.keysButton.setAttribute("aria-pressed", String(this.#open === "keyboard"));
    this.stickerButton.setAttribute("aria-pressed", String(this.#open === "stickers"));
    const wanted = this.#open === "keyboard" ? `keyboard ${this.#keyboard.message_id}` : String(this.#open);
    if (wanted === this.#drawn) return;
    this.#drawn = wanted;
    this.#forget();
    if (this.#open) this.#forget = closedByEscape(() => this.#toggle(this.#open));
    if (this.#open === "keyboard") this.element.replaceChildren(replyKeys(this.#keyboard, (button) => this.#press(button)));
    else if (this.#open === "stickers") this.element.replaceChildren(this.#stickers());
    else this.element.replaceChildren();
  }

  #press(button) {
    if (button.kind === "contact") sendContact(this.#phone, this.#phone.person);
    else if (button.kind === "location") sendPlace(this.#phone);
    else if (button.kind === "text") this.#phone.sendText(button.text);
    else this.#phone.complain("Tombol jenis ini tidak bisa dipakai di peragaan.");
  }

  #stickers() {
    return stickerPanel(this.#use.insert, (emoji) => {
      this.#use.sticker(emoji);
      this.#toggle("stickers");
    });
  }
}
