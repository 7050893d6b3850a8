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

  // What of the map is taken, in squares: asking is as quick beside thousands of marks as beside ten.
  function room(size) {
    const side = 4; // px
    const [columns, rows] = [Math.ceil(size.x / side), Math.ceil(size.y / side)];
    const used = new Uint8Array(columns * rows);
    const clamp = (value, most) => Math.min(Math.max(value, 0), most);
    const span = ({ left, right, top, bottom }) => [
      clamp(Math.round(left / side), columns),
      clamp(Math.round(right / side), columns),
      clamp(Math.round(top / side), rows),
      clamp(Math.round(bottom / side), rows),
    ];
    const taken = [];
    const take = (rect) => {
      taken.push(rect);
      const [left, right, top, bottom] = span(rect);
      for (let row = top; row < bottom; row += 1) used.fill(1, row * columns + left, row * columns + right);
    };
    // How much of a rectangle is taken, in px².
    const covers = (rect) => {
      const [left, right, top, bottom] = span(rect);
      let sum = 0;
      for (let row = top; row < bottom; row += 1)
        for (let i = row * columns + left; i < row * columns + right; i += 1) sum += used[i];
      return sum * side * side;
    };
    const within = ({ left, right, top, bottom }) =>
      left >= 2 && top >= 2 && right <= size.x - 2 && bottom <= size.y - 2;
    return { size, taken, take, covers, free: (rect) => within(rect) && covers(rect) === 0 };
  }

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

  // A line of latlngs as points of the map, without those closer than 3 px to the one before.
  function thinned(map, line) {
    const points = [];
    for (const latlng of line) {
      const point = map.latLngToContainerPoint(latlng);
      const last = points.at(-1);
      if (!last || Math.abs(last.x - point.x) + Math.abs(last.y - point.y) > 3) points.push(point);
    }
    return points;
  }

  // Where a label of a size goes for an outline given as lines of container points: { centre, foot (the border point it
  // leads to), rect, crowded (it would cover something) }. Null if the outline is out of sight; no `foot` if only its
  // inside is in sight.
  function outer(lines, width, height, space) {
    const { size } = space;
    const shown = lines.flat().filter((p) => p.x > EDGE && p.y > EDGE && p.x < size.x - EDGE && p.y < size.y - EDGE);
    const result = (centre, foot) => {
      const rect = box(centre.x, centre.y, width, height);
      return { centre, foot, rect, crowded: space.covers(rect) > 0.04 * width * height || outside(rect, size) > EDGE };
    };
    if (!shown.length) {
      const middle = L.point(size.x / 2, size.y / 2);
      return inside(middle, lines) ? result(L.point(size.x / 2, height / 2 + 14), null) : null;
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
          let cost = outside(rect, size) * 400 + stretch * 150 + away;
          if (cost >= best.cost) continue;
          cost += space.covers(rect) * 3;
          if (cost >= best.cost) continue;
          cost += 900 * [-0.5, 0, 0.5].filter((part) => inside(L.point(x + part * width, y), lines)).length;
          if (cost < best.cost) best = { cost, centre: L.point(x, y), foot };
        }
    }
    return result(best.centre, best.foot);
  }

  // The best of some spots close to `point` for a label; `crowded` if it would cover something even there. `lines`: the
  // outline of what it names, so that it stands over that rather than over a neighbour; `apart`: px from `point`.
  function nearby(point, width, height, space, { lines = null, apart = 0 } = {}) {
    let best = null;
    for (const [dx, dy] of [
      ...(apart ? [] : [[0, 0]]),
      [0, 1],
      [0, -1],
      [1, 0],
      [-1, 0],
      [0.8, 0.8],
      [-0.8, -0.8],
      [0.8, -0.8],
      [-0.8, 0.8],
    ]) {
      const centre = L.point(
        point.x + dx * (width * 0.5 + apart + 2),
        point.y + dy * (height * (apart ? 0.5 : 1) + apart + 2),
      );
      const rect = box(centre.x, centre.y, width, height);
      const over = space.covers(rect);
      let cost = over * 4 + outside(rect, space.size) * 200 + 8 * Math.hypot(dx, dy);
      if (lines)
        cost += 60 * [-0.5, 0, 0.5].filter((part) => !inside(L.point(centre.x + part * width, centre.y), lines)).length;
      if (!best || cost < best.cost)
        best = { cost, centre, rect, crowded: over > 0.1 * width * height || outside(rect, space.size) > EDGE };
    }
    return best;
  }

  // Width of a label in px, without asking the page to lay itself out.
  const pen = document.createElement("canvas").getContext("2d");
  const widths = new Map();
  function width(text, font) {
    const key = `${font}|${text}`;
    if (!widths.has(key)) {
      pen.font = font;
      widths.set(key, pen.measureText(text).width);
    }
    return widths.get(key);
  }

  // Names of the basemap: countries by size, then cities by population, as many as there is room for beside `taken`.
  // Not those in `skip`: `countries` (ISO codes), `cities` (names) and `spots`, points that bear a name already: a city
  // within `apart` px of one may be the same in another spelling.
  function names(map, taken, skip, apart = 12) {
    const near = (lon) => Dateline.near(lon, map.getCenter().lng);
    const [zoom, size] = [map.getZoom(), map.getSize()];
    const smallest = 60 * 4 ** (4 - zoom);
    const crowd = zoom < 4 ? 9e6 : zoom < 5 ? 4e6 : zoom < 6 ? 2e6 : zoom < 7 ? 1e6 : 4e5;
    const [space, named] = [room(size), room(size)];
    for (const rect of taken) space.take(rect);
    for (const { x, y } of skip.spots ?? []) named.take(box(x, y, 2 * apart, 2 * apart));
    const shown = [];
    const show = ({ name, lat, lon }, className, width, aside) => {
      const at = map.latLngToContainerPoint([lat, near(lon)]);
      const rect = box(at.x + (aside * width) / 2, at.y, width, 17);
      if (!space.free(rect) || (aside && !named.free(box(at.x, at.y, 8, 8)))) return;
      space.take(rect);
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

  Dateline.placing = { box, room, inside, thinned, outer, nearby, width, names };
})();
