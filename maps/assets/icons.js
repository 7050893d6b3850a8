// The icons of buttons, and the small signs beside filters and layers. All are decoration: names stand beside them.
"use strict";
(() => {
  const { svg } = Dateline;
  const ICONS = {
    search: "M10.5 4a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM15.3 15.3L20 20",
    copy: "M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.7-5.7L12 7M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.7 5.7L12 17",
    download: "M12 4v11M7.5 10.5L12 15l4.5-4.5M5 19.5h14",
    print:
      "M7 9V4h10v5M7 17H5.5A1.5 1.5 0 0 1 4 15.500V10.5A1.5 1.5 0 0 1 5.5 9h13a1.5 1.5 0 0 1 1.5 1.5v5a1.5 1.5 0 0 1-1.5 1.5H17M7 14h10v6H7z",
    dark: "M19.5 14.200A8 8 0 0 1 9.8 4.500a8 8 0 1 0 9.7 9.700z",
    light:
      "M12 8a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM12 2.500v2M12 19.500v2M2.5 12h2M19.5 12h2M5.3 5.300l1.4 1.400M17.3 17.300l1.4 1.400M5.3 18.700l1.4-1.400M17.3 6.700l1.4-1.4",
    all: "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5",
  };
  const decoration = (className, viewBox, ...children) =>
    svg("svg", { class: className, viewBox, "aria-hidden": "true", focusable: "false" }, ...children);
  const icon = (name) => decoration("icon", "0 0 24 24", svg("path", { d: ICONS[name] }));

  // Three lines across a shape of 28 by 28, as on the map where the spot is not known.
  const hatch = () => svg("path", { class: "sign-hatch", d: "M8 16l8-8M9 20.500L20.5 9M13 21.500l8-8" });
  const line = (d, className = "sign-line") => svg("path", { class: className, d });
  const circle = (r, className) => svg("circle", { class: className, cx: 14, cy: 14, r });
  const square = (className, x) =>
    svg("rect", { class: className, x, y: x, width: 28 - 2 * x, height: 28 - 2 * x, rx: 3 });
  const SIGNS = {
    point: () => [circle(7.5, "sign-full")],
    area: () => [circle(11, "sign-dash"), circle(4, "sign-line")],
    region: () => [line("M3 10l7-6 6 3 9-1-2 9 2 7-10 2-4-3-7 1z", "sign-dash"), hatch()],
    country: () => [
      svg("rect", { class: "sign-dash", x: 2.5, y: 7, width: 23, height: 14, rx: 3.5 }),
      line("M8 14h12", "sign-line wide"),
    ],
    reported: () => [square("sign-full", 5)],
    proposed: () => [square("sign-dots", 5)],
    generic: () => [
      line("M9.5 4.5h14v14"),
      svg("rect", { class: "sign-full", x: 4, y: 8.5, width: 15.5, height: 15.5, rx: 3 }),
    ],
    denied: () => [square("sign-line", 5), line("M2.5 25.5l23-23", "sign-line wide")],
    none: () => [
      line("M9 8.500h14M9 14h14M9 19.500h14"),
      line("M4.5 8.500h.1M4.5 14h.1M4.5 19.500h.1", "sign-line wide"),
    ],
    events: () => [
      svg("rect", { class: "sign-full", x: 3, y: 12, width: 11, height: 11, rx: 1.5 }),
      svg("circle", { class: "sign-full", cx: 20, cy: 9, r: 5.5 }),
    ],
    links: () => [
      line("M5 21C7 11 13 7 21 7.5", "sign-dots"),
      line("M17.5 4l4.5 3.5-4.3 3.8"),
      line("M5 21h.1", "sign-line wide"),
    ],
    labels: () => [line("M7 8.500V6.500h14v2M14 6.500v15M11 21.500h6")],
    leader: () => [
      svg("rect", { class: "sign-dash", x: 1, y: 9, width: 15, height: 10, rx: 2.5 }),
      line("M16 14h5"),
      line("M26 5c-7 3-6 14 0 18", "sign-dash"),
    ],
    pie: () => [circle(11, "sign-full"), line("M14 14V3a11 11 0 0 1 10 15.500z", "sign-slice"), circle(11, "sign-rim")],
  };
  const sign = (name) => decoration("symbol sign", "0 0 28 28", ...SIGNS[name]());

  Object.assign(Dateline, { icon, sign });
})();
