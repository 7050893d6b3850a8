// Draws what is switched on: marks of events, dashed extents of vague places, places mentioned, labels.
// folium's feature groups are the switches; everything that is drawn lives in the layer groups below.
"use strict";
(() => {
  const { el, said, words, placing } = Dateline;
  const { at, outline, countryOf, extent, hatched, edges, mention, leader } = Dateline.extents;
  const MERGE = 26; // px: marks closer than this become one ring

  let map;
  let entries = []; // every event at every place: { key, event, link, layer, family, latlng, whole, look }
  let mentioned = []; // every place mentioned, by layer: { key, layer, place, mentions, latlng }
  const layers = {};
  const drawn = {}; // layer name → Map(key → Leaflet layer)
  let selected = null;

  const on = (layer) => map.hasLayer(Dateline.groups[layer]);

  function prepare() {
    const { events, toponyms, places } = Dateline.data;
    entries = events.flatMap((event, number) =>
      event.places.map((link, i) => ({
        key: `${number}.${i}`,
        event: number,
        link,
        layer: event.layer,
        family: event.family,
        latlng: at(link.lon, link.lat),
        whole: link.precision === "country" || link.precision === "region",
        look: Dateline.look(event, link),
      })),
    );
    const groups = new Map();
    toponyms.forEach((toponym, number) => {
      if (toponym.place === null) return;
      const key = `${toponym.layer}:${toponym.place}`;
      if (!groups.has(key)) {
        const place = places[toponym.place];
        const country = place.is_country && Dateline.countries.get(place.country);
        const spot = country || place;
        groups.set(key, {
          key,
          layer: toponym.layer,
          place: toponym.place,
          country: country ? country.code : null,
          mentions: [],
          latlng: at(spot.lon, spot.lat),
        });
      }
      groups.get(key).mentions.push(number);
    });
    mentioned = [...groups.values()];
  }

  function start(leaflet) {
    map = leaflet;
    Dateline.extents.start(map);
    map.createPane("names").style.zIndex = 380;
    map.getPane("names").style.pointerEvents = "none";
    for (const name of ["extents", "names", "places", "events", "wholes", "leaders"]) {
      layers[name] = L.layerGroup().addTo(map);
      drawn[name] = new Map();
    }
    prepare();
    map.on("zoomend overlayadd overlayremove", draw);
    map.on("moveend resize", place);
    draw();
  }

  // Make the layer group hold exactly the wanted layers; those already there stay, and so does the keyboard focus.
  function sync(name, wanted) {
    for (const [key, layer] of drawn[name])
      if (!wanted.has(key)) {
        layers[name].removeLayer(layer);
        drawn[name].delete(key);
      }
    for (const [key, make] of wanted)
      if (!drawn[name].has(key)) {
        const layer = make();
        drawn[name].set(key, layer);
        layers[name].addLayer(layer);
      }
  }

  function draw() {
    const focus = document.activeElement?.closest?.("[data-entries]")?.dataset.entries.split(" ")[0];
    const shown = entries.filter((entry) => on(entry.layer));
    const points = clusters(shown.filter((entry) => !entry.whole));
    const wholes = groupBy(
      shown.filter((entry) => entry.whole),
      ({ link }) => [words.namedPlace(link).name, Dateline.data.toponyms[link.toponym].place, link.shape].join(),
    );
    sync("extents", extents(shown, wholes));
    sync(
      "events",
      new Map(points.map((cluster) => [`${cluster.map((e) => e.key).join(" ")}`, () => eventMark(cluster)])),
    );
    sync(
      "wholes",
      new Map([...wholes.values()].map((group) => [group.map((e) => e.key).join(" "), () => wholeMark(group)])),
    );
    const busy = new Set(points.flat().map((e) => Dateline.data.toponyms[e.link.toponym].place));
    const labelled = new Set([...wholes.values()].map((group) => Dateline.data.toponyms[group[0].link.toponym].place));
    sync(
      "places",
      new Map(
        mentioned
          .filter((one) => on(one.layer) && !(one.layer === "regions" && labelled.has(one.place)))
          .map((one) => [`${one.key}${busy.has(one.place) ? " busy" : ""}`, () => placeMark(one, busy.has(one.place))]),
      ),
    );
    place();
    mark();
    if (focus && document.activeElement === document.body) {
      [...document.querySelectorAll("[data-entries]")]
        .find((node) => node.dataset.entries.split(" ").includes(focus))
        ?.focus({ preventScroll: true });
    }
  }

  const groupBy = (list, key) =>
    list.reduce((groups, one) => groups.set(key(one), [...(groups.get(key(one)) ?? []), one]), new Map());

  // Entries that would cover each other at this zoom, together.
  function clusters(list) {
    const found = [];
    for (const entry of list) {
      const point = map.project(entry.latlng);
      const near = found.find((cluster) => cluster.point.distanceTo(point) < MERGE);
      if (near) near.members.push(entry);
      else found.push({ point, members: [entry] });
    }
    return found.map(({ members }) => members);
  }

  // A marker whose icon is a button; `shows` is what it stands for.
  function pin(latlng, button, z, shows) {
    L.DomEvent.disableClickPropagation(button);
    const icon = L.divIcon({ className: "pin", html: button, iconSize: [0, 0] });
    const marker = L.marker(latlng, { icon, keyboard: false, autoPanOnFocus: false, zIndexOffset: z });
    return Object.assign(marker, { button, shows });
  }

  function describe(list) {
    const first = Dateline.data.events[list[0].event];
    if (list.length > 1) {
      const names = [...new Set(list.map((entry) => words.where(entry.link)))];
      return `${words.count(list.length, "event")}: ${names.slice(0, 3).join("; ")}`;
    }
    return [
      first.words,
      words.where(list[0].link),
      first.date && words.interval(first.date.start, first.date.end),
      words.shortStatus(first),
    ]
      .filter(Boolean)
      .join(", ");
  }

  function eventMark(cluster) {
    const one = cluster.length === 1;
    const symbol = one
      ? Dateline.symbol(cluster[0].family, cluster[0].look)
      : Dateline.ring(
          [...cluster]
            .sort((a, b) => a.family.localeCompare(b.family))
            .map((e) => ({ family: e.family, hollow: e.look.hollow })),
        );
    const node = el(
      "button",
      {
        type: "button",
        class: "mark",
        "aria-label": describe(cluster),
        "data-entries": cluster.map((e) => e.key).join(" "),
      },
      symbol,
    );
    const marker = pin(cluster[0].latlng, node, 2000, cluster[0]);
    node.addEventListener("click", () => open(cluster, cluster[0].latlng, node));
    return marker;
  }

  // A country or region as the place: no symbol on the ground, a label beside its border.
  function wholeMark(group) {
    const families = new Set(group.map((e) => e.family));
    const symbol =
      group.length === 1
        ? Dateline.symbol(group[0].family, group[0].look)
        : Dateline.ring(group.map((e) => ({ family: e.family, hollow: true })));
    const name = group[0].link.label ?? words.namedPlace(group[0].link).label;
    const note = `${words.count(group.length, "event")}, no spot given`;
    const label = `${name}: ${words.count(group.length, "event")}, place not given more precisely`;
    const node = el(
      "button",
      {
        type: "button",
        class: `pill fam-${families.size === 1 ? group[0].family : "mixed"}`,
        "data-entries": group.map((e) => e.key).join(" "),
        title: label,
      },
      symbol,
      el("span", {}, said(name, "strong"), el("small", {}, note)),
    );
    const marker = pin(group[0].latlng, node, 3000, group[0]);
    node.addEventListener("click", () => open(group, marker.getLatLng(), node));
    return marker;
  }

  function open(list, latlng, opener) {
    if (list.length === 1) {
      Dateline.select(list[0].event, { link: list[0].link, latlng, opener, from: "map" });
      return;
    }
    const names = [...new Set(list.map((entry) => words.where(entry.link)))];
    const back = () => open(list, latlng, opener);
    const card = Dateline.listCard(
      names.length > 2 ? `${names[0]} and ${words.count(names.length - 1, "other place")}` : names.join(" and "),
      words.count(list.length, "event"),
      list,
      (entry) => Dateline.select(entry.event, { link: entry.link, latlng, opener, back, from: "map" }),
    );
    Dateline.showCard(card, { latlng, opener });
  }

  function placeMark(one, busy) {
    const record = Dateline.data.places[one.place];
    const pen = one.layer === "reporters";
    const region = one.layer === "regions";
    const label = region
      ? el("span", { class: "chip-text" }, said(record.label))
      : el("span", { class: "dot-label" }, said(record.label));
    const node = el(
      "button",
      {
        type: "button",
        class: `${region ? "chip" : pen ? "reporter" : "place"}${busy ? " busy" : ""}`,
        "data-mention": one.key,
        "aria-label": `${record.label}: ${pen ? "reporters were here" : words.count(one.mentions.length, "mention")}`,
      },
      ...(region ? [] : [pen ? Dateline.pen() : Dateline.dot()]),
      label,
    );
    node.addEventListener("click", () =>
      Dateline.showCard(Dateline.placeCard(one.place, one.mentions), {
        latlng: one.latlng,
        opener: node,
      }),
    );
    return pin(one.latlng, node, region ? 300 : pen ? 200 : 100, one);
  }

  // The dashed outlines and circles: what holds the true spot, or the country or region itself.
  function extents(shown, wholes) {
    const wanted = new Map();
    const vague = groupBy(
      shown.filter((e) => !e.whole && !(e.link.precision === "site" || e.link.precision === "town")),
      ({ link }) => (link.shape === null ? `c${link.lon},${link.lat},${link.km}` : `s${link.shape}`),
    );
    for (const [key, group] of [...vague, ...[...wholes].map(([key, group]) => [`w${key}`, group])]) {
      const families = new Set(group.map((e) => e.family));
      const family = families.size === 1 ? group[0].family : "mixed";
      const dotted = group.every((e) => e.look.dotted) ? " dotted" : "";
      const plain = hatched(group[0].link) ? "" : " plain";
      wanted.set(`${key} ${family}${dotted}`, () =>
        extent(group[0].link, `extent fam-${family} hatch-${family}${dotted}${plain}`),
      );
    }
    if (on("regions")) {
      const drawnAlready = new Set([...wholes.values()].map(([{ link }]) => countryOf(link)));
      for (const one of mentioned.filter(
        ({ layer, country }) => layer === "regions" && country && !drawnAlready.has(country),
      )) {
        wanted.set(`m${one.country}`, () => mention(one.country));
      }
    }
    return wanted;
  }

  function rectOf(node) {
    const [a, b] = [node.getBoundingClientRect(), map.getContainer().getBoundingClientRect()];
    return { left: a.left - b.left, right: a.right - b.left, top: a.top - b.top, bottom: a.bottom - b.top };
  }

  // Put every label where it covers nothing that matters: pills, then regions, then places, then the basemap's names.
  function place() {
    const size = map.getSize();
    const taken = [...map.getContainer().querySelectorAll(".leaflet-control, .mark")].map(rectOf);
    const skip = { countries: new Set(), cities: new Set() };
    layers.leaders.clearLayers();
    for (const marker of drawn.wholes.values()) {
      placeWhole(marker, size, taken);
      skip.countries.add(countryOf(marker.shows.link));
    }
    const [regions, spots] = [[], []];
    for (const marker of drawn.places.values()) (marker.shows.layer === "regions" ? regions : spots).push(marker);
    for (const marker of regions) {
      placeChip(marker, size, taken);
      skip.countries.add(marker.shows.country);
    }
    for (const marker of spots) {
      placeLabel(marker, size, taken);
      skip.cities.add(Dateline.data.places[marker.shows.place].name);
    }
    layers.names.clearLayers();
    for (const { text, className, lat, lon } of placing.names(map, taken, skip)) {
      const icon = L.divIcon({
        className: "pin",
        html: el("span", { class: className, "aria-hidden": "true" }, text),
        iconSize: [0, 0],
      });
      layers.names.addLayer(L.marker([lat, lon], { pane: "names", interactive: false, keyboard: false, icon }));
    }
  }

  function placeWhole(marker, size, taken) {
    const { button } = marker;
    const lines = edges(marker.shows.link).map((line) => line.map((latlng) => map.latLngToContainerPoint(latlng)));
    const spot = placing.outer(lines, button.offsetWidth, button.offsetHeight, size, taken);
    button.hidden = !spot;
    if (!spot) return;
    marker.setLatLng(map.containerPointToLatLng(spot.centre));
    taken.push(placing.box(spot.centre.x, spot.centre.y, button.offsetWidth, button.offsetHeight));
    if (!spot.foot) return;
    const family = [...button.classList].find((name) => name.startsWith("fam-"));
    const [from, to] = [spot.foot, spot.centre].map((point) => map.containerPointToLatLng(point));
    layers.leaders.addLayer(leader(from, to, family));
  }

  function placeChip(marker, size, taken) {
    const { button, shows } = marker;
    const home = map.latLngToContainerPoint(shows.latlng);
    const spot = placing.nearby(home, button.offsetWidth, button.offsetHeight, size, taken);
    marker.setLatLng(map.containerPointToLatLng(spot.centre));
    button.classList.toggle("crowded", spot.crowded);
    if (!spot.crowded) taken.push(spot.rect);
  }

  // Right of the dot, else left of it, else not at all.
  function placeLabel(marker, size, taken) {
    const label = marker.button.querySelector(".dot-label");
    label.hidden = false;
    label.hidden = ![false, true].some((flip) => {
      label.classList.toggle("flip", flip);
      const rect = rectOf(label);
      const free = rect.left > 0 && rect.right < size.x && placing.covered(rect, taken) === 0;
      if (free) taken.push(rect);
      return free;
    });
  }

  function mark() {
    for (const node of document.querySelectorAll("[data-entries]")) {
      const keys = node.dataset.entries.split(" ").map((key) => Number(key.split(".")[0]));
      node.classList.toggle("selected", keys.includes(selected));
    }
  }

  function highlight(event) {
    selected = event;
    mark();
  }

  // Where to point for an event's place: the label of a country or region, else the spot.
  function spotOf(link) {
    const entry = entries.find((one) => one.link === link);
    for (const [key, marker] of drawn.wholes)
      if (key.split(" ").includes(entry.key) && !marker.button.hidden) return marker.getLatLng();
    return entry.latlng;
  }

  // Bounds of the events' places; of places mentioned if there are none; null for an empty map.
  function bounds() {
    const { toponyms } = Dateline.data;
    const metonym = (e) => toponyms[e.link.toponym].role === "metonym";
    const pool = entries.filter((e) => e.layer !== "denied");
    const precise = pool.filter((e) => !e.whole && !metonym(e));
    const events = precise.length
      ? precise
      : pool.filter((e) => !metonym(e)).length
        ? pool.filter((e) => !metonym(e))
        : pool;
    const area = L.latLngBounds([]);
    for (const { latlng, link } of events) {
      if (countryOf(link) || link.shape !== null) for (const line of edges(link)) area.extend(L.latLngBounds(line));
      else area.extend(latlng.toBounds(Math.max(link.km, 20) * 2000));
    }
    if (!events.length)
      for (const one of mentioned.filter(({ layer }) => layer !== "regions")) area.extend(one.latlng.toBounds(60000));
    return area.isValid() ? area : null;
  }

  Dateline.marks = { start, draw, highlight, spotOf, bounds, outline };
})();
