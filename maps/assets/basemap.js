// The world under the marks: Natural Earth countries and lakes, drawn on canvas tiles from data in the page.
"use strict";
(() => {
  const EXTENT = 4096;
  const CREDIT = [
    ["Natural Earth", "https://www.naturalearthdata.com/"],
    ["GeoNames (CC BY 4.0)", "https://www.geonames.org/"],
    ["Leaflet", "https://leafletjs.com/"],
  ];

  const UNIT_ZOOM = 4; // lines between states, provinces … are drawn from here on

  // The bytes that an inert script element holds as gzip in base64.
  Dateline.unpack = (id) => {
    const stream = new Blob([decoded(document.getElementById(id).textContent)]).stream();
    return new Response(stream.pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
  };

  function decoded(base64) {
    if (Uint8Array.fromBase64) return Uint8Array.fromBase64(base64);
    const text = atob(base64);
    const bytes = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i += 1) bytes[i] = text.charCodeAt(i);
    return bytes;
  }

  const unpacked = async (id) => JSON.parse(new TextDecoder().decode(await Dateline.unpack(id)));

  const Canvas = L.GridLayer.extend({
    initialize(indices) {
      L.GridLayer.prototype.initialize.call(this, { pane: "basemap", updateWhenZooming: false, keepBuffer: 3 });
      this.indices = indices;
    },
    createTile(coords) {
      const size = this.getTileSize();
      const ratio = Math.min(window.devicePixelRatio || 1, 2);
      const tile = document.createElement("canvas");
      tile.width = size.x * ratio;
      tile.height = size.y * ratio;
      const pen = tile.getContext("2d", { alpha: false });
      const ink = getComputedStyle(document.documentElement);
      const colour = (...names) => names.map((name) => ink.getPropertyValue(name).trim()).find(Boolean);
      pen.fillStyle = colour("--water");
      pen.fillRect(0, 0, tile.width, tile.height);
      pen.lineJoin = "round";
      const trace = (name, { fill, stroke, width = 1, dash = [], alpha = 1 }) => {
        const found = this.indices[name]()?.getTile(coords.z, coords.x, coords.y);
        if (!found) return;
        pen.beginPath();
        for (const feature of found.features)
          for (const line of feature.geometry) {
            line.forEach(([x, y], i) =>
              pen[i ? "lineTo" : "moveTo"]((x / EXTENT) * tile.width, (y / EXTENT) * tile.height),
            );
          }
        pen.setLineDash(dash.map((length) => length * ratio));
        if (fill) {
          pen.fillStyle = fill;
          pen.fill();
        }
        if (stroke) {
          pen.globalAlpha = alpha;
          pen.strokeStyle = stroke;
          pen.lineWidth = width * ratio;
          pen.stroke();
          pen.globalAlpha = 1;
        }
      };
      trace("land", { fill: colour("--land") });
      trace("coasts", { stroke: colour("--coast"), width: 0.8 });
      const unit = ink.getPropertyValue("--unit").trim();
      if (coords.z >= UNIT_ZOOM)
        trace("units", { stroke: unit || colour("--border"), alpha: unit ? 1 : 0.55, width: 0.7 });
      trace("lakes", { fill: colour("--water"), stroke: colour("--coast"), width: 0.6 });
      trace("borders", { stroke: colour("--border"), width: 0.9 });
      trace("disputed", { stroke: colour("--border"), width: 0.9, dash: [3, 3] });
      return tile;
    },
  });

  // The atlas joins what the antimeridian cuts, jumping from 180 to -180. Make each line run on past 180 instead.
  function unwrapped(line) {
    let shift = 0;
    return line.map(([lon, lat], i) => {
      const step = i ? lon - line[i - 1][0] : 0;
      if (Math.abs(step) > 180) shift -= 360 * Math.sign(step);
      return [lon + shift, lat];
    });
  }

  // Antarctica's ring, which goes once around, is closed at the pole.
  function closed(ring) {
    const run = unwrapped(ring);
    const [first, last] = [run[0], run.at(-1)];
    return first[0] === last[0] ? run : [...run, [last[0], -90], [first[0], -90], first];
  }

  const polygons = (geometry) => {
    const { type, coordinates } = topojson.feature(Dateline.topology, geometry).geometry;
    return type === "Polygon" ? [coordinates] : coordinates;
  };
  const features = (type, parts) => ({
    type: "FeatureCollection",
    features: parts.map((coordinates) => ({ type: "Feature", properties: {}, geometry: { type, coordinates } })),
  });

  // The outlines of a country, as lines of [lon, lat].
  const outlines = (code) => (Dateline.shapesOf.get(code) ?? []).flatMap(polygons).flat().map(closed);

  let layer = null;

  async function load(map) {
    const inner = document.getElementById("dateline-admin1");
    const [world, units] = await Promise.all([unpacked("dateline-world"), inner && unpacked("dateline-admin1")]);
    const { countries, land, lakes, borders, disputed } = world.topology.objects;
    Dateline.topology = world.topology;
    Dateline.shapesOf = grouped(countries.geometries);
    Dateline.countries = new Map();
    for (const [code, iso3, name, lon, lat, area] of world.countries) {
      const country = { code, name, lon, lat, area };
      Dateline.countries.set(code, country);
      Dateline.countries.set(iso3, country);
    }
    Dateline.cities = world.cities.map(([name, lon, lat, population, capital]) => ({
      name,
      lon,
      lat,
      population,
      capital,
    }));
    Dateline.countryLines = outlines;
    map.createPane("basemap").style.zIndex = 150;
    layer = new Canvas({
      land: sliced(() => features("Polygon", polygons(land).map((rings) => rings.map(closed)))),
      coasts: sliced(() => features("LineString", polygons(land).flat().map(unwrapped))),
      lakes: sliced(() => features("Polygon", lakes.geometries.flatMap(polygons))),
      borders: sliced(() => features("LineString", topojson.feature(world.topology, borders).geometry.coordinates)),
      disputed: sliced(() => features("LineString", topojson.feature(world.topology, disputed).geometry.coordinates)),
      units: units ? sliced(() => features("LineString", inside(units))) : () => null,
    }).addTo(map);
  }

  // Tiles of what `make` returns, made when the first is drawn.
  function sliced(make) {
    let index = null;
    return () =>
      (index ??= new GeoJSONVT(make(), { maxZoom: 12, indexMaxZoom: 4, tolerance: 2, buffer: 64, extent: EXTENT }));
  }

  // The lines between first-level units, from steps on the grid to degrees.
  function inside({ quanta, lines }) {
    return Object.values(lines).flatMap((country) =>
      country.map((steps) => {
        let [x, y] = [0, 0];
        return Array.from({ length: steps.length / 2 }, (_, i) => {
          x += steps[2 * i];
          y += steps[2 * i + 1];
          return [(x * 360) / quanta - 180, (y * 180) / quanta - 90];
        });
      }),
    );
  }

  function grouped(geometries) {
    const groups = new Map();
    for (const geometry of geometries) groups.set(geometry.id, [...(groups.get(geometry.id) ?? []), geometry]);
    return groups;
  }

  function credit(map) {
    const control = L.control({ position: "bottomright" });
    control.onAdd = () => {
      const links = CREDIT.flatMap(([name, href], i) => [
        i ? " · " : "",
        Dateline.el("a", { href, target: "_blank", rel: "noopener" }, name),
      ]);
      return Dateline.el("div", { class: "leaflet-control-attribution" }, ...links);
    };
    control.addTo(map);
  }

  // Draw anew in the colours that the style sheet now gives.
  const redraw = () => layer?.redraw();

  Dateline.basemap = { load, credit, redraw };
})();
