/* What a form cannot do alone: the preview and the problems while somebody types, "Coba tanya", and keeping what is typed until it
   is saved (the session may end meanwhile). Without it all saving works. */
(() => {
  "use strict";
  const $ = (selector, under = document) => under.querySelector(selector);
  const wait = (ms, what) => {
    let timer;
    return (...args) => {
      clearTimeout(timer);
      timer = setTimeout(() => what(...args), ms);
    };
  };

  /* Sends a form's fields and returns the answer's data; only the newest answer of each kind counts. */
  const newest = {};
  async function send(kind, address, data) {
    newest[kind]?.abort();
    const control = (newest[kind] = new AbortController());
    const body = new URLSearchParams([...data].filter(([, value]) => typeof value === "string"));
    const got = await fetch(address, { method: "POST", body, signal: control.signal, headers: { Accept: "application/json" } });
    if (!got.ok) throw new Error(String(got.status));
    return got.json();
  }

  /* What a member has typed and not saved, kept in this browser until it is saved or he leaves. */
  const KEPT = `naskah:${$(".who")?.dataset.who}:`;
  const unsaved = {
    all: () => Object.keys(localStorage).filter((key) => key.startsWith(KEPT)),
    read: (address) => JSON.parse(localStorage.getItem(KEPT + address)),
    keep: (address, what) => localStorage.setItem(KEPT + address, JSON.stringify(what)),
    drop: (address) => localStorage.removeItem(KEPT + address),
  };
  $(".who")?.addEventListener("submit", () => unsaved.all().forEach((key) => localStorage.removeItem(key)));

  const waiting = $("#belum-disimpan");
  if (waiting)
    for (const key of unsaved.all()) {
      const link = document.createElement("a");
      link.href = key.slice(KEPT.length);
      link.textContent = unsaved.read(link.getAttribute("href")).title;
      waiting.append(link);
      waiting.hidden = false;
    }

  const entry = $("form[data-entry]");
  if (entry) {
    const address = entry.dataset.entry;
    const typed = () => [...new FormData(entry)].filter(([name]) => name !== "csrf");
    const same = (one, other) => JSON.stringify(one.filter(([name]) => name !== "dilihat")) === JSON.stringify(other.filter(([name]) => name !== "dilihat"));
    const left = unsaved.read(address);
    const offer = $("#tulisan-lama");
    if (entry.dataset.moved) unsaved.keep(address, { title: $("h1").textContent.trim(), fields: typed() });
    if (left && !entry.dataset.saved && !entry.dataset.moved && !same(left.fields, typed())) {
      offer.hidden = false;
      $("#kembalikan-tulisan").addEventListener("click", () => {
        offer.hidden = true;
        for (const name of new Set(left.fields.map(([name]) => name))) {
          const values = left.fields.filter(([one]) => one === name).map(([, value]) => value);
          while (entry.querySelectorAll(`[name="${name}"]`).length < values.length) $("#tambah-sumber").click();
          /* `dilihat` too: who has saved meanwhile is then named, and nothing of theirs is overwritten */
          entry.querySelectorAll(`[name="${name}"]`).forEach((input, place) => (input.value = values[place] ?? ""));
        }
        entry.dispatchEvent(new Event("input"));
        $("#tanya", entry).focus();
      });
      $("#buang-tulisan").addEventListener("click", () => {
        offer.hidden = true;
        unsaved.drop(address);
      });
    } else if (left) unsaved.drop(address);
    const preview = $("#pratinjau");
    const faults = $("#masalah");
    const village = $("#desa");
    let changed = false;

    const fields = () => {
      const data = new FormData(entry);
      if (village) data.set("desa", village.value);
      return data;
    };

    const look = wait(150, async () => {
      try {
        const told = await send("look", `${address}/lihat`, fields());
        const open = $("details", preview)?.open;
        preview.innerHTML = told.html; /* escaped by the server */
        if (open && $("details", preview)) $("details", preview).open = true;
        for (const [name, used, most] of told.counts) {
          const count = $(`#hitung-${name}`);
          count.textContent = `${used} dari ${most} huruf`;
          count.classList.toggle("over", used > most);
        }
      } catch (error) {
        if (error.message === "401") $("#sudah-keluar").hidden = false;
      }
    });

    const check = wait(500, async () => {
      try {
        const told = await send("faults", `${address}/periksa`, fields());
        faults.innerHTML = told.html; /* escaped by the server */
        for (const [name, html] of Object.entries(told.beside)) $(`#masalah-${name}`).innerHTML = html;
        $("#jumlah-masalah").textContent = told.count;
      } catch {
        /* the next change asks again; saving checks in any case */
      }
    });

    entry.addEventListener("input", () => {
      changed = true;
      unsaved.keep(address, { title: $("h1").textContent.trim(), fields: typed() });
      look();
      check();
    });
    village?.addEventListener("change", look);
    entry.addEventListener("submit", () => (changed = false));
    addEventListener("beforeunload", (event) => {
      if (changed) event.preventDefault();
    });

    /* One more source: the last row again, empty. */
    $("#tambah-sumber")?.addEventListener("click", () => {
      const rows = entry.querySelectorAll(".source");
      const row = rows[rows.length - 1].cloneNode(true);
      for (const input of row.querySelectorAll("input")) {
        input.value = "";
        input.id = `${input.name}-${rows.length}`;
        input.labels.length || row.querySelector(`label[data-for="${input.name}"]`)?.setAttribute("for", input.id);
      }
      rows[rows.length - 1].after(row);
      $("input", row).focus();
    });
  }

  /* A new answer: what is typed comes back until it is made. */
  const SENT = "jawaban-baru";
  if (entry?.dataset.saved && sessionStorage.getItem(SENT)) {
    unsaved.drop(sessionStorage.getItem(SENT));
    sessionStorage.removeItem(SENT);
  }
  for (const form of document.querySelectorAll("form[data-kept]")) {
    const address = form.dataset.kept;
    const left = unsaved.read(address);
    const note = $(".left-over", form);
    if (left && !form.dataset.refused) {
      for (const [name, value] of left.fields) if (form.elements[name]) form.elements[name].value = value;
      form.closest("details")?.setAttribute("open", "");
      note.hidden = false;
    }
    $("button", note).addEventListener("click", () => {
      unsaved.drop(address);
      form.reset();
      note.hidden = true;
    });
    form.addEventListener("input", () => {
      const fields = [...new FormData(form)].filter(([name]) => !["csrf", "asal", "benar"].includes(name));
      unsaved.keep(address, { title: form.elements.tanya.value || "Jawaban baru", fields });
    });
    form.addEventListener("submit", () => sessionStorage.setItem(SENT, address));
  }

  const ask = $("form[data-coba]");
  if (ask) {
    ask.addEventListener("submit", async (event) => {
      event.preventDefault();
      const place = $("#hasil-coba");
      place.setAttribute("aria-busy", "true");
      try {
        place.innerHTML = (await send("ask", "/coba", new FormData(ask))).html; /* escaped by the server */
      } catch (error) {
        if (error.name !== "AbortError") place.textContent = "Belum bisa dicoba. Coba sekali lagi.";
      }
      place.removeAttribute("aria-busy");
    });
  }

  /* What takes long says so, and cannot be sent twice. */
  addEventListener("submit", ({ target: form }) => {
    if (!form.dataset.slow) return;
    const button = $("button", form);
    button.textContent = form.dataset.slow;
    setTimeout(() => (button.disabled = true));
  });

  /* What would be published is checked first, which takes up to a minute after a change: look again until it is. The page stays
     and takes over what is new, since a reload would cancel what somebody has pressed. */
  async function lookAgain() {
    try {
      const got = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
      const checking = $("[data-again]", got);
      if (checking) $("[data-again] [role=status]").textContent = $("[role=status]", checking).textContent;
      else $("main").replaceWith($("main", got));
      document.title = got.title;
    } catch {
      /* the line is down: once more */
    }
    if ($("[data-again]")) setTimeout(lookAgain, 1500);
  }
  if ($("[data-again]")) setTimeout(lookAgain, 1500);

  /* An open menu closes by Escape and by a press elsewhere. */
  const menu = $(".who details");
  addEventListener("keydown", (event) => event.key === "Escape" && menu && (menu.open = false));
  addEventListener("click", (event) => menu && !menu.contains(event.target) && (menu.open = false));
})();
