// Puts the page together: map, marks and panels; one selection for all of them; cards as popups or sheets.
"use strict";
(async () => {
  const { data } = Dateline;
  const map = map_dateline;
  const card = document.getElementById("card");
  const wide = matchMedia("(min-width: 861px)");
  Dateline.groups = Object.fromEntries(data.layers.map(({ key }) => [key, window[`feature_group_${key}`]]));
  let opener = null;

  // Show a card: as a popup at `latlng` on a wide screen, as a sheet on a phone, in the map's corner without `latlng`.
  Dateline.showCard = (content, { latlng = null, opener: from = null }) => {
    closeCard({ keepFocus: true });
    opener = from ?? document.activeElement;
    if (latlng && wide.matches) {
      if (!map.getBounds().contains(latlng)) map.setView(latlng, map.getZoom(), { animate: false });
      const size = map.getSize();
      const popup = L.popup({
        maxWidth: Math.min(380, size.x - 40),
        minWidth: Math.min(300, size.x - 60),
        maxHeight: Math.max(180, size.y - 120),
        autoPanPadding: [14, 14],
        closeButton: true,
        offset: [0, -14],
        autoClose: false,
        closeOnEscapeKey: false,
      })
        .setLatLng(latlng)
        .setContent(content)
        .openOn(map);
      const node = popup.getElement();
      node.setAttribute("role", "dialog");
      node.setAttribute("aria-label", content.querySelector("h2").textContent);
      node.tabIndex = -1;
      node.focus({ preventScroll: true });
      return;
    }
    const close = Dateline.el("button", { type: "button", class: "link close" }, "Close");
    close.addEventListener("click", () => closeCard());
    card.replaceChildren(close, content);
    card.hidden = false;
    card.scrollTop = 0;
    card.focus({ preventScroll: true });
    if (latlng) map.panTo(latlng);
  };

  function closeCard({ keepFocus = false } = {}) {
    const open = map._popup?.isOpen() || !card.hidden;
    map.closePopup();
    card.hidden = true;
    Dateline.marks.highlight(null);
    if (open && !keepFocus && opener?.isConnected) opener.focus({ preventScroll: true });
  }
  Dateline.closeCard = closeCard;

  // Select an event from the map, the text or the list: mark it everywhere and show its card.
  Dateline.select = (number, { link, latlng, opener: from = null, back = null, from: origin }) => {
    const event = data.events[number];
    const place = link ?? event.places[0] ?? null;
    if (place && !map.hasLayer(Dateline.groups[event.layer])) map.addLayer(Dateline.groups[event.layer]);
    if (place && !map.getBounds().contains([place.lat, Dateline.near(place.lon)]) && origin !== "map") {
      map.setView([place.lat, Dateline.near(place.lon)], map.getZoom(), { animate: false });
    }
    Dateline.panel.highlight(number, { scroll: origin === "map" });
    const content = Dateline.eventCard(number, place, { back });
    Dateline.showCard(content, { latlng: latlng ?? (place && Dateline.marks.spotOf(place)), opener: from });
    Dateline.marks.highlight(number);
  };

  Dateline.openToponym = (number) => {
    const { place } = data.toponyms[number];
    const mentions = data.toponyms.flatMap((one, i) => (one.place === place ? [i] : []));
    const { lat, lon } = data.places[place];
    Dateline.showCard(Dateline.placeCard(place, mentions), { latlng: L.latLng(lat, Dateline.near(lon)) });
  };

  const reveal = (show) => (number) => {
    if (!wide.matches) closeCard({ keepFocus: true });
    show(number);
  };
  Dateline.showInText = reveal((number) => Dateline.panel.showEvent(number));
  Dateline.showToponym = reveal((number) => Dateline.panel.showToponym(number));

  document.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") closeCard();
  });
  map.on("popupclose", () => {
    if (opener?.isConnected && document.activeElement === document.body) opener.focus({ preventScroll: true });
  });

  // The middle of the shortest arc of longitudes that holds every event, so that Fiji and Tonga lie side by side.
  function meridian() {
    const lons = data.events.flatMap((event) => event.places.map(({ lon }) => lon)).sort((a, b) => a - b);
    if (!lons.length) return 0;
    let [gap, start] = [lons[0] + 360 - lons.at(-1), lons[0]];
    for (let i = 1; i < lons.length; i += 1)
      if (lons[i] - lons[i - 1] > gap) [gap, start] = [lons[i] - lons[i - 1], lons[i]];
    const middle = start + (360 - gap) / 2;
    return middle > 180 ? middle - 360 : middle;
  }

  Dateline.meridian = meridian();
  Dateline.panel.build(layer_control_dateline);
  Dateline.basemap.credit(map);
  await Dateline.basemap.load(map);
  map.invalidateSize({ animate: false });
  Dateline.marks.start(map);
  const bounds = Dateline.marks.bounds();
  if (bounds) map.fitBounds(bounds, { padding: [48, 48], maxZoom: 8, animate: false });
  document.documentElement.dataset.ready = "true";
})();
