// Events of which only a country or a vast region is known: no symbol on the ground, a label with a line to the border.
// What there is no room for is counted in one button in the corner; nothing is lost.
"use strict";
(() => {
  const { el, said, words, extents, tally, placing } = Dateline;
  const MOST = 24; // labels tried, those of most events first
  const ROOMY = 8; // more labels than this are all small
  const PHONE = 300000; // px²
  const GAP = 5; // px around a label

  let map;
  let pins = null;
  let leaders = null;
  let rest = null;
  let groups = []; // { key, spots, n, name, links (when asked for) }
  const drawn = new Map(); // key → { marker, node, signature, sizes, group, shown }

  function start(leaflet) {
    map = leaflet;
    pins = L.layerGroup().addTo(map);
    leaders = L.layerGroup().addTo(map);
    rest = el("button", { type: "button", class: "rest", hidden: true });
    L.DomEvent.disableClickPropagation(rest);
    rest.addEventListener("click", () =>
      tally.open(tally.linksAt(unplaced().flatMap(({ spots }) => spots)), map.getCenter(), rest),
    );
    map.getContainer().append(rest);
  }

  const keyOf = (spot) => extents.countryOf(spot) ?? `spot ${spot}`;
  const unplaced = () => groups.filter(({ key }) => drawn.get(key)?.shown !== true && !away.has(key));
  const away = new Set(); // keys of what lies out of sight: hints.js points there

  // Take what is shown; `visible` false: none.
  function take(visible) {
    const found = new Map();
    for (const spot of visible ? tally.spots() : []) {
      if (!extents.whole(spot)) continue;
      const key = keyOf(spot);
      if (!found.has(key)) found.set(key, { key, spots: [], n: 0 });
      found.get(key).spots.push(spot);
      found.get(key).n += tally.at(spot);
    }
    groups = [...found.values()].sort((a, b) => b.n - a.n);
    for (const group of groups) group.name = nameOf(group);
    const wanted = new Map(groups.slice(0, MOST).map((group) => [group.key, group]));
    for (const [key, { marker, signature }] of drawn)
      if (!wanted.has(key) || signatureOf(wanted.get(key)) !== signature) {
        pins.removeLayer(marker);
        drawn.delete(key);
      }
    for (const [key, group] of wanted) if (!drawn.has(key)) drawn.set(key, pinned(group));
  }

  const signatureOf = ({ spots, n, name }) =>
    `${name} ${n} ${tally.parts(spots).map(({ family, hollow, n: many }) => `${family}${hollow}${many}`)} ${
      n === 1 ? tally.linksAt(spots)[0] : ""
    }`;

  function nameOf({ spots: some }) {
    const { spots, places } = Dateline.store;
    const own = spots.names.get(some[0]);
    if (own && (some.length === 1 || spots.place[some[0]] < 0)) return own.name;
    return spots.place[some[0]] >= 0 ? places.label[spots.place[some[0]]] : "";
  }

  function pinned(group) {
    const parts = tally.parts(group.spots);
    const families = new Set(parts.map(({ family }) => family));
    const family = families.size === 1 ? parts[0].family : "mixed";
    let symbol = null;
    if (group.n === 1) {
      const [link] = tally.linksAt(group.spots);
      symbol = Dateline.symbol(family, Dateline.look(Dateline.store.links.event[link], link));
    } else symbol = Dateline.ring(parts.map((part) => ({ ...part, hollow: true })));
    const note = `${words.count(group.n, "event")}, no spot given`;
    const node = el(
      "button",
      { type: "button", class: `pill fam-${family}`, "data-whole": group.key },
      symbol,
      el("span", {}, said(group.name, "strong"), el("small", {}, ` ${note}`)),
    );
    const marker = Dateline.pin(extents.spotAt(group.spots[0]), node, 3000);
    node.addEventListener("click", () => tally.open(tally.linksAt(group.spots), marker.getLatLng(), node));
    pins.addLayer(marker);
    const sizes = [false, true].map((small) => {
      node.classList.toggle("small", small);
      return [node.offsetWidth, node.offsetHeight];
    });
    return { marker, node, group, family, sizes, signature: signatureOf(group), shown: false };
  }

  // Put the labels beside their borders, smaller where there is little room.
  function place(space) {
    leaders.clearLayers();
    away.clear();
    const view = map.getBounds();
    const roomy = space.size.x * space.size.y > PHONE ? ROOMY : 3;
    for (const one of drawn.values()) {
      const { lines } = extents.extent(one.group.spots[0]);
      const inView = (some) => some.filter((line) => view.intersects(L.latLngBounds(line)));
      const near = inView(extents.main(lines));
      const points = (near.length ? near : inView(lines)).map((line) => placing.thinned(map, line));
      one.shown = false;
      let seen = false;
      for (const small of groups.length > roomy ? [true] : [false, true]) {
        const [width, height] = one.sizes[Number(small)];
        const found = points.length ? placing.outer(points, width + GAP, height + GAP, space) : null;
        seen ||= found !== null;
        if (!found || found.crowded) continue;
        show(one, small, found, space);
        break;
      }
      if (!seen) away.add(one.group.key);
      one.node.hidden = !one.shown;
    }
    for (const { key, spots } of groups) if (!drawn.has(key) && !view.contains(extents.spotAt(spots[0]))) away.add(key);
    corner();
  }

  function show(one, small, { centre, foot, rect }, space) {
    one.shown = true;
    one.node.classList.toggle("small", small);
    one.marker.setLatLng(map.containerPointToLatLng(centre));
    space.take(rect);
    if (!foot) return;
    const [from, to] = [foot, centre].map((point) => map.containerPointToLatLng(point));
    leaders.addLayer(extents.leader(from, to, `fam-${one.family}`));
  }

  function corner() {
    const left = unplaced();
    rest.hidden = !left.length;
    if (rest.hidden) return;
    const events = left.reduce((sum, { n }) => sum + n, 0);
    const what = left.every(({ spots }) => extents.countryOf(spots[0]) !== null)
      ? ["country", "countries"]
      : ["region"];
    rest.textContent = `+ ${words.count(left.length, ...what)}, ${words.count(events, "event")}`;
    rest.title = left.map(({ name }) => name).join(", ");
  }

  const spotOf = (spot) => {
    const one = drawn.get(keyOf(spot));
    return one?.shown ? one.marker.getLatLng() : null;
  };

  function highlight(spots) {
    for (const { node, group } of drawn.values())
      node.classList.toggle(
        "selected",
        group.spots.some((spot) => spots.has(spot)),
      );
  }

  const isAway = (spot) => away.has(keyOf(spot));
  // Countries that bear a label, as ISO codes.
  const codes = () => groups.map(({ key }) => key);
  // One spot for each label, to draw the outline of: { spot, family, count }.
  const spots = () =>
    [...drawn.values()].map(({ group, family }) => ({ spot: group.spots[0], family, count: group.n }));

  Dateline.wholes = { start, take, place, spotOf, highlight, isAway, codes, spots };
})();
