/** Touch and mouse on message rows: swipe and double click to reply, long press and right click for the menu. */

const SWIPE_START = 12;
const SWIPE_REPLY = 56;
const SWIPE_MOST = 80;
const LONG_PRESS_MS = 450;

const CONTROLS = "button, a, input, video, audio, .spoiler, .command";

/** Makes the rows inside `list` answer to gestures. `rowOf(element)` gives the message; `reply` and `menu` act on it. */
export function messageGestures(list, { messageOf, reply, menu }) {
  let drag = null; // {row, message, x, y, moved}
  let timer = 0;

  function find(event) {
    const row = event.target.closest?.(".row-in, .row-out");
    const message = row && messageOf(Number(row.dataset.id));
    return message ? { row, message } : null;
  }

  function end() {
    clearTimeout(timer);
    if (!drag) return;
    drag.row.classList.remove("swiping");
    drag.row.style.removeProperty("--swipe");
    drag = null;
  }

  list.addEventListener("pointerdown", (event) => {
    end();
    if (event.pointerType === "mouse") return;
    const found = find(event);
    if (!found) return;
    drag = { ...found, x: event.clientX, y: event.clientY, moved: 0 };
    timer = setTimeout(() => {
      const { message, x, y } = drag;
      end();
      menu(message, { x, y });
    }, LONG_PRESS_MS);
  });

  list.addEventListener("pointermove", (event) => {
    if (!drag) return;
    const right = event.clientX - drag.x;
    const down = Math.abs(event.clientY - drag.y);
    if (Math.abs(right) > SWIPE_START || down > SWIPE_START) clearTimeout(timer);
    if (!drag.moved && down > SWIPE_START) {
      end();
      return;
    }
    if (right > -SWIPE_START) return;
    drag.moved = Math.min(SWIPE_MOST, -right);
    drag.row.classList.add("swiping");
    drag.row.style.setProperty("--swipe", `${-drag.moved}px`);
  });

  list.addEventListener("pointerup", () => {
    const done = drag && drag.moved >= SWIPE_REPLY ? drag.message : null;
    end();
    if (done) reply(done);
  });
  list.addEventListener("pointercancel", end);
  list.addEventListener("scroll", () => clearTimeout(timer), { passive: true });

  list.addEventListener("dblclick", (event) => {
    const found = find(event);
    if (!found || event.target.closest(CONTROLS)) return;
    getSelection()?.removeAllRanges();
    reply(found.message);
  });

  list.addEventListener("contextmenu", (event) => {
    const found = find(event);
    if (!found) return;
    event.preventDefault();
    end();
    if (event.button === 2) menu(found.message, { x: event.clientX, y: event.clientY });
  });
}
