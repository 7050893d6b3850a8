// The articles beside the map: all of them if they are few, else one at a time.
"use strict";
(() => {
  const { el, words, head } = Dateline;
  const [MOST, LONGEST] = [30, 300000]; // articles and characters that stand under one another
  const MATCHES = 2000; // highlighted
  const panel = document.getElementById("text");
  const pages = el("div", { class: "stories" });
  const bar = el("div", { class: "pager", hidden: true });
  const found = el("p", { class: "found", hidden: true });
  let views = []; // storyView of each article in the panel
  let stacked = true;
  let number = null; // of the article in the panel, if one at a time
  let latest = 0;
  let reading = Promise.resolve();
  let current = null; // the mark or name that Tab reaches

  const seen = () => document.body.dataset.tab === "text";

  function start() {
    const { articles } = Dateline.store;
    if (head.evidence === "none") {
      panel.append(el("p", { class: "muted" }, "This page was made without the texts of its articles."));
      return;
    }
    stacked = articles.count <= MOST && articles.length.reduce((sum, length) => sum + length, 0) <= LONGEST;
    const help = el(
      "p",
      { class: "sr-only", id: "text-help" },
      "Left and right arrow: from event to event and place to place.",
    );
    panel.setAttribute("aria-describedby", "text-help");
    panel.append(help, bar, ...notes(), found, pages);
    if (!stacked) pager();
    Dateline.on("shown", follow);
    Dateline.on("tab", arrive);
    Dateline.on("selected", (row) => (row === null ? light(null) : arrive()));
    panel.addEventListener("click", clicked);
    panel.addEventListener("keydown", keyed);
    pages.addEventListener("focusin", ({ target }) => reachBy(target.closest(".text-mark, .toponym")));
  }

  const notes = () =>
    head.evidence === "quotes"
      ? [el("p", { class: "muted note" }, "Only the sentences that tell events are on this page.")]
      : [];

  // Put articles in the panel in place of those there. Whoever asks later wins.
  function load(numbers) {
    const turn = (latest += 1);
    reading = (async () => {
      const read = await Promise.all(numbers.map(Dateline.store.article));
      if (turn !== latest) return;
      views = read.map(Dateline.storyView);
      pages.replaceChildren(...views.map(({ node }) => node));
      current = null;
      paint();
    })();
    return reading;
  }

  function paint() {
    for (const view of views) view.paint(Dateline.shown);
    light(Dateline.state.event);
    if (!current?.isConnected || current.hidden) reachBy(pages.querySelector(".text-mark:not([hidden]), .toponym"));
    highlight();
  }

  // The panel follows what is shown as far as anybody sees it.
  function follow() {
    if (!seen() || !Dateline.shown) return;
    const { event } = Dateline.state;
    if (stacked) {
      if (!views.length && Dateline.store.articles.count)
        load(Array.from({ length: Dateline.store.articles.count }, (_, i) => i));
      else paint();
    } else turn(event === null ? nearest() : Dateline.store.events.article[event]);
  }

  // Go to the sentence of the selected event.
  async function arrive() {
    if (!seen()) return;
    follow();
    const { event } = Dateline.state;
    await reading.catch(Dateline.complain);
    if (event !== null && event === Dateline.state.event) centre(light(event)[0]);
  }

  // One at a time: the articles that tell events shown.
  let told = null; // { shown, flags, first }
  function tellers() {
    if (told?.shown === Dateline.shown) return told;
    const { fails } = Dateline.shown;
    const { events, articles } = Dateline.store;
    const flags = new Uint8Array(articles.count);
    let first = null;
    for (let row = 0; row < fails.length; row += 1)
      if (!fails[row]) {
        first ??= events.article[row];
        flags[events.article[row]] = 1;
      }
    told = { shown: Dateline.shown, flags, first };
    return told;
  }

  function nearest() {
    const { flags, first } = tellers();
    return number !== null && flags[number] ? number : (first ?? number ?? 0);
  }

  function turn(to) {
    if (to >= Dateline.store.articles.count) return;
    if (to === number) paint();
    else {
      number = to;
      panel.scrollTop = 0;
      load([to]);
    }
    const { flags } = tellers();
    const [place, before, after] = [bar.querySelector("span"), ...bar.querySelectorAll("button")];
    place.textContent = `Article ${(to + 1).toLocaleString("en")} of ${Dateline.store.articles.count.toLocaleString("en")}`;
    before.disabled = flags.lastIndexOf(1, to - 1) < 0 || to === 0;
    after.disabled = flags.indexOf(1, to + 1) < 0;
  }

  function pager() {
    const step = (label, sign, next) => {
      const button = el("button", { type: "button", "aria-label": `${label} article with events shown` }, sign);
      button.addEventListener("click", () => {
        const to = next(tellers().flags);
        if (to < 0) return;
        if (Dateline.state.event !== null) Dateline.closeCard();
        turn(to);
      });
      return button;
    };
    bar.hidden = false;
    bar.append(
      step("Previous", "‹", (flags) => (number ? flags.lastIndexOf(1, number - 1) : -1)),
      el("span", { class: "num", role: "status" }),
      step("Next", "›", (flags) => flags.indexOf(1, number + 1)),
    );
  }

  // Mark the sentence of an event; returns its elements.
  function light(row) {
    for (const node of pages.querySelectorAll(".lit")) node.classList.remove("lit");
    if (row === null) return [];
    const article = Dateline.store.events.article[row];
    const nodes = views.find((view) => view.article.number === article)?.groupWith(row)?.nodes ?? [];
    for (const node of nodes) node.classList.add("lit");
    return nodes;
  }

  // Into view, unless it is there already. What is far off is laid out only now, so that it may have to be done twice.
  function centre(node) {
    if (!node?.isConnected) return;
    const off = () => {
      const [a, b] = [node.getClientRects()[0] ?? node.getBoundingClientRect(), panel.getBoundingClientRect()];
      return a.top < b.top + 40 || a.bottom > b.bottom ? a.top - b.top - panel.clientHeight / 3 : 0;
    };
    for (let i = 0; i < 3 && off(); i += 1) panel.scrollTop += off();
  }

  async function reveal(row, { focus = false } = {}) {
    if (!stacked) turn(Dateline.store.events.article[row]);
    await reading;
    const nodes = light(row);
    centre(nodes[0]);
    const mark = pages.querySelector(`.text-mark[data-event="${row}"]`);
    if (focus) (mark && !mark.hidden ? mark : panel).focus({ preventScroll: true });
  }

  async function revealToponym(article, name) {
    if (!stacked) turn(article);
    await reading;
    const view = views.find((one) => one.article.number === article);
    light(null);
    const nodes = [...(view?.node.querySelectorAll(`[data-toponym="${name}"]`) ?? [])];
    for (const node of nodes) node.classList.add("lit");
    centre(nodes[0]);
    nodes[0]?.focus({ preventScroll: true });
  }

  const viewOf = (target) => views.find(({ node }) => node.contains(target));

  function clicked({ target }) {
    const view = viewOf(target);
    if (!view) return;
    const [mark, name] = [target.closest(".text-mark"), target.closest(".toponym")];
    if (name && !target.closest(".trigger")) openName(view, Number(name.dataset.toponym), name);
    else {
      const row = view.eventAt(target);
      const opener = mark ?? (row === null ? null : pages.querySelector(`.text-mark[data-event="${row}"]`));
      if (row !== null) Dateline.select(row, { from: "text", opener });
    }
  }

  function openName(view, at, opener) {
    const { named, places } = Dateline.store;
    const { place } = view.article.toponyms[at];
    const rows = [];
    for (let row = 0; row < named.count; row += 1) if (named.place[row] === place) rows.push(row);
    Dateline.openPlace({ named: rows, latlng: L.latLng(places.lat[place], Dateline.near(places.lon[place])), opener });
  }

  // Tab reaches one mark or name; the arrows go on from there.
  function reachBy(node) {
    if (!node) return;
    if (current) current.tabIndex = -1;
    current = node;
    current.tabIndex = 0;
  }

  function keyed(event) {
    const { key, target } = event;
    if ((key === "Enter" || key === " ") && target.matches(".toponym")) {
      event.preventDefault();
      target.click();
    }
    const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
    if (!step || event.altKey || event.ctrlKey || event.metaKey || !target.matches(".text-mark, .toponym")) return;
    event.preventDefault();
    const all = [...pages.querySelectorAll(".text-mark:not([hidden]), .toponym")];
    const next = all[all.indexOf(target) + step];
    if (!next) return;
    next.focus({ preventScroll: true });
    centre(next);
  }

  // Matches of the search, by the browser's own highlights, where it has them: the text stays as it is.
  function highlight() {
    CSS.highlights?.delete("found");
    const expression = Dateline.search.pattern(Dateline.state.query);
    found.hidden = !expression;
    if (!expression) return;
    const ranges = [];
    let count = 0;
    for (const { article, pieces } of views)
      for (const match of article.text.matchAll(expression)) {
        count += 1;
        if (ranges.length < MATCHES) ranges.push(rangeOf(pieces, match.index, match.index + match[0].length));
      }
    if (CSS.highlights && ranges.length) CSS.highlights.set("found", new Highlight(...ranges));
    found.replaceChildren(`Found ${words.count(count, "time")} in ${stacked ? "the text" : "this article"}`);
    if (ranges.length) found.append(stepper(ranges));
  }

  function stepper(ranges) {
    let at = -1;
    const next = el("button", { type: "button", class: "link" }, "Show next");
    next.addEventListener("click", () => {
      at = (at + 1) % ranges.length;
      centre(ranges[at].startContainer.parentElement);
    });
    return next;
  }

  function rangeOf({ starts, nodes }, from, to) {
    const [first, last] = [Dateline.lastUpTo(starts, from), Dateline.lastUpTo(starts, to - 1)];
    const range = document.createRange();
    range.setStart(nodes[first], Math.min(from - starts[first], nodes[first].length));
    range.setEnd(nodes[last], Math.min(to - starts[last], nodes[last].length));
    return range;
  }

  Dateline.text = { start, ready: () => reading, reveal, revealToponym };
})();
