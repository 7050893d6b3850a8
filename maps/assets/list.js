// The list of the events shown, on the map or not, and the rows that stand for an event in any list.
"use strict";
(() => {
  const { el, said, words, head } = Dateline;
  const quoted = head.evidence !== "none";
  const light = head.blocks <= 5; // few enough to stay unpacked: the words that tell the event can be marked, too
  const LINES = 400; // characters of a quote: more than there is room for
  const ROW = quoted ? 104 : 62; // px; reading.css lays rows out within it
  const panel = document.getElementById("events");
  let list = null;
  let stale = true;

  // Quotes are unpacked one after the other, the newest asked for first; rows scrolled away meanwhile are passed over.
  const waiting = [];
  let working = false;
  async function fill() {
    if (working) return;
    working = true;
    try {
      await Promise.resolve(); // until the rows are in the document
      while (waiting.length) await fillOne(waiting.pop());
    } finally {
      working = false;
    }
  }

  async function fillOne({ row, box }) {
    if (!box.isConnected) return;
    if (light) box.append(...Dateline.quotation(await Dateline.store.event(row), "span", LINES).childNodes);
    else box.textContent = (await Dateline.store.quote(row)).slice(0, LINES);
  }

  // One event as a button: symbol, what, where and when, its sentence. `link`: row of the place meant, or null.
  function entry(row, link) {
    const { events, kinds } = Dateline.store;
    const family = head.families[events.family[row]].key;
    const status = words.shortStatus(row);
    const where = link === null ? null : words.where(Dateline.store.link(link));
    const facts = [where ?? words.nowhere(row), words.when(row)].filter(Boolean);
    const text = el(
      "span",
      { class: "entry-text" },
      el(
        "span",
        { class: "entry-head" },
        said(kinds[events.kind[row]].words, "strong"),
        status ? el("span", { class: "tag" }, status) : null,
      ),
      el(
        "span",
        { class: "entry-facts" },
        ...facts.flatMap((fact, i) => [i ? el("span", {}, " · ") : null, said(fact)]),
      ),
    );
    if (quoted) {
      const box = said("", "span", { class: "quote" });
      text.append(box);
      waiting.push({ row, box });
      fill().catch(Dateline.complain);
    }
    return el(
      "button",
      { type: "button", class: `entry fam-${family}`, "data-event": row },
      Dateline.symbol(family, Dateline.look(row, link)),
      text,
    );
  }

  // The place at which an event is shown first: one that the filters leave on the map, if there is any.
  function linkOf(row) {
    const { firstLink } = Dateline.store.events;
    if (firstLink[row] === firstLink[row + 1]) return null;
    const { links } = Dateline.shown;
    let [low, high] = [0, links.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (links[middle] < firstLink[row]) low = middle + 1;
      else high = middle;
    }
    return low < links.length && links[low] < firstLink[row + 1] ? links[low] : firstLink[row];
  }

  function split({ fails, count, placed }) {
    const { firstLink } = Dateline.store.events;
    const [on, off] = [new Uint32Array(placed), new Uint32Array(count - placed)];
    let [i, j] = [0, 0];
    for (let row = 0; row < fails.length; row += 1) {
      if (fails[row]) continue;
      if (firstLink[row] < firstLink[row + 1]) {
        on[i] = row;
        i += 1;
      } else {
        off[j] = row;
        j += 1;
      }
    }
    return [on, off];
  }

  const heading = (title, number, note = null) =>
    el(
      "header",
      { class: "list-head" },
      el("h2", {}, title, el("span", { class: "count" }, number.toLocaleString("en"))),
      note && el("p", { class: "muted" }, note),
    );

  function draw() {
    if (document.body.dataset.tab !== "events" || !Dateline.shown) return;
    if (stale) fillSections();
    list.mark(Dateline.state.event, { scroll: true });
  }

  function fillSections() {
    stale = false;
    const [on, off] = split(Dateline.shown);
    const note = "The text names no place for these events, or one that is not in the gazetteer.";
    list.set([
      { label: "On the map", head: heading("On the map", on.length), headHeight: 48, keys: on },
      { label: "Not on the map", head: heading("Not on the map", off.length, note), headHeight: 92, keys: off },
    ]);
    empty(on.length + off.length === 0);
  }

  function empty(none) {
    panel.querySelector(".nothing")?.remove();
    if (!none) return;
    const any = Dateline.store.events.count > 0;
    const box = el("div", { class: "nothing" });
    box.append(el("p", {}, any ? "Nothing matches the filters." : "No events were found in the text."));
    if (any) {
      const clear = el("button", { type: "button", class: "link" }, "Clear all filters");
      clear.addEventListener("click", () => {
        panel.focus({ preventScroll: true });
        Dateline.clear();
      });
      box.append(clear);
    }
    panel.append(box);
  }

  function start() {
    const tab = document.getElementById("tab-events");
    const count = el("span", { class: "count" });
    tab.append(count);
    list = Dateline.virtualList({
      box: panel,
      rowHeight: ROW,
      draw: (row) => entry(row, linkOf(row)),
      open: (row, opener) => Dateline.select(row, { from: "list", opener }),
    });
    Dateline.on("shown", (shown) => {
      count.textContent = shown.count.toLocaleString("en");
      stale = true;
      draw();
    });
    Dateline.on("tab", draw);
    Dateline.on("selected", (row) => list.mark(row, { scroll: true }));
  }

  Dateline.linkOf = linkOf;
  Dateline.list = { start, entry, rowHeight: ROW, focus: (row) => list.focusKey(row) };
})();
