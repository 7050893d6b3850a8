// One article's text as elements, character for character: sentences that tell events underlined, with the events'
// symbols before them; words that tell them and names of places marked. The work is linear in the text's length.
"use strict";
(() => {
  const { el, said, words, head } = Dateline;
  const LONGEST = 6000; // characters of a paragraph; browsers take very long to break a longer one into lines
  const TELLERS = 8; // events kept for words that tell several

  // A drawn symbol is copied: a text may have thousands of marks of a dozen kinds.
  const drawn = new Map();
  function symbol(row, link) {
    const family = head.families[Dateline.store.events.family[row]].key;
    const look = Dateline.look(row, link);
    const key = family + JSON.stringify(look);
    if (!drawn.has(key)) drawn.set(key, Dateline.symbol(family, look));
    return drawn.get(key).cloneNode(true);
  }

  function textMark(row) {
    const { kinds, events, link } = Dateline.store;
    const first = Dateline.linkOf(row);
    const where = first === null ? "not on the map" : words.where(link(first));
    const label = [kinds[events.kind[row]].words, where, words.shortStatus(row)].filter(Boolean).join(", ");
    const mark = el("button", { type: "button", class: "text-mark", "aria-label": label, title: label, tabindex: -1 });
    mark.dataset.event = row;
    mark.append(symbol(row, first));
    return mark;
  }

  // Events told by the same sentence belong together.
  function sentences(rows) {
    const { sentence, sentenceLength } = Dateline.store.events;
    const groups = [];
    for (const row of rows) {
      const [start, end] = [sentence[row], sentence[row] + sentenceLength[row]];
      const last = groups.at(-1);
      if (start === end) continue;
      if (last?.start === start && last.end === end) last.rows.push(row);
      else groups.push({ start, end, rows: [row], nodes: [] });
    }
    return groups;
  }

  // Where the text changes its look, in order: [offset, 0 where something ends or 1 where it begins, list, item].
  function edgesOf(article, rows, groups) {
    const edges = [];
    const add = (start, end, list, item) => {
      if (start < end) edges.push([start, 1, list, item], [end, 0, list, item]);
    };
    for (const group of groups) add(group.start, group.end, "groups", group);
    for (const row of rows)
      for (const [start, end] of Dateline.store.mentionsOf(row)) add(start, end, "tellers", row);
    article.toponyms.forEach(({ span, place }, number) => {
      if (span && place !== null) add(...span, "names", number);
    });
    return edges.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  }

  // Writes pieces of text one after the other; each knows the sentence it is part of.
  function writer(body, article) {
    const pieces = { starts: [], nodes: [] }; // text nodes by where their text begins
    const triggers = []; // { rows, node }
    const marks = []; // { row, node }
    const headline = article.title && article.text.split("\n", 1)[0].trim() === article.title.trim();
    let [at, paragraph, room, told, within] = [0, null, 0, null, null];

    function begin(className = null) {
      paragraph = el("p", { dir: "auto", class: className });
      if (headline && at === 0) {
        paragraph.className = "headline";
        paragraph.setAttribute("role", "heading");
        paragraph.setAttribute("aria-level", "2");
      }
      body.append(paragraph);
      [room, told] = [LONGEST, null];
    }

    // The element that the next piece goes into: the paragraph, or the part of a sentence in it.
    function holder(group) {
      if (!group) {
        told = null;
        return paragraph;
      }
      if (told && within === group) return told;
      if (!group.nodes.length)
        for (const row of group.rows) {
          marks.push({ row, node: textMark(row) });
          paragraph.append(marks.at(-1).node);
        }
      told = el("span", { class: "told" });
      within = group;
      group.nodes.push(told);
      paragraph.append(told);
      return told;
    }

    function put(piece, group, tellers, name) {
      const node = document.createTextNode(piece);
      pieces.starts.push(at);
      pieces.nodes.push(node);
      at += piece.length;
      room -= piece.length;
      let box = holder(group);
      if (name !== undefined) {
        const attributes = { class: "toponym", role: "button", tabindex: -1, "data-toponym": name };
        box = box.appendChild(el("span", attributes));
      }
      if (tellers.length) {
        const trigger = el("span", { class: "trigger", "data-event": tellers.at(-1) });
        triggers.push({ rows: tellers.slice(-TELLERS), node: trigger });
        box = box.appendChild(trigger);
      }
      box.append(node);
    }

    // How much of `piece` goes into this paragraph: up to a space, or else anywhere but within a character.
    function share(piece) {
      if (piece.length <= room) return piece.length;
      const space = piece.lastIndexOf(" ", room);
      if (space > 0) return space + 1;
      return /[\ud800-\udbff]/.test(piece[room - 1]) ? room - 1 : room;
    }

    function line(piece, ...looks) {
      let from = 0;
      while (from < piece.length) {
        const rest = piece.slice(from, from + LONGEST + 1);
        const size = room > 1 ? Math.min(share(rest), piece.length - from) : 0;
        if (size) put(piece.slice(from, from + size), ...looks);
        from += size;
        if (from < piece.length) begin("run");
      }
    }

    function write(piece, ...looks) {
      piece.split("\n").forEach((part, i) => {
        if (i) {
          body.append("\n");
          at += 1;
          begin();
        }
        line(part, ...looks);
      });
    }

    begin();
    return { write, pieces, triggers, marks, headline };
  }

  function storyOf(article) {
    const rows = Dateline.search.eventsOf(article.number);
    const groups = sentences(rows);
    const body = el("div", { class: article.text.length > 4 * LONGEST ? "story long" : "story" });
    const { write, ...made } = writer(body, article);
    const active = { groups: [], tellers: [], names: [] };
    let at = 0;
    for (const [offset, begins, list, item] of edgesOf(article, rows, groups)) {
      if (offset > at) write(article.text.slice(at, offset), active.groups.at(-1), active.tellers, active.names.at(-1));
      at = Math.max(at, offset);
      if (begins) active[list].push(item);
      else active[list].splice(active[list].lastIndexOf(item), 1);
    }
    write(article.text.slice(at), active.groups.at(-1), active.tellers, active.names.at(-1));
    return { body, groups, ...made };
  }

  function headerOf(article, headline) {
    const { articles, UNDATED } = Dateline.store;
    const day = articles.published[article.number];
    const published = article.published ?? (day === UNDATED ? null : words.iso(day));
    const line = [article.source, published && words.day(published), (article.byline ?? []).join(", ")].filter(Boolean);
    return el(
      "header",
      {},
      line.length ? el("p", { class: "muted" }, ...line.flatMap((part, i) => [i ? " · " : null, said(part)])) : null,
      article.title && !headline ? said(article.title, "h2") : null,
    );
  }

  // An article as element, and what changes in it: groups, triggers, marks; `paint` follows the filters.
  Dateline.storyView = (article) => {
    const story = storyOf(article);
    const node = el("article", {}, headerOf(article, story.headline), story.body);
    const groupOf = new Map(story.groups.flatMap((group) => group.nodes.map((one) => [one, group])));
    const { family } = Dateline.store.events;

    function paint({ fails }) {
      const seen = (row) => !fails[row];
      for (const group of story.groups) {
        group.first = group.rows.find(seen) ?? null;
        const look = group.first === null ? "told off" : `told fam-${head.families[family[group.first]].key}`;
        if (group.look === look) continue;
        group.look = look;
        for (const one of group.nodes) one.className = look + (one.classList.contains("lit") ? " lit" : "");
      }
      for (const trigger of story.triggers) {
        const row = trigger.rows.findLast(seen) ?? null;
        if (row === trigger.row) continue;
        trigger.row = row;
        trigger.node.className = row === null ? "" : `trigger fam-${head.families[family[row]].key}`;
        trigger.node.dataset.event = row ?? "";
      }
      for (const { row, node: mark } of story.marks) if (mark.hidden === seen(row)) mark.hidden = !seen(row);
    }

    return {
      ...story,
      node,
      article,
      paint,
      groupWith: (row) => story.groups.find(({ rows }) => rows.includes(row)),
      // The event that a click on this element means.
      eventAt: (target) => {
        const row = target.closest("[data-event]")?.dataset.event;
        return row ? Number(row) : (groupOf.get(target.closest(".told"))?.first ?? null);
      },
    };
  };
})();
