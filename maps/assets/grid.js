// Thousands of events: a canvas with a pie for each square of a grid that is fixed to the ground. The area of a pie goes
// with the square root of the number of its events; hollow is the share that is vague or not reported as fact.
"use strict";
(() => {
  const { extents, tally, paths } = Dateline;
  const SIDE = 64; // px, of a square
  const [SMALL, LARGE] = [12, 29]; // px, radius; a little more for numbers of two or three figures
  const MANY = 200; // events of the largest pie of all, at least

  let map;
  let layer = null;
  let cells = []; // at the zoom drawn: { spots, n, x, y (share of the world), r }
  let drawnZoom = null;
  let spotX = null; // by spot, share of the world's width and height; NaN: not drawn on the ground
  let spotY = null;
  let order = null; // at the zoom drawn: spots sorted by square, and where each square begins
  let hits = []; // what is drawn: { cell, x, y (px of the map's pane), r }
  let colours = null;
  let shapes = null;
  const orders = new Map(); // zoom → order

  function project() {
    const { spots } = Dateline.store;
    spotX = new Float64Array(spots.count);
    spotY = new Float64Array(spots.count);
    for (let spot = 0; spot < spots.count; spot += 1) {
      if (extents.whole(spot)) spotX[spot] = NaN;
      else {
        const lat = (Math.max(-85.0511, Math.min(85.0511, spots.lat[spot])) * Math.PI) / 180;
        spotX[spot] = (Dateline.near(spots.lon[spot]) + 180) / 360;
        spotY[spot] = 0.5 - Math.log(Math.tan(Math.PI / 4 + lat / 2)) / (2 * Math.PI);
      }
    }
    orders.clear();
  }

  // Spots by square at a zoom: { spots, firsts }. The same whatever is shown.
  function ordered(zoom) {
    if (orders.has(zoom)) return orders.get(zoom);
    const squares = (256 * 2 ** zoom) / SIDE;
    const numbers = new Map();
    const of = new Int32Array(spotX.length).fill(-1);
    const counts = [];
    for (let spot = 0; spot < spotX.length; spot += 1) {
      if (Number.isNaN(spotX[spot])) continue;
      const key = Math.floor(spotX[spot] * squares) * 2 ** 26 + Math.floor(spotY[spot] * squares);
      let number = numbers.get(key);
      if (number === undefined) {
        number = counts.length;
        numbers.set(key, number);
        counts.push(0);
      }
      of[spot] = number;
      counts[number] += 1;
    }
    const firsts = new Uint32Array(counts.length + 1);
    for (let i = 0; i < counts.length; i += 1) firsts[i + 1] = firsts[i] + counts[i];
    const next = firsts.slice();
    const spots = new Uint32Array(firsts[counts.length]);
    for (let spot = 0; spot < of.length; spot += 1)
      if (of[spot] >= 0) {
        spots[next[of[spot]]] = spot;
        next[of[spot]] += 1;
      }
    orders.set(zoom, { spots, firsts });
    return orders.get(zoom);
  }

  // The pies at this zoom; each in the middle of its events, yet within its square, so that pies keep apart.
  function gather() {
    const zoom = map.getZoom();
    if (!spotX) project();
    order = ordered(zoom);
    drawnZoom = zoom;
    cells = [];
    const squares = (256 * 2 ** zoom) / SIDE;
    const slack = 0.5 - LARGE / SIDE;
    let most = MANY;
    for (let i = 0; i + 1 < order.firsts.length; i += 1) {
      let [n, x, y] = [0, 0, 0];
      for (let at = order.firsts[i]; at < order.firsts[i + 1]; at += 1) {
        const spot = order.spots[at];
        const weight = tally.at(spot);
        n += weight;
        x += weight * spotX[spot];
        y += weight * spotY[spot];
      }
      if (!n) continue;
      most = Math.max(most, n);
      const held = (share) => {
        const middle = Math.floor(share * squares) + 0.5;
        return Math.max(middle - slack, Math.min(middle + slack, share * squares)) / squares;
      };
      const one = order.firsts[i + 1] - order.firsts[i] === 1;
      cells.push({ number: i, n, x: one ? x / n : held(x / n), y: one ? y / n : held(y / n), r: 0 });
    }
    for (const cell of cells)
      cell.r = Math.max(SMALL + 2 * Math.min(2, Math.floor(Math.log10(cell.n))), LARGE * (cell.n / most) ** 0.25);
    cells.sort((a, b) => a.n - b.n); // the largest are drawn last
  }

  const spotsOf = ({ number }) =>
    Array.from(order.spots.subarray(order.firsts[number], order.firsts[number + 1])).filter((spot) => tally.at(spot));

  const Layer = L.Renderer.extend({
    options: { pane: "grid", padding: 0.15 },
    _initContainer() {
      this._container = Dateline.el("canvas", { class: "grid", "aria-hidden": "true" });
    },
    _destroyContainer() {
      this._container.remove();
      delete this._container;
    },
    _update() {
      if (this._map._animatingZoom && this._bounds) return;
      L.Renderer.prototype._update.call(this);
      if (drawnZoom !== map.getZoom()) gather();
      const [size, ratio] = [this._bounds.getSize(), window.devicePixelRatio || 1];
      const canvas = this._container;
      L.DomUtil.setPosition(canvas, this._bounds.min);
      if (canvas.width !== Math.round(size.x * ratio)) canvas.width = Math.round(size.x * ratio);
      if (canvas.height !== Math.round(size.y * ratio)) canvas.height = Math.round(size.y * ratio);
      canvas.style.width = `${size.x}px`;
      canvas.style.height = `${size.y}px`;
      const pen = canvas.getContext("2d");
      pen.setTransform(1, 0, 0, 1, 0, 0);
      pen.clearRect(0, 0, canvas.width, canvas.height);
      paint(pen, ratio, this._bounds);
    },
  });

  // Draw the pies in view, in every copy of the world that is in view.
  function paint(pen, ratio, bounds) {
    colours ??= read();
    const scale = 256 * 2 ** map.getZoom();
    const origin = map.getPixelOrigin();
    const corner = bounds.min;
    const [width, height] = [bounds.max.x - corner.x, bounds.max.y - corner.y];
    hits = [];
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    for (const cell of cells) {
      const y = cell.y * scale - origin.y - corner.y;
      if (y < -LARGE || y > height + LARGE) continue;
      const base = cell.x * scale - origin.x - corner.x;
      for (let x = base - scale * Math.floor((base + LARGE) / scale); x < width + LARGE; x += scale) {
        pen.setTransform(ratio, 0, 0, ratio, x * ratio, y * ratio);
        if (cell.n === 1) one(pen, cell);
        else pie(pen, cell);
        hits.push({ cell, x: x + corner.x, y: y + corner.y, r: cell.r });
      }
    }
    pen.setTransform(1, 0, 0, 1, 0, 0);
  }

  function read() {
    const ink = getComputedStyle(document.documentElement);
    const colour = (name) => ink.getPropertyValue(`--${name}`).trim();
    const families = Dateline.head.families.map(({ key }) => colour(key));
    const sans = getComputedStyle(document.body).fontFamily;
    return { families, paper: colour("paper"), ink: colour("ink"), glyph: colour("on-mark"), sans };
  }

  function counted(cell) {
    const { table, stride } = tally;
    const sums = new Uint32Array(stride);
    for (let at = order.firsts[cell.number]; at < order.firsts[cell.number + 1]; at += 1)
      for (let i = 0; i < stride; i += 1) sums[i] += table[order.spots[at] * stride + i];
    return sums;
  }

  function pie(pen, cell) {
    const sums = counted(cell);
    const [r, thick] = [cell.r, Math.max(4, cell.r * 0.3)];
    disc(pen, r + 1.5, colours.paper);
    let from = -Math.PI / 2;
    for (let i = 0; i < sums.length; i += 1) {
      if (!sums[i]) continue;
      const to = from + (2 * Math.PI * sums[i]) / cell.n;
      const arc = (radius, colour, line) => {
        pen.beginPath();
        pen.arc(0, 0, radius, from, to);
        pen.strokeStyle = colour;
        pen.lineWidth = line;
        pen.stroke();
      };
      arc(r - thick / 2, colours.families[i >> 1], thick);
      if (i & 1) arc(r - thick / 2, colours.paper, thick - 2.6);
      from = to;
    }
    pen.fillStyle = colours.ink;
    pen.font = `700 ${r < 17 ? 10 : 12}px ${colours.sans}`;
    pen.fillText(Dateline.short(cell.n), 0, 0.5);
  }

  function disc(pen, radius, colour) {
    pen.beginPath();
    pen.arc(0, 0, radius, 0, 2 * Math.PI);
    pen.fillStyle = colour;
    pen.fill();
  }

  // A single event: the symbol of its family, solid or hollow.
  function one(pen, cell) {
    shapes ??= Dateline.head.families.map(({ key }) => [new Path2D(paths.SHAPES[key]), new Path2D(paths.GLYPHS[key])]);
    const at = counted(cell).findIndex((n) => n > 0);
    const [[shape, glyph], colour, hollow] = [shapes[at >> 1], colours.families[at >> 1], at & 1];
    pen.scale(0.72, 0.72);
    pen.translate(-14, -14);
    pen.lineJoin = pen.lineCap = "round";
    const stroke = (path, style, width) => {
      pen.strokeStyle = style;
      pen.lineWidth = width;
      pen.stroke(path);
    };
    stroke(shape, colours.paper, 5);
    pen.fillStyle = hollow ? colours.paper : colour;
    pen.fill(shape);
    stroke(shape, colour, 2.2);
    stroke(glyph, hollow ? colour : colours.glyph, 2.4);
    pen.lineCap = "butt";
  }

  function start(leaflet) {
    map = leaflet;
    map.createPane("grid").style.zIndex = 590;
    map.getPane("grid").style.pointerEvents = "none";
    Dateline.on("theme", () => {
      colours = null;
      layer?._update();
    });
  }

  function draw() {
    gather();
    if (layer) layer._update();
    else layer = new Layer().addTo(map);
  }

  function clear() {
    layer?.remove();
    [layer, hits, cells] = [null, [], []];
  }

  // What is drawn, in px of the map as it lies now.
  function placed() {
    const pane = L.DomUtil.getPosition(map.getPane("mapPane"));
    return hits.map(({ cell, x, y, r }) => ({ cell, x: x + pane.x, y: y + pane.y, r }));
  }
  // The topmost pie at a point of the map, or null.
  const hit = ({ x, y }) => placed().findLast((one) => Math.hypot(one.x - x, one.y - y) <= one.r + 3) ?? null;
  // Pies in view, the largest first.
  function inView() {
    const size = map.getSize();
    const seen = placed().filter(({ x, y }) => x > 0 && y > 0 && x < size.x && y < size.y);
    return seen.reverse();
  }
  const isOn = () => layer !== null;
  const forget = () => (spotX = null);

  Dateline.grid = { start, draw, clear, hit, inView, spotsOf, isOn, forget };
})();
