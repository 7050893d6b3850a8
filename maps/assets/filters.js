// What to show: kinds of event, whether they happened, how precise their places are, who tells and who acts; and layers.
// Each value stands with its number of events, given all other filters.
"use strict";
(() => {
  const { el, said, head, state } = Dateline;
  const AT_ONCE = 20000; // events up to which numbers are counted anew with every change, and not after it
  const LATER = 120; // ms
  const LISTED = 50; // rows of a long list; the rest is found by typing
  const WITHOUT_BOX = 8; // values up to which a list needs no box to type in
  const panel = document.getElementById("filters");
  const number = (count) => count.toLocaleString("en");
  const refreshers = []; // of the groups: each counts and redraws

  // One value: a check box, its sign, its name, its number, and perhaps a button that takes all others away.
  function option({ symbol, name, change, only = null }) {
    const box = el("input", { type: "checkbox" });
    const count = el("span", { class: "count" });
    box.addEventListener("change", () => change(box.checked));
    const label = el("label", {}, box, symbol, el("span", { class: "option-name" }, name), count);
    const node = el("div", { class: "option" }, label);
    if (only) {
      const button = el("button", { type: "button", class: "link only", "aria-label": `Only ${name}` }, "Only");
      button.addEventListener("click", () => only(button));
      node.append(button);
    }
    return { node, box, count };
  }

  const heading = (title, ...more) => el("div", { class: "group-head" }, el("h2", {}, title), ...more);

  // A group of fixed values of which some are off: `key` in the state ("families"), `name` for the filter ("family").
  function switches({ title, key, name, options, symbol, withOnly = false }) {
    const toggle = (one, on) => {
      const off = new Set(state[key]);
      if (on) off.delete(one);
      else off.add(one);
      Dateline.update({ [key]: off });
    };
    const only = (one) => {
      const others = options.filter((option) => option.key !== one).map((option) => option.key);
      const alone = others.every((other) => state[key].has(other)) && !state[key].has(one);
      Dateline.update({ [key]: alone ? [] : others });
    };
    const rows = options.map((one) =>
      option({
        symbol: symbol(one.key),
        name: one.name,
        change: (on) => toggle(one.key, on),
        only: withOnly ? () => only(one.key) : null,
      }),
    );
    refreshers.push((shown) => {
      const counts = Dateline.filter.counts(name, shown);
      rows.forEach(({ node, box, count }, i) => {
        box.checked = !state[key].has(options[i].key);
        node.classList.toggle("off", !box.checked);
        node.classList.toggle("none", counts[i] === 0);
        count.textContent = number(counts[i]);
      });
    });
    const list = el("div", { class: "options", role: "group", "aria-label": title }, ...rows.map(({ node }) => node));
    return el("section", {}, heading(title), list);
  }

  // A group of many values of which some are kept; none: all. `ranked` gives the values, the most frequent first; it is
  // asked when the group is opened.
  function choice({ title, key, name, ranked, nameOf, find }) {
    const list = el("div", { class: "options", role: "group", "aria-label": title });
    const chosen = el("span", { class: "count" });
    const note = el("p", { class: "muted" });
    const input = el("input", { type: "search", placeholder: find, "aria-label": find, autocomplete: "off" });
    const details = el("details", {}, el("summary", {}, el("h2", {}, title), chosen));
    details.append(input, list, note);
    let rows = null;
    let drawn = [];

    const toggle = (row, on) => {
      const kept = new Set(state[key]);
      if (on) kept.add(row);
      else kept.delete(row);
      Dateline.update({ [key]: kept });
    };

    // The chosen first, then the most frequent that match what is typed. Rows stay where they are while they are ticked.
    function wanted() {
      const expression = Dateline.search.pattern(input.value);
      const found = [...state[key]];
      let more = 0;
      for (const row of rows) {
        if (state[key].has(row) || (expression && nameOf(row).search(expression) < 0)) continue;
        if (found.length < LISTED) found.push(row);
        else more += 1;
      }
      return { found, more };
    }

    function draw() {
      const held = drawn.find(({ box }) => box === document.activeElement)?.row;
      const { found, more } = wanted();
      note.textContent = more
        ? `and ${number(more)} more: type to find them`
        : found.length
          ? ""
          : "None of that name.";
      if (found.length === drawn.length && found.every((row, i) => drawn[i].row === row)) return;
      drawn = found.map((row) => ({
        row,
        ...option({ symbol: null, name: said(nameOf(row)), change: (on) => toggle(row, on) }),
      }));
      list.replaceChildren(...drawn.map(({ node }) => node));
      drawn.find(({ row }) => row === held)?.box.focus({ preventScroll: true });
    }

    function refresh(shown, { anew = false } = {}) {
      chosen.textContent = state[key].size ? `${number(state[key].size)} chosen` : "";
      if (!details.open) return;
      rows ??= ranked();
      input.hidden = rows.length <= WITHOUT_BOX;
      if (anew || ![...state[key]].every((row) => drawn.some((one) => one.row === row))) draw();
      const counts = Dateline.filter.counts(name, shown);
      for (const { row, node, box, count } of drawn) {
        box.checked = state[key].has(row);
        count.textContent = number(counts[row]);
        node.classList.toggle("none", counts[row] === 0);
      }
    }
    for (const [node, event] of [
      [input, "input"],
      [details, "toggle"],
    ])
      node.addEventListener(event, () => refresh(Dateline.shown, { anew: true }));
    refreshers.push((shown) => {
      if (state[key].size) details.open = true;
      refresh(shown);
    });
    return el("section", {}, details);
  }

  const byCount = (counts) => (a, b) => counts[b] - counts[a] || a - b;

  function outlets() {
    const { articles, outlets: names, events } = Dateline.store;
    if (names.length < 2) return null;
    const ranked = () => {
      const counts = new Uint32Array(names.length);
      for (let row = 0; row < events.count; row += 1) counts[articles.outlet[events.article[row]]] += 1;
      return [...names.keys()].filter((row) => counts[row]).sort(byCount(counts));
    };
    const nameOf = (row) => names[row] ?? "Outlet not given";
    return choice({ title: "Outlet", key: "outlets", name: "outlet", ranked, nameOf, find: "Find an outlet" });
  }

  // Who acts or is acted upon, by name; "She" and "they" say nothing outside their sentence.
  function actors() {
    const { actors: all } = Dateline.store;
    if (all.every(({ text }) => Dateline.words.isPronoun(text))) return null;
    const ranked = () => {
      const { names, counts } = Dateline.filter.actorGroups();
      const told = [...names.keys()].filter((row) => counts[row] && !Dateline.words.isPronoun(names[row]));
      return told.sort(byCount(counts));
    };
    const nameOf = (row) => Dateline.filter.actorGroups().names[row];
    return choice({ title: "Who", key: "actors", name: "actor", ranked, nameOf, find: "Find a person, group or body" });
  }

  function top() {
    const clear = el("button", { type: "button", class: "link", id: "clear" }, "Clear filters");
    clear.addEventListener("click", () => {
      panel.focus({ preventScroll: true });
      Dateline.clear();
    });
    Dateline.on("shown", () => (clear.hidden = !Dateline.isFiltered()));
    return clear;
  }

  function build() {
    const families = switches({
      title: "Kind of event",
      key: "families",
      name: "family",
      options: head.families,
      symbol: (key) => Dateline.symbol(key),
      withOnly: true,
    });
    families.firstElementChild.append(top());
    const groups = [
      families,
      switches({
        title: "Did it happen?",
        key: "statuses",
        name: "status",
        options: head.statuses,
        symbol: (key) => Dateline.sign(key),
      }),
      switches({
        title: "How precise is the place?",
        key: "precisions",
        name: "precision",
        options: head.precisions,
        symbol: (key) => Dateline.sign(key),
      }),
      outlets(),
      actors(),
    ];
    panel.append(...groups.filter(Boolean));
    Dateline.on("shown", outdate);
    Dateline.on("tab", () => timer === null && stale && refresh());
  }

  // Numbers nobody sees are not counted; those of very many events wait until the reader pauses.
  let stale = false;
  let timer = null;
  function outdate() {
    stale = true;
    if (Dateline.store.events.count <= AT_ONCE) refresh();
    else timer ??= setTimeout(refresh, LATER);
  }
  function refresh() {
    clearTimeout(timer);
    timer = null;
    if (!panel.offsetParent || !Dateline.shown) return;
    stale = false;
    for (const one of refreshers) one(Dateline.shown);
  }

  const LAYERS = {
    events: () => Dateline.sign("events"),
    links: () => Dateline.sign("links"),
    regions: () => Dateline.outline(),
    places: () => Dateline.dot(),
    reporters: () => Dateline.pen(),
    labels: () => Dateline.sign("labels"),
  };

  // folium's layer control moves into the panel; each row gets its sign. What is on is kept in the state.
  function layers(map, control) {
    const keys = new Map(head.layers.map(({ key, name }) => [name, key]));
    const add = control._addItem;
    control._addItem = function addItem(item) {
      const label = add.call(this, item);
      const key = keys.get(item.name);
      label.querySelector("input").after(key ? LAYERS[key]() : el("span", { class: "symbol" }));
      return label;
    };
    control._update();
    panel.append(el("section", {}, heading("Layers"), control.getContainer()));
    map.on("overlayadd overlayremove", () => {
      const on = head.layers.filter(({ key }) => map.hasLayer(Dateline.layers[key])).map(({ key }) => key);
      Dateline.note({ layers: new Set(on) });
    });
  }

  // Before the first drawing, and when another address is followed.
  function applyLayers(map) {
    const wanted = new Set(state.layers);
    for (const [key, layer] of Object.entries(Dateline.layers))
      if (wanted.has(key) !== map.hasLayer(layer)) map[wanted.has(key) ? "addLayer" : "removeLayer"](layer);
  }

  Dateline.filters = { build, layers, applyLayers };
})();
