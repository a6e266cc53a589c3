/** Groups: making one, and who is in it. */

import { h, textButton } from "./dom.js";
import { botAvatar, personAvatar } from "./avatars.js";
import { openSheet } from "./sheets.js";
import { isMember, ROLE, role, world } from "./state.js";

const STATUS = { creator: "pembuat grup", administrator: "admin", member: "anggota" };

function line(avatar, name, words, control, tag = "div") {
  return h(tag, { class: "person-line" }, avatar, h("span", { class: "choice-words" }, h("b", { text: name }), h("span", { text: words })), control);
}

/** The sheet that makes a group with the bot and some people. */
export function openNewGroup(phone) {
  const others = [...world.people.values()].filter((person) => person.id !== phone.person.id);
  const boxes = others.map((person) => h("input", { type: "checkbox", class: "tick-box", value: String(person.id) }));
  const title = h("input", { id: `group-${phone.person.id}`, class: "field", type: "text", maxlength: "60", autocomplete: "off", placeholder: "misalnya: Warga RT 02", autofocus: true });
  const form = h(
    "form",
    { class: "sheet-form" },
    h("label", { class: "field-label", for: title.id, text: "Nama grup" }),
    title,
    h("div", { class: "choices" }, others.map((person, place) => line(personAvatar(person, "avatar-small"), person.name, ROLE[role(person)], boxes[place], "label"))),
    h("div", { class: "sheet-buttons" },
      textButton("Batal", () => close(), { class: "button-plain" }),
      h("button", { type: "submit", class: "button button-main", text: "Buat grup" })),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const members = boxes.filter((box) => box.checked).map((box) => Number(box.value));
    const answer = await phone.act("create_group", { title: title.value.trim(), members });
    if (!answer) return;
    close();
    phone.open(answer.chat.id);
  });
  const close = openSheet(phone.screen, { title: "Grup baru", content: form });
}

/** The sheet with a group's members: add, remove, make the bot an admin. */
export function openMembers(phone, chat) {
  const set = async (id, status) => {
    const answer = await phone.act("set_member", { user_id: id, status });
    if (answer) body.replaceChildren(...lines(answer.chat));
  };
  const button = (label, id, status) => textButton(label, () => set(id, status), { class: "button-plain button-small" });

  function lines(group) {
    const statusOf = (id) => group.members.find((each) => each.id === id)?.status;
    const { bot } = world;
    const botInside = isMember(group, bot.id);
    const botControl = h(
      "span",
      { class: "person-controls" },
      botInside && statusOf(bot.id) !== "administrator" && button("Jadikan admin", bot.id, "administrator"),
      button(botInside ? "Keluarkan" : "Tambahkan", bot.id, botInside ? "left" : "member"),
    );
    const people = [...world.people.values()].map((person) => {
      const inside = isMember(group, person.id);
      const own = person.id === phone.person.id;
      return line(
        personAvatar(person, "avatar-small"),
        person.name,
        inside ? STATUS[statusOf(person.id)] : "bukan anggota",
        own ? null : button(inside ? "Keluarkan" : "Tambahkan", person.id, inside ? "left" : "member"),
      );
    });
    return [line(botAvatar("avatar-small"), bot.name, botInside ? STATUS[statusOf(bot.id)] : "bukan anggota", botControl), ...people];
  }

  const body = h("div", { class: "choices" }, lines(chat));
  const close = openSheet(phone.screen, {
    title: `Anggota ${chat.title}`,
    content: body,
    buttons: [textButton("Selesai", () => close(), { class: "button-main" })],
  });
}
