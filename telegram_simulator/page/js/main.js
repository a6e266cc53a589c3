/** The page begins here. */

import { loadIcons } from "./dom.js";
import { follow } from "./events.js";
import { panels } from "./panels.js";
import { Phones } from "./phones.js";
import { Scenes } from "./scenes.js";
import { loadDemo, on, world } from "./state.js";

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

on("bot", drawState);
on("world", drawState);

await Promise.all([loadIcons(), loadDemo()]);
const phones = new Phones(element("phones"), element("faces"));
const buttons = { scenes: element("open-scenes"), faults: element("open-faults") };
const scenes = new Scenes(element("scene"), phones, () => openPanel("scenes"));
const openPanel = panels(element("panel"), buttons, (scene) => {
  openPanel(null);
  scenes.play(scene);
});
buttons.scenes.hidden = world.scenes.length === 0;
follow();
