// On paper: title, map, legend, and the events shown with their sentences. <html data-printing> lays the page out so
// (paper.css), on the screen too, for the map must be drawn at its new size before it is printed.
"use strict";
(() => {
  const { el, said, words, head } = Dateline;
  const root = document.documentElement;
  const paper = document.getElementById("printed");
  const MOST = 1000; // events listed
  const FADE = 400; // ms until the map's new tiles are drawn
  let map;
  let before = null; // { centre, zoom } of the map on the screen

  function line(row, quote) {
    const { events } = Dateline.store;
    const link = Dateline.linkOf(row);
    const facts = words.brief(row).flatMap((part, i) => [i ? " · " : "", said(part, i ? "bdi" : "strong")]);
    const text = el("span", {}, el("span", { class: "block" }, ...facts), quote && said(quote, "q"));
    return el("li", {}, Dateline.symbol(head.families[events.family[row]].key, Dateline.look(row, link)), text);
  }

  function shownRows() {
    const { fails } = Dateline.shown;
    const rows = [];
    for (let row = 0; row < fails.length && rows.length < MOST; row += 1) if (!fails[row]) rows.push(row);
    return rows;
  }

  function list(rows, quotes) {
    const more = Dateline.shown.count - rows.length;
    const items = rows.map((row, i) => line(row, quotes[i] ?? null));
    if (more > 0) items.push(el("li", {}, `and ${words.count(more, "more event", "more events")}`));
    paper.replaceChildren(el("h2", {}, "Events shown"), el("ol", {}, ...items));
    paper.hidden = false;
  }

  // Lay the page out for paper. `quotes`: the sentences of the rows, where there was time to unpack them.
  function lay(rows, quotes = []) {
    if ("printing" in root.dataset) return;
    const bounds = map.getBounds();
    before = { centre: map.getCenter(), zoom: map.getZoom() };
    list(rows, quotes);
    Dateline.legend.fit();
    root.dataset.printing = "";
    Dateline.emit("printing", true);
    map.invalidateSize({ animate: false });
    map.fitBounds(bounds, { animate: false });
  }

  function back() {
    if (!("printing" in root.dataset)) return;
    delete root.dataset.printing;
    Dateline.emit("printing", false);
    paper.hidden = true;
    paper.replaceChildren();
    map.invalidateSize({ animate: false });
    map.setView(before.centre, before.zoom, { animate: false });
  }

  const after = (delay) => new Promise((done) => setTimeout(done, delay));

  async function print() {
    Dateline.closeCard();
    const rows = shownRows();
    const quotes = [];
    if (head.evidence !== "none") for (const row of rows) quotes.push(await Dateline.store.quote(row));
    lay(rows, quotes);
    await after(FADE);
    window.print();
    back();
  }

  function build(leaflet) {
    map = leaflet;
    Dateline.print = print;
    document.addEventListener("keydown", (event) => {
      if (event.key !== "p" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
      event.preventDefault();
      print();
    });
    // from the browser's menu there is no time to unpack sentences
    addEventListener("beforeprint", () => lay(shownRows()));
    addEventListener("afterprint", back);
  }

  Dateline.printing = { build };
})();
