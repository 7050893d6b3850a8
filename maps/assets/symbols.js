// The marks: one shape and one glyph per family; hollow, dotted, doubled or struck through by what is known.
// Colours come from page.css (--fighting …), so that light and dark need no redrawing.
"use strict";
(() => {
  const NS = "http://www.w3.org/2000/svg";
  const SHAPES = {
    fighting:
      "M5.5 4h17a1.5 1.5 0 0 1 1.5 1.5v17a1.5 1.5 0 0 1-1.5 1.5h-17A1.5 1.5 0 0 1 4 22.5v-17A1.5 1.5 0 0 1 5.5 4z",
    threats:
      "M14 2.8a1.6 1.6 0 0 1 1.4.8l10.2 18.2a1.6 1.6 0 0 1-1.4 2.4H3.8a1.6 1.6 0 0 1-1.4-2.4L12.6 3.6a1.6 1.6 0 0 1 1.4-.8z",
    protest: "M14 3a11 11 0 1 1 0 22 11 11 0 0 1 0-22z",
    diplomacy:
      "M14 1.6a1.5 1.5 0 0 1 1.1.5l10.8 10.8a1.5 1.5 0 0 1 0 2.2L15.1 25.9a1.5 1.5 0 0 1-2.2 0L2.1 15.1a1.5 1.5 0 0 1 0-2.2L12.9 2.1a1.5 1.5 0 0 1 1.1-.5z",
    aid: "M14 2.6l11.2 8.6v12.3a1 1 0 0 1-1 1H3.8a1 1 0 0 1-1-1V11.2z",
    disasters: "M14 2.2l10.2 5.9v11.8L14 25.8 3.8 19.9V8.1z",
    other: "M4.5 4h19v11.2L14 25 4.5 15.2z",
  };
  const GLYPHS = {
    fighting: "M9.8 9.8l8.4 8.4M18.2 9.8l-8.4 8.4",
    threats: "M14 10.4v5.6M14 19.7v.2",
    protest: "M8.6 12.4h2.8l6.4-3.4v10l-6.4-3.4H8.6zM19.9 12.2v3.6",
    diplomacy: "M9.4 9.8h9.2v6.4h-4.4l-2.8 2.6v-2.6h-2z",
    aid: "M14 11v9.4M9.3 15.7h9.4",
    disasters: "M8.6 12q2.7-2.9 5.4 0t5.4 0M8.6 16.4q2.7-2.9 5.4 0t5.4 0",
    other: "M9.2 12.6h.1M14 12.6h.1M18.8 12.6h.1",
  };

  function svg(tag, attributes, ...children) {
    const element = document.createElementNS(NS, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  }

  const canvas = (className, ...children) =>
    svg(
      "svg",
      { class: `symbol ${className}`, viewBox: "-4 -4 36 36", "aria-hidden": "true", focusable: "false" },
      ...children,
    );

  // How an event looks, at one of its places or (link null) without any. `row` and `link` are rows of the store.
  function look(row, link) {
    const { events, links, spots } = Dateline.store;
    const flags = events.flags[row];
    const point = link !== null && Dateline.head.precisions[spots.precision[links.spot[link]]].key === "point";
    return {
      hollow: !point || Boolean(flags & 3),
      dotted: Boolean(flags & 1),
      repeated: Boolean(flags & 4),
      denied: Boolean(flags & 2),
    };
  }

  function symbol(family, { hollow = false, dotted = false, repeated = false, denied = false } = {}) {
    const classes = [`fam-${family}`, hollow && "hollow", dotted && "dotted", denied && "denied"]
      .filter(Boolean)
      .join(" ");
    const drawn = [];
    if (repeated) drawn.push(svg("path", { class: "echo", d: SHAPES[family], transform: "translate(5 -3.5)" }));
    drawn.push(svg("path", { class: "halo", d: SHAPES[family] }), svg("path", { class: "shape", d: SHAPES[family] }));
    drawn.push(svg("path", { class: "glyph", d: GLYPHS[family] }));
    if (denied)
      drawn.push(
        svg("path", { class: "strike-halo", d: "M-1 29L29-1" }),
        svg("path", { class: "strike", d: "M-1 29L29-1" }),
      );
    return canvas(classes, ...drawn);
  }

  const short = (number) => {
    if (number < 1000) return String(number);
    const [value, unit] = number < 999500 ? [number / 1000, "k"] : [number / 1e6, "M"];
    return `${value < 9.95 ? value.toFixed(1).replace(".0", "") : Math.round(value)}${unit}`;
  };

  // Several events at one spot: a ring, one arc an event, hollow arcs for vague or unconfirmed ones. Many events of the
  // same kind share an arc. `parts`: { family, hollow, n (events, one if left out) }.
  function ring(parts) {
    const total = parts.reduce((sum, { n = 1 }) => sum + n, 0);
    const few = total < 13;
    const arcs = new Map();
    parts.forEach(({ family, hollow, n = 1 }, i) => {
      const key = few && n === 1 ? i : `${family}${hollow}`;
      arcs.set(key, { family, hollow, n: n + (arcs.get(key)?.n ?? 0) });
    });
    const [radius, gap] = [13, arcs.size > 1 && few ? 0.16 : 0];
    const drawn = [svg("circle", { class: "ring-back", cx: 14, cy: 14, r: 17 })];
    let turn = 0;
    for (const { family, hollow, n } of arcs.values()) {
      const step = (2 * Math.PI * n) / total;
      const [a, b] = [turn + gap / 2 - Math.PI / 2, turn + Math.min(step - gap / 2, 2 * Math.PI - 0.001) - Math.PI / 2];
      turn += step;
      const at = (angle) =>
        `${(14 + radius * Math.cos(angle)).toFixed(2)} ${(14 + radius * Math.sin(angle)).toFixed(2)}`;
      const d = `M${at(a)}A${radius} ${radius} 0 ${b - a > Math.PI ? 1 : 0} 1 ${at(b)}`;
      drawn.push(svg("path", { class: `arc fam-${family}`, d }));
      if (hollow) drawn.push(svg("path", { class: "arc-hole", d }));
    }
    const label = svg("text", { class: `ring-number${total > 99 ? " long" : ""}`, x: 14, y: 14 });
    label.textContent = short(total);
    drawn.push(label);
    return canvas("ring", ...drawn);
  }

  const dot = (className = "") => canvas(`dot ${className}`, svg("circle", { cx: 14, cy: 14, r: 6 }));
  const pen = () =>
    canvas(
      "pen",
      svg("circle", { class: "pen-back", cx: 14, cy: 14, r: 15 }),
      svg("path", { class: "pen-line", d: "M7.5 20.5l1.3-4.6L17 7.7l3.3 3.3-8.2 8.2zM15 9.8l3.2 3.2" }),
    );
  const outline = (className = "") =>
    canvas(`outline ${className}`, svg("path", { d: "M3 8l9-4 12 3 2 10-7 8-11-1-6-7z" }));
  const circle = () => canvas("outline area", svg("circle", { cx: 14, cy: 14, r: 14 }));

  const arc = () =>
    canvas(
      "arc-sign",
      svg("path", { d: "M1 22Q10 3 24 9" }),
      svg("path", { class: "head", d: "M28 11l-8.4 2.2 2.6-7.4z" }),
    );

  Object.assign(Dateline, {
    look,
    symbol,
    ring,
    dot,
    pen,
    outline,
    circle,
    arc,
    short,
    svg,
    paths: { SHAPES, GLYPHS },
  });
})();
