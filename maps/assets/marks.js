// Draws what is shown: a button for each event, or ring of events, up to some thousands; above, the pies of grid.js.
// Then everything around them: outlines, labels, lines, hints at the edges.
"use strict";
(() => {
  const { el, words, head, extents, placing, tally, fan, grid, pies, wholes, namedPlaces, links: lines } = Dateline;
  const MOST = 2000; // marks; above, pies
  const MERGE = 26; // px: marks closer than this become one ring
  const RADIUS = 19; // px, of a mark
  const PATIENCE = 60; // ms until labels follow pies

  let map;
  let pins = null;
  let legs = null;
  let selected = null; // row of an event
  let timer = null;
  let due = null; // surroundings or arrange, still to do
  const drawn = new Map(); // key → marker
  let markerOf = new Map(); // link → marker

  const on = (layer) => map.hasLayer(Dateline.layers[layer]);
  const many = () => Dateline.shown.links.length > MOST;

  function start(leaflet) {
    map = leaflet;
    Dateline.meridian = meridian();
    extents.start(map);
    pins = L.layerGroup().addTo(map);
    legs = L.layerGroup().addTo(map);
    grid.start(map);
    for (const part of [pies, lines, wholes, namedPlaces, Dateline.hints]) part.start(map);
    Dateline.on("shown", () => {
      tally.count();
      draw();
    });
    Dateline.on("selected", (row) => {
      selected = row;
      mark();
    });
    map.on("zoomend overlayadd overlayremove", () => Dateline.shown && draw());
    map.on("moveend resize", () => Dateline.shown && moved());
    map.on("click", () => fold());
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && map.getContainer().contains(event.target)) fold();
    });
  }

  // The middle of the shortest arc of longitudes that holds every event, so that Fiji and Tonga lie side by side.
  function meridian() {
    const { spots, places } = Dateline.store;
    const lons = Float64Array.from(spots.count ? spots.lon : places.lon).sort();
    if (!lons.length) return 0;
    let [gap, first] = [lons[0] + 360 - lons.at(-1), lons[0]];
    for (let i = 1; i < lons.length; i += 1)
      if (lons[i] - lons[i - 1] > gap) [gap, first] = [lons[i] - lons[i - 1], lons[i]];
    const middle = first + (360 - gap) / 2;
    return middle > 180 ? middle - 360 : middle;
  }

  // The marks follow a reader who goes around the world.
  function moved() {
    const turns = Math.round((map.getCenter().lng - Dateline.meridian) / 360);
    if (!turns) {
      later(arrange);
      return;
    }
    Dateline.meridian += 360 * turns;
    for (const part of [extents, namedPlaces, grid, lines]) part.forget();
    pins.clearLayers();
    drawn.clear();
    draw();
  }

  function draw() {
    const crowded = on("events") && many();
    if (crowded) grid.draw();
    else if (grid.isOn()) grid.clear();
    buttons(on("events") ? Dateline.shown.links : [], crowded);
    later(surroundings);
  }

  // Labels follow marks at once, and pies when those have been drawn. What is still to do is not forgotten for less.
  function later(task) {
    if (task === surroundings || !due) due = task;
    clearTimeout(timer);
    if (grid.isOn()) timer = setTimeout(finish, PATIENCE);
    else finish();
  }

  function finish() {
    const task = due;
    due = null;
    task();
  }

  function surroundings() {
    const visible = on("events");
    wholes.take(visible);
    lines.take(on("links"));
    extents.draw(visible ? outlined() : []);
    arrange();
    mark();
  }

  // Spots whose extent is outlined. Beside pies only what bears a label: outlines of thousands would hide the map.
  function outlined() {
    const labelled = wholes.spots().map((one) => ({ ...one, dotted: isDotted([one.spot]) }));
    if (many()) return [...labelled, ...selectedSpots().map(outlineOf)];
    return [
      ...labelled,
      ...tally
        .spots()
        .filter((spot) => extents.bounded(spot) && !extents.whole(spot))
        .map(outlineOf),
    ];
  }

  function outlineOf(spot) {
    const families = new Set(tally.parts([spot]).map(({ family }) => family));
    const family = families.size === 1 ? [...families][0] : "mixed";
    return { spot, family, count: tally.at(spot), dotted: isDotted([spot]) };
  }

  const isDotted = (some) =>
    !many() && tally.linksAt(some).every((link) => Dateline.store.events.flags[Dateline.store.links.event[link]] & 1);

  function selectedSpots() {
    if (selected === null) return [];
    const { events, links } = Dateline.store;
    const rows = links.spot.subarray(events.firstLink[selected], events.firstLink[selected + 1]);
    return [...rows].filter((spot) => extents.bounded(spot) && !extents.whole(spot) && tally.at(spot));
  }

  // Entries that would cover each other at this zoom, together; in time linear to their number.
  function clusters(entries) {
    const [found, squares] = [[], new Map()];
    const key = (x, y) => x * 2 ** 25 + y;
    for (const entry of entries) {
      const [x, y] = [Math.floor(entry.point.x / MERGE), Math.floor(entry.point.y / MERGE)];
      let near = null;
      for (let i = -1; i <= 1 && !near; i += 1)
        for (let j = -1; j <= 1 && !near; j += 1)
          near = squares.get(key(x + i, y + j))?.find(({ point }) => point.distanceTo(entry.point) < MERGE);
      if (near) near.members.push(entry);
      else {
        const cluster = { point: entry.point, members: [entry] };
        found.push(cluster);
        const here = squares.get(key(x, y));
        if (here) here.push(cluster);
        else squares.set(key(x, y), [cluster]);
      }
    }
    return found.map(({ members }) => members);
  }

  function entryOf(link) {
    const { links, spots, events } = Dateline.store;
    const [spot, event] = [links.spot[link], links.event[link]];
    const latlng = extents.spotAt(spot);
    const look = Dateline.look(event, link);
    const family = head.families[events.family[event]].key;
    return {
      link,
      event,
      spot,
      family,
      look,
      latlng,
      lon: spots.lon[spot],
      lat: spots.lat[spot],
      point: map.project(latlng),
    };
  }

  // Buttons for links, or, beside pies, for those of the selected event. What stays as it was keeps its node and focus.
  function buttons(links, crowded) {
    const { links: all } = Dateline.store;
    const shown = crowded ? (selected === null ? [] : links.filter((link) => all.event[link] === selected)) : links;
    const entries = Array.from(shown)
      .filter((link) => !extents.whole(all.spot[link]))
      .map(entryOf);
    const wanted = new Map();
    legs.clearLayers();
    for (const cluster of clusters(entries)) {
      const members = [...new Map(cluster.map((one) => [all.event[one.link], one])).values()]; // each event once
      if (members.length === 1) wanted.set(`${members[0].link}`, { members, latlng: members[0].latlng, cluster });
      else if (fan.isSpread(members, map.getZoom())) spread(members, wanted);
      else wanted.set(members.map(({ link }) => link).join(" "), { members, latlng: members[0].latlng, cluster });
    }
    const focus = document.activeElement?.dataset?.links;
    for (const [key, marker] of drawn)
      if (!wanted.has(key)) {
        pins.removeLayer(marker);
        drawn.delete(key);
      }
    markerOf = new Map();
    for (const [key, { members, latlng, cluster = members }] of wanted) {
      if (!drawn.has(key)) drawn.set(key, eventMark(key, members).addTo(pins));
      const marker = drawn.get(key);
      marker.members = members;
      if (!marker.getLatLng().equals(latlng)) marker.setLatLng(latlng);
      for (const { link } of cluster) markerOf.set(link, marker);
    }
    sorted([...drawn.values()]);
    if (focus !== undefined && document.activeElement === document.body)
      markerOf.get(Number(focus.split(" ")[0]))?.button.focus({ preventScroll: true });
  }

  // Tab goes from mark to mark as one reads: in bands from north to south, each from west to east.
  function sorted(markers) {
    const BAND = 80;
    const place = new Map(markers.map((marker) => [marker, map.project(marker.getLatLng())]));
    const band = (marker) => Math.floor(place.get(marker).y / BAND);
    markers.sort((a, b) => band(a) - band(b) || place.get(a).x - place.get(b).x);
    let last = null;
    for (const marker of markers) {
      const icon = marker.getElement();
      const after = last ? last.nextSibling : icon.parentNode.firstChild;
      if (icon !== after && !icon.contains(document.activeElement)) icon.parentNode.insertBefore(icon, after);
      last = icon;
    }
  }

  function spread(members, wanted) {
    const centre = members[0].point;
    fan.offsets(members.length).forEach(([dx, dy], i) => {
      const latlng = map.unproject(centre.add([dx, dy]));
      wanted.set(`${members[i].link}`, { members: [members[i]], latlng });
      legs.addLayer(extents.leader(members[0].latlng, latlng, "leg"));
    });
  }

  function fold() {
    const focus = document.activeElement?.dataset?.links;
    if (!fan.fold() || !Dateline.shown) return;
    draw();
    if (focus !== undefined) markerOf.get(Number(focus.split(" ")[0]))?.button.focus({ preventScroll: true });
  }

  // A marker whose icon is a button.
  Dateline.pin = (latlng, button, z, pane = "markerPane") => {
    L.DomEvent.disableClickPropagation(button);
    const icon = L.divIcon({ className: "pin", html: button, iconSize: [0, 0] });
    const marker = L.marker(latlng, { icon, pane, keyboard: false, autoPanOnFocus: false, zIndexOffset: z });
    return Object.assign(marker, { button });
  };

  function describe(members) {
    const rows = [...new Set(members.map(({ event }) => event))];
    if (rows.length === 1) {
      const [what, , ...more] = words.brief(rows[0]);
      return [what, words.where(Dateline.store.link(members[0].link)), ...more].join(", ");
    }
    const names = [...new Set(members.slice(0, 30).map(({ link }) => words.where(Dateline.store.link(link))))];
    return `${words.count(rows.length, "event")}: ${names.slice(0, 3).join("; ")}`;
  }

  function eventMark(key, members) {
    const symbol =
      members.length === 1
        ? Dateline.symbol(members[0].family, members[0].look)
        : Dateline.ring(
            [...members]
              .sort((a, b) => a.family.localeCompare(b.family))
              .map(({ family, look }) => ({ family, hollow: look.hollow })),
          );
    const node = el(
      "button",
      { type: "button", class: "mark", "aria-label": describe(members), "data-links": key },
      symbol,
    );
    const marker = Dateline.pin(members[0].latlng, node, 2000);
    node.addEventListener("click", () => activate(marker));
    return marker;
  }

  // One event opens. Several at one place spread out, several close by are zoomed to; what can't be parted is listed.
  function activate(marker) {
    const { members, button } = marker;
    const area = L.latLngBounds(members.map(({ latlng }) => latlng));
    const zoom = Math.min(map.getBoundsZoom(area.pad(0.3)), map.getMaxZoom());
    const size = map.project(area.getNorthWest(), zoom).distanceTo(map.project(area.getSouthEast(), zoom));
    if (members.length > 1 && fan.open(members)) {
      draw();
      markerOf.get(members[0].link)?.button.focus({ preventScroll: true });
    } else if (members.length > 1 && !fan.together(members) && zoom > map.getZoom() && size > MERGE) {
      map.fitBounds(area.pad(0.3), { animate: !matchMedia("(prefers-reduced-motion: reduce)").matches });
    } else {
      const rows = members.map(({ link }) => link);
      tally.open(rows, marker.getLatLng(), button);
    }
  }

  const frame = (node) => {
    const [a, b] = [node.getBoundingClientRect(), map.getContainer().getBoundingClientRect()];
    return { left: a.left - b.left, right: a.right - b.left, top: a.top - b.top, bottom: a.bottom - b.top };
  };
  // How much of the map's lower edge lies under the timeline.
  function covered() {
    const bar = document.getElementById("timeline")?.getBoundingClientRect();
    const box = map.getContainer().getBoundingClientRect();
    return bar && bar.height && bar.top < box.bottom ? Math.max(0, Math.min(box.bottom - bar.top, box.height / 2)) : 0;
  }

  // Put every label where it covers nothing that matters: labels of countries, then regions, places, the base map's.
  function arrange() {
    if (!map.getSize().x) return;
    const space = placing.room(map.getSize());
    for (const node of map.getContainer().querySelectorAll(".leaflet-control")) space.take(frame(node));
    const bottom = covered();
    const { x, y } = space.size;
    if (bottom) space.take({ left: 0, right: x, top: y - bottom, bottom: y });
    const marks = onScreen();
    for (const one of marks) space.take(placing.box(one.x, one.y, 2 * one.r, 2 * one.r));
    const hints = () => {
      Dateline.hints.update(on("events"), bottom);
      for (const button of Dateline.hints.buttons()) space.take(frame(button));
    };
    hints();
    wholes.place(space);
    hints(); // a country may have gone out of sight
    namedPlaces.take({ crowded: grid.isOn(), codes: wholes.codes() });
    namedPlaces.place(space, { codes: wholes.codes(), marks, few: grid.isOn() });
    pies.update();
  }

  const placesOf = (some) => [...new Set(some.map((spot) => Dateline.store.spots.place[spot]))];

  // Marks and pies in view: { x, y, r, places, spot } in px of the map; `places`: rows of those whose events it stands
  // for; `spot` if all of a mark's events are at one.
  function onScreen() {
    const size = map.getSize();
    const found = grid.isOn() ? grid.inView().map(({ cell, x, y, r }) => ({ x, y, r: r + 2, places: placesOf(grid.spotsOf(cell)) })) : [];
    for (const marker of drawn.values()) {
      const { x, y } = map.latLngToContainerPoint(marker.getLatLng());
      const seen = x > 0 && y > 0 && x < size.x && y < size.y;
      marker.button.tabIndex = seen ? 0 : -1;
      if (!seen) continue;
      const some = marker.members.map((one) => one.spot);
      const spot = some.every((one) => one === some[0]) ? some[0] : undefined;
      found.push({ x, y, r: RADIUS, places: placesOf(some), spot });
    }
    return found;
  }

  // Show which marks are those of the selected event, above all others.
  function mark() {
    if (!Dateline.shown) return;
    const { events, links } = Dateline.store;
    if (grid.isOn()) {
      buttons(on("events") ? Dateline.shown.links : [], true);
      extents.draw(on("events") ? outlined() : []);
    }
    const rows = new Set();
    const spots = new Set();
    if (selected !== null)
      for (let link = events.firstLink[selected]; link < events.firstLink[selected + 1]; link += 1) {
        rows.add(markerOf.get(link));
        spots.add(links.spot[link]);
      }
    for (const marker of drawn.values()) {
      const is = rows.has(marker);
      if (is === marker.button.classList.contains("selected")) continue;
      marker.button.classList.toggle("selected", is);
      marker.setZIndexOffset(is ? 6000 : 2000);
    }
    wholes.highlight(spots);
  }

  // Where to point for an event's place: the label of a country or region, else the mark, else the spot.
  function spotOf(link) {
    const spot = Dateline.store.links.spot[link];
    const whole = extents.whole(spot) ? wholes.spotOf(spot) : null;
    return whole ?? markerOf.get(link)?.getLatLng() ?? extents.spotAt(spot);
  }

  Dateline.marks = { MOST, start, spotOf, bounds: Dateline.opening.bounds };
})();
