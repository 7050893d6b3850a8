// Places that the texts name: dots, reporters' pens, regions; and the labels of all, down to the base map's own names.
"use strict";
(() => {
  const { el, said, words, extents, placing, tally, head } = Dateline;
  const MOST = 400; // nodes at once, those mentioned most first
  const MOST_BESIDE_PIES = 60;
  const OUTLINES = 12;
  const DOT = 10; // px, half a dot
  const SAME = 14; // px: closer than this, one label is enough for one name,
  const CLOSE = 6; // and closer than this for two (the Kremlin, Moscow)
  const CHIP_WIDTH = 200;
  const LABEL_WIDTH = 220;

  let map;
  let fonts = null;
  let pins = null;
  let outlines = null;
  let texts = null;
  let order = null; // rows of store.named, those mentioned most first
  const drawn = new Map(); // row → { marker, node, label, kind, row, place }

  function start(leaflet) {
    map = leaflet;
    const { mentions } = Dateline.store.named;
    order = Uint32Array.from(mentions, (_, row) => row).sort((a, b) => mentions[b] - mentions[a] || a - b);
    map.createPane("places").style.zIndex = 580; // after and under the events' marks
    map.createPane("names").style.zIndex = 380;
    map.getPane("names").style.pointerEvents = "none";
    [pins, outlines, texts] = [L.layerGroup().addTo(map), L.layerGroup().addTo(map), L.layerGroup().addTo(map)];
  }

  const on = (key) => map.hasLayer(Dateline.layers[key]);
  const kindOf = (row) => head.layers[Dateline.store.named.layer[row]].key;

  function codeOf(place) {
    const { places } = Dateline.store;
    return place >= 0 && places.is_country[place]
      ? (Dateline.countries.get(places.country[place])?.code ?? null)
      : null;
  }

  function latlngOf(place) {
    const { places } = Dateline.store;
    const code = codeOf(place);
    return code ? extents.countryPoint(code) : extents.at(places.lon[place], places.lat[place]);
  }

  // Make nodes for the places in view that are named most, where their layer is on. `codes`: countries with a label.
  function take({ crowded, codes }) {
    const view = map.getBounds().pad(0.05);
    const wanted = new Set();
    const most = crowded ? MOST_BESIDE_PIES : MOST;
    const { place } = Dateline.store.named;
    const labelled = new Set(codes);
    if (["places", "reporters", "regions"].some(on))
      for (const row of order) {
        if (wanted.size >= most) break;
        if (!on(kindOf(row)) || labelled.has(codeOf(place[row])) || !view.contains(latlngOf(place[row]))) continue;
        wanted.add(row);
      }
    for (const [row, { marker, node }] of drawn)
      if (!wanted.has(row)) {
        if (node.contains(document.activeElement)) map.getContainer().focus({ preventScroll: true });
        pins.removeLayer(marker);
        drawn.delete(row);
      }
    for (const row of wanted) if (!drawn.has(row)) drawn.set(row, pinned(row));
    outlines.clearLayers();
    const regions = [...wanted].filter((row) => kindOf(row) === "regions" && codeOf(place[row]));
    for (const row of crowded ? [] : regions.slice(0, OUTLINES))
      outlines.addLayer(extents.outline(codeOf(place[row]), "extent mention plain"));
  }

  function pinned(row) {
    const { named, places } = Dateline.store;
    const [place, kind] = [named.place[row], kindOf(row)];
    const text = places.label[place];
    const note = kind === "reporters" ? "reporters were here" : words.count(named.mentions[row], "mention");
    const label = el("span", { class: kind === "regions" ? "chip-text" : "dot-label" }, said(text));
    const symbol = { regions: null, reporters: Dateline.pen, places: Dateline.dot }[kind];
    const node = el(
      "button",
      {
        type: "button",
        class: { regions: "chip", reporters: "reporter", places: "place" }[kind],
        "data-named": row,
        "aria-label": `${text}: ${note}`,
      },
      symbol?.() ?? null,
      label,
    );
    const marker = Dateline.pin(latlngOf(place), node, { regions: 300, reporters: 200, places: 100 }[kind], "places");
    node.addEventListener("click", () =>
      Dateline.openPlace({ named: rowsOf(place), latlng: marker.getLatLng(), opener: node }),
    );
    pins.addLayer(marker);
    return { marker, node, label, kind, row, place, text };
  }

  const rowsOf = (place) => Array.from(order).filter((row) => Dateline.store.named.place[row] === place);

  // Put labels where they cover nothing that matters: regions, then places, then the base map's names. `marks`: what
  // events are drawn as, { x, y, r, spot (if it stands for one) }; `few`: dots without a label are left out.
  function place(space, { codes, marks, few }) {
    const family = getComputedStyle(document.body).fontFamily;
    fonts = { chip: `600 12px ${family}`, dot: `600 12.5px ${family}` };
    const labels = on("labels");
    const { spots, places } = Dateline.store;
    const skip = { countries: new Set(codes), cities: new Set(), spots: [] };
    const told = new Set(); // places that bear their name already
    texts.clearLayers();
    for (const mark of labels ? marks : [])
      if (extent(mark, space) && !codeOf(spots.place[mark.spot])) told.add(spots.place[mark.spot]);
    const points = [];
    const named = new Set(); // marks that bear a name already
    const dots = [...drawn.values()]
      .filter(({ kind }) => kind !== "regions")
      .sort((a, b) => (a.kind === "reporters") - (b.kind === "reporters"))
      .map((one) => {
        const at = map.latLngToContainerPoint(one.marker.getLatLng());
        const mark = marks.find(({ x, y, r }) => Math.hypot(x - at.x, y - at.y) < r) ?? null;
        return { one, at, mark, own: Boolean(mark?.places.includes(one.place)) };
      });
    const dot = ({ one, at, mark, own }) => {
      const twice = points.some((other) => {
        const apart = at.distanceTo(other.at);
        return apart < CLOSE || (apart < SAME && (other.place === one.place || other.text === one.text));
      });
      one.node.classList.toggle("busy", own);
      one.node.classList.toggle("under", Boolean(mark) && one.kind === "places");
      one.node.classList.toggle("beside", twice || (Boolean(mark) && one.kind === "reporters"));
      // a mark bears the name of a place it stands for, and only one
      const wanted = labels && !twice && !told.has(one.place) && (!mark || (own && !named.has(mark)));
      one.label.hidden = !(wanted && beside(one, at, mark, space));
      one.node.classList.toggle("crowded", few && one.label.hidden);
      if (own && !one.label.hidden) named.add(mark);
      if (!one.label.hidden || mark) points.push({ at, place: one.place, text: one.text });
      skip.cities.add(places.name[one.place]);
      skip.spots.push(at);
    };
    dots.filter(({ own }) => own).forEach(dot);
    for (const one of drawn.values())
      if (one.kind === "regions") {
        skip.countries.add(codeOf(one.place));
        chip(one, space, told);
      }
    dots.filter(({ own }) => !own).forEach(dot);
    for (const { x, y } of marks) skip.spots.push({ x, y });
    if (labels) base(space, skip);
  }

  // A dot's label: right of it, else left, else not at all. That of a mark says how many other places it stands for.
  function beside({ text, label }, at, mark, space) {
    const others = mark && mark.places.length > 1 ? ` + ${mark.places.length - 1}` : "";
    label.replaceChildren(said(text), others);
    const width = Math.min(placing.width(text + others, fonts.dot), LABEL_WIDTH) + 8;
    const gap = mark ? mark.r + 2 : DOT;
    const centre = mark ?? at;
    return [1, -1].some((side) => {
      const rect = placing.box(centre.x + side * (gap + width / 2), centre.y, width, 17);
      if (!space.free(rect)) return false;
      space.take(rect);
      label.classList.toggle("flip", side < 0);
      label.style.setProperty("--gap", `${side * (centre.x - at.x) + gap - DOT}px`);
      label.style.setProperty("--drop", `${centre.y - at.y}px`);
      return true;
    });
  }

  // The name of a region or country, over it: where there is no room for it there, it is left out.
  function chip({ marker, node, place: here, text }, space, told) {
    const home = map.latLngToContainerPoint(latlngOf(here));
    const width = Math.min(placing.width(text, fonts.chip) + 16, CHIP_WIDTH);
    const code = codeOf(here);
    const lines = code ? extents.main(extents.country(code)).map((line) => placing.thinned(map, line)) : null;
    const spot = placing.nearby(home, width, 22, space, { lines });
    const strays = lines && spot.centre.distanceTo(home) > 24 && !placing.inside(spot.centre, lines);
    const hidden = spot.crowded || strays || told.has(here) || !map.hasLayer(Dateline.layers.labels);
    node.classList.toggle("crowded", hidden);
    if (hidden) return;
    marker.setLatLng(map.containerPointToLatLng(spot.centre));
    space.take(spot.rect);
  }

  // The name of an area or province, over it or right beside it; its mark is no town that would bear a label itself.
  function extent({ x, y, r, spot }, space) {
    if (spot === undefined || !extents.bounded(spot)) return false;
    const { spots, places } = Dateline.store;
    const own = spots.names.get(spot);
    const name = spots.place[spot] >= 0 ? places.label[spots.place[spot]] : (own?.name ?? "");
    const label = own && !own.isToponym ? own.name : null;
    const text = words.where({ label, name, relation: head.relations[spots.relation[spot]] });
    if (!name && !label) return false;
    const width = Math.min(placing.width(text, fonts.dot), LABEL_WIDTH) + 6;
    const { closed, lines } = extents.extent(spot);
    const outline = closed ? lines.map((line) => placing.thinned(map, line)) : null;
    const found = placing.nearby(L.point(x, y), width, 16, space, { lines: outline, apart: r });
    if (found.crowded) return false;
    space.take(found.rect);
    write({ text, className: "name extent-name", latlng: map.containerPointToLatLng(found.centre) });
    return true;
  }

  function base(space, skip) {
    for (const { text, className, lat, lon } of placing.names(map, space.taken, skip))
      write({ text, className, latlng: [lat, lon] });
  }

  function write({ text, className, latlng }) {
    const html = el("span", { class: className, "aria-hidden": "true" }, said(text));
    const icon = L.divIcon({ className: "pin", html, iconSize: [0, 0] });
    texts.addLayer(L.marker(latlng, { pane: "names", interactive: false, keyboard: false, icon }));
  }

  function forget() {
    drawn.clear();
    pins.clearLayers();
  }

  Dateline.namedPlaces = { start, take, place, forget };
})();
