// What is shown, as files: GeoJSON (RFC 7946) with one feature an event, CSV with one row an event and place.
// Fields that `dateline export` has bear the same names.
"use strict";
(() => {
  const AT_ONCE = 500; // events between two breaths, so that the page stays alive

  // The rows shown, in the order of their articles: each block of words is unpacked once.
  function rows() {
    const { events } = Dateline.store;
    const found = [];
    for (let row = 0; row < events.count; row += 1) if (!Dateline.shown.fails[row]) found.push(row);
    return found.sort((a, b) => events.article[a] - events.article[b] || events.ordinal[a] - events.ordinal[b]);
  }

  async function each(make) {
    const wanted = rows();
    const off = new Set(Dateline.state.precisions); // the reader may change filters meanwhile
    const made = [];
    for (const [i, row] of wanted.entries()) {
      const event = await Dateline.store.event(row);
      const links = event.links.filter((link) => !off.has(link.class)); // as on the map
      made.push(make({ ...event, links }));
      if (i % AT_ONCE === AT_ONCE - 1) await new Promise((done) => setTimeout(done));
    }
    return made;
  }

  const properties = (event) => ({
    kind: "event",
    id: event.id,
    type: event.type,
    words: event.words,
    actors: event.actors,
    modality: event.modality,
    polarity: event.polarity,
    genericity: event.genericity,
    tense: event.tense,
    confidence: event.confidence,
    date_start: event.date?.start ?? null,
    date_end: event.date?.end ?? null,
    date_text: event.date?.text ?? null,
    evidence: event.quote.trim(),
    article_id: event.article.id,
    article_title: event.article.title,
    article_source: event.article.source,
    article_published: event.article.published,
  });

  const place = (link) => ({
    name: link.name,
    spot: link.label,
    relation: link.relation,
    lon: link.lon,
    lat: link.lat,
    precision: link.precision,
    uncertainty_km: link.km,
    confidence: link.confidence,
  });

  function feature(event) {
    const points = event.links.map(({ lon, lat }) => [lon, lat]);
    const geometry = points.length > 1 ? { type: "MultiPoint", coordinates: points } : null;
    return JSON.stringify({
      type: "Feature",
      geometry: points.length === 1 ? { type: "Point", coordinates: points[0] } : geometry,
      properties: { ...properties(event), places: event.links.map(place) },
    });
  }

  async function geojson() {
    const features = await each(feature);
    return `{"type":"FeatureCollection","features":[\n${features.join(",\n")}\n]}\n`;
  }

  const EVENT_COLUMNS = ["id", "type", "words", "modality", "polarity", "genericity", "tense", "confidence"];
  const DATE_COLUMNS = ["date_start", "date_end", "date_text"];
  const PLACE_COLUMNS = ["name", "spot", "relation", "lon", "lat", "precision", "uncertainty_km", "confidence"];
  const SOURCE_COLUMNS = ["article_id", "article_title", "article_source", "article_published", "evidence"];
  const HEADER = [
    ...EVENT_COLUMNS,
    ...DATE_COLUMNS,
    "actor",
    "recipient",
    ...PLACE_COLUMNS.map((name) => `place_${name}`),
    ...SOURCE_COLUMNS,
  ];

  // One cell by RFC 4180. A text that a spreadsheet would take for a formula gets an apostrophe in front.
  function cell(value) {
    if (value === null || value === undefined) return "";
    if (typeof value === "number") return String(value);
    const text = /^[=+\-@\t\r\n|%]/.test(value) ? `'${value}` : value;
    return /[",\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;
  }

  function lines(event) {
    const all = properties(event);
    const named = (role) =>
      event.actors
        .filter((one) => one.role === role)
        .map(({ text }) => text)
        .join("; ");
    return (event.links.length ? event.links.map(place) : [{}])
      .map((where) =>
        [
          ...[...EVENT_COLUMNS, ...DATE_COLUMNS].map((name) => all[name]),
          named("actor"),
          named("recipient"),
          ...PLACE_COLUMNS.map((name) => where[name]),
          ...SOURCE_COLUMNS.map((name) => all[name]),
        ]
          .map(cell)
          .join(","),
      )
      .join("\r\n");
  }

  async function csv() {
    const rowsOfText = await each(lines);
    return `\ufeff${[HEADER.join(","), ...rowsOfText].join("\r\n")}\r\n`;
  }

  Dateline.exporting = { geojson, csv };
})();
