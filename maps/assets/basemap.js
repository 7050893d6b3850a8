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

  // Unpacking goes on while the page's other scripts are read; the second of the two may be missing.
  const arriving = Promise.all([
    Dateline.unpackedJson("world"),
    Dateline.unpackedJson("admin1"),
  ]);

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
      const colour = (name) => ink.getPropertyValue(name).trim();
      const lines = (name) => this.indices[name]()?.getTileRaw(coords.z, coords.x, coords.y)?.features ?? [];
      const world = 2 ** coords.z;
      const trace = (features, open) => {
        pen.beginPath();
        for (const { geometry } of features)
          for (const line of geometry)
            for (let i = 0; i < line.length; i += 2) {
              const x = line[i];
              const seam = open && i && x === line[i - 2] && (coords.x + x / EXTENT) % world === 0;
              pen[i && !seam ? "lineTo" : "moveTo"]((x / EXTENT) * tile.width, (line[i + 1] / EXTENT) * tile.height);
            }
      };
      const fill = (features, paint) => {
        trace(features, false);
        pen.fillStyle = paint;
        pen.fill();
      };
      // What closes a shape along the antimeridian is no coast.
      const stroke = (features, paint, width, { dash = [], alpha = 1 } = {}) => {
        trace(features, true);
        pen.setLineDash(dash.map((length) => length * ratio));
        pen.strokeStyle = paint;
        pen.globalAlpha = alpha;
        pen.lineWidth = width * ratio;
        pen.stroke();
        pen.globalAlpha = 1;
      };
      const [land, lakes] = [lines("land"), lines("lakes")];
      const [water, coast, border, unit] = ["--water", "--coast", "--border", "--unit"].map(colour);
      pen.lineJoin = "round";
      pen.fillStyle = water;
      pen.fillRect(0, 0, tile.width, tile.height);
      fill(land, colour("--land"));
      stroke(land, coast, 0.8);
      if (coords.z >= UNIT_ZOOM) stroke(lines("units"), unit || border, 0.7, { alpha: unit ? 1 : 0.55 });
      fill(lakes, water);
      stroke(lakes, coast, 0.6);
      stroke(lines("borders"), border, 0.9);
      stroke(lines("disputed"), border, 1, { dash: [3, 3] });
      return tile;
    },
  });

  // The atlas joins what the antimeridian cuts, jumping from 180 to -180. Make each ring run on past 180 instead;
  // Antarctica's, which goes once around, is closed at the pole.
  function unwrapped(ring) {
    let [shift, before] = [0, ring[0][0]];
    for (const point of ring) {
      const step = point[0] - before;
      before = point[0];
      if (Math.abs(step) > 180) shift -= 360 * Math.sign(step);
      point[0] += shift;
    }
    if (shift) ring.push([ring.at(-1)[0], -90], [ring[0][0], -90], ring[0]);
    return ring;
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
  const outlines = (code) => (Dateline.shapesOf.get(code) ?? []).flatMap(polygons).flat().map(unwrapped);

  let layer = null;

  // Make ready what the data holds, and show it at once if a map is given. A page that sets its view first calls
  // `load()`, then `show(map)`: tiles of a view that nobody sees cost more than the data.
  async function load() {
    const [world, units] = await arriving;
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
    layer = new Canvas({
      land: sliced(() => features("Polygon", polygons(land).map((rings) => rings.map(unwrapped)))),
      lakes: sliced(() => features("Polygon", lakes.geometries.flatMap(polygons))),
      borders: sliced(() => features("LineString", topojson.feature(world.topology, borders).geometry.coordinates)),
      disputed: sliced(() => features("LineString", topojson.feature(world.topology, disputed).geometry.coordinates)),
      units: units ? sliced(() => features("LineString", inside(units))) : () => null,
    });
  }

  function show(map) {
    map.createPane("basemap").style.zIndex = 150;
    layer.addTo(map);
  }

  // Tiles of what `make` returns, made when the first is drawn.
  function sliced(make) {
    let index = null;
    return () =>
      (index ??= new GeoJSONVT(make(), { maxZoom: 12, indexMaxZoom: 4, tolerance: 4, buffer: 64, extent: EXTENT }));
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
      const others = Dateline.head.credits.map((words) => ` · ${words}`); // of the places' other sources
      return Dateline.el("div", { class: "leaflet-control-attribution" }, ...links, ...others);
    };
    control.addTo(map);
  }

  // Draw anew in the colours that the style sheet now gives.
  const redraw = () => layer?.redraw();

  Dateline.basemap = { load, show, credit, redraw };
})();
