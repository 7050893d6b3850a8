// How to read the marks: beside the map below the filters; a strip under it in print and in stills.
"use strict";
(() => {
  const { el, head } = Dateline;

  // What each mark says, the sign drawn for it, and whether any event is drawn so (strips leave out what is not).
  const ROWS = [
    [() => Dateline.symbol("fighting"), "Solid: a town or site that is known", ({ precisions }) => precisions.point],
    [() => Dateline.sign("area"), "Dashed circle: somewhere within it", ({ precisions }) => precisions.area],
    [
      () => Dateline.sign("region"),
      "Dashed and hatched: a province, region or border, no exact spot",
      ({ precisions }) => precisions.region,
    ],
    [
      () => Dateline.sign("leader"),
      "Label on a line: a whole country, no spot given",
      ({ precisions }) => precisions.country,
    ],
    [
      () => Dateline.symbol("diplomacy", { hollow: true, dotted: true }),
      "Hollow, dotted: proposed, feared, demanded or alleged",
      ({ statuses }) => statuses.proposed,
    ],
    [
      () => Dateline.symbol("fighting", { repeated: true }),
      "Doubled: repeatedly, or in general",
      ({ statuses }) => statuses.generic,
    ],
    [
      () => Dateline.symbol("threats", { hollow: true, denied: true }),
      "Struck through: did not happen (off at first)",
      ({ statuses }) => statuses.denied,
    ],
    [
      () => Dateline.ring([{ family: "fighting" }, { family: "diplomacy" }, { family: "aid", hollow: true }]),
      "Ring with a number: several events here",
      ({ placed }) => placed > 1 && placed <= Dateline.marks.MOST,
    ],
    [() => Dateline.sign("pie"), "Circle in sectors: many events, by kind", ({ placed }) => placed > Dateline.marks.MOST],
    [
      () => Dateline.sign("links"),
      "Line: one event, several places. Arrow: from who acts to whom it is done. Dotted: talks, or not fact",
      ({ links }) => links,
    ],
  ];

  const row = (symbol, text) => el("li", {}, symbol, el("span", {}, text));

  function build(box) {
    const families = el("ul", { class: "legend-families" });
    const list = el("ul", { id: "legend" });
    const rows = ROWS.map(([symbol, text, drawn]) => ({ node: row(symbol(), text), drawn }));
    list.append(...rows.map(({ node }) => node));
    box.append(el("section", { class: "legend" }, el("h2", {}, "How to read the marks"), families, list));

    // What is drawn now, for strips: the rest of the legend would only take the map's place.
    Dateline.legend.fit = () => {
      const drawn = inSight();
      families.replaceChildren(
        ...head.families
          .filter((_, family) => drawn.families[family])
          .map(({ key, name }) => row(Dateline.symbol(key), name)),
      );
      for (const { node, drawn: isDrawn } of rows) node.classList.toggle("absent", !isDrawn(drawn));
    };
  }

  function inSight() {
    const { events, links, spots } = Dateline.store;
    const [families, statuses, precisions] = [head.families, head.statuses, head.precisions].map(
      ({ length }) => new Uint32Array(length),
    );
    for (const link of Dateline.shown.links) {
      const event = links.event[link];
      families[events.family[event]] += 1;
      statuses[events.status[event]] += 1;
      precisions[spots.precision[links.spot[link]]] += 1;
    }
    const named = (options, counts) => Object.fromEntries(options.map(({ key }, i) => [key, counts[i]]));
    return {
      families,
      statuses: named(head.statuses, statuses),
      precisions: named(head.precisions, precisions),
      placed: Dateline.shown.links.length,
      links: Dateline.shown.links.length > Dateline.shown.placed && Dateline.state.layers.has("links"),
    };
  }

  Dateline.legend = { build };
})();
