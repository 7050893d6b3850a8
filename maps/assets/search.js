// Search over the events' sentences, actors, places and outlets: capitals and accents make no difference.
"use strict";
(() => {
  // Latin letters by what they are without their accents: "u" -> "uùúûüũ…".
  const variants = new Map();
  for (let code = 0xc0; code < 0x250; code += 1) {
    const letter = String.fromCharCode(code);
    const base = letter.normalize("NFD")[0].toLowerCase();
    if (base !== letter && /[a-z]/.test(base)) variants.set(base, (variants.get(base) ?? "") + letter.toLowerCase());
  }
  for (const [base, others] of Object.entries({ d: "đð", h: "ħ", i: "ı", l: "ł", o: "ø" }))
    variants.set(base, (variants.get(base) ?? "") + others); // letters that Unicode does not take apart
  const bare = (letter) => letter.normalize("NFD")[0].toLowerCase();

  // The pattern that finds a query however it is accented or broken over lines; null for a blank query.
  function pattern(query) {
    const words = query.trim().split(/\s+/).filter(Boolean);
    if (!words.length) return null;
    const letters = (word) =>
      [...word]
        .map((letter) => {
          const base = bare(letter);
          if (variants.has(base)) return `[${base}${variants.get(base)}]`;
          return letter.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
        })
        .join("");
    return new RegExp(words.map(letters).join("\\s+"), "giu");
  }

  // Rows of the events of each article, in the order of their sentences.
  let ofArticle = null;
  function eventsOf(article) {
    const { events, articles } = Dateline.store;
    if (!ofArticle) {
      const first = new Uint32Array(articles.count + 1);
      for (let row = 0; row < events.count; row += 1) first[events.article[row] + 1] += 1;
      for (let i = 0; i < articles.count; i += 1) first[i + 1] += first[i];
      const next = first.slice();
      const rows = new Uint32Array(events.count);
      for (let row = 0; row < events.count; row += 1) {
        rows[next[events.article[row]]] = row;
        next[events.article[row]] += 1;
      }
      ofArticle = { first, rows };
    }
    return ofArticle.rows
      .slice(ofArticle.first[article], ofArticle.first[article + 1])
      .sort((a, b) => events.sentence[a] - events.sentence[b] || events.ordinal[a] - events.ordinal[b]);
  }

  function searchNames(expression, hits) {
    const { events, links, spots, places, actors, eventActors, outlets, articles, kinds } = Dateline.store;
    const test = (text) => typeof text === "string" && text.search(expression) >= 0;
    const found = (list) => Uint8Array.from(list, (text) => (test(text) ? 1 : 0));
    const actor = found(actors.map(({ text }) => text));
    const place = Uint8Array.from(places.name, (name, i) => (test(name) || test(places.label[i]) ? 1 : 0));
    const spot = Uint8Array.from(spots.place, (row) => (row >= 0 ? place[row] : 0));
    for (const [row, { name }] of spots.names) if (test(name)) spot[row] = 1;
    const outlet = found(outlets);
    const kind = found(kinds.map(({ words }) => words));
    for (let row = 0; row < events.count; row += 1) {
      let hit = kind[events.kind[row]] | outlet[articles.outlet[events.article[row]]];
      for (let i = events.firstActor[row]; i < events.firstActor[row + 1]; i += 1) hit |= actor[eventActors[i] >> 1];
      for (let i = events.firstLink[row]; i < events.firstLink[row + 1]; i += 1) hit |= spot[links.spot[i]];
      hits[row] = hit;
    }
  }

  // Mark the events whose sentence holds a match; each block is unpacked, searched and let go.
  async function searchTexts(expression, hits) {
    const { events, articles, blockArticle } = Dateline.store;
    for (let block = 0; block < Dateline.head.blocks; block += 1) {
      const text = await Dateline.store.block("texts", block, { keep: false });
      const end = block + 1 < blockArticle.length ? blockArticle[block + 1] : articles.count;
      let [article, base, rows] = [blockArticle[block], 0, null];
      for (const match of text.matchAll(expression)) {
        while (article < end && match.index >= base + articles.length[article]) {
          base += articles.length[article];
          article += 1;
          rows = null;
        }
        rows ??= eventsOf(article);
        const [from, to] = [match.index - base, match.index - base + match[0].length];
        if (to > articles.length[article]) continue; // half of it is the next article's
        for (const row of rows)
          if (events.sentence[row] < to && events.sentence[row] + events.sentenceLength[row] > from) hits[row] = 1;
      }
    }
  }

  // Which events match: a Uint8Array by event; null for a blank query, which matches all.
  async function search(query) {
    const expression = pattern(query);
    if (!expression) return null;
    const hits = new Uint8Array(Dateline.store.events.count);
    searchNames(expression, hits);
    await searchTexts(expression, hits);
    return hits;
  }

  Dateline.search = Object.assign(search, { pattern, eventsOf });
})();
