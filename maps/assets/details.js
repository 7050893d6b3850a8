// Cards: what is known about one event, one place, or several events at one place.
// A card is an element; page.js shows it as a popup, or as a sheet on a phone.
"use strict";
(() => {
  const { el, said, words } = Dateline;

  function rows(...pairs) {
    const list = el("dl", { class: "facts" });
    for (const [name, ...content] of pairs.filter((pair) => pair && pair[1] !== null)) {
      list.append(el("dt", {}, name), el("dd", {}, ...content));
    }
    return list;
  }

  function meter(confidence) {
    const percent = Math.round(confidence * 100);
    const bars = el("span", { class: "meter", "aria-hidden": "true" });
    for (let i = 0; i < 5; i += 1) bars.append(el("i", { class: percent > i * 20 + 9 ? "on" : "" }));
    return el("span", {}, bars, ` ${percent} %`);
  }

  function dateRow(event) {
    if (!event.date) return ["When", el("span", { class: "muted" }, "the text gives no date")];
    const when = el("span", {}, said(words.interval(event.date.start, event.date.end)));
    if (event.date.text) when.append(el("span", { class: "muted" }, " (“", said(event.date.text), "”)"));
    return ["When", when];
  }

  function actorsRow(event) {
    if (!event.actors.length) return null;
    const list = el("ul", { class: "plain" });
    for (const one of event.actors) {
      const more = words.actor(one);
      list.append(
        el(
          "li",
          {},
          said(one.text),
          el(
            "span",
            { class: "muted" },
            ` ${one.role === "recipient" ? "acted upon" : "acts"}`,
            ...(more ? ["; ", said(more)] : []),
          ),
        ),
      );
    }
    return ["Who", list];
  }

  function reasons(title, list) {
    if (!list.length) return null;
    const items = list.map(([reason, weight]) =>
      el("li", {}, said(reason), el("span", { class: "muted num" }, ` ${weight > 0 ? "+" : ""}${weight}`)),
    );
    return el("div", {}, el("h3", {}, title), el("ul", {}, ...items));
  }

  function candidates(toponym) {
    const others = toponym.candidates.filter(([place]) => place !== toponym.place);
    if (!others.length) return null;
    const items = others.map(([place, score]) =>
      el(
        "li",
        {},
        said(words.fullName(Dateline.data.places[place]).join(", ")),
        el("span", { class: "muted num" }, ` ${Math.round(score * 100)} %`),
      ),
    );
    return el("div", {}, el("h3", {}, "Other places it may mean"), el("ul", {}, ...items));
  }

  function evidence(...blocks) {
    const kept = blocks.filter(Boolean);
    return kept.length ? el("details", { class: "evidence" }, el("summary", {}, "Why this place"), ...kept) : null;
  }

  function source(article) {
    const { title, source: outlet, published } = Dateline.data.articles[article];
    const parts = [title, outlet, published && words.day(published)].filter(Boolean);
    if (!parts.length) return null;
    return ["Source", ...parts.flatMap((part, i) => [i ? ", " : "", said(part)])];
  }

  // One event; `link` is the place it is shown at, or null.
  function eventCard(number, link, { back = null } = {}) {
    const event = Dateline.data.events[number];
    const toponym = link && Dateline.data.toponyms[link.toponym];
    const card = el("article", { class: `card fam-${event.family}` });
    if (back) {
      const button = el("button", { type: "button", class: "link back" }, "‹ All events here");
      button.addEventListener("click", back);
      card.append(button);
    }
    card.append(
      el(
        "header",
        {},
        Dateline.symbol(event.family, Dateline.look(event, link)),
        el(
          "div",
          {},
          said(event.words, "h2"),
          el("p", { class: "muted" }, said(link ? words.where(link) : words.unplaced(event))),
        ),
      ),
    );
    for (const line of words.status(event)) card.append(el("p", { class: "status" }, line));
    card.append(Dateline.quotation(event));
    card.append(
      rows(
        dateRow(event),
        actorsRow(event),
        link && [
          "Place",
          said(words.fullName(words.namedPlace(link)).join(", ")),
          el("span", { class: "muted block" }, words.precision(link)),
        ],
        [
          "Confidence",
          meter(event.confidence),
          link ? el("span", { class: "muted" }, ` event · ${Math.round(link.confidence * 100)} % place`) : null,
        ],
        source(event.article),
      ),
    );
    if (link)
      card.append(
        evidence(
          reasons("Why the event is put here", link.why),
          reasons(`Why “${toponym.text}” is this place`, toponym.why),
          candidates(toponym),
        ) ?? "",
      );
    const show = el("button", { type: "button", class: "link" }, "Show in text");
    show.addEventListener("click", () => Dateline.showInText(number));
    card.append(el("footer", {}, show));
    return card;
  }

  // Several events; `entries` are { event: number, link }. `open` is called with the entry chosen.
  function listCard(heading, note, entries, open) {
    const list = el("ul", { class: "events" });
    for (const entry of entries)
      list.append(
        el(
          "li",
          {},
          entryButton(entry, () => open(entry)),
        ),
      );
    return el(
      "article",
      { class: "card" },
      el("header", {}, el("div", {}, said(heading, "h2"), el("p", { class: "muted" }, note))),
      list,
    );
  }

  function entryButton({ event: number, link }, open) {
    const event = Dateline.data.events[number];
    const more = [
      link ? words.where(link) : words.unplaced(event, true),
      event.date && words.interval(event.date.start, event.date.end),
      words.shortStatus(event),
    ].filter(Boolean);
    const button = el(
      "button",
      { type: "button", class: `entry fam-${event.family}`, "data-event": number },
      Dateline.symbol(event.family, Dateline.look(event, link)),
      el(
        "span",
        { class: "entry-text" },
        said(event.words, "strong"),
        el("span", { class: "muted block" }, ...more.flatMap((part, i) => [i ? " · " : "", said(part)])),
        Dateline.quotation(event, "span"),
      ),
    );
    button.addEventListener("click", open);
    return button;
  }

  // One place that the texts mention; `mentions` are indices of toponyms.
  function placeCard(place, mentions) {
    const { toponyms, places } = Dateline.data;
    const best = toponyms[mentions.reduce((a, b) => (toponyms[b].confidence > toponyms[a].confidence ? b : a))];
    const record = places[place];
    const rest = words
      .fullName(record)
      .filter((part) => part !== record.label)
      .join(", ");
    const card = el(
      "article",
      { class: "card" },
      el(
        "header",
        {},
        el(
          "div",
          {},
          said(record.label, "h2"),
          el(
            "p",
            { class: "muted" },
            rest ? said(rest) : "",
            rest ? " · " : "",
            words.count(mentions.length, "mention"),
          ),
        ),
      ),
    );
    const list = el("ul", { class: "mentions" });
    for (const number of mentions.slice(0, 8)) {
      const item = el(
        "li",
        {},
        mentionQuote(toponyms[number]),
        el("span", { class: "muted block" }, words.role(toponyms[number])),
      );
      list.append(item);
    }
    card.append(list);
    if (mentions.length > 8) card.append(el("p", { class: "muted" }, `and ${mentions.length - 8} more in the text`));
    card.append(
      rows(
        ["Confidence", meter(best.confidence)],
        record.population > 0 ? ["Population", record.population.toLocaleString("en")] : null,
        source(best.article),
      ),
    );
    card.append(evidence(reasons(`Why “${best.text}” is this place`, best.why), candidates(best)) ?? "");
    const show = el("button", { type: "button", class: "link" }, "Show in text");
    show.addEventListener("click", () => Dateline.showToponym(mentions[0]));
    card.append(el("footer", {}, show));
    return card;
  }

  // The name with some words on either side.
  function mentionQuote(toponym) {
    const { text } = Dateline.data.articles[toponym.article];
    const [start, end] = toponym.span;
    const before = text.slice(0, start).split("\n").pop();
    const after = text.slice(end).split("\n", 1)[0];
    const left = before.length > 60 ? `…${before.slice(-56).replace(/^\S*\s/, "")}` : before;
    const right = after.length > 60 ? `${after.slice(0, 56).replace(/\s\S*$/, "")}…` : after;
    return el("span", { class: "quote", dir: "auto" }, left, el("mark", {}, text.slice(start, end)), right);
  }

  Object.assign(Dateline, { eventCard, listCard, placeCard, entryButton });
})();
