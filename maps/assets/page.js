// STUB for the base.
"use strict";
(async () => {
  const map = map_dateline;
  Dateline.open = (what) => console.log(JSON.stringify(what.events));
  await Promise.all([Dateline.store.load(), Dateline.basemap.load(map)]);
  Dateline.basemap.credit(map);
  Dateline.marks.start(map);
  await Dateline.restore(location.hash);
  const bounds = Dateline.marks.bounds();
  if (bounds.isValid()) map.fitBounds(bounds);
  document.documentElement.dataset.ready = "true";
})();
