// Starts the page, keeps the tabs beside the map, and follows the address.
"use strict";
(() => {
  const { el, head, state, wide } = Dateline;
  const map = map_dateline;
  const $ = (id) => document.getElementById(id);
  const TABS = ["text", "events", "filters"];
  const CLOSEST = 8; // zoom of the opening view, however close the events lie together

  // The tabs there are: the filters have a place of their own on a wide screen, and without quotes there is no text.
  const tabs = () =>
    TABS.filter((name) => !(name === "filters" && wide.matches) && !(name === "text" && head.evidence === "none"));

  function showTab(name, { focus = false } = {}) {
    const tab = tabs().includes(name) ? name : tabs()[0];
    document.body.dataset.tab = tab;
    for (const one of TABS) {
      const button = $(`tab-${one}`);
      button.hidden = !tabs().includes(one);
      button.setAttribute("aria-selected", String(one === tab));
      button.tabIndex = one === tab ? 0 : -1;
      if (one === tab && focus) button.focus();
    }
    if (state.tab !== tab) Dateline.note({ tab });
    Dateline.emit("tab", tab);
  }

  function startTabs() {
    for (const name of TABS) {
      $(`tab-${name}`).addEventListener("click", () => {
        if (!wide.matches) Dateline.closeCard();
        showTab(name);
      });
      $(`tab-${name}`).addEventListener("keydown", ({ key }) => {
        const [shown, at] = [tabs(), tabs().indexOf(name)];
        const to = { ArrowRight: at + 1, ArrowLeft: at - 1 + shown.length, Home: 0, End: shown.length - 1 }[key];
        if (to !== undefined) showTab(shown[to % shown.length], { focus: true });
      });
    }
    const role = () => {
      $("filters").setAttribute("role", wide.matches ? "region" : "tabpanel");
      showTab(document.body.dataset.tab ?? state.tab);
    };
    wide.addEventListener("change", role);
    role();
  }

  function skipLink() {
    const skip = el("button", { type: "button", class: "skip" }, "Skip the map");
    skip.addEventListener("click", () => $(`tab-${document.body.dataset.tab}`).focus());
    $("map").prepend(skip);
  }

  // Show what an address says: filters first, then the view; and having come there, tab and event.
  async function follow() {
    await Dateline.restore(location.hash);
    if (state.view) map.setView([state.view.lat, state.view.lon], state.view.zoom, { animate: false });
    else openingView();
  }

  async function arrive() {
    showTab(state.tab);
    if (state.event !== null && !("still" in document.documentElement.dataset))
      await Dateline.select(state.event, { from: "address" });
  }

  function openingView() {
    map.invalidateSize({ animate: false }); // a still has no panels
    const bounds = Dateline.marks.bounds();
    if (!bounds?.isValid()) return;
    const bar = $("timeline").offsetHeight;
    map.fitBounds(bounds, {
      paddingTopLeft: [48, 48],
      paddingBottomRight: [48, Math.min(bar, map.getSize().y / 3) + 48],
      maxZoom: CLOSEST,
      animate: false,
    });
  }

  const DAMAGED = "This page's data can't be read: the file is damaged or not complete. Please fetch or make it again.";
  const FAULT = "Something on this page has failed. Please load it again; if that doesn't help, report this:";

  // What went wrong and what to do, in a line over the map.
  function complain(error, remedy = `${FAULT} ${error}`) {
    document.querySelector(".failed")?.remove();
    $("map").append(el("p", { class: "failed", role: "alert" }, remedy));
    console.error(error);
  }

  // Leaflet moves and zooms smoothly unless the reader's system says not to.
  function calm() {
    if (!matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    map.options.inertia = false;
    map.options.zoomAnimationThreshold = 0;
    map.panBy = (offset, options) => L.Map.prototype.panBy.call(map, offset, { ...options, animate: false });
  }

  async function start() {
    try {
      await Promise.all([Dateline.store.load(), Dateline.basemap.load()]);
    } catch (error) {
      complain(error, DAMAGED);
      return;
    }
    Dateline.basemap.credit(map);
    Dateline.controls?.build(map, layer_control_dateline);
    map.invalidateSize({ animate: false });
    Dateline.on("theme", Dateline.basemap.redraw);
    Dateline.cards.start(map);
    Dateline.marks.start(map);
    Dateline.list.start();
    Dateline.text.start();
    skipLink();
    startTabs();
    await follow();
    Dateline.basemap.show(map); // only now: tiles of a view that nobody sees cost more than the data
    await arrive();
    await Dateline.text.ready();
    map.on("moveend", () => {
      const { lat, lng } = map.getCenter();
      Dateline.note({ view: { lat, lon: lng, zoom: map.getZoom() } });
    });
    addEventListener("hashchange", () => {
      Dateline.closeCard();
      follow().then(arrive).catch((error) => complain(error));
    });
    document.documentElement.dataset.ready = "true";
  }

  Object.assign(Dateline, { showTab, openingView, complain });
  calm();
  start().catch((error) => complain(error));
})();
