// STUB for the base: every drawn link as a circle. Replaced by the real marks.
"use strict";
(() => {
  let map;
  const group = L.layerGroup();
  function draw() {
    group.clearLayers();
    const { links, spots } = Dateline.store;
    for (const row of Dateline.shown.links) {
      const spot = links.spot[row];
      const marker = L.circleMarker([spots.lat[spot], spots.lon[spot]], { radius: 7 }).addTo(group);
      marker.on("click", () =>
        Dateline.open({ events: [links.event[row]], links: [row], latlng: marker.getLatLng(), opener: null }),
      );
    }
  }
  function start(leaflet) {
    map = leaflet;
    Dateline.layers.events.addLayer(group);
    Dateline.on("shown", draw);
  }
  const spotOf = (row) => {
    const spot = Dateline.store.links.spot[row];
    return L.latLng(Dateline.store.spots.lat[spot], Dateline.store.spots.lon[spot]);
  };
  const bounds = () => L.latLngBounds(Array.from(Dateline.shown.links, spotOf));
  Dateline.marks = { start, spotOf, bounds };
})();
