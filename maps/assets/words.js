// The page's data, small DOM helpers, and everything that is put into words: dates, status, precision.
// Whatever comes from an article reaches the page through `said` and `el`'s `text`: as text, never as markup.
"use strict";
const Dateline = { data: JSON.parse(document.getElementById("dateline-data").textContent) };

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

  // Make an element. `attributes` and `tag` are ours; children are elements or strings, which become text.
  Dateline.el = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value === true) element.setAttribute(name, "");
      else if (value !== false && value !== null) element.setAttribute(name, value);
    }
    element.append(...children.filter((child) => child !== null));
    return element;
  };

  // An element around words of the article or gazetteer, kept apart from ours whatever way they are written in.
  Dateline.said = (text, tag = "bdi", attributes = {}) =>
    Dateline.el(tag, { dir: "auto", ...attributes }, String(text));

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

  function status(event) {
    const words = [];
    if (event.polarity === "negative") words.push("Did not happen, the text says");
    if (event.modality === "other") words.push("Proposed, planned, feared, demanded or alleged: not reported as fact");
    if (event.genericity === "generic") words.push("Repeatedly or in general: not one single event");
    if (event.tense === "future" && event.modality !== "other") words.push("Expected");
    return words;
  }

  const shortStatus = (event) =>
    [
      event.polarity === "negative" ? "did not happen" : null,
      event.modality === "other" ? "not reported as fact" : null,
      event.genericity === "generic" ? "in general" : null,
    ]
      .filter(Boolean)
      .join(", ");

  function distance(km) {
    if (km >= 100) return `${(Math.round(km / 10) * 10).toLocaleString("en")} km`;
    return km >= 1 ? `${Math.round(km)} km` : `${Math.round(km * 1000)} m`;
  }

  const namedPlace = (link) => {
    const toponym = Dateline.data.toponyms[link.toponym];
    return toponym.place === null
      ? { name: toponym.text, label: toponym.text, country: null, admin1: null }
      : Dateline.data.places[toponym.place];
  };

  // "near Damascus", "northern part of Syria": the short form used in lists and labels.
  const where = (link) => {
    if (link.label !== null) return link.label;
    return link.relation === "in" ? namedPlace(link).label : `${RELATIONS[link.relation]} ${namedPlace(link).label}`;
  };
  // Where an event without a point happened: what the text calls it, or that it tells nothing; `brief` for lists.
  const unplaced = (event, brief = false) => {
    const names = event.unknown.map((toponym) => Dateline.data.toponyms[toponym].text).join(", ");
    if (names) return `${names} (not in the gazetteer)`;
    return brief ? null : "No place was found in the text";
  };
  const precision = (link) =>
    `${PRECISIONS[link.precision]}${link.km > 0 ? `; the spot lies within about ${distance(link.km)}` : ""}`;
  const quote = (event) => {
    const text = Dateline.data.articles[event.article].text;
    return { text: text.slice(...event.sentence), marks: event.mentions, start: event.sentence[0] };
  };
  const actor = (one) =>
    [one.sector && (SECTORS[one.sector] ?? one.sector), one.country && Dateline.countryName(one.country)]
      .filter(Boolean)
      .join(", ");
  const fullName = (place) =>
    [place.name, place.admin1, place.country && Dateline.countryName(place.country)].filter(
      (part, i, all) => part && all.indexOf(part) === i,
    );

  Dateline.countryName = (code) => Dateline.countries?.get(code)?.name ?? code;
  Dateline.words = {
    count,
    day,
    interval,
    status,
    shortStatus,
    distance,
    where,
    unplaced,
    namedPlace,
    precision,
    quote,
    actor,
    fullName,
    role: (toponym) => ROLES[toponym.role],
  };

  // The quoted sentence, with the words that tell the event emphasised.
  Dateline.quotation = (event, tag = "blockquote") => {
    const { text, marks, start } = quote(event);
    const box = Dateline.said("", tag, { class: `quote fam-${event.family}` });
    let at = 0;
    for (const [from, to] of [...marks].sort((a, b) => a[0] - b[0])) {
      const [a, b] = [Math.max(from - start, at), Math.min(to - start, text.length)];
      if (b <= a) continue;
      box.append(text.slice(at, a), Dateline.el("mark", {}, text.slice(a, b)));
      at = b;
    }
    box.append(text.slice(at));
    return box;
  };
})();
