// Where labels go: beside what they name, clear of marks, controls and each other. All in pixels of the map.
"use strict";
(() => {
  const LEADER = 30; // px from a border to its label
  const EDGE = 8;
  const DIRECTIONS = Array.from({ length: 16 }, (_, i) => [-Math.cos((i * Math.PI) / 8), Math.sin((i * Math.PI) / 8)]);

  const box = (x, y, width, height) => ({
    left: x - width / 2,
    right: x + width / 2,
    top: y - height / 2,
    bottom: y + height / 2,
  });
  const overlap = (a, b) =>
    Math.max(0, Math.min(a.right, b.right) - Math.max(a.left, b.left)) *
    Math.max(0, Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top));
  const covered = (rect, taken) => taken.reduce((sum, other) => sum + overlap(rect, other), 0);
  const outside = (rect, size) =>
    Math.max(0, EDGE - rect.left) +
    Math.max(0, rect.right - size.x + EDGE) +
    Math.max(0, EDGE - rect.top) +
    Math.max(0, rect.bottom - size.y + EDGE);

  function inside(point, lines) {
    let odd = false;
    for (const line of lines)
      for (let i = 0, j = line.length - 1; i < line.length; j = i, i += 1) {
        const [a, b] = [line[i], line[j]];
        if (a.y > point.y !== b.y > point.y && point.x < ((b.x - a.x) * (point.y - a.y)) / (b.y - a.y) + a.x)
          odd = !odd;
      }
    return odd;
  }

  // The label's centre and the border point it leads to, for an outline given as lines of container points.
  // Returns null if the outline is out of sight; no `foot` if only its inside is in sight.
  function outer(lines, width, height, size, taken) {
    const shown = lines.flat().filter((p) => p.x > EDGE && p.y > EDGE && p.x < size.x - EDGE && p.y < size.y - EDGE);
    if (!shown.length) {
      const middle = L.point(size.x / 2, size.y / 2);
      return inside(middle, lines) ? { centre: L.point(size.x / 2, height / 2 + 14), foot: null } : null;
    }
    const step = Math.ceil(shown.length / 24);
    const some = shown.filter((_, i) => i % step === 0);
    let best = { cost: Infinity };
    for (const [dx, dy] of DIRECTIONS) {
      const extreme = shown.reduce((a, b) => (b.x * dx + b.y * dy > a.x * dx + a.y * dy ? b : a));
      for (const foot of [extreme, ...some])
        for (const stretch of [1, 2, 3.5]) {
          const x = foot.x + dx * (LEADER * stretch + width / 2);
          const y = foot.y + dy * (LEADER * stretch + height / 2);
          const rect = box(x, y, width, height);
          const away = foot === extreme ? 0 : 80;
          let cost = covered(rect, taken) * 3 + outside(rect, size) * 400 + stretch * 150 + away;
          if (cost >= best.cost) continue;
          cost += 900 * [-0.5, 0, 0.5].filter((part) => inside(L.point(x + part * width, y), lines)).length;
          if (cost < best.cost) best = { cost, centre: L.point(x, y), foot };
        }
    }
    return best;
  }

  // The first of some spots close to `point` where a label covers nothing; `crowded` if there is none.
  function nearby(point, width, height, size, taken) {
    let best = null;
    for (const [dx, dy] of [
      [0, 0],
      [0, -1],
      [0, 1],
      [0.6, 0],
      [-0.6, 0],
      [0.4, 1],
      [-0.4, -1],
    ]) {
      const centre = L.point(point.x + dx * width, point.y + dy * (height + 4));
      const rect = box(centre.x, centre.y, width, height);
      const cost = covered(rect, taken) + Math.hypot(dx, dy);
      if (!best || cost < best.cost)
        best = {
          cost,
          centre,
          rect,
          crowded: covered(rect, taken) > 0.15 * width * height || outside(rect, size) > EDGE,
        };
    }
    return best;
  }

  // Names of the basemap: countries by size, then cities by population, as many as there is room for beside `taken`.
  // Not those in `skip`: `countries` (ISO codes), `cities` (names) and `spots`, points that bear a name already: a city
  // within `apart` px of one may be the same in another spelling.
  function names(map, taken, skip, apart = 12) {
    const near = (lon) => Dateline.near(lon, map.getCenter().lng);
    const [zoom, size] = [map.getZoom(), map.getSize()];
    const smallest = 60 * 4 ** (4 - zoom);
    const crowd = zoom < 4 ? 9e6 : zoom < 5 ? 4e6 : zoom < 6 ? 2e6 : zoom < 7 ? 1e6 : 4e5;
    const [room, named] = [cells(size), cells(size)];
    for (const rect of taken) room.take(rect);
    for (const { x, y } of skip.spots ?? []) named.take(box(x, y, 2 * apart, 2 * apart));
    const shown = [];
    const show = ({ name, lat, lon }, className, width, aside) => {
      const at = map.latLngToContainerPoint([lat, near(lon)]);
      const rect = box(at.x + (aside * width) / 2, at.y, width, 17);
      if (rect.left < 2 || rect.top < 2 || rect.right > size.x - 2 || rect.bottom > size.y - 2) return;
      if (!room.free(rect) || (aside && !named.free(box(at.x, at.y, 2, 2)))) return;
      room.take(rect);
      shown.push({ text: name, className, lat, lon: near(lon) });
    };
    for (const country of new Set(Dateline.countries.values()))
      if (country.area > smallest && !skip.countries.has(country.code))
        show(country, "name country", country.name.length * 8.4 + 6, 0);
    for (const city of Dateline.cities)
      if ((city.population > crowd || (city.capital && zoom >= 5)) && !skip.cities.has(city.name))
        show(city, "name city", city.name.length * 6.6 + 12, 1);
    return shown;
  }

  // Which squares of the map are taken: as quick for thousands of rectangles as for ten.
  function cells(size) {
    const side = 4; // px
    const [columns, rows] = [Math.ceil(size.x / side), Math.ceil(size.y / side)];
    const used = new Uint8Array(columns * rows);
    const span = (low, high, count) => [
      Math.min(Math.max(Math.floor(low / side), 0), count),
      Math.min(Math.max(Math.ceil(high / side), 0), count),
    ];
    const bounds = (rect) => [...span(rect.left, rect.right, columns), ...span(rect.top, rect.bottom, rows)];
    const take = (rect) => {
      const [left, right, top, bottom] = bounds(rect);
      for (let row = top; row < bottom; row += 1) used.fill(1, row * columns + left, row * columns + right);
    };
    const free = (rect) => {
      const [left, right, top, bottom] = bounds(rect);
      for (let row = top; row < bottom; row += 1)
        if (used.subarray(row * columns + left, row * columns + right).includes(1)) return false;
      return true;
    };
    return { take, free };
  }

  Dateline.placing = { box, outer, nearby, names, covered };
})();
