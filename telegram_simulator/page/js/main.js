/** The page begins here. */

import { loadIcons } from "./dom.js";
import { follow } from "./events.js";
import { watchBot } from "./loading.js";
import { panels } from "./panels.js";
import { Phones } from "./phones.js";
import { Scenes, ScenesPanel } from "./scenes.js";
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
on("bot", drawState);
on("world", drawState);
on("faults", () => element("open-faults").classList.toggle("with-mark", world.faults.length > 0));
on("world", () => element("open-faults").classList.toggle("with-mark", world.faults.length > 0));

await loadIcons();
const { people, ...told } = await demo();
Object.assign(world, told);
world.roles = new Map(people.map((person) => [person.id, person.role]));
const phones = new Phones(element("phones"), element("faces"));
const scenes = new Scenes(element("scene"), phones, () => openPanel("scenes"));
const list = new ScenesPanel((scene) => {
  openPanel(null);
  scenes.play(scene);
});
const buttons = { scenes: element("open-scenes"), faults: element("open-faults"), calls: element("open-calls") };
const openPanel = panels(element("panel"), buttons, list);
buttons.scenes.hidden = world.scenes.length === 0;
await follow();
watchBot();
