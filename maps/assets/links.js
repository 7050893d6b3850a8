// Lines between places: of one event at several places, and from the country of who acts to that of whom it is done to.
"use strict";
(() => {
  const { words, extents, placing, tally, head, svg } = Dateline;
  const MOST = 60; // lines, those of most events first
  const SHORT = 30; // px: a clipped line shorter than this is an arrow across the border
  const STEPS = 48;
  const TALKS = "diplomacy";

  let map;
  let renderer = null;
  let lines = []; // { from, to (latlngs), codes, family, dotted, arrow, events, links, n, label }
  let group = null;
  let pairs = null; // { event, dyad }: rows of events with a dyad, sorted
  const dyads = []; // [code, code]
  const rings = new Map(); // code → outline at this zoom, as points of the projected world

  function start(leaflet) {
    map = leaflet;
    map.createPane("links").style.zIndex = 450;
    renderer = L.svg({ pane: "links", padding: 0.6 }).addTo(map);
    group = L.layerGroup().addTo(map);
  }

  // Countries of actors and recipients, event by event; made once, when lines are first asked for.
  function prepare() {
    const { events, actors, eventActors } = Dateline.store;
    const codes = actors.map(({ country }) => (country && Dateline.countries.get(country)?.code) ?? null);
    const numbers = new Map();
    const found = { event: [], dyad: [] };
    for (let row = 0; row < events.count; row += 1) {
      const [first, last] = [events.firstActor[row], events.firstActor[row + 1]];
      if (last - first < 2) continue;
      const seen = new Set();
      for (let i = first; i < last; i += 1)
        for (let j = first; j < last; j += 1) {
          const [a, b] = [codes[eventActors[i] >> 1], codes[eventActors[j] >> 1]];
          if (eventActors[i] & 1 || !(eventActors[j] & 1) || !a || !b || a === b || seen.has(`${a} ${b}`)) continue;
          seen.add(`${a} ${b}`);
          if (!numbers.has(`${a} ${b}`)) {
            numbers.set(`${a} ${b}`, dyads.length);
            dyads.push([a, b]);
          }
          found.event.push(row);
          found.dyad.push(numbers.get(`${a} ${b}`));
        }
    }
    pairs = { event: Uint32Array.from(found.event), dyad: Uint32Array.from(found.dyad) };
  }

  const isProposed = (row) => Boolean(Dateline.store.events.flags[row] & 3);

  // Dyads and events of several places as lines, the strongest first.
  function take(visible) {
    lines = visible ? [...dyadLines(), ...placeLines()].sort((a, b) => b.n - a.n).slice(0, MOST) : [];
    draw();
  }

  function dyadLines() {
    if (!pairs) prepare();
    const { fails } = Dateline.shown;
    const { family } = Dateline.store.events;
    const size = 2 * head.families.length;
    const counts = new Uint32Array(dyads.length * size);
    for (let i = 0; i < pairs.event.length; i += 1) {
      const row = pairs.event[i];
      if (!fails[row]) counts[pairs.dyad[i] * size + 2 * family[row] + (isProposed(row) ? 1 : 0)] += 1;
    }
    const found = [];
    counts.forEach((n, i) => {
      if (n) found.push({ n, dyad: Math.floor(i / size), family: (i % size) >> 1, dotted: Boolean(i & 1) });
    });
    return found
      .sort((a, b) => b.n - a.n)
      .slice(0, MOST)
      .map((one) => {
        const codes = dyads[one.dyad];
        const [from, to] = codes.map((code) => Dateline.countries.get(code));
        const label = `${from.name} → ${to.name}: ${words.count(one.n, "event")}`;
        const [start, end] = [from, to].map(({ lon, lat }) => extents.at(lon, lat));
        return { ...one, codes, from: start, to: end, arrow: true, family: head.families[one.family].key, label };
      });
  }

  // The rows of the events that a line between countries stands for.
  function behind(line) {
    const { family } = Dateline.store.events;
    const { fails } = Dateline.shown;
    const rows = [];
    for (let i = 0; i < pairs.event.length; i += 1) {
      const row = pairs.event[i];
      if (pairs.dyad[i] === line.dyad && !fails[row] && head.families[family[row]].key === line.family)
        if (isProposed(row) === line.dotted) rows.push(row);
    }
    return rows;
  }

  function placeLines() {
    const { links, events } = Dateline.store;
    const rows = Dateline.shown.links;
    const found = new Map();
    for (let i = 1, first = 0; i <= rows.length; i += 1) {
      if (i < rows.length && links.event[rows[i]] === links.event[rows[first]]) continue;
      for (let j = first + 1; j < i; j += 1) join(found, rows[first], rows[j], events);
      first = i;
    }
    return [...found.values()];
  }

  function join(found, a, b, events) {
    const { links, spots } = Dateline.store;
    const row = links.event[a];
    const ends = [links.spot[a], links.spot[b]].sort((x, y) => x - y);
    if (ends.some(extents.whole) || (spots.lon[ends[0]] === spots.lon[ends[1]] && spots.lat[ends[0]] === spots.lat[ends[1]]))
      return;
    const family = head.families[events.family[row]].key;
    const key = `${ends} ${family}`;
    if (!found.has(key)) {
      const names = [a, b].map((link) => Dateline.store.link(link).name);
      const [from, to] = ends.map(extents.spotAt);
      found.set(key, { from, to, family, dotted: family === TALKS, links: [], n: 0, names, events: new Set() });
    }
    const line = found.get(key);
    line.links.push(a);
    line.events.add(row);
    line.n = line.events.size;
    line.label = `${line.names.join(" – ")}: ${words.count(line.n, "event")}`;
  }

  // Points of a line that bows to the left, in the projected world at this zoom.
  function bow(from, to) {
    const [a, b] = [map.project(from), map.project(to)];
    const middle = L.point((a.x + b.x) / 2 + (b.y - a.y) * 0.16, (a.y + b.y) / 2 - (b.x - a.x) * 0.16);
    return Array.from({ length: STEPS + 1 }, (_, i) => {
      const t = i / STEPS;
      const [p, q, r] = [(1 - t) ** 2, 2 * t * (1 - t), t ** 2];
      return L.point(p * a.x + q * middle.x + r * b.x, p * a.y + q * middle.y + r * b.y);
    });
  }

  function ringOf(code) {
    if (!rings.has(code))
      rings.set(
        code,
        extents.country(code).map((line) => line.map((latlng) => map.project(latlng))),
      );
    return rings.get(code);
  }

  // Only what runs between two countries' borders. Neighbours' lines become an arrow across the border they share.
  function clipped(points, codes) {
    const [home, goal] = codes.map(ringOf);
    let [first, last] = [0, STEPS];
    for (let i = 0; i <= STEPS; i += 1) if (placing.inside(points[i], home)) first = i;
    for (let i = STEPS; i >= first; i -= 1) if (placing.inside(points[i], goal)) last = i;
    const border = (inner, outer, ring) => {
      let [a, b] = [points[inner], points[outer]];
      for (let i = 0; i < 12; i += 1) {
        const middle = a.add(b).divideBy(2);
        if (placing.inside(middle, ring)) a = middle;
        else b = middle;
      }
      return b;
    };
    const start = first < STEPS && placing.inside(points[first], home) ? border(first, first + 1, home) : points[first];
    const end = last > 0 && placing.inside(points[last], goal) ? border(last, last - 1, goal) : points[last];
    const between = [start, ...points.slice(first + 1, Math.max(last, first + 1)), end];
    if (start.distanceTo(end) >= SHORT) return between;
    const along = points[Math.min(STEPS, first + 2)].subtract(points[Math.max(0, first - 2)]);
    const length = Math.hypot(along.x, along.y) || 1;
    const half = along.multiplyBy(SHORT / 2 / length);
    return [start.subtract(half), start, start.add(half)];
  }

  function draw() {
    const focus = document.activeElement?.getAttribute?.("data-line");
    group.clearLayers();
    rings.clear();
    for (const line of lines) drawLine(line);
    if (focus) [...map.getPane("links").querySelectorAll("[data-line]")].find((path) => path.dataset.line === focus)?.focus();
  }

  function drawLine(line) {
    const bowed = bow(line.from, line.to);
    const points = line.codes ? clipped(bowed, line.codes) : bowed;
    const latlngs = points.map((point) => map.unproject(point));
    const width = 1.6 + Math.min(4, Math.log2(line.n));
    const dotted = line.dotted ? " dotted" : "";
    const path = (className, weight, interactive = false) =>
      L.polyline(latlngs, { pane: "links", renderer, interactive, weight, className, smoothFactor: 0.5 }).addTo(group);
    path("link-halo", width + 3.5);
    path(`link-line fam-${line.family}${dotted}`, width);
    if (line.arrow) tip(points, width, line.family);
    const reach = path("link-reach", 16, true);
    const node = reach.getElement();
    const name = `${line.label}${line.dotted && line.codes ? ", not reported as fact" : ""}`;
    for (const [key, value] of Object.entries({ tabindex: 0, role: "button", "aria-label": name, "data-line": line.label }))
      node.setAttribute(key, value);
    const title = svg("title", {});
    title.textContent = name;
    node.append(title);
    const middle = latlngs[latlngs.length >> 1];
    reach.on("click", (event) => {
      L.DomEvent.stopPropagation(event);
      open(line, event.latlng, node);
    });
    node.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      event.stopPropagation();
      open(line, middle, node);
    });
  }

  function tip(points, width, family) {
    const [end, before] = [points.at(-1), points.at(-3) ?? points[0]];
    const angle = Math.atan2(end.y - before.y, end.x - before.x);
    const size = 7 + width;
    const wing = (turn) => L.point(end.x - size * Math.cos(angle + turn), end.y - size * Math.sin(angle + turn));
    const latlngs = [end, wing(0.45), wing(-0.45)].map((point) => map.unproject(point));
    const className = `link-head fam-${family}`;
    L.polygon(latlngs, { pane: "links", renderer, interactive: false, weight: 2, className, smoothFactor: 0 }).addTo(group);
  }

  function open(line, latlng, opener) {
    if (line.links) {
      tally.open(line.links, latlng, opener);
      return;
    }
    const { firstLink } = Dateline.store.events;
    const rows = behind(line);
    const links = rows.map((row) => (firstLink[row] < firstLink[row + 1] ? firstLink[row] : null));
    Dateline.open({ events: rows, links, latlng, opener });
  }

  Dateline.links = { start, take, draw };
})();
