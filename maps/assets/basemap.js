// The world under the marks: Natural Earth countries and lakes, drawn on canvas tiles from data in the page.
"use strict";
(() => {
  const EXTENT = 4096;
  const CREDIT = [
    ["Natural Earth", "https://www.naturalearthdata.com/"],
    ["GeoNames (CC BY 4.0)", "https://www.geonames.org/"],
    ["Leaflet", "https://leafletjs.com/"],
  ];

  async function unpack(id) {
    const bytes = Uint8Array.from(atob(document.getElementById(id).textContent), (character) =>
      character.charCodeAt(0),
    );
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(stream).json();
  }

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
      const pen = tile.getContext("2d");
      const ink = getComputedStyle(document.documentElement);
      const colour = (name) => ink.getPropertyValue(name).trim();
      pen.fillStyle = colour("--water");
      pen.fillRect(0, 0, tile.width, tile.height);
      pen.lineJoin = "round";
      const trace = (index, { fill, stroke, width = 1, dash = [] }) => {
        const found = index.getTile(coords.z, coords.x, coords.y);
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
          pen.fillStyle = colour(fill);
          pen.fill();
        }
        if (stroke) {
          pen.strokeStyle = colour(stroke);
          pen.lineWidth = width * ratio;
          pen.stroke();
        }
      };
      trace(this.indices.land, { fill: "--land", stroke: "--coast", width: 0.8 });
      trace(this.indices.lakes, { fill: "--water", stroke: "--coast", width: 0.6 });
      trace(this.indices.borders, { stroke: "--border", width: 0.9 });
      trace(this.indices.disputed, { stroke: "--border", width: 0.9, dash: [3, 3] });
      return tile;
    },
  });

  // The atlas joins what the antimeridian cuts, jumping from 180 to -180. Make each ring run on past 180 instead;
  // Antarctica's, which goes once around, is closed at the pole.
  function unwrapped(ring) {
    let shift = 0;
    const run = ring.map(([lon, lat], i) => {
      const step = i ? lon - ring[i - 1][0] : 0;
      if (Math.abs(step) > 180) shift -= 360 * Math.sign(step);
      return [lon + shift, lat];
    });
    if (shift) run.push([run.at(-1)[0], -90], [run[0][0], -90], run[0]);
    return run;
  }

  function feature(geometry) {
    const { type, coordinates } = topojson.feature(Dateline.topology, geometry).geometry;
    const polygons = type === "Polygon" ? [coordinates] : coordinates;
    const shape = { type: "MultiPolygon", coordinates: polygons.map((polygon) => polygon.map(unwrapped)) };
    return { type: "Feature", properties: {}, geometry: shape };
  }

  // The outlines of a country, as lines of [lon, lat].
  const outlines = (code) =>
    (Dateline.shapesOf.get(code) ?? []).flatMap((geometry) => feature(geometry).geometry.coordinates.flat());

  async function load(map) {
    const world = await unpack("dateline-world");
    const { countries, lakes } = world.topology.objects;
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
    const slice = (geojson) =>
      new GeoJSONVT(geojson, { maxZoom: 12, indexMaxZoom: 4, tolerance: 2, buffer: 64, extent: EXTENT });
    const whole = (mesh) => ({ type: "Feature", properties: {}, geometry: mesh });
    map.createPane("basemap").style.zIndex = 150;
    const layer = new Canvas({
      land: slice({ type: "FeatureCollection", features: countries.geometries.map(feature) }),
      lakes: slice(topojson.feature(world.topology, lakes)),
      borders: slice(whole(topojson.mesh(world.topology, countries, (a, b) => a !== b && a.id !== b.id))),
      disputed: slice(whole(topojson.mesh(world.topology, countries, (a, b) => a !== b && a.id === b.id))),
    }).addTo(map);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => layer.redraw());
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

  Dateline.basemap = { load, credit };
})();
