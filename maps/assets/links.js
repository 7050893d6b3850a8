// Lines between places: of one event at several places, and from the country of who acts to that of whom it is done to.
"use strict";
(() => {
  const { words, extents, placing, tally, head, svg, grid } = Dateline;
  const MOST = 60; // lines, those of most events first
  const FEW = 20; // beside pies
  const SHORT = 30; // px: a clipped line shorter than this is an arrow across the border
  const STEPS = 48;
  const WORLD = 256; // width of the world at zoom 0
  const TALKS = "diplomacy";

  let map;
  let renderer = null;
  let lines = []; // { from, to (latlngs), family, dotted, n (events), label, and dyad and codes or links }
  let group = null;
  let pairs = null; // { event, dyad }: rows of events with a dyad, sorted
  const dyads = []; // [code, code]
  const rings = new Map(); // code → outline as points of the world at zoom 0
  const clips = new Map(); // codes of two countries → the line between their borders

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
    lines = visible
      ? [...dyadLines(), ...placeLines()].sort((a, b) => b.n - a.n).slice(0, grid.isOn() ? FEW : MOST)
      : [];
    draw();
  }

  // The meridian has moved.
  function forget() {
    rings.clear();
    clips.clear();
  }

  // One line for each pair of countries, in the colour of the family with most events.
  function dyadLines() {
    if (!pairs) prepare();
    const { fails } = Dateline.shown;
    const { family } = Dateline.store.events;
    const size = head.families.length + 1; // the last: events not reported as fact
    const counts = new Uint32Array(dyads.length * size);
    const sums = new Uint32Array(dyads.length);
    for (let i = 0; i < pairs.event.length; i += 1) {
      const [row, dyad] = [pairs.event[i], pairs.dyad[i]];
      if (fails[row]) continue;
      sums[dyad] += 1;
      counts[dyad * size + family[row]] += 1;
      if (isProposed(row)) counts[dyad * size + size - 1] += 1;
    }
    const found = Array.from(sums, (n, dyad) => ({ n, dyad })).filter(({ n }) => n);
    return found
      .sort((a, b) => b.n - a.n)
      .slice(0, MOST)
      .map(({ n, dyad }) => {
        const its = counts.subarray(dyad * size, dyad * size + size - 1);
        const codes = dyads[dyad];
        const [from, to] = codes.map((code) => Dateline.countries.get(code));
        const [start, end] = shortest(...codes.map(extents.countryPoint));
        const main = head.families[its.indexOf(Math.max(...its))].key;
        const label = `${from.name} → ${to.name}: ${words.count(n, "event")}`;
        return {
          n,
          dyad,
          codes,
          from: start,
          to: end,
          family: main,
          dotted: counts[dyad * size + size - 1] === n,
          label,
        };
      });
  }

  // Two points; the one farther from the story's meridian moves to the copy of the world that is nearer to the other.
  function shortest(from, to) {
    const far = ({ lng }) => Math.abs(lng - Dateline.meridian);
    if (far(from) > far(to)) return [L.latLng(from.lat, Dateline.near(from.lng, to.lng)), to];
    return [from, L.latLng(to.lat, Dateline.near(to.lng, from.lng))];
  }

  // The rows of the events that a line between countries stands for.
  function behind({ dyad }) {
    const { fails } = Dateline.shown;
    return [...pairs.event].filter((row, i) => pairs.dyad[i] === dyad && !fails[row]);
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
    if (
      ends.some(extents.whole) ||
      (spots.lon[ends[0]] === spots.lon[ends[1]] && spots.lat[ends[0]] === spots.lat[ends[1]])
    )
      return;
    const family = head.families[events.family[row]].key;
    const key = `${ends} ${family}`;
    if (!found.has(key)) {
      const names = [a, b].map((link) => Dateline.store.link(link).name);
      const [from, to] = shortest(...ends.map(extents.spotAt));
      found.set(key, { from, to, family, dotted: family === TALKS, links: [], n: 0, names, events: new Set() });
    }
    const line = found.get(key);
    line.links.push(a);
    line.events.add(row);
    line.n = line.events.size;
    line.label = `${line.names.join(" – ")}: ${words.count(line.n, "event")}`;
  }

  // A line that bows to the left, as points of the world at zoom 0.
  function bow(from, to) {
    const [a, b] = [map.project(from, 0), map.project(to, 0)];
    const middle = L.point((a.x + b.x) / 2 + (b.y - a.y) * 0.16, (a.y + b.y) / 2 - (b.x - a.x) * 0.16);
    return Array.from({ length: STEPS + 1 }, (_, i) => {
      const t = i / STEPS;
      const [p, q, r] = [(1 - t) ** 2, 2 * t * (1 - t), t ** 2];
      return L.point(p * a.x + q * middle.x + r * b.x, p * a.y + q * middle.y + r * b.y);
    });
  }

  function ringsOf(code) {
    if (!rings.has(code)) {
      const lines = extents.country(code).map((line) => line.map((latlng) => map.project(latlng, 0)));
      rings.set(code, lines);
    }
    return rings.get(code);
  }

  // Where a line leaves the first country for good, and where it then enters the second; made once for each pair.
  function clipped(points, codes) {
    const key = codes.join(" ");
    if (clips.has(key)) return clips.get(key);
    const [home, goal] = codes.map(ringsOf);
    // A point may lie in another copy of the world than the outline.
    const inside = (point, lines) =>
      [0, -WORLD, WORLD].some((shift) => placing.inside(L.point(point.x + shift, point.y), lines));
    let [first, last] = [0, STEPS];
    for (let i = 0; i <= STEPS; i += 1) if (inside(points[i], home)) first = i;
    for (let i = STEPS; i >= first; i -= 1) if (inside(points[i], goal)) last = i;
    const border = (inner, outer, lines) => {
      let [a, b] = [points[inner], points[outer]];
      for (let i = 0; i < 12; i += 1) {
        const middle = a.add(b).divideBy(2);
        if (inside(middle, lines)) a = middle;
        else b = middle;
      }
      return b;
    };
    const start = first < STEPS && inside(points[first], home) ? border(first, first + 1, home) : points[first];
    const end = last > 0 && inside(points[last], goal) ? border(last, last - 1, goal) : points[last];
    const along = points[Math.min(STEPS, first + 2)].subtract(points[Math.max(0, first - 2)]);
    const line = { points: [start, ...points.slice(first + 1, last), end], along };
    clips.set(key, line);
    return line;
  }

  // Neighbours share a border: where a line would be too short to see, an arrow of some px crosses it.
  function crossing({ points, along }) {
    const scale = 2 ** map.getZoom();
    if (points[0].distanceTo(points.at(-1)) * scale >= SHORT) return points;
    const half = along.multiplyBy(SHORT / 2 / scale / (Math.hypot(along.x, along.y) || 1));
    return [points[0].subtract(half), points[0], points[0].add(half)];
  }

  function draw() {
    const focus = document.activeElement?.getAttribute?.("data-line");
    group.clearLayers();
    for (const line of lines) drawLine(line);
    if (focus)
      [...map.getPane("links").querySelectorAll("[data-line]")].find((path) => path.dataset.line === focus)?.focus();
  }

  function drawLine(line) {
    const bowed = bow(line.from, line.to);
    const points = line.codes ? crossing(clipped(bowed, line.codes)) : bowed;
    const latlngs = points.map((point) => map.unproject(point, 0));
    const width = 1.6 + Math.min(3.4, Math.log2(line.n) / 2);
    const dotted = line.dotted ? " dotted" : "";
    const path = (className, weight, interactive = false) =>
      L.polyline(latlngs, { pane: "links", renderer, interactive, weight, className, smoothFactor: 0.5 }).addTo(group);
    path("link-halo", width + 3.5);
    path(`link-line fam-${line.family}${dotted}`, width);
    if (line.codes) tip(latlngs, width, line.family);
    const reach = path("link-reach", 16, true);
    const node = reach.getElement();
    const name = `${line.label}${line.dotted && line.codes ? ", not reported as fact" : ""}`;
    for (const [key, value] of Object.entries({
      tabindex: 0,
      role: "button",
      "aria-label": name,
      "data-line": line.label,
    }))
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

  function tip(latlngs, width, family) {
    const [end, before] = [latlngs.at(-1), latlngs.at(-3) ?? latlngs[0]].map((latlng) => map.project(latlng));
    const angle = Math.atan2(end.y - before.y, end.x - before.x);
    const size = 8 + 1.5 * width;
    const wing = (turn) => L.point(end.x - size * Math.cos(angle + turn), end.y - size * Math.sin(angle + turn));
    const corners = [end, wing(0.45), wing(-0.45)].map((point) => map.unproject(point));
    const options = { pane: "links", renderer, interactive: false, weight: 2, className: `link-head fam-${family}` };
    L.polygon(corners, { ...options, smoothFactor: 0 }).addTo(group);
  }

  function open(line, latlng, opener) {
    if (line.links) {
      tally.open(line.links, latlng, opener);
      return;
    }
    const rows = behind(line);
    Dateline.open({ events: rows, links: rows.map((row) => Dateline.linkOf(row)), latlng, opener });
  }

  Dateline.links = { start, take, forget };
})();
