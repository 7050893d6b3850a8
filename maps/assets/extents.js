// What is not a point: outlines of countries, shapes of regions and borders, circles of uncertainty.
"use strict";
(() => {
  const EARTH_KM = 6371;
  const VAST_KM = 1000; // a region of this radius ("Sahel", an ocean) is named, not hatched
  const ISLAND = 0.15; // of the largest part: smaller parts are left out of account
  const FEW = 150; // outlines drawn at once, those of most events first
  let renderer = null;
  let group = null;
  let cache = new Map(); // spot → { closed, lines }
  const drawn = new Map(); // spot → { layer, className }

  // The copy of a longitude that lies nearest to the story's own meridian, so that the antimeridian splits nothing.
  Dateline.meridian = 0;
  Dateline.near = (lon, meridian = Dateline.meridian) => lon + 360 * Math.round((meridian - lon) / 360);
  const at = (lon, lat) => L.latLng(lat, Dateline.near(lon));
  const spotAt = (spot) => at(Dateline.store.spots.lon[spot], Dateline.store.spots.lat[spot]);

  const classOf = (spot) => Dateline.head.precisions[Dateline.store.spots.precision[spot]].key;
  const vast = (spot) => classOf(spot) === "region" && Dateline.store.spots.km[spot] >= VAST_KM;
  // Whether nothing may be drawn on the ground: a country or a vast region has a label beside it instead.
  const whole = (spot) => classOf(spot) === "country" || vast(spot);
  const bounded = (spot) => classOf(spot) !== "point";

  // The country that a spot means as a whole, as ISO code; null if it means something smaller or larger.
  function countryOf(spot) {
    const { spots, places } = Dateline.store;
    if (classOf(spot) !== "country" || spots.place[spot] < 0) return null;
    return Dateline.countries.get(places.country[spots.place[spot]])?.code ?? null;
  }

  function start(map) {
    map.createPane("extents").style.zIndex = 350;
    renderer = L.svg({ pane: "extents", padding: 0.6 }).addTo(map);
    group = L.layerGroup().addTo(map);
    renderer._container.setAttribute("aria-hidden", "true");
    renderer._container.prepend(
      Dateline.svg("defs", {}, ...[...Dateline.head.families, { key: "mixed" }].map(hatching)),
    );
  }

  const hatching = ({ key }) =>
    Dateline.svg(
      "pattern",
      {
        id: `hatch-${key}`,
        class: `fam-${key}`,
        width: 7,
        height: 7,
        patternUnits: "userSpaceOnUse",
        patternTransform: "rotate(45)",
      },
      Dateline.svg("line", { class: "hatch", x1: 0, y1: 0, x2: 0, y2: 7 }),
    );

  // Lines of [lon, lat] as lines of latlngs, each as a whole on the side of the antimeridian that is nearest to `lon`.
  function placed(lines, lon) {
    return lines.map((line) => {
      const middle = line.reduce((sum, point) => sum + point[0], 0) / line.length;
      const shift = Dateline.near(middle, lon) - middle;
      return line.map(([x, y]) => L.latLng(y, x + shift));
    });
  }

  // A point of a country to put its name at or to aim at: the base map's, unless that lies in the sea (Fiji's does).
  const points = new Map();
  function countryPoint(code) {
    if (!points.has(code)) {
      const { lon, lat } = Dateline.countries.get(code);
      const lines = Dateline.countryLines(code);
      const flatly = lines.map((line) => line.map(([x, y]) => ({ x: Dateline.near(x, lon), y })));
      const middle = lines.length ? L.latLngBounds(main(country(code)).flat()).getCenter() : null;
      const apart = middle && !Dateline.placing.inside({ x: lon, y: lat }, flatly);
      points.set(code, apart ? { lon: middle.lng, lat: middle.lat } : { lon, lat });
    }
    const { lon, lat } = points.get(code);
    return at(lon, lat);
  }

  // The outline of a country. Its parts stay together: Alaska does not jump to the other end of the map.
  const country = (code) => placed(Dateline.countryLines(code), Dateline.near(Dateline.countries.get(code).lon));

  // The lines that matter for where to look and where to put a label: no far-off islands.
  function main(lines) {
    const sizes = lines.map((line) => {
      const box = L.latLngBounds(line);
      return (box.getEast() - box.getWest()) * (box.getNorth() - box.getSouth());
    });
    const least = Math.max(...sizes) * ISLAND;
    return lines.filter((_, i) => sizes[i] >= least);
  }

  function flat({ type, coordinates }) {
    if (type === "LineString") return [coordinates];
    if (type === "Polygon" || type === "MultiLineString") return coordinates;
    return type === "MultiPolygon" ? coordinates.flat() : [];
  }

  // The points `km` away from a point on the sphere. A circle around a pole runs along the edge of the map.
  function circle(lon, latitude, km) {
    const [lat, angle] = [(latitude * Math.PI) / 180, Math.max(km, 1) / EARTH_KM];
    let before = Dateline.near(lon);
    const line = Array.from({ length: 97 }, (_, i) => {
      const bearing = (i * Math.PI) / 48;
      const north = Math.asin(Math.sin(lat) * Math.cos(angle) + Math.cos(lat) * Math.sin(angle) * Math.cos(bearing));
      const east = Math.atan2(
        Math.sin(bearing) * Math.sin(angle) * Math.cos(lat),
        Math.cos(angle) - Math.sin(lat) * Math.sin(north),
      );
      before = Dateline.near(lon + (east * 180) / Math.PI, before);
      return L.latLng((north * 180) / Math.PI, before);
    });
    if (Math.abs(line.at(-1).lng - line[0].lng) < 180) return line;
    const pole = 90 * Math.sign(latitude);
    return [...line, L.latLng(pole, line.at(-1).lng), L.latLng(pole, line[0].lng)];
  }

  // What holds the true spot: { closed, lines of latlngs }. A country's outline, the place's own shape, or a circle.
  function extent(spot) {
    if (!cache.has(spot)) cache.set(spot, traced(spot));
    return cache.get(spot);
  }

  function traced(spot) {
    const { spots, shapes } = Dateline.store;
    const code = countryOf(spot);
    if (code && Dateline.countryLines(code).length) return { closed: true, lines: country(code) };
    const shape = spots.shape[spot] >= 0 ? shapes[spots.shape[spot]] : null;
    const lines = shape ? placed(flat(shape), spotAt(spot).lng) : [];
    if (lines.length) return { closed: !/Line/.test(shape.type), lines };
    return { closed: true, lines: [circle(spots.lon[spot], spots.lat[spot], spots.km[spot])] };
  }

  const path = ({ closed, lines }, className) =>
    (closed ? L.polygon : L.polyline)(lines, { pane: "extents", renderer, interactive: false, className });

  // Draw the extents of spots and nothing else. `wanted`: { spot, family (key or "mixed"), dotted, count }.
  function draw(wanted) {
    const most = [...wanted].sort((a, b) => b.count - a.count).slice(0, FEW);
    const classes = new Map();
    for (const { spot, family, dotted } of most) {
      const { closed } = extent(spot);
      const plain = !closed || whole(spot) ? " plain" : "";
      const faint = vast(spot) ? " vast" : "";
      classes.set(spot, `extent fam-${family} hatch-${family}${dotted ? " dotted" : ""}${plain}${faint}`);
    }
    for (const [spot, { layer, className }] of drawn)
      if (classes.get(spot) !== className) {
        group.removeLayer(layer);
        drawn.delete(spot);
      }
    for (const [spot, className] of classes)
      if (!drawn.has(spot)) {
        const layer = path(extent(spot), className);
        group.addLayer(layer);
        drawn.set(spot, { layer, className });
      }
  }

  // Forget what was drawn, since the story's meridian has moved.
  function forget() {
    cache = new Map();
    drawn.clear();
    group.clearLayers();
  }

  const outline = (code, className) => path({ closed: true, lines: country(code) }, className);
  // The line from a label to what it belongs to.
  const leader = (from, to, className) => path({ closed: false, lines: [[from, to]] }, `leader ${className}`);

  Object.assign(Dateline, {
    extents: {
      start,
      at,
      spotAt,
      vast,
      whole,
      bounded,
      countryOf,
      extent,
      main,
      country,
      countryPoint,
      draw,
      forget,
      outline,
      leader,
    },
  });
})();
