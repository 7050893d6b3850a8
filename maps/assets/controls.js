// Puts the controls together: header, filters, layers, legend, timeline, and the map's own buttons.
"use strict";
(() => {
  // Beside + and -: all that is shown.
  function fitButton(map) {
    const label = "Show all events";
    const control = L.control({ position: "topleft" });
    control.onAdd = () => {
      const button = Dateline.el("a", {
        href: "#",
        role: "button",
        class: "fit-all",
        title: label,
        "aria-label": label,
      });
      button.append(Dateline.icon("all"));
      L.DomEvent.disableClickPropagation(button);
      L.DomEvent.on(button, "click", (event) => {
        L.DomEvent.preventDefault(event);
        Dateline.openingView();
      });
      return Dateline.el("div", { class: "leaflet-bar" }, button);
    };
    control.addTo(map);
  }

  // `control`: folium's layer control. Called once, when the data is there and before the address is followed.
  function build(map, control) {
    Dateline.on("shown", () => {
      Dateline.filters.applyLayers(map);
      if (!("still" in document.documentElement.dataset)) return;
      Dateline.legend.fit();
      queueMicrotask(() => map.invalidateSize({ animate: false })); // when everybody has seen what is shown
    });
    Dateline.header.build();
    Dateline.filters.build();
    Dateline.filters.layers(map, control);
    Dateline.legend.build(document.getElementById("filters"));
    Dateline.timeline?.build(map);
    Dateline.printing.build(map);
    fitButton(map);
    new ResizeObserver(() => map.invalidateSize({ pan: false })).observe(map.getContainer());
  }

  Dateline.controls = { build };
})();
