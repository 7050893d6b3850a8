// Beside the map: the source text with its events underlined, the list of events, layers and legend.
"use strict";
(() => {
  const { el, said, words, data } = Dateline;
  const $ = (id) => document.getElementById(id);
  const listed = data.events.map((event, number) => ({ event: number, link: event.places[0] ?? null }));
  const unplaced = listed.filter(({ link }) => !link);
  const placed = listed.filter(({ link }) => link);
  const TABS = ["text", "events", "layers"];

  function header() {
    $("title").append(said(data.title));
    const facts = [words.count(data.events.length, "event")];
    if (data.events.length) facts.push(`${placed.length} on the map`);
    if (unplaced.length) facts.push(`${unplaced.length} without a place`);
    const line = [facts.join(", ")];
    if (data.articles.length === 1) {
      const [{ source, published }] = data.articles;
      if (source) line.push(said(source));
      if (published) line.push(said(words.day(published)));
    } else line[0] += ` from ${words.count(data.articles.length, "article")}`;
    $("summary").append(...line.flatMap((part, i) => [i ? " · " : "", part]));
  }

  // The article's text, character for character, as paragraphs of spans.
  function sourceText(article, number) {
    const events = data.events.map((event, i) => ({ ...event, number: i })).filter((event) => event.article === number);
    const toponyms = data.toponyms
      .map((toponym, i) => ({ ...toponym, number: i }))
      .filter((one) => one.article === number && one.place !== null);
    const cuts = new Set([0, article.text.length]);
    for (const [start, end] of [...events.flatMap((e) => [e.sentence, ...e.mentions]), ...toponyms.map((t) => t.span)])
      cuts.add(start).add(end);
    for (let i = article.text.indexOf("\n"); i >= 0; i = article.text.indexOf("\n", i + 1)) cuts.add(i).add(i + 1);
    const offsets = [...cuts].filter((cut) => cut >= 0 && cut <= article.text.length).sort((a, b) => a - b);
    const holds = ([start, end], from, to) => start <= from && to <= end;
    const body = el("div", { class: "story" });
    let paragraph = el("p", { dir: "auto" });
    const begun = new Set();
    for (let i = 0; i + 1 < offsets.length; i += 1) {
      const [from, to] = [offsets[i], offsets[i + 1]];
      const piece = article.text.slice(from, to);
      if (piece === "\n") {
        body.append(paragraph, "\n");
        paragraph = el("p", { dir: "auto" });
        continue;
      }
      const inside = events.filter((event) => holds(event.sentence, from, to));
      for (const event of inside.filter((one) => !begun.has(one.number))) {
        begun.add(event.number);
        paragraph.append(textMark(event));
      }
      paragraph.append(
        span(
          piece,
          inside,
          events.filter((event) => event.mentions.some((mention) => holds(mention, from, to))),
          toponyms.find((one) => holds(one.span, from, to)),
        ),
      );
    }
    body.append(paragraph);
    return body;
  }

  function span(piece, inside, telling, toponym) {
    if (!inside.length && !telling.length && !toponym) return piece;
    const event = telling[0] ?? inside[0];
    const classes = [event && `told fam-${event.family}`, telling.length && "trigger", toponym && "toponym"]
      .filter(Boolean)
      .join(" ");
    const node = el(
      "span",
      {
        class: classes,
        "data-events": inside
          .concat(telling)
          .map((one) => one.number)
          .join(" "),
        "data-toponym": toponym ? toponym.number : null,
      },
      piece,
    );
    node.addEventListener("click", () => {
      if (toponym && !telling.length) Dateline.openToponym(toponym.number);
      else if (event) Dateline.select(event.number, { from: "text" });
    });
    return node;
  }

  function textMark(event) {
    const link = event.places[0] ?? null;
    const label = [event.words, link ? words.where(link) : "not on the map", words.shortStatus(event)]
      .filter(Boolean)
      .join(", ");
    const button = el(
      "button",
      { type: "button", class: "text-mark", "aria-label": label, title: label, "data-event": event.number },
      Dateline.symbol(event.family, Dateline.look(event, link)),
    );
    button.addEventListener("click", () => Dateline.select(event.number, { from: "text", opener: button }));
    return button;
  }

  function texts() {
    for (const [number, article] of data.articles.entries()) {
      const line = [
        article.source,
        article.published && words.day(article.published),
        article.byline.join(", "),
      ].filter(Boolean);
      const head = el(
        "header",
        {},
        line.length ? el("p", { class: "muted" }, ...line.flatMap((part, i) => [i ? " · " : "", said(part)])) : "",
      );
      if (article.title) head.append(said(article.title, "h2"));
      $("text").append(el("article", {}, head, sourceText(article, number)));
    }
  }

  function lists() {
    const section = (id, title, note, entries) => {
      const list = el("ul", { class: "events" });
      for (const entry of entries)
        list.append(
          el(
            "li",
            {},
            Dateline.entryButton(entry, () => Dateline.select(entry.event, { from: "list" })),
          ),
        );
      return el(
        "section",
        { id, "aria-label": title },
        el("h2", {}, title, el("span", { class: "count" }, String(entries.length))),
        note ? el("p", { class: "muted" }, note) : "",
        list,
      );
    };
    if (placed.length) $("events").append(section("placed", "On the map", null, placed));
    if (unplaced.length)
      $("events").append(
        section(
          "unplaced",
          "Not on the map",
          "The text names no place for these events, or one that is not in the gazetteer.",
          unplaced,
        ),
      );
    if (!listed.length) $("events").append(el("p", { class: "muted" }, "No events were found in the text."));
    $("tab-events").append(el("span", { class: "count" }, String(listed.length)));
  }

  // folium's layer control moves into the panel; each row gets its symbol and its count.
  function layerControl(control) {
    const rows = new Map(data.layers.map((layer) => [layer.name, layer]));
    const symbols = {
      places: () => Dateline.dot(),
      reporters: () => Dateline.pen(),
      regions: () => Dateline.outline(),
      denied: () => Dateline.symbol("other", { hollow: true, denied: true }),
    };
    const add = control._addItem;
    control._addItem = function addItem(item) {
      const label = add.call(this, item);
      const layer = rows.get(item.name);
      if (layer) {
        label.classList.toggle("none", layer.count === 0);
        label.firstElementChild.append(el("span", { class: "count" }, String(layer.count)));
        label.querySelector("input").after((symbols[layer.key] ?? (() => Dateline.symbol(layer.key)))());
      }
      return label;
    };
    control._update();
    $("layer-control").append(control.getContainer());
    const button = $("unplaced-link");
    button.hidden = !unplaced.length;
    button.append("Not on the map", el("span", { class: "count" }, String(unplaced.length)));
    button.addEventListener("click", () => {
      showTab("events");
      $("unplaced").scrollIntoView({ block: "start" });
    });
  }

  function legend() {
    const rows = [
      [Dateline.symbol("fighting"), "Solid: the town or site is known"],
      [Dateline.circle(), "Dashed circle: an area; the spot lies somewhere inside"],
      [Dateline.outline("strong"), "Dashed outline and label: a whole country or region, no spot given"],
      [
        Dateline.symbol("diplomacy", { hollow: true, dotted: true }),
        "Hollow, dotted: proposed, feared, demanded or alleged",
      ],
      [Dateline.symbol("fighting", { repeated: true }), "Doubled: repeatedly, or in general"],
      [Dateline.symbol("threats", { hollow: true, denied: true }), "Struck through: did not happen"],
      [
        Dateline.ring([{ family: "fighting" }, { family: "diplomacy" }, { family: "aid", hollow: true }]),
        "Ring: several events here",
      ],
    ];
    for (const [symbol, text] of rows) $("legend").append(el("li", {}, symbol, el("span", {}, text)));
  }

  const wide = matchMedia("(min-width: 861px)");
  function showTab(name, { focus = false } = {}) {
    const tab = wide.matches && name === "layers" ? "text" : name;
    document.body.dataset.tab = tab;
    for (const one of TABS) {
      const button = $(`tab-${one}`);
      button.setAttribute("aria-selected", String(one === tab));
      button.tabIndex = one === tab ? 0 : -1;
      if (one === tab && focus) button.focus();
    }
  }

  function tabs() {
    for (const name of TABS) {
      $(`tab-${name}`).addEventListener("click", () => {
        Dateline.closeCard();
        showTab(name);
      });
      $(`tab-${name}`).addEventListener("keydown", ({ key }) => {
        const shown = TABS.filter((one) => !(wide.matches && one === "layers"));
        const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
        if (step) showTab(shown[(shown.indexOf(name) + step + shown.length) % shown.length], { focus: true });
      });
    }
    wide.addEventListener("change", () => showTab(document.body.dataset.tab));
    showTab("text");
  }

  // Mark the event's sentence and list entry; bring the sentence into view unless the reader is there already.
  function highlight(number, { scroll }) {
    for (const node of document.querySelectorAll(".lit")) node.classList.remove("lit");
    const spans = [...document.querySelectorAll("[data-events]")].filter((node) =>
      node.dataset.events.split(" ").includes(String(number)),
    );
    const entry = document.querySelector(`#events [data-event="${number}"]`);
    for (const node of [...spans, entry]) node?.classList.add("lit");
    if (scroll) centre(document.body.dataset.tab === "events" ? entry : spans[0]);
  }

  function centre(node) {
    const panel = node?.closest(".panel");
    if (!panel || !panel.offsetParent) return;
    const [a, b] = [node.getBoundingClientRect(), panel.getBoundingClientRect()];
    if (a.top < b.top || a.bottom > b.bottom) panel.scrollTop += a.top - b.top - panel.clientHeight / 3;
  }

  function showEvent(number) {
    showTab("text");
    highlight(number, { scroll: true });
    document.querySelector(`#text .text-mark[data-event="${number}"]`)?.focus({ preventScroll: true });
  }

  function showToponym(number) {
    showTab("text");
    for (const node of document.querySelectorAll(".lit")) node.classList.remove("lit");
    const nodes = [...document.querySelectorAll(`#text [data-toponym="${number}"]`)];
    for (const node of nodes) node.classList.add("lit");
    centre(nodes[0]);
  }

  function build(control) {
    header();
    texts();
    lists();
    layerControl(control);
    legend();
    tabs();
  }

  Dateline.panel = { build, highlight, showEvent, showToponym };
})();
