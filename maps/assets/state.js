// What the reader has set: filters, layers, view, event, theme. It changes by `update` alone; whoever shows something
// listens for "shown". All of it stands in the page's address, so that a link shows what its sender saw.
"use strict";
(() => {
  const { head } = Dateline;
  const WRITE_AFTER = 250; // ms; browsers allow only so many changes of the address
  const LISTS = { families: head.families, statuses: head.statuses, precisions: head.precisions };

  const defaults = () => ({
    ...Object.fromEntries(
      Object.entries(LISTS).map(([name, options]) => [
        name,
        new Set(options.filter(({ shown }) => shown === false).map(({ key }) => key)),
      ]),
    ),
    outlets: new Set(), // rows; empty: all
    actors: new Set(), // rows of filter.actorGroups(); empty: all
    range: null, // [first, last] day since 1970-01-01
    undated: null, // true or false; null: shown while all days are
    query: "",
  });
  const state = {
    ...defaults(),
    layers: new Set(head.layers.filter(({ shown }) => shown).map(({ key }) => key)),
    view: null, // { lon, lat, zoom }
    event: null, // row
    tab: "text",
    theme: null, // "light", "dark", or null: the reader's system
  };
  let hits = null;
  let latest = 0;

  const frame = () => new Promise((done) => requestAnimationFrame(done));

  // Change filters: { families: ["fighting"] } takes those off, and so for statuses, precisions; outlets, actors: rows to
  // keep; range, undated, query. Resolves when what is shown has been drawn.
  async function update(patch) {
    const number = (latest += 1);
    for (const [name, value] of Object.entries(patch)) state[name] = state[name] instanceof Set ? new Set(value) : value;
    if ("query" in patch) {
      const found = await Dateline.search(state.query);
      if (number !== latest && state.query !== patch.query) return; // the reader has typed on
      hits = found;
    }
    Dateline.shown = Dateline.filter(state, hits);
    Dateline.emit("shown", Dateline.shown);
    remember();
    await frame();
  }

  const clear = () => update(defaults());

  // Change what is no filter: layers, view, event, tab, theme.
  function note(patch) {
    Object.assign(state, patch);
    remember();
  }

  let timer = null;
  function remember() {
    clearTimeout(timer);
    timer = setTimeout(() => {
      try {
        history.replaceState(null, "", `#${address()}`);
      } catch {
        // a sandboxed frame (a notebook's) has no address of its own
      }
    }, WRITE_AFTER);
  }

  const same = (a, b) => a.size === b.size && [...a].every((one) => b.has(one));
  // Whether any filter is set otherwise than at first.
  function isFiltered() {
    const plain = defaults();
    return Object.entries(plain).some(([name, value]) =>
      value instanceof Set ? !same(state[name], value) : state[name] !== value,
    );
  }

  const isoDay = (day) => new Date(day * 86400000).toISOString().slice(0, 10);

  function address() {
    const parts = new URLSearchParams();
    const plain = defaults();
    for (const name of Object.keys(LISTS)) if (!same(state[name], plain[name])) parts.set(name, [...state[name]].join());
    for (const row of state.outlets) parts.append("outlet", Dateline.store.outlets[row] ?? "");
    for (const row of state.actors) parts.append("actor", Dateline.filter.actorGroups().names[row]);
    if (state.range) parts.set("dates", state.range.map(isoDay).join(".."));
    if (state.undated !== null) parts.set("undated", state.undated ? "1" : "0");
    if (state.query) parts.set("q", state.query);
    const off = head.layers.filter(({ key, shown }) => state.layers.has(key) !== shown).map(({ key }) => key);
    if (off.length) parts.set("switched", off.join());
    if (state.view) parts.set("at", [state.view.zoom, state.view.lat.toFixed(4), state.view.lon.toFixed(4)].join());
    if (state.event !== null) parts.set("event", state.event);
    if (state.tab !== "text") parts.set("tab", state.tab);
    if (state.theme) parts.set("theme", state.theme);
    return parts.toString();
  }

  // Copy the address of what is shown; return it where a browser refuses (frames, old file:// rules), else null.
  async function copyLink() {
    const link = `${location.href.split("#")[0]}#${address()}`;
    try {
      await navigator.clipboard.writeText(link);
      return null;
    } catch {
      return link;
    }
  }

  const day = (iso) => (/^-?\d+-\d\d-\d\d$/.test(iso) ? Math.round(Date.parse(`${iso}T00:00Z`) / 86400000) : NaN);

  // Set the state from an address; whatever it doesn't say, or says wrongly, is as at first.
  function restore(text) {
    const parts = new URLSearchParams(text.replace(/^#/, ""));
    Object.assign(state, defaults());
    for (const [name, options] of Object.entries(LISTS))
      if (parts.has(name)) {
        const keys = parts.get(name).split(",");
        state[name] = new Set(options.filter(({ key }) => keys.includes(key)).map(({ key }) => key));
      }
    const rows = (names, wanted) => new Set(wanted.map((one) => names.indexOf(one)).filter((row) => row >= 0));
    state.outlets = rows(Dateline.store.outlets.map((one) => one ?? ""), parts.getAll("outlet"));
    state.actors = rows(parts.has("actor") ? Dateline.filter.actorGroups().names : [], parts.getAll("actor"));
    const range = (parts.get("dates") ?? "").split("..").map(day);
    state.range = range.length === 2 && range[0] <= range[1] ? range : null;
    state.undated = { 0: false, 1: true }[parts.get("undated")] ?? null;
    state.query = parts.get("q") ?? "";
    const switched = (parts.get("switched") ?? "").split(",");
    state.layers = new Set(head.layers.filter(({ key, shown }) => shown !== switched.includes(key)).map(({ key }) => key));
    const number = (text) => (text?.trim() ? Number(text) : NaN);
    const [zoom, lat, lon] = (parts.get("at") ?? "").split(",").map(number);
    state.view = [zoom, lat, lon].every(Number.isFinite) && parts.has("at") ? { zoom, lat, lon } : null;
    const event = number(parts.get("event"));
    state.event = Number.isInteger(event) && event >= 0 && event < Dateline.store.events.count ? event : null;
    state.tab = ["events", "filters"].includes(parts.get("tab")) ? parts.get("tab") : "text";
    state.theme = ["light", "dark"].includes(parts.get("theme")) ? parts.get("theme") : null;
    document.documentElement.toggleAttribute("data-still", parts.has("still"));
    return update({ query: state.query });
  }

  Object.assign(Dateline, { state, update, clear, isFiltered, note, restore, address, copyLink });
})();
