// Cards: what is known about one event, about one place, or several events to choose from. A card is an element that
// cards.js shows as a popup, in the map's corner, or as a sheet on a phone.
"use strict";
(() => {
  const { el, said, words, head } = Dateline;
  const MENTIONS = 8; // quoted on a place's card
  const FEW = 5; // events listed on a place's card

  const between = (parts, mark) => parts.flatMap((part, i) => [i ? mark : null, part]);
  const muted = (...content) => el("span", { class: "muted" }, ...content);
  const percent = (part) => `${Math.round(part * 100)} %`;

  function button(text, act) {
    const one = el("button", { type: "button", class: "link" }, text);
    one.addEventListener("click", () => act(one));
    return one;
  }

  // Pairs of a name and what stands beside it; null where nothing is known.
  function facts(...pairs) {
    const list = el("dl", { class: "facts" });
    for (const [name, ...content] of pairs.filter(Boolean)) list.append(el("dt", {}, name), el("dd", {}, ...content));
    return list;
  }

  function meter(confidence) {
    const bars = el("span", { class: "meter", "aria-hidden": "true" });
    for (let i = 0; i < 5; i += 1) bars.append(el("i", { class: confidence * 100 > i * 20 + 9 ? "on" : "" }));
    return bars;
  }

  const published = ({ number, published: day }) => {
    const { articles, UNDATED } = Dateline.store;
    return day ?? (articles.published[number] === UNDATED ? null : words.iso(articles.published[number]));
  };

  function when({ date, inferredDate, article }) {
    if (!date && published(article)) return ["When", muted("The text gives no date")];
    if (!date) return ["When", muted("The text gives no full date, and its day of publication is not known")];
    const days = said(words.interval(date.start, date.end));
    if (date.text) return ["When", days, muted(" “", said(date.text), "”")];
    if (!inferredDate) return ["When", days];
    return [
      "When",
      days,
      el("span", { class: "muted block" }, "inferred, not stated here", date.why ? ": " : "", said(date.why ?? "")),
    ];
  }

  function who({ actors }) {
    if (!actors.length) return null;
    const items = actors.map((one) => {
      const more = words.actor(one);
      const name = words.isPronoun(one.text) ? el("span", {}, "“", said(one.text), "” in the text") : said(one.text);
      const role = one.role === "recipient" ? "acted upon" : "acts";
      return el("li", {}, name, muted(` ${role}`, more ? ", " : "", said(more)));
    });
    return ["Who", el("ul", { class: "plain" }, ...items)];
  }

  // What the gazetteer calls the link's place and what that lies in; what the text calls it if there is no such place.
  const placeName = (link) => (link.place >= 0 ? words.fullName(link.place).join(", ") : link.name);

  function where(event, link) {
    if (!link) return null;
    return ["Place", said(placeName(link)), el("span", { class: "muted block" }, words.precision(link))];
  }

  // All places of an event that has several; each goes there.
  function places(event, link) {
    if (event.links.length + event.unknown.length < 2) return null;
    const items = event.links.map((one) => {
      const go = el("button", { type: "button", class: "link", "aria-current": one.row === link.row ? "true" : null });
      go.append(said(words.where(one)));
      go.addEventListener("click", () => Dateline.select(event.row, { link: one.row, from: "card" }));
      return el("li", {}, go);
    });
    for (const name of event.unknown) items.push(el("li", {}, said(name), muted(" (not in the gazetteer)")));
    return ["All places", el("ul", { class: "plain row-of" }, ...items)];
  }

  function confidence(event, link) {
    const parts = [meter(event.confidence), ` ${percent(event.confidence)}`, muted(" event")];
    if (link) parts.push(muted(" · "), percent(link.confidence), muted(" place"));
    return ["Confidence", ...parts];
  }

  function source(article) {
    const { articles } = Dateline.store;
    const day = published(article);
    const parts = [article.title, article.source, day && words.day(day)]
      .filter(Boolean)
      .map((one) => said(one));
    if (articles.count > 1) parts.push(muted(`Article ${(article.number + 1).toLocaleString("en")}`));
    return parts.length ? ["Source", ...between(parts, ", ")] : null;
  }

  function reasons(title, list) {
    if (!list?.length) return null;
    const items = list.map(([reason, weight]) =>
      el("li", {}, said(reason), el("span", { class: "muted num" }, ` ${weight > 0 ? "+" : ""}${weight}`)),
    );
    return el("div", {}, el("h3", {}, ...title), el("ul", {}, ...items));
  }

  function candidates(toponym) {
    const others = toponym?.candidates.filter(([place]) => place !== toponym.place) ?? [];
    if (!others.length) return null;
    const items = others.map(([place, score]) =>
      el("li", {}, said(words.fullName(place).join(", ")), el("span", { class: "muted num" }, ` ${percent(score)}`)),
    );
    return el("div", {}, el("h3", {}, "Other places it may mean"), el("ul", {}, ...items));
  }

  const whyName = (toponym) =>
    toponym ? reasons(["Why “", said(toponym.text), "” is this place"], toponym.why) : null;

  function evidence(summary, ...blocks) {
    const kept = blocks.filter(Boolean);
    return kept.length ? el("details", { class: "evidence" }, el("summary", {}, summary), ...kept) : null;
  }

  const cardOf = (family, back) =>
    el("article", { class: family ? `card fam-${family}` : "card" }, back && button("‹ All events here", back));

  function title(name, line, symbol = null) {
    return el("header", {}, symbol, el("div", {}, said(name, "h2"), el("p", { class: "muted" }, line)));
  }

  // One event, as store.event gives it, at one of its places (a row of links) or null.
  function eventCard(event, row, { back = null } = {}) {
    const link = event.links.find((one) => one.row === row) ?? null;
    const card = cardOf(event.family, back);
    const symbol = Dateline.symbol(event.family, Dateline.look(event.row, row));
    card.append(title(event.words, said(link ? words.where(link) : words.unplaced(event)), symbol));
    for (const line of words.status(event)) card.append(el("p", { class: "status" }, line));
    if (event.quote) card.append(Dateline.quotation(event));
    card.append(
      facts(
        when(event),
        who(event),
        where(event, link),
        link && places(event, link),
        confidence(event, link),
        source(event.article),
      ),
    );
    const here = link && [
      reasons(["Why the event is put here"], link.why),
      whyName(link.toponym),
      candidates(link.toponym),
    ];
    card.append(
      ...[
        here && evidence("Why this place", ...here),
        evidence("Why this counts as an event", reasons(["What speaks for it"], event.why)),
      ].filter(Boolean),
    );
    const foot = el("footer", {});
    if (event.quote) foot.append(button("Show in text", () => Dateline.showInText(event.row)));
    foot.append(button("Copy link", copyLink));
    card.append(foot);
    return card;
  }

  // The same from the columns alone: what stands there while the words are being unpacked.
  function briefCard(row, link, { back = null } = {}) {
    const { events, kinds } = Dateline.store;
    const family = head.families[events.family[row]].key;
    const card = cardOf(family, back);
    const line = link === null ? words.nowhere(row) : words.where(Dateline.store.link(link));
    card.append(title(kinds[events.kind[row]].words, said(line), Dateline.symbol(family, Dateline.look(row, link))));
    const status = words.shortStatus(row);
    if (status) card.append(el("p", { class: "status" }, status));
    card.append(el("p", { class: "muted" }, words.when(row) ?? ""));
    return card;
  }

  // The address that shows this; where a browser refuses to copy (file://, frames) it is laid out to be copied by hand.
  async function copyLink(from) {
    const address = await Dateline.copyLink();
    if (address === null) {
      from.setAttribute("aria-live", "polite");
      from.textContent = "Copied";
    } else {
      const field = el("input", { readonly: true, class: "address", "aria-label": "Link to this event" });
      field.value = address;
      from.replaceWith(field);
      field.focus();
      field.select();
    }
  }

  // Several events to choose from; `pick` is called with an index.
  function listCard(name, rows, links, pick) {
    const note = words.count(rows.length, "event");
    const box = el("div", { class: "events" });
    const card = el("article", { class: "card" }, title(name, name === note ? "" : note), box);
    const height = Dateline.list.rowHeight;
    box.style.height = `min(${rows.length * height}px, var(--list-room))`;
    const list = Dateline.virtualList({
      box,
      rowHeight: height,
      draw: (index) => Dateline.list.entry(rows[index], links[index]),
      open: pick,
    });
    list.set([{ label: "Events", head: null, headHeight: 0, keys: Uint32Array.from(rows, (_, index) => index) }]);
    return card;
  }

  // Places that the texts name, rows of store.named; a place named in several ways has one card.
  async function placeCard(named) {
    const byPlace = new Map();
    for (const row of named) {
      const place = Dateline.store.named.place[row];
      byPlace.set(place, [...(byPlace.get(place) ?? []), row]);
    }
    const cards = await Promise.all([...byPlace].map(([place, rows]) => onePlace(place, rows)));
    return cards.length === 1 ? cards[0] : el("div", { class: "cards" }, ...cards);
  }

  async function onePlace(place, rows) {
    const { named, places } = Dateline.store;
    const mentions = rows.reduce((sum, row) => sum + named.mentions[row], 0);
    const samples = await samplesOf(rows);
    const more = words
      .fullName(place)
      .filter((part) => part !== places.label[place])
      .join(", ");
    const count = words.count(mentions, "mention");
    const card = el(
      "article",
      { class: "card" },
      title(places.label[place], el("span", {}, said(more), more ? " · " : "", count)),
    );
    if (samples.length) {
      card.append(el("ul", { class: "mentions" }, ...samples.map(mention)));
      if (mentions > samples.length)
        card.append(el("p", { class: "muted" }, `and ${(mentions - samples.length).toLocaleString("en")} more`));
    }
    const best = samples.toSorted((a, b) => b.toponym.confidence - a.toponym.confidence)[0];
    const population = places.population[place];
    card.append(
      facts(
        best && ["Confidence", meter(best.toponym.confidence), ` ${percent(best.toponym.confidence)}`],
        population > 0 ? ["Population", population.toLocaleString("en")] : null,
        best && source(best.article),
      ),
    );
    card.append(
      ...[
        eventsHere(place),
        best && evidence("Why this place", whyName(best.toponym), candidates(best.toponym)),
      ].filter(Boolean),
    );
    if (samples.length) {
      const [{ article, number }] = samples;
      card.append(
        el(
          "footer",
          {},
          button("Show in text", () => Dateline.showToponym(article.number, number)),
        ),
      );
    }
    return card;
  }

  async function samplesOf(rows) {
    const { named, article } = Dateline.store;
    const samples = rows.flatMap((row) =>
      Array.from({ length: named.firstSample[row + 1] - named.firstSample[row] }, (_, i) => named.firstSample[row] + i),
    );
    return Promise.all(
      samples.slice(0, MENTIONS).map(async (at) => {
        const number = named.sampleToponym[at];
        const its = await article(named.sampleArticle[at]);
        return { article: its, number, toponym: its.toponyms[number] };
      }),
    );
  }

  // The name with some words on either side.
  function mention({ article: { text }, toponym }) {
    const [start, end] = toponym.span;
    const before = text
      .slice(Math.max(0, start - 200), start)
      .split("\n")
      .pop();
    const after = text.slice(end, end + 200).split("\n", 1)[0];
    const left = before.length > 60 ? `…${before.slice(-56).replace(/^\S*\s/, "")}` : before;
    const right = after.length > 60 ? `${after.slice(0, 56).replace(/\s\S*$/, "")}…` : after;
    return el(
      "li",
      {},
      el("span", { class: "quote", dir: "auto" }, left, el("mark", {}, text.slice(start, end)), right),
      el("span", { class: "muted block" }, words.role(toponym)),
    );
  }

  function eventsHere(place) {
    const { links, spots } = Dateline.store;
    const byEvent = new Map();
    for (const link of Dateline.shown.links)
      if (spots.place[links.spot[link]] === place && !byEvent.has(links.event[link])) byEvent.set(links.event[link], link);
    const here = [...byEvent.values()];
    if (!here.length) return null;
    const rows = [...byEvent.keys()];
    const list = el("ul", { class: "events-here" });
    for (let i = 0; i < Math.min(FEW, rows.length); i += 1) {
      const [row, link] = [rows[i], here[i]];
      const line = el(
        "span",
        {},
        ...between(
          words.brief(row).map((part) => said(part)),
          " · ",
        ),
      );
      list.append(
        el(
          "li",
          {},
          button(line, () => Dateline.select(row, { link, from: "card" })),
        ),
      );
    }
    const all = { events: rows, links: here, latlng: Dateline.marks.spotOf(here[0]), opener: null };
    const rest =
      rows.length > FEW ? button(`List all ${rows.length.toLocaleString("en")}`, () => Dateline.open(all)) : null;
    return el("div", {}, el("h3", {}, `Events here: ${rows.length.toLocaleString("en")}`), list, rest);
  }

  Object.assign(Dateline, { eventCard, briefCard, listCard, placeCard });
})();
