// Everything that is put into words: dates, status, precision, where an event happened.
"use strict";

(() => {
  const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  const RELATIONS = {
    in: "in",
    near: "near",
    at_border: "at the border:",
    between: "between places:",
    along: "along",
    over: "over",
  };
  const PRECISIONS = {
    site: "exact site",
    town: "town or city",
    area: "area",
    border: "stretch of border",
    admin2: "district or county",
    admin1: "province or state",
    region: "whole region",
    country: "whole country",
  };
  const ROLES = {
    event: "place of an event",
    dateline: "dateline: where the report was filed",
    byline: "where a reporter was",
    metonym: "stands for a government or body",
    demonym: "names a people or nationality",
    background: "mentioned in passing",
  };
  const SECTORS = {
    GOV: "government",
    MIL: "military",
    REB: "rebels",
    OPP: "opposition",
    PTY: "party",
    COP: "police",
    SPY: "intelligence",
    JUD: "judiciary",
    LEG: "legislature",
    CVL: "civilians",
    CIV: "civilians",
    BUS: "business",
    JRN: "media",
    EDU: "education",
    REL: "religious body",
    IGO: "international body",
    NGO: "aid or civic group",
    UNS: "armed group",
    REF: "refugees",
    JEW: "Jewish community",
    MUS: "Muslim community",
    CHR: "Christian community",
    AGR: "farmers",
    LAB: "workers",
    CRM: "criminals",
    ELI: "former officials",
    INT: "international body",
    MNC: "multinational company",
    MED: "health workers",
    PRM: "paramilitaries",
    UAF: "unidentified gunmen",
    SOC: "society",
  };

  const count = (number, noun, plural = `${noun}s`) => `${number.toLocaleString("en")} ${number === 1 ? noun : plural}`;
  const parts = (iso) =>
    /^\d{4}-\d{2}-\d{2}$/.test(iso) && iso.slice(5, 7) >= "01" && iso.slice(5, 7) <= "12" ? iso.split("-") : null;

  function day(iso) {
    const one = parts(iso);
    return one ? `${Number(one[2])} ${MONTHS[one[1] - 1]} ${Number(one[0])}` : iso;
  }

  // "8–15 Jul 2016", "30 Jun – 2 Jul 2016", "15 Jul 2016"
  function interval(start, end) {
    const [from, to] = [parts(start), parts(end)];
    if (start === end || !from || !to) return start === end ? day(start) : `${start} – ${end}`;
    if (from[0] !== to[0]) return `${day(start)} – ${day(end)}`;
    if (from[1] !== to[1]) return `${Number(from[2])} ${MONTHS[from[1] - 1]} – ${day(end)}`;
    return `${Number(from[2])}–${day(end)}`;
  }

  // Days since 1970-01-01 -> ISO; and an event's days as they stand in the columns, null if it has none.
  const iso = (number) => new Date(number * 86400000).toISOString().slice(0, 10);
  const when = (row) => {
    const { events, UNDATED } = Dateline.store;
    return events.start[row] === UNDATED ? null : interval(iso(events.start[row]), iso(events.end[row]));
  };

  const STATUS = {
    denied: "Did not happen, the text says",
    proposed: "Proposed, planned, feared, demanded or alleged: not reported as fact",
    generic: "Repeatedly or in general: not one single event",
  };
  const SHORT = { denied: "did not happen", proposed: "not reported as fact", generic: "in general" };

  // What a reader must know before taking an event for a fact, as sentences.
  const status = (event) =>
    [
      event.polarity === "negative" ? STATUS.denied : null,
      event.modality === "other" ? STATUS.proposed : null,
      event.genericity === "generic" ? STATUS.generic : null,
      event.tense === "future" && event.modality !== "other" ? "Expected" : null,
    ].filter(Boolean);
  const shortStatus = (row) => {
    const flags = Dateline.store.events.flags[row];
    return [flags & 2 ? SHORT.denied : null, flags & 1 ? SHORT.proposed : null, flags & 4 ? SHORT.generic : null]
      .filter(Boolean)
      .join(", ");
  };

  function distance(km) {
    if (km >= 100) return `${(Math.round(km / 10) * 10).toLocaleString("en")} km`;
    return km >= 1 ? `${Math.round(km)} km` : `${Math.round(km * 1000)} m`;
  }

  // "near Damascus", "northern part of Syria": the short form used in lists and labels. `link` as store.link gives it.
  const where = (link) =>
    link.label ?? (link.relation === "in" ? link.name : `${RELATIONS[link.relation]} ${link.name}`);
  // Where an event without a point happened: what the text calls it, or that it tells nothing.
  const unplaced = (event) =>
    event.unknown.length ? `${event.unknown.join(", ")} (not in the gazetteer)` : "No place was found in the text";

  // The same from the columns alone, for lists.
  const nowhere = (row) => (Dateline.store.events.unknown[row] ? "place not in the gazetteer" : "no place in the text");

  // "She", "the latter": words that say who acts only together with the text around them.
  const PRONOUNS = new Set(
    `i me we us you he him she her it they them who whom which that this these those one some many several others both all
    himself herself itself themselves anyone someone everyone nobody`.split(/\s+/),
  );
  const isPronoun = (text) => PRONOUNS.has(text.trim().toLowerCase());

  // One event in a line, from the columns alone: what, where, when, and what it is not.
  function brief(row) {
    const { events, kinds, link } = Dateline.store;
    const first = events.firstLink[row] < events.firstLink[row + 1] ? link(events.firstLink[row]) : null;
    return [kinds[events.kind[row]].words, first && where(first), when(row), shortStatus(row)].filter(Boolean);
  }

  const precision = (link) =>
    `${PRECISIONS[link.precision]}${link.km > 0 ? `; the spot lies within about ${distance(link.km)}` : ""}`;
  const actor = (one) =>
    [one.sector && (Object.hasOwn(SECTORS, one.sector) ? SECTORS[one.sector] : one.sector), one.country && Dateline.countryName(one.country)]
      .filter(Boolean)
      .join(", ");
  // A place of the gazetteer with what it lies in: ["Palmyra", "Homs", "Syria"].
  const fullName = (place) => {
    const { name, admin1, country } = Dateline.store.places;
    return [name[place], admin1[place], country[place] && Dateline.countryName(country[place])].filter(
      (part, i, all) => part && all.indexOf(part) === i,
    );
  };

  Dateline.countryName = (code) => Dateline.countries?.get(code)?.name ?? code;
  Dateline.words = {
    count,
    day,
    iso,
    interval,
    when,
    status,
    shortStatus,
    where,
    unplaced,
    nowhere,
    isPronoun,
    brief,
    precision,
    actor,
    fullName,
    role: (toponym) => ROLES[toponym.role],
  };

  // The quoted sentence, with the words that tell the event emphasised; of one longer than `longest` the part around them.
  Dateline.quotation = (event, tag = "blockquote", longest = 1500) => {
    const text = event.quote.trimEnd();
    const marks = event.mentions
      .map((mention) => mention.map((at) => at - event.sentence[0]))
      .sort((a, b) => a[0] - b[0]);
    const told = marks.find(([from]) => from >= 0 && from < text.length) ?? [0];
    const first = text.length > longest ? Math.max(0, told[0] - Math.floor(longest / 3)) : 0;
    const end = Math.min(text.length, first + longest);
    const box = Dateline.said(first ? "…" : "", tag, { class: `quote fam-${event.family}` });
    let at = first;
    for (const [from, to] of marks) {
      const [a, b] = [Math.max(from, at), Math.min(to, end)];
      if (b <= a) continue;
      box.append(text.slice(at, a), Dateline.el("mark", {}, text.slice(a, b)));
      at = b;
    }
    box.append(text.slice(at, end), end < text.length ? "…" : "");
    return box;
  };
})();
