// The part of the world that a page opens with: where the bulk of the events is, however far off a few others are.
"use strict";
(() => {
  const { extents } = Dateline;
  const SHARE = 0.1; // of the events may be left out,
  const SHRINK = 4; // if the area shrinks by more than this
  const FEW = 5; // events; of fewer none is left out
  const REACH = 60; // spots looked at from each side at a time
  const NEAR_KM = 20; // at least so much is shown around a place
  const COUNTRY_KM = 300;
  const KM_PER_DEGREE = 111.2;

  // Boxes of what is shown: { west, east, south, north, weight (events) }. Not where a government or body sits that is
  // named by its seat, unless most events are of that kind.
  function boxes() {
    const { links, spots } = Dateline.store;
    const weights = new Map();
    const shown = Dateline.shown.links;
    const metonyms = shown.reduce((sum, link) => sum + links.metonym[link], 0);
    for (const link of shown) {
      const spot = links.spot[link];
      if (!links.metonym[link] || 2 * metonyms > shown.length) weights.set(spot, (weights.get(spot) ?? 0) + 1);
    }
    const all = [...weights].map(([spot, weight]) => ({ spot, weight }));
    const fitting = all.filter(({ spot }) => !extents.vast(spot));
    const alone = !fitting.some(({ spot }) => !extents.whole(spot));
    return (fitting.length ? fitting : all).map(({ spot, weight }) => {
      if (alone && fitting.length) return { weight, ...around(extents.main(extents.extent(spot).lines).flat()) };
      const km = Math.max(NEAR_KM, extents.whole(spot) ? Math.min(spots.km[spot], COUNTRY_KM) : spots.km[spot]);
      return { weight, ...circle(extents.spotAt(spot), km) };
    });
  }

  const around = (latlngs) => united(latlngs.map(({ lat, lng }) => ({ west: lng, east: lng, south: lat, north: lat })));

  function circle({ lat, lng }, km) {
    const high = km / KM_PER_DEGREE;
    const wide = high / Math.max(0.1, Math.cos((lat * Math.PI) / 180));
    return { west: lng - wide, east: lng + wide, south: Math.max(-85, lat - high), north: Math.min(85, lat + high) };
  }

  const united = (list) =>
    list.reduce(
      (box, one) => ({
        west: Math.min(box.west, one.west),
        east: Math.max(box.east, one.east),
        south: Math.min(box.south, one.south),
        north: Math.max(box.north, one.north),
      }),
      { west: Infinity, east: -Infinity, south: Infinity, north: -Infinity },
    );
  const area = ({ west, east, south, north }) => (east - west) * (north - south);

  // The boxes without those far from the others: from all four sides, what shrinks the area most for its events goes
  // first, until a tenth of the events is gone.
  function bulk(list) {
    const total = list.reduce((sum, { weight }) => sum + weight, 0);
    let left = total < FEW ? 0 : Math.max(1, SHARE * total);
    const sides = [
      ["west", 1],
      ["east", -1],
      ["south", 1],
      ["north", -1],
    ].map(([name, sign]) => [...list].sort((a, b) => sign * (a[name] - b[name])));
    const gone = new Set();
    const kept = () => list.filter((one) => !gone.has(one));
    let now = area(united(list));
    for (;;) {
      let best = null;
      for (const side of sides) {
        const outer = side.filter((one) => !gone.has(one)).slice(0, REACH);
        let weight = 0;
        for (let i = 0; i < outer.length && gone.size + i + 1 < list.length; i += 1) {
          weight += outer[i].weight;
          if (weight > left) break;
          const some = outer.slice(0, i + 1);
          const size = area(united(kept().filter((one) => !some.includes(one))));
          const gain = Math.log(now / size) / (weight + 0.5);
          if (!best || gain > best.gain) best = { gain, some, size, weight };
        }
      }
      if (!best || best.gain < 0.05) return kept();
      for (const one of best.some) gone.add(one);
      left -= best.weight;
      now = best.size;
    }
  }

  // L.LatLngBounds; those of places named if no event is on the map; null if nothing is.
  function bounds() {
    const list = boxes();
    if (!list.length) {
      const { named, places } = Dateline.store;
      const regions = Dateline.head.layers.findIndex(({ key }) => key === "regions");
      for (let row = 0; row < named.count; row += 1)
        if (named.layer[row] !== regions)
          list.push({
            weight: 1,
            ...circle(extents.at(places.lon[named.place[row]], places.lat[named.place[row]]), 30),
          });
    }
    if (!list.length) return null;
    const some = merged(list);
    const [all, part] = [united(some), united(bulk(some))];
    const { west, east, south, north } = area(all) > SHRINK * area(part) ? part : all;
    return L.latLngBounds([south, west], [north, east]);
  }

  // Thousands of boxes are looked at by squares of some degrees, at most some hundreds.
  function merged(list) {
    if (list.length <= 300) return list;
    const squares = new Map();
    for (const one of list) {
      const key = `${Math.floor(one.west / 8)} ${Math.floor(one.south / 8)}`;
      const { weight, ...box } = one;
      const before = squares.get(key);
      squares.set(key, before ? { weight: before.weight + weight, ...united([before, box]) } : one);
    }
    return [...squares.values()];
  }

  Dateline.opening = { bounds };
})();
