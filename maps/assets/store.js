// The page's data: columns of numbers, one row an event, link, spot …, and blocks of words unpacked when asked for.
// README.md lists the columns. Rows are plain numbers everywhere; only `store.event(row)` makes an object to read.
"use strict";
(() => {
  const { head } = Dateline;
  const TYPES = { uint8: Uint8Array, uint16: Uint16Array, uint32: Uint32Array, int32: Int32Array };
  const DEGREE = 100000; // of the columns of degrees
  const KM = 10;
  const STEP = 1000; // of the lines of shapes, a degree
  const BLOCKS_KEPT = 12; // unpacked; the least recently used goes first
  const UNDATED = 2 ** 31 - 1;

  // Undo the byte shuffle of maps/packing.py. Multi-byte numbers are little-endian, as on every machine with a browser.
  function columnsOf(bytes) {
    const columns = {};
    let at = 0;
    for (const [name, type, rows] of head.columns) {
      const column = new TYPES[type](rows);
      const width = column.BYTES_PER_ELEMENT;
      if (width === 1) column.set(bytes.subarray(at, at + rows));
      else {
        const target = new Uint8Array(column.buffer);
        for (let plane = 0; plane < width; plane += 1) {
          const from = at + plane * rows;
          for (let row = 0, to = plane; row < rows; row += 1, to += width) target[to] = bytes[from + row];
        }
      }
      at += rows * width;
      columns[name] = column;
    }
    return columns;
  }

  // Counts per row -> where each row's part begins, with one more entry for the end of the last.
  function firsts(counts) {
    const first = new Uint32Array(counts.length + 1);
    for (let row = 0; row < counts.length; row += 1) first[row + 1] = first[row] + counts[row];
    return first;
  }

  const scaled = (column, unit) => Float64Array.from(column, (value) => value / unit);

  // Lines of steps in thousandths of a degree -> lists of [lon, lat], nested as GeoJSON's are.
  function positions(coordinates) {
    if (typeof coordinates[0] !== "number") return coordinates.map(positions);
    let [x, y] = [0, 0];
    const line = [];
    for (let i = 0; i < coordinates.length; i += 2) {
      x += coordinates[i];
      y += coordinates[i + 1];
      line.push([x / STEP, y / STEP]);
    }
    return line;
  }

  // What to call each place: the texts' own word for it where that differs from the gazetteer's.
  function called(names) {
    const labels = names.places.slice();
    for (const [place, name] of names.called) labels[place] = name;
    return labels;
  }

  async function load() {
    const [bytes, names] = await Promise.all([Dateline.bytes("columns"), Dateline.unpackedJson("names")]);
    const column = columnsOf(bytes);
    const familyOf = names.kinds.map((kind) => head.families.findIndex(({ key }) => key === kind.family));
    const precisionKey = head.precisionOf.map(([, key]) => head.precisions.findIndex((one) => one.key === key));
    const events = {
      count: column.event_start.length,
      start: column.event_start,
      end: column.event_end,
      kind: column.event_kind,
      family: Uint8Array.from(column.event_kind, (kind) => familyOf[kind]),
      status: column.event_status,
      flags: column.event_flags,
      confidence: column.event_confidence,
      article: column.event_article,
      ordinal: column.event_ordinal,
      sentence: column.event_sentence,
      sentenceLength: column.event_sentence_length,
      unknown: column.event_unknown,
      firstMention: firsts(column.event_mentions),
      firstLink: firsts(column.event_links),
      firstActor: firsts(column.event_actors),
    };
    events.dated = events.count; // the undated come last
    while (events.dated > 0 && events.start[events.dated - 1] === UNDATED) events.dated -= 1;
    const links = {
      count: column.link_spot.length,
      spot: column.link_spot,
      confidence: column.link_confidence,
      metonym: column.link_metonym,
      event: new Uint32Array(column.link_spot.length),
    };
    for (let event = 0; event < events.count; event += 1)
      links.event.fill(event, events.firstLink[event], events.firstLink[event + 1]);
    const spotNames = new Map(names.spots.map(([spot, name, isToponym]) => [spot, { name, isToponym }]));
    Object.assign(Dateline.store, {
      events,
      links,
      spots: {
        count: column.spot_lon.length,
        lon: scaled(column.spot_lon, DEGREE),
        lat: scaled(column.spot_lat, DEGREE),
        km: scaled(column.spot_km, KM),
        kind: column.spot_precision, // site, town, area …: rows of head.precisionOf
        precision: Uint8Array.from(column.spot_precision, (kind) => precisionKey[kind]), // rows of head.precisions
        relation: column.spot_relation,
        place: Int32Array.from(column.spot_place), // -1: the gazetteer has no such place
        shape: Int32Array.from(column.spot_shape), // -1: none
        names: spotNames,
      },
      mentionStart: column.mention_start, // from the start of the event's sentence
      mentionLength: column.mention_length,
      places: {
        count: names.places.length,
        name: names.places,
        label: called(names),
        country: Array.from(column.place_country, (row) => names.countries[row]),
        admin1: Array.from(column.place_admin1, (row) => names.admin1[row]),
        is_country: column.place_is_country,
        lon: scaled(column.place_lon, DEGREE),
        lat: scaled(column.place_lat, DEGREE),
        population: column.place_population,
      },
      named: {
        count: column.named_place.length,
        layer: column.named_layer,
        place: column.named_place,
        mentions: column.named_count,
        firstSample: firsts(column.named_samples),
        sampleArticle: column.sample_article,
        sampleToponym: column.sample_toponym,
      },
      articles: {
        count: column.article_length.length,
        length: column.article_length,
        outlet: column.article_outlet,
        published: column.article_published,
      },
      actors: names.actors.map(([text, country, sector]) => ({ text, country, sector })),
      eventActors: column.actor, // row of `actors` times two, plus one for a recipient
      outlets: names.outlets,
      kinds: names.kinds,
      shapes: names.shapes.map(({ type, coordinates }) => ({ type, coordinates: positions(coordinates) })),
      blockArticle: column.block_article,
    });
  }

  // Blocks of words, unpacked on demand. `kind` is "details" or "texts".
  const cache = new Map();
  function block(kind, number, { keep = true } = {}) {
    const key = `${kind}-${number}`;
    const found = cache.get(key) ?? (kind === "texts" ? Dateline.unpackedText(key) : Dateline.unpackedJson(key));
    if (!keep && !cache.has(key)) return found;
    cache.delete(key);
    cache.set(key, found);
    if (cache.size > BLOCKS_KEPT) cache.delete(cache.keys().next().value);
    return found;
  }

  const blockOf = (article) => Dateline.lastUpTo(Dateline.store.blockArticle, article);

  // One article: { number, id, title, byline, published, source, text, toponyms, events }; words are missing where the page
  // was made without them.
  async function article(number) {
    const { articles, outlets, blockArticle } = Dateline.store;
    const plain = { number, id: null, source: outlets[articles.outlet[number]], title: null, byline: [], published: null };
    if (head.evidence === "none") return { ...plain, text: "", toponyms: [], events: [] };
    const at = blockOf(number);
    const [details, text] = await Promise.all([block("details", at), block("texts", at)]);
    let start = 0;
    for (let i = blockArticle[at]; i < number; i += 1) start += articles.length[i];
    return {
      ...plain,
      toponyms: [],
      ...details[number - blockArticle[at]],
      text: text.slice(start, start + articles.length[number]),
    };
  }

  // The sentence that tells an event, without unpacking what else is known of its article.
  async function quote(row) {
    const { events, articles, blockArticle } = Dateline.store;
    const number = events.article[row];
    const at = blockOf(number);
    const text = await block("texts", at);
    if (text === null) return "";
    let start = events.sentence[row];
    for (let i = blockArticle[at]; i < number; i += 1) start += articles.length[i];
    return text.slice(start, start + events.sentenceLength[row]);
  }

  // Everything about one event, as details.js shows it and exporting.js writes it.
  async function event(row) {
    const { events, links, spots, kinds } = Dateline.store;
    const its = await article(events.article[row]);
    const more = its.events[events.ordinal[row]] ?? {};
    const flags = events.flags[row];
    const [first, last] = [events.firstLink[row], events.firstLink[row + 1]];
    const sentence = [events.sentence[row], events.sentence[row] + events.sentenceLength[row]];
    return {
      row,
      article: its,
      id: more.id ?? `e${events.ordinal[row] + 1}`,
      type: kinds[events.kind[row]].type,
      family: head.families[events.family[row]].key,
      status: head.statuses[events.status[row]].key,
      words: kinds[events.kind[row]].words,
      modality: flags & 1 ? "other" : "asserted",
      polarity: flags & 2 ? "negative" : "positive",
      genericity: flags & 4 ? "generic" : "specific",
      inferredDate: Boolean(flags & 8),
      tense: head.tenses[flags >> 4],
      confidence: events.confidence[row] / 100,
      date: dateOf(row, more.date),
      mentions: mentionsOf(row),
      why: more.why ?? [],
      actors: actorsOf(row),
      unknown: more.unknown ?? [],
      sentence,
      quote: its.text.slice(...sentence),
      links: Array.from({ length: last - first }, (_, i) => ({
        ...link(first + i),
        why: more.places?.[i].why ?? [],
        toponym: more.places ? its.toponyms[more.places[i].toponym] : null,
        confidence: links.confidence[first + i] / 100,
        spot: links.spot[first + i],
        place: spots.place[links.spot[first + i]],
      })),
    };
  }

  // Days come from the columns; `told` is what else the text says of them, and the days themselves if they are none.
  function dateOf(row, told) {
    const { events } = Dateline.store;
    if (events.start[row] === UNDATED) return told?.start === undefined ? null : { text: null, ...told };
    const iso = (day) => new Date(day * 86400000).toISOString().slice(0, 10);
    return { start: iso(events.start[row]), end: iso(events.end[row]), text: null, ...told };
  }

  // Where the article's text tells an event: [start, end] of each mention, the trigger's first.
  function mentionsOf(row) {
    const { events, mentionStart, mentionLength } = Dateline.store;
    const [first, last] = [events.firstMention[row], events.firstMention[row + 1]];
    return Array.from({ length: last - first }, (_, i) => {
      const start = events.sentence[row] + mentionStart[first + i];
      return [start, start + mentionLength[first + i]];
    });
  }

  function actorsOf(row) {
    const { events, eventActors, actors } = Dateline.store;
    return Array.from(eventActors.subarray(events.firstActor[row], events.firstActor[row + 1]), (code) => ({
      ...actors[code >> 1],
      role: code & 1 ? "recipient" : "actor",
    }));
  }

  // Where one link points: name, precision …; `label` is what the text calls the spot where that is not the whole place.
  function link(row) {
    const { links, spots, places } = Dateline.store;
    const spot = links.spot[row];
    const place = spots.place[spot];
    const own = spots.names.get(spot);
    return {
      row,
      lon: spots.lon[spot],
      lat: spots.lat[spot],
      km: spots.km[spot],
      precision: head.precisionOf[spots.kind[spot]][0],
      class: head.precisions[spots.precision[spot]].key,
      relation: head.relations[spots.relation[spot]],
      label: own && !own.isToponym ? own.name : null,
      name: place >= 0 ? places.label[place] : (own?.name ?? ""),
      shape: spots.shape[spot],
    };
  }

  Dateline.store = { load, article, event, quote, link, mentionsOf, block, UNDATED };
})();
