// Which events are shown: one pass over the columns. Each event keeps the set of filters it fails, so that a filter can
// count what it would show if it alone were lifted.
"use strict";
(() => {
  const FAIL = { family: 1, status: 2, precision: 4, outlet: 8, actor: 16, time: 32, query: 64 };
  let shown = null; // the arrays are kept from one pass to the next

  // Actors with the same name, whatever country or sector they were given, are one in the filter.
  let groups = null;
  function actorGroups() {
    if (groups) return groups;
    const { actors, eventActors } = Dateline.store;
    const numbers = new Map();
    const of = Uint32Array.from(actors, ({ text }) => {
      const key = text.toLowerCase();
      if (!numbers.has(key)) numbers.set(key, numbers.size);
      return numbers.get(key);
    });
    const names = new Array(numbers.size).fill(null);
    actors.forEach(({ text }, row) => (names[of[row]] ??= text));
    const counts = new Uint32Array(numbers.size);
    for (const code of eventActors) counts[of[code >> 1]] += 1;
    groups = { of, names, counts };
    return groups;
  }

  const onOff = (options, off) => Uint8Array.from(options, ({ key }) => (off.has(key) ? 0 : 1));
  const chosen = (count, rows) => {
    const flags = new Uint8Array(count);
    for (const row of rows) flags[row] = 1;
    return flags;
  };

  // state: families, statuses, precisions (Sets of keys that are off), outlets, actors (Sets of rows; empty: all), range
  // ([first, last] day or null), undated (whether events without a date are shown; null: only while all days are); hits:
  // Uint8Array by event, or null.
  // Returns { fails (Uint8Array by event, 0: shown), count, placed (of them, with a place drawn), links (rows drawn) }.
  function filter(state, hits) {
    const { head, store } = Dateline;
    const { events, links, spots, articles, eventActors, outlets } = store;
    shown ??= { fails: new Uint8Array(events.count), links: new Uint32Array(links.count) };
    const family = onOff(head.families, state.families);
    const status = onOff(head.statuses, state.statuses);
    const precision = onOff(head.precisions, state.precisions);
    const unplaced = precision[head.precisions.findIndex(({ key }) => key === "none")];
    const outlet = state.outlets.size ? chosen(outlets.length, state.outlets) : null;
    const group = state.actors.size ? chosen(actorGroups().names.length, state.actors) : null;
    const [from, to] = state.range ?? [-Infinity, Infinity];
    const undated = state.undated ?? state.range === null;
    const { fails } = shown;
    const { firstLink, firstActor } = events;
    let [count, placed, drawn] = [0, 0, 0];
    for (let row = 0; row < events.count; row += 1) {
      let fail = (family[events.family[row]] ? 0 : FAIL.family) | (status[events.status[row]] ? 0 : FAIL.status);
      const [first, last] = [firstLink[row], firstLink[row + 1]];
      let seen = first === last ? unplaced : 0;
      for (let link = first; link < last; link += 1) seen |= precision[spots.precision[links.spot[link]]];
      if (!seen) fail |= FAIL.precision;
      if (outlet && !outlet[articles.outlet[events.article[row]]]) fail |= FAIL.outlet;
      if (group) {
        let acts = 0;
        for (let i = firstActor[row]; i < firstActor[row + 1]; i += 1) acts |= group[groups.of[eventActors[i] >> 1]];
        if (!acts) fail |= FAIL.actor;
      }
      if (row >= events.dated ? !undated : events.start[row] > to || events.end[row] < from) fail |= FAIL.time;
      if (hits && !hits[row]) fail |= FAIL.query;
      fails[row] = fail;
      if (fail) continue;
      count += 1;
      if (first < last) placed += 1;
      for (let link = first; link < last; link += 1)
        if (precision[spots.precision[links.spot[link]]]) {
          shown.links[drawn] = link;
          drawn += 1;
        }
    }
    return { fails, count, placed, links: shown.links.subarray(0, drawn) };
  }

  // How many events each value of a filter shows, given all other filters. `name`: "family", "status", "precision",
  // "outlet" or "actor"; rows of head.families, head.statuses, head.precisions, store.outlets, actorGroups().
  function counts(name, { fails }) {
    const { head, store } = Dateline;
    const { events, links, spots, articles, eventActors } = store;
    const others = 255 & ~FAIL[name];
    const sizes = {
      family: head.families.length,
      status: head.statuses.length,
      precision: head.precisions.length,
      outlet: store.outlets.length,
      actor: name === "actor" ? actorGroups().names.length : 0,
    };
    const none = head.precisions.findIndex(({ key }) => key === "none");
    const total = new Uint32Array(sizes[name]);
    const counted = new Int32Array(name === "actor" ? sizes.actor : 0).fill(-1);
    for (let row = 0; row < events.count; row += 1) {
      if (fails[row] & others) continue;
      if (name === "family") total[events.family[row]] += 1;
      else if (name === "status") total[events.status[row]] += 1;
      else if (name === "outlet") total[articles.outlet[events.article[row]]] += 1;
      else if (name === "actor") {
        for (let i = events.firstActor[row]; i < events.firstActor[row + 1]; i += 1) {
          const group = groups.of[eventActors[i] >> 1];
          if (counted[group] !== row) total[group] += 1; // an event may name someone twice
          counted[group] = row;
        }
      } else if (events.firstLink[row] === events.firstLink[row + 1]) total[none] += 1;
      else {
        let classes = 0;
        for (let link = events.firstLink[row]; link < events.firstLink[row + 1]; link += 1)
          classes |= 1 << spots.precision[links.spot[link]];
        for (let one = 0; one < total.length; one += 1) if (classes & (1 << one)) total[one] += 1;
      }
    }
    return total;
  }

  Dateline.filter = Object.assign(filter, { FAIL, counts, actorGroups });
})();
