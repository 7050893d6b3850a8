// Above the map: what the page is about, search, and what can be done with it: copy its address, save, print, dim.
"use strict";
(() => {
  const { el, said, words, head, state } = Dateline;
  const $ = (id) => document.getElementById(id);
  const TYPING = 200; // ms without a key until the search begins
  const MANY = 5000; // events, from which on writing a file takes a while
  const NOTICE = 3000; // ms
  const root = document.documentElement;

  // Say something to readers who hear the page, and, if `seen`, to all for a moment.
  let fading = null;
  function announce(text, { seen = false } = {}) {
    const notice = $("notice");
    clearTimeout(fading);
    notice.textContent = text;
    notice.classList.toggle("seen", seen);
    if (seen) fading = setTimeout(() => notice.classList.remove("seen"), NOTICE);
  }

  // Events that match the search but not the filters.
  function matchesHidden({ fails, count }) {
    if (!state.query.trim()) return 0;
    const { query } = Dateline.filter.FAIL;
    let found = 0;
    for (let row = 0; row < fails.length; row += 1) if (!(fails[row] & query)) found += 1;
    return found - count;
  }

  function summary() {
    const { articles, outlets, events } = Dateline.store;
    const source = [];
    if (articles.count === 1) {
      const [outlet, published] = [outlets[articles.outlet[0]], articles.published[0]];
      if (outlet) source.push(said(outlet));
      if (published !== Dateline.store.UNDATED) source.push(words.day(words.iso(published)));
    } else if (articles.count) source.push(`from ${words.count(articles.count, "article")}`);
    Dateline.on("shown", (shown) => {
      const { count, placed } = shown;
      const all = words.count(events.count, "event");
      const facts = [count === events.count ? all : `${count.toLocaleString("en")} of ${all} shown`];
      if (count) facts.push(`${placed.toLocaleString("en")} on the map`);
      if (count > placed) facts.push(`${(count - placed).toLocaleString("en")} without a place`);
      const hidden = matchesHidden(shown);
      if (hidden) facts.push(`${hidden.toLocaleString("en")} found but filtered out`);
      const parts = [facts.join(", "), ...source];
      $("summary").replaceChildren(...parts.flatMap((part, i) => [i ? " · " : "", part]));
    });
  }

  function search() {
    const box = $("search");
    const name = "Search text, actors, places";
    const input = el("input", { type: "search", placeholder: name, "aria-label": name, autocomplete: "off" });
    input.setAttribute("aria-keyshortcuts", "/");
    box.append(Dateline.icon("search"), input);
    let timer = null;

    async function run() {
      clearTimeout(timer);
      timer = null;
      const query = input.value;
      if (query === state.query) return;
      await Dateline.update({ query });
      if (query !== state.query) return;
      const { count } = Dateline.shown;
      const hidden = matchesHidden(Dateline.shown);
      const more = hidden ? `, ${hidden.toLocaleString("en")} more filtered out` : "";
      announce(query.trim() ? `${words.count(count, "event")} found${more}` : `${words.count(count, "event")} shown`);
    }
    const reveal = () => {
      box.classList.add("open");
      $("tool-search").setAttribute("aria-expanded", "true");
      input.focus();
      input.select();
    };
    const hide = () => {
      box.classList.remove("open");
      $("tool-search").setAttribute("aria-expanded", "false");
    };
    input.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(run, TYPING);
    });
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      const had = input.value;
      input.value = "";
      run();
      if (had || Dateline.wide.matches) return;
      hide();
      $("tool-search").focus();
    });
    box.addEventListener("submit", (event) => {
      event.preventDefault();
      run();
    });
    document.addEventListener("keydown", (event) => {
      const typing = event.target.matches("input:not([type=checkbox]), textarea, select, [contenteditable]");
      if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      reveal();
    });
    Dateline.on("shown", () => {
      if (timer === null && input.value !== state.query) input.value = state.query;
      if (state.query) box.classList.add("open"); // on a phone: what is searched for must be seen
    });
    return () => (box.classList.contains("open") ? hide() : reveal());
  }

  function tool(name, label, icon, act) {
    const button = el("button", {
      type: "button",
      class: "tool",
      id: `tool-${name}`,
      title: label,
      "aria-label": label,
    });
    button.append(Dateline.icon(icon));
    button.addEventListener("click", () => act(button));
    $("tools").append(button);
    return button;
  }

  // A box below the tools; it closes by Escape, by a click beside it, or when the focus goes elsewhere.
  let open = null;
  function drop(button, box) {
    const was = open?.button;
    close();
    if (was === button) return false;
    button.setAttribute("aria-expanded", "true");
    button.after(box);
    open = { button, box };
    return true;
  }
  function close({ focus = false } = {}) {
    if (!open) return;
    const { button, box } = open;
    open = null;
    box.remove();
    button.setAttribute("aria-expanded", "false");
    if (focus) button.focus();
  }
  function closing() {
    document.addEventListener("pointerdown", ({ target }) => {
      if (open && !open.box.contains(target) && !open.button.contains(target)) close();
    });
    $("tools").addEventListener("focusout", ({ relatedTarget }) => {
      if (open && relatedTarget && !open.box.contains(relatedTarget) && relatedTarget !== open.button) close();
    });
    $("tools").addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !open) return;
      event.stopPropagation();
      close({ focus: true });
    });
  }

  // Where a browser refuses to copy (frames, old file:// rules) the address is laid out to be copied by hand.
  async function copy(button) {
    const address = await Dateline.copyLink();
    if (address === null) {
      close();
      announce("Link copied: it opens the map as it is now", { seen: true });
    } else {
      const input = el("input", { readonly: true, value: address, "aria-label": "Address of the map as it is now" });
      if (!drop(button, el("div", { class: "menu" }, el("p", {}, "Copy this address:"), input))) return;
      input.focus();
      input.select();
    }
  }

  const FILES = [
    { name: "GeoJSON", ending: "geojson", type: "application/geo+json" },
    { name: "CSV, for spreadsheets", ending: "csv", type: "text/csv;charset=utf-8" },
  ];

  function download(button) {
    const items = FILES.map((file) => {
      const item = el("button", { type: "button", role: "menuitem", tabindex: -1 }, file.name);
      item.addEventListener("click", () => {
        close({ focus: true });
        save(file);
      });
      return item;
    });
    const list = el("div", { role: "menu", "aria-label": "Download" }, ...items);
    const shown = words.count(Dateline.shown.count, "event");
    if (!drop(button, el("div", { class: "menu" }, el("p", {}, `Download what is shown: ${shown}`), list))) return;
    items[0].focus();
    list.addEventListener("keydown", (event) => {
      const at = items.indexOf(document.activeElement);
      const { length } = items;
      const to = { ArrowDown: at + 1, ArrowUp: at + length - 1, Home: 0, End: length - 1 }[event.key];
      if (event.key === "Tab") close({ focus: true }); // and the browser goes on from the button
      if (to === undefined) return;
      event.preventDefault();
      items[to % length].focus();
    });
  }

  async function save({ name, ending, type }) {
    if (Dateline.shown.count > MANY) announce(`Writing ${name} …`, { seen: true });
    try {
      const text = await Dateline.exporting[ending]();
      const url = URL.createObjectURL(new Blob([text], { type }));
      el("a", { href: url, download: `${fileName()}.${ending}` }).click();
      setTimeout(() => URL.revokeObjectURL(url), 60000);
      announce(`${name} saved`, { seen: true });
    } catch (error) {
      announce(`${name} could not be written: ${error.message}`, { seen: true });
      console.error(error);
    }
  }

  // The title as the name of a file, in letters that no system minds.
  function fileName() {
    const plain = head.title
      .normalize("NFD")
      .replace(/[\u0300-\u036f]/g, "")
      .toLowerCase();
    return (
      plain
        .match(/[a-z0-9]+/g)
        ?.join("-")
        .slice(0, 60) ?? "events"
    );
  }

  // Paper is always light. Whoever draws on canvas listens for "theme".
  function theme() {
    const system = matchMedia("(prefers-color-scheme: dark)");
    const paper = matchMedia("print");
    const usual = () => (system.matches ? "dark" : "light");
    const other = () => (root.dataset.theme === "dark" ? "light" : "dark");
    const button = tool("theme", "", "dark", () => {
      const wanted = other();
      Dateline.note({ theme: wanted === usual() ? null : wanted });
      paint();
    });
    const name = () => {
      const label = `Switch to ${other()} colours`;
      button.setAttribute("aria-label", label);
      button.title = label;
      button.replaceChildren(Dateline.icon(other()));
    };
    function paint() {
      const wanted = paper.matches || "printing" in root.dataset ? "light" : (state.theme ?? usual());
      if (wanted === root.dataset.theme) return;
      root.dataset.theme = wanted;
      name();
      Dateline.emit("theme", wanted);
    }
    name();
    for (const query of [system, paper]) query.addEventListener("change", paint);
    Dateline.on("shown", paint);
    Dateline.on("printing", paint);
  }

  function build() {
    $("title").append(said(head.title));
    tool("search", "Search", "search", search()).setAttribute("aria-expanded", "false");
    summary();
    // a page inside a notebook's cell has no address to pass on
    if (location.protocol !== "about:") tool("copy", "Copy link to what is shown", "copy", copy);
    tool("download", "Download", "download", download).setAttribute("aria-haspopup", "menu");
    tool("print", "Print", "print", () => Dateline.print());
    theme();
    closing();
  }

  Dateline.announce = announce;
  Dateline.header = { build };
})();
