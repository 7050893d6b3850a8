// Several events at one place, spread around it so that each can be chosen: a circle, or a spiral for many.
"use strict";
(() => {
  const MOST = 40; // more are listed instead
  const APART = 40; // px
  const OPEN_ZOOM = 11; // from here on, a few events at one place are spread at once
  const FEW = 10;

  let opened = null; // "lon,lat" of the place that was spread

  const keyOf = ({ lon, lat }) => `${lon},${lat}`;
  const together = (members) => members.every((one) => one.lon === members[0].lon && one.lat === members[0].lat);

  const isSpread = (members, zoom) =>
    members.length > 1 &&
    members.length <= MOST &&
    together(members) &&
    (keyOf(members[0]) === opened || (zoom >= OPEN_ZOOM && members.length <= FEW));

  // Where `count` marks go around the point they belong to: [dx, dy] in px.
  function offsets(count) {
    if (count <= FEW) {
      const radius = Math.max(APART, (count * APART) / (2 * Math.PI));
      return Array.from({ length: count }, (_, i) => {
        const angle = ((i + 0.5) * 2 * Math.PI) / count - Math.PI / 2;
        return [radius * Math.cos(angle), radius * Math.sin(angle)];
      });
    }
    let [angle, radius] = [-Math.PI / 2, APART];
    return Array.from({ length: count }, () => {
      const spot = [radius * Math.cos(angle), radius * Math.sin(angle)];
      const step = APART / radius;
      angle += step;
      radius += (APART * step) / (2 * Math.PI);
      return spot;
    });
  }

  // Spread the events at a place; false if there are too many of them.
  function open(members) {
    if (!together(members) || members.length > MOST) return false;
    opened = keyOf(members[0]);
    return true;
  }

  // Fold what was spread; false if nothing was.
  function fold() {
    const was = opened;
    opened = null;
    return was !== null;
  }

  Dateline.fan = { isSpread, together, offsets, open, fold };
})();
