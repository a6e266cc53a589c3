/** The page begins here. */

import { loadIcons } from "./dom.js";
import { follow } from "./events.js";
import { watchBot } from "./loading.js";
import { panels } from "./panels.js";
import { Phones } from "./phones.js";
import { demo } from "./server.js";
import { on, world } from "./state.js";
import { themeButton } from "./theme.js";

const element = (id) => document.getElementById(id);

function drawState() {
  const state = element("bot-state");
  const [name, words] = !world.online
    ? ["lost", "Terputus, mencoba lagi…"]
    : world.bot?.connected
      ? ["ready", "Bot tersambung"]
      : ["waiting", "Bot belum tersambung"];
  state.dataset.state = name;
  state.querySelector(".state-words").textContent = words;
  state.title = words;
}

themeButton(element("theme"));
panels(element("panel"), { faults: element("open-faults"), calls: element("open-calls") });
on("bot", drawState);
on("world", drawState);
on("faults", () => element("open-faults").classList.toggle("with-mark", world.faults.length > 0));
on("world", () => element("open-faults").classList.toggle("with-mark", world.faults.length > 0));

await loadIcons();
const { starts, people } = await demo();
world.starts = starts;
world.roles = new Map(people.map((person) => [person.id, person.role]));
new Phones(element("phones"), element("faces"));
await follow();
watchBot();
