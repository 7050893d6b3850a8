// What is shown, counted by spot, family and certainty: one pass over the links, so that zooming needs none.
"use strict";
(() => {
  let stride = 0;
  let table = null; // events by spot, family and whether hollow
  let total = null; // events by spot
  let exact = null; // by spot: 1 for a town or site
  const { extents } = Dateline;

  function prepare() {
    const { spots } = Dateline.store;
    stride = 2 * Dateline.head.families.length;
    table = new Uint32Array(spots.count * stride);
    total = new Uint32Array(spots.count);
    exact = Uint8Array.from(spots.precision, (_, spot) => (extents.bounded(spot) ? 0 : 1));
  }

  function count() {
    if (!table) prepare();
    const { events, links } = Dateline.store;
    const [{ family, flags }, { spot, event }] = [events, links];
    const rows = Dateline.shown.links;
    table.fill(0);
    total.fill(0);
    for (let i = 0; i < rows.length; i += 1) {
      const link = rows[i];
      const [at, row] = [spot[link], event[link]];
      table[at * stride + 2 * family[row] + (exact[at] && !(flags[row] & 3) ? 0 : 1)] += 1;
      total[at] += 1;
    }
  }

  // Spots with something shown at them.
  function spots() {
    const found = [];
    for (let spot = 0; spot < total.length; spot += 1) if (total[spot]) found.push(spot);
    return found;
  }

  // What a ring is made of: { family, hollow, n } for some spots together, in the order of the families.
  function parts(some) {
    const sums = new Uint32Array(stride);
    for (const spot of some) for (let i = 0; i < stride; i += 1) sums[i] += table[spot * stride + i];
    return [...sums].flatMap((n, i) =>
      n ? [{ family: Dateline.head.families[i >> 1].key, hollow: Boolean(i & 1), n }] : [],
    );
  }

  // The rows of the links shown at some spots.
  function linksAt(some) {
    const { spot } = Dateline.store.links;
    const wanted = new Uint8Array(total.length);
    for (const one of some) wanted[one] = 1;
    return Dateline.shown.links.filter((link) => wanted[spot[link]]);
  }

  // Open what is shown at some links; one event that is there twice is one event.
  function open(links, latlng, opener) {
    const { event } = Dateline.store.links;
    const first = new Map();
    for (const link of links) if (!first.has(event[link])) first.set(event[link], link);
    Dateline.open({ events: [...first.keys()], links: [...first.values()], latlng, opener });
  }

  Dateline.tally = {
    count,
    spots,
    parts,
    linksAt,
    open,
    at: (spot) => total[spot],
    get table() {
      return table;
    },
    get stride() {
      return stride;
    },
  };
})();
