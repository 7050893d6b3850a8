// What is not a point: dashed outlines of countries, shapes of regions and borders, circles of uncertainty.
"use strict";
(() => {
  const { words } = Dateline;
  const EARTH_KM = 6371;
  const HATCHED_KM = 400; // a larger circle is left without hatching
  let renderer = null;

  // The copy of a longitude that lies nearest to the story's own meridian, so that the antimeridian splits nothing.
  Dateline.near = (lon, meridian = Dateline.meridian ?? 0) => lon + 360 * Math.round((meridian - lon) / 360);
  const at = (lon, lat) => L.latLng(lat, Dateline.near(lon));

  // Make the pane and its SVG renderer, with one hatching a family.
  function start(map) {
    map.createPane("extents").style.zIndex = 350;
    renderer = L.svg({ pane: "extents", padding: 0.6 }).addTo(map);
    hatches();
  }

  function hatches() {
    const patterns = [...Dateline.data.families.map(({ key }) => key), "mixed"].map((family) =>
      Dateline.svg(
        "pattern",
        {
          id: `hatch-${family}`,
          class: `fam-${family}`,
          width: 7,
          height: 7,
          patternUnits: "userSpaceOnUse",
          patternTransform: "rotate(45)",
        },
        Dateline.svg("line", { class: "hatch", x1: 0, y1: 0, x2: 0, y2: 7 }),
      ),
    );
    renderer._container.prepend(Dateline.svg("defs", {}, ...patterns));
  }

  const outline = (code) =>
    Dateline.countryLines(code).map((line) => {
      const middle = line.reduce((sum, [lon]) => sum + lon, 0) / line.length;
      const shift = Dateline.near(middle) - middle;
      return line.map(([lon, lat]) => L.latLng(lat, lon + shift));
    });

  // The country that a link means as a whole, as ISO code; null if it means something smaller or larger.
  const countryOf = (link) => (link.precision === "country" ? words.namedPlace(link).country : null);

  // The Leaflet layer of a link's extent: its country's outline, its own shape, or the circle of its uncertainty.
  function extent(link, className) {
    const options = { pane: "extents", renderer, interactive: false, className };
    const lines = countryOf(link) ? outline(countryOf(link)) : [];
    if (lines.length) return L.polyline(lines, options);
    if (link.shape === null) return L.polygon(circle(link), options);
    const shape = Dateline.data.shapes[link.shape];
    return L.geoJSON(shape, { ...options, coordsToLatLng: ([lon, lat]) => at(lon, lat), style: { className } });
  }

  // Whether a link's extent is ground to be hatched: no line, nor an outline so wide that hatching would only darken it.
  function hatched(link) {
    if (countryOf(link)) return false;
    return link.shape === null ? link.km <= HATCHED_KM : Dateline.data.shapes[link.shape].type.endsWith("Polygon");
  }

  // The points `link.km` away from the link's point, on the sphere.
  function circle(link) {
    const [lat, angle] = [(link.lat * Math.PI) / 180, Math.max(link.km, 1) / EARTH_KM];
    return Array.from({ length: 72 }, (_, i) => {
      const bearing = (i * Math.PI) / 36;
      const north = Math.asin(Math.sin(lat) * Math.cos(angle) + Math.cos(lat) * Math.sin(angle) * Math.cos(bearing));
      const east = Math.atan2(
        Math.sin(bearing) * Math.sin(angle) * Math.cos(lat),
        Math.cos(angle) - Math.sin(lat) * Math.sin(north),
      );
      return L.latLng((north * 180) / Math.PI, Dateline.near(link.lon) + (east * 180) / Math.PI);
    });
  }

  // The outline of a link's extent, as lines of latlngs.
  function edges(link) {
    const flat = (latlngs) => (Array.isArray(latlngs[0]) ? latlngs.flatMap(flat) : [latlngs]);
    const layer = extent(link, "");
    if (layer instanceof L.Polyline) return flat(layer.getLatLngs());
    return layer.getLayers().flatMap((part) => (part.getLatLngs ? flat(part.getLatLngs()) : []));
  }

  // The outline of a country that the text mentions.
  const mention = (code) =>
    L.polyline(outline(code), { pane: "extents", renderer, interactive: false, className: "extent mention plain" });

  // The line from a label to the border it belongs to.
  const leader = (from, to, className) =>
    L.polyline([from, to], { pane: "extents", renderer, interactive: false, className: `leader ${className}` });

  Dateline.extents = { start, at, outline, countryOf, extent, hatched, edges, mention, leader };
})();
