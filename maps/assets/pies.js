// What a reader does with the canvas of grid.js: pointing, clicking, and going from pie to pie by keyboard.
"use strict";
(() => {
  const { el, extents, grid, tally, words } = Dateline;
  let map;
  let tip = null;
  let button = null; // the one place in the Tab order for all pies; it stands on the pie it speaks of
  let voice = null;
  let marker = null;
  let at = 0;

  function start(leaflet) {
    map = leaflet;
    tip = el("div", { class: "tip", "aria-hidden": "true", hidden: true });
    voice = el("p", { class: "unseen", "aria-live": "polite" });
    map.getContainer().append(tip, voice);
    button = el("button", { type: "button", class: "rover" });
    L.DomEvent.disableClickPropagation(button);
    button.addEventListener("click", () => open(grid.inView()[at], button));
    button.addEventListener("focus", () => go(0));
    button.addEventListener("keydown", onKey);
    marker = L.marker([0, 0], {
      icon: L.divIcon({ className: "pin", html: button, iconSize: [0, 0] }),
      keyboard: false,
      autoPanOnFocus: false,
      zIndexOffset: 5000,
    });
    map.on("mousemove", ({ containerPoint }) => point(grid.isOn() ? grid.hit(containerPoint) : null));
    map.on("mouseout movestart", () => point(null));
    map.on("click", ({ containerPoint }) => {
      const found = grid.isOn() && grid.hit(containerPoint);
      if (found) setTimeout(open, 0, found, null); // after Leaflet has closed what a click closes
    });
  }

  const names = ({ cell }) => {
    const { spots, places, links } = Dateline.store;
    const here = grid.spotsOf(cell).sort((a, b) => tally.at(b) - tally.at(a));
    const called = here.map((spot) => (spots.place[spot] >= 0 ? places.label[spots.place[spot]] : null));
    const some = [...new Set(called.filter(Boolean))];
    if (cell.n === 1) return words.brief(links.event[tally.linksAt(here)[0]]).join(", ");
    const more = some.length > 3 ? ` and ${words.count(some.length - 3, "other place")}` : "";
    return `${words.count(cell.n, "event")}: ${some.slice(0, 3).join(", ")}${more}`;
  };

  function point(found) {
    map.getContainer().classList.toggle("pointing", Boolean(found));
    tip.hidden = !found;
    if (!found) return;
    if (tip.shows !== found.cell) tip.textContent = names(found);
    tip.shows = found.cell;
    tip.style.transform = `translate(${found.x}px, ${found.y - found.r - 8}px) translate(-50%, -100%)`;
  }

  // Zoom in where that parts a pie's events, else list them.
  function open({ cell, x, y }, opener) {
    const here = grid.spotsOf(cell);
    const latlng = map.containerPointToLatLng([x, y]);
    const area = L.latLngBounds(here.map((spot) => extents.spotAt(spot)));
    const zoom = Math.min(map.getBoundsZoom(area.pad(0.2)), map.getMaxZoom());
    const apart = map.project(area.getNorthWest(), zoom).distanceTo(map.project(area.getSouthEast(), zoom));
    if (here.length > 1 && zoom > map.getZoom() && apart > 40) {
      point(null);
      map.fitBounds(area.pad(0.2), { animate: !matchMedia("(prefers-reduced-motion: reduce)").matches });
      return;
    }
    tally.open(tally.linksAt(here), latlng, opener);
  }

  function onKey(event) {
    const count = grid.inView().length;
    const to = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: count - 1 };
    if (!(event.key in to)) return;
    event.preventDefault();
    event.stopPropagation(); // the map would move
    go(to[event.key]);
  }

  // Stand on the nth largest pie in view and say what it is.
  function go(number) {
    const pies = grid.inView();
    if (!pies.length) return;
    at = Math.max(0, Math.min(number, pies.length - 1));
    stand(pies);
    voice.textContent = `${names(pies[at])}; ${at + 1} of ${pies.length}`;
  }

  function stand(pies) {
    const { x, y, r } = pies[at];
    marker.setLatLng(map.containerPointToLatLng([x, y]));
    button.style.width = button.style.height = `${2 * r + 6}px`;
  }

  // After every drawing: the button says how many pies there are, and stays on the screen.
  function update() {
    const pies = grid.isOn() ? grid.inView() : [];
    if (!pies.length) {
      marker.remove();
      return;
    }
    if (!map.hasLayer(marker)) marker.addTo(map);
    at = Math.min(at, pies.length - 1);
    stand(pies);
    button.setAttribute("aria-label", `Places on the map, ${words.count(pies.length, "group")}: use arrow keys`);
  }

  Dateline.pies = { start, update };
})();
