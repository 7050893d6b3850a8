// What lies outside the view: a button at each edge of the map says how many events lie that way, and goes there.
"use strict";
(() => {
  const { el, words, extents, tally, wholes } = Dateline;
  const SIDES = { top: "↑", right: "→", bottom: "↓", left: "←" };
  const WHERE = { top: "north", right: "east", bottom: "south", left: "west" };
  const EDGE = 8; // px: a mark closer to the edge than this counts as outside

  let map;
  const buttons = {};
  const beyond = {}; // side → spots

  function start(leaflet) {
    map = leaflet;
    for (const side of Object.keys(SIDES)) {
      buttons[side] = el("button", { type: "button", class: `hint ${side}`, hidden: true });
      L.DomEvent.disableClickPropagation(buttons[side]);
      buttons[side].addEventListener("click", () => go(side));
      map.getContainer().append(buttons[side]);
    }
  }

  // Count what is outside; `visible` false: nothing is shown. `bottom`: px of the map's lower edge that are covered.
  function update(visible, bottom) {
    const size = map.getSize();
    const height = size.y - bottom;
    const sums = Object.fromEntries(Object.keys(SIDES).map((side) => [side, 0]));
    for (const side of Object.keys(SIDES)) beyond[side] = [];
    for (const spot of visible ? tally.spots() : []) {
      if (extents.whole(spot) && !wholes.isAway(spot)) continue;
      const { x, y } = map.latLngToContainerPoint(extents.spotAt(spot));
      const [dx, dy] = [x - size.x / 2, y - height / 2];
      if (Math.abs(dx) <= size.x / 2 - EDGE && Math.abs(dy) <= height / 2 - EDGE) continue;
      const across = Math.abs(dx) / size.x > Math.abs(dy) / height;
      const side = across ? (dx > 0 ? "right" : "left") : dy > 0 ? "bottom" : "top";
      beyond[side].push(spot);
      sums[side] += tally.at(spot);
    }
    for (const [side, arrow] of Object.entries(SIDES)) {
      const button = buttons[side];
      if (!sums[side] && button === document.activeElement) map.getContainer().focus({ preventScroll: true });
      button.hidden = !sums[side];
      if (button.hidden) continue;
      const text = words.count(sums[side], "event");
      button.textContent = side === "left" || side === "top" ? `${arrow} ${text}` : `${text} ${arrow}`;
      button.setAttribute("aria-label", `${text} outside the view, to the ${WHERE[side]}: show`);
    }
    const controls = map.getContainer().querySelector(".leaflet-top.leaflet-left");
    map.getContainer().style.setProperty("--covered", `${bottom}px`);
    map.getContainer().style.setProperty("--controls", `${controls.offsetHeight + EDGE}px`);
  }

  // Show what is beyond an edge: by moving there if one screen at this zoom holds it, else by zooming out.
  function go(side) {
    const area = L.latLngBounds(beyond[side].map((spot) => extents.spotAt(spot)));
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const bottom = parseFloat(map.getContainer().style.getPropertyValue("--covered"));
    map.fitBounds(area, {
      maxZoom: map.getZoom(),
      animate: !still,
      paddingTopLeft: [60, 60],
      paddingBottomRight: [60, 60 + bottom],
    });
  }

  const rects = () => Object.values(buttons).filter(({ hidden }) => !hidden);

  Dateline.hints = { start, update, buttons: rects };
})();
