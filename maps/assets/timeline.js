// When: a histogram of the events' first days, a range to choose in it, and a button that plays it.
// Events are sorted by first day, so each bin is a stretch of rows; counting one selection is one pass over them.
"use strict";
(() => {
  const { el, head } = Dateline;
  const BINS = 72; // at most
  const CALENDAR = [1, 3, 12, 60, 120, 600, 1200, 6000, 12000]; // months a bin may hold, where days would be too many
  const STEP = 650; // ms of one step when playing
  const BULK = 0.05; // share of events that may lie off either end of the axis, if that makes it four times shorter
  const SQUARE = 9; // px: few events are drawn as squares that can be counted
  const DAY = 86400000;

  let bins = null; // { edges: first day of each bin and the day after the last, of: bin by row, unit: in words }
  let parts = null;
  let playing = null;
  let drag = null;

  const dayOf = (year, month) => {
    const date = new Date(0);
    date.setUTCFullYear(year, month, 1);
    return Math.round(date.getTime() / DAY);
  };

  // The first and last day of the axis. A handful of events years away must not press all others into one bar.
  function ends() {
    const { start, dated } = Dateline.store.events;
    const few = Math.floor(dated * BULK);
    const [all, bulk] = [
      [start[0], start[dated - 1]],
      [start[few], start[dated - 1 - few]],
    ];
    return few && all[1] - all[0] + 1 > 4 * (bulk[1] - bulk[0] + 1) ? bulk : all;
  }

  // Bins of days or weeks, else of whole months.
  function edgesBetween(first, last) {
    const days = last - first + 1;
    for (const [width, unit] of [
      [1, "day"],
      [7, "week"],
    ])
      if (days <= BINS * width) {
        const from = width === 7 ? first - ((((first + 3) % 7) + 7) % 7) : first; // weeks begin on Monday
        const count = Math.ceil((last + 1 - from) / width);
        return { edges: Int32Array.from({ length: count + 1 }, (_, i) => from + i * width), unit };
      }
    const date = new Date(first * DAY);
    const months = CALENDAR.find((one) => days / 30.4 <= BINS * one) ?? CALENDAR.at(-1);
    const at = Math.floor((date.getUTCFullYear() * 12 + date.getUTCMonth()) / months) * months;
    const edges = [dayOf(0, at)];
    while (edges.at(-1) <= last) edges.push(dayOf(0, at + edges.length * months));
    const units = { 1: "month", 3: "quarter", 12: "year" };
    return { edges: Int32Array.from(edges), unit: units[months] ?? `${months / 12} years` };
  }

  function binned() {
    const { start, dated } = Dateline.store.events;
    const { edges, unit } = edgesBetween(...ends());
    const of = new Uint8Array(dated);
    const last = edges.length - 2;
    for (let row = 0, bin = 0; row < dated; row += 1) {
      while (bin < last && start[row] >= edges[bin + 1]) bin += 1;
      of[row] = bin; // those before the axis fall into its first bin, those after it into the last
    }
    return { edges, of, unit, count: last + 1 };
  }

  // Events by bin and family that pass every filter but the dates.
  function counted(fails) {
    const { family, dated } = Dateline.store.events;
    const families = head.families.length;
    const others = ~Dateline.filter.FAIL.time;
    const counts = new Uint32Array(bins.count * families);
    for (let row = 0; row < dated; row += 1) if (!(fails[row] & others)) counts[bins.of[row] * families + family[row]] += 1;
    return counts;
  }

  // The days chosen; all of the axis on which events lie if none are.
  const range = () => {
    const { start, dated } = Dateline.store.events;
    return (
      Dateline.state.range ?? [Math.max(bins.edges[0], start[0]), Math.min(bins.edges[bins.count] - 1, start[dated - 1])]
    );
  };
  const xOf = (day) => {
    // a bin is as wide as every other, however many days it holds
    const { edges, count } = bins;
    if (day <= edges[0]) return 0;
    let bin = 0;
    while (bin < count && edges[bin + 1] <= day) bin += 1;
    return bin >= count ? 1 : (bin + (day - edges[bin]) / (edges[bin + 1] - edges[bin])) / count;
  };
  const binAt = (share) => Math.max(0, Math.min(bins.count - 1, Math.floor(share * bins.count)));

  function draw({ fails }) {
    const counts = counted(fails);
    const { canvas } = parts;
    const ratio = window.devicePixelRatio || 1;
    const [width, height] = [canvas.clientWidth, canvas.clientHeight];
    if (!width) return;
    canvas.width = width * ratio;
    canvas.height = height * ratio;
    const pen = canvas.getContext("2d");
    pen.scale(ratio, ratio);
    const families = head.families.length;
    const inks = parts.inks.map((ink) => getComputedStyle(ink).color);
    let most = 1;
    for (let bin = 0; bin < bins.count; bin += 1) {
      let sum = 0;
      for (let family = 0; family < families; family += 1) sum += counts[bin * families + family];
      most = Math.max(most, sum);
    }
    const step = width / bins.count;
    const unit = Math.min(SQUARE + 1, (height - 2) / most);
    const gap = unit > 3 ? 1 : 0;
    const bar = Math.min(Math.max(1, step - 1), unit > 3 ? 16 : 28);
    const [from, to] = range();
    for (let bin = 0; bin < bins.count; bin += 1) {
      let y = height;
      const kept = bins.edges[bin + 1] > from && bins.edges[bin] <= to;
      pen.globalAlpha = kept ? 1 : 0.3;
      for (let family = 0; family < families; family += 1) {
        const count = counts[bin * families + family];
        if (!count) continue;
        pen.fillStyle = inks[family];
        const x = bin * step + (step - bar) / 2;
        if (gap) for (let i = 0; i < count; i += 1) pen.fillRect(x, y - (i + 1) * unit + gap, bar, unit - gap);
        else pen.fillRect(x, y - count * unit, bar, count * unit);
        y -= count * unit;
      }
    }
  }

  const said = (day) => Dateline.words.day(Dateline.words.iso(day));

  function label({ count }) {
    const { state, store, words } = Dateline;
    const [from, to] = range();
    parts.range.replaceChildren(words.interval(words.iso(from), words.iso(to)));
    parts.unit.textContent = ` · events per ${bins.unit}`;
    parts.shown.textContent = `${state.range ? "" : "all "}${words.count(count, "event")}`;
    parts.all.hidden = !state.range;
    const [left, right] = state.range ? [xOf(from), xOf(to + 1)] : [0, 1];
    parts.brush.style.left = `${left * 100}%`;
    parts.brush.style.width = `${(right - left) * 100}%`;
    for (const [handle, day, at] of [
      [parts.first, from, left],
      [parts.last, to, right],
    ]) {
      handle.style.left = `${at * 100}%`;
      handle.setAttribute("aria-valuemin", bins.edges[0]);
      handle.setAttribute("aria-valuemax", bins.edges[bins.count] - 1);
      handle.setAttribute("aria-valuenow", Math.max(bins.edges[0], Math.min(bins.edges[bins.count] - 1, day)));
      handle.setAttribute("aria-valuetext", said(day));
    }
    const undated = undatedCount();
    parts.undated.hidden = store.events.dated === store.events.count;
    parts.undatedCount.textContent = `${undated.toLocaleString("en")} undated`;
    parts.undatedBox.checked = state.undated ?? state.range === null;
  }

  function undatedCount() {
    const { events } = Dateline.store;
    const others = ~Dateline.filter.FAIL.time;
    let count = 0;
    for (let row = events.dated; row < events.count; row += 1) if (!(Dateline.shown.fails[row] & others)) count += 1;
    return count;
  }

  function axis() {
    const wanted = Math.max(2, Math.min(6, Math.floor(parts.canvas.clientWidth / 110) + 1));
    const last = bins.edges[bins.count] - bins.edges[bins.count - 1] === 1 ? bins.count - 1 : null; // would be told twice
    const ticks = Array.from({ length: wanted }, (_, i) => Math.round((i * bins.count) / (wanted - 1))).filter(
      (bin) => bin !== last || bin === 0,
    );
    parts.axis.replaceChildren(
      ...[...new Set(ticks)].map((bin) => {
        const day = bin === bins.count ? bins.edges[bin] - 1 : Math.max(bins.edges[bin], bin ? -Infinity : range()[0]);
        const words = bins.unit.includes("year") ? year(day) : MONTHLY.includes(bins.unit) ? month(day) : said(day);
        const { start, dated } = Dateline.store.events;
        const beyond = [bin === 0 && start[0] < bins.edges[0], bin === bins.count && start[dated - 1] > day];
        const tick = el("span", {}, beyond[0] ? `\u2039 ${words}` : beyond[1] ? `${words} \u203a` : words);
        tick.style.left = `${(bin / bins.count) * 100}%`;
        return tick;
      }),
    );
  }
  const MONTHLY = ["month", "quarter"];
  const month = (day) => said(day).replace(/^\d+ /, "");
  const year = (day) => String(new Date(day * DAY).getUTCFullYear());

  // Choose the days of these bins; all of them is no choice.
  function choose(first, last) {
    const { start, dated } = Dateline.store.events;
    const [a, b] = [Math.min(first, last), Math.max(first, last)];
    const from = a === 0 ? Math.min(bins.edges[0], start[0]) : bins.edges[a];
    const to = b === bins.count - 1 ? Math.max(bins.edges[b + 1] - 1, start[dated - 1]) : bins.edges[b + 1] - 1;
    return Dateline.update({ range: a === 0 && b === bins.count - 1 ? null : [from, to] });
  }

  const chosenBins = () => {
    const [from, to] = range();
    const edges = Array.from(bins.edges);
    const first = Math.max(0, edges.findLastIndex((edge) => edge <= from));
    return [Math.min(first, bins.count - 1), Math.min(bins.count - 1, Math.max(0, edges.findLastIndex((edge) => edge <= to)))];
  };

  // Drag a handle, the brush between them, or a new range.
  function press(event) {
    if (event.button) return;
    stop();
    const share = shareOf(event);
    const [first, last] = chosenBins();
    const handle = event.target.closest(".when-handle");
    const [from, to] = range();
    const inside = Dateline.state.range && share > xOf(from) && share < xOf(to + 1);
    if (handle) {
      // where the handle was taken hold of: it must not jump to the pointer
      const [edge, inward] = handle === parts.first ? [xOf(from), 0.5] : [xOf(to + 1), -0.5];
      drag = { kind: handle === parts.first ? "first" : "last", first, last, grip: share - edge - inward / bins.count };
    }
    else drag = { kind: inside ? "move" : "new", first, last, at: binAt(share) };
    parts.chart.setPointerCapture(event.pointerId);
    if (!handle) event.preventDefault();
  }
  function move(event) {
    if (!drag) return;
    const bin = binAt(shareOf(event) - (drag.grip ?? 0));
    if (bin === drag.now) return;
    drag.now = bin;
    if (drag.kind === "first") choose(bin, Math.max(bin, drag.last));
    else if (drag.kind === "last") choose(Math.min(bin, drag.first), bin);
    else if (drag.kind === "new") {
      if (bin !== drag.at || drag.moved) choose(drag.at, bin);
      drag.moved ||= bin !== drag.at;
    } else {
      const width = drag.last - drag.first;
      const first = Math.max(0, Math.min(bins.count - 1 - width, drag.first + bin - drag.at));
      choose(first, first + width);
    }
  }
  function release(event) {
    if (drag?.kind === "new" && !drag.moved && shareOf(event) >= 0) choose(drag.at, drag.at); // a click chooses one bin
    drag = null;
  }
  function shareOf({ clientX }) {
    const box = parts.canvas.getBoundingClientRect();
    return (clientX - box.left) / box.width;
  }

  function key(event, isFirst) {
    const [first, last] = chosenBins();
    const leap = Math.max(1, Math.round(bins.count / 10));
    const steps = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -leap, PageUp: leap };
    const now = isFirst ? first : last;
    const wanted = event.key === "Home" ? 0 : event.key === "End" ? bins.count - 1 : now + steps[event.key];
    if (!Number.isInteger(wanted)) return;
    event.preventDefault();
    stop();
    const bin = Math.max(0, Math.min(bins.count - 1, wanted));
    if (isFirst) choose(Math.min(bin, last), last);
    else choose(first, Math.max(bin, first));
  }

  // Move the chosen window, or one bin, from the first day to the last.
  function play() {
    if (playing) return stop();
    const restore = Dateline.state.range === null;
    let [first, last] = restore ? [0, 0] : chosenBins();
    const width = last - first;
    if (last === bins.count - 1) first = 0;
    parts.play.setAttribute("aria-label", "Pause");
    parts.play.replaceChildren(icon("M3 2h4v12H3zM9 2h4v12H9z"));
    const step = async () => {
      await choose(first, first + width);
      if (!playing) return;
      first += 1;
      if (first + width >= bins.count) {
        playing = setTimeout(() => {
          stop();
          if (restore) Dateline.update({ range: null });
        }, STEP);
      } else playing = setTimeout(step, STEP);
    };
    playing = -1;
    return step();
  }
  function stop() {
    clearTimeout(playing);
    playing = null;
    parts.play.setAttribute("aria-label", "Play through time");
    parts.play.replaceChildren(icon("M4 2l10 6-10 6z"));
  }

  function icon(path) {
    const drawing = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    drawing.setAttribute("viewBox", "0 0 16 16");
    drawing.setAttribute("aria-hidden", "true");
    const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
    line.setAttribute("d", path);
    drawing.append(line);
    return drawing;
  }

  function slider(name, isFirst) {
    const handle = el("div", { class: "when-handle", role: "slider", tabindex: "0", "aria-label": name });
    handle.addEventListener("keydown", (event) => key(event, isFirst));
    return handle;
  }

  function build() {
    const box = document.getElementById("timeline");
    const { events } = Dateline.store;
    if (!events.dated) {
      box.append(el("p", { class: "muted" }, `${Dateline.words.count(events.count, "event")}, no dates in the text`));
      box.hidden = !events.count;
      return;
    }
    bins = binned();
    parts = {
      range: el("strong"),
      unit: el("span", { class: "when-unit muted" }),
      shown: el("span", { class: "muted num" }),
      all: el("button", { type: "button", class: "link" }, "All dates"),
      play: el("button", { type: "button", class: "when-play" }),
      canvas: el("canvas", { "aria-hidden": "true" }),
      brush: el("div", { class: "when-brush" }),
      first: slider("First day shown", true),
      last: slider("Last day shown", false),
      axis: el("div", { class: "when-axis", "aria-hidden": "true" }),
      undatedBox: el("input", { type: "checkbox" }),
      undatedCount: el("span", { class: "num" }),
      inks: head.families.map(({ key: family }) => el("i", { class: `when-ink fam-${family}` })),
    };
    parts.undated = el("label", { class: "when-undated" }, parts.undatedBox, parts.undatedCount);
    parts.chart = el("div", { class: "when-chart" }, parts.canvas, parts.brush, parts.first, parts.last, parts.axis);
    box.append(
      el(
        "div",
        { class: "when-head" },
        el("span", {}, parts.range, parts.unit),
        el("span", {}, parts.shown, " ", parts.all),
        parts.undated,
      ),
      el("div", { class: "when-body" }, parts.play, parts.chart, ...parts.inks),
    );
    stop();
    parts.play.addEventListener("click", play);
    parts.all.addEventListener("click", () => Dateline.update({ range: null, undated: null }));
    parts.undatedBox.addEventListener("change", () => Dateline.update({ undated: parts.undatedBox.checked }));
    parts.chart.addEventListener("pointerdown", press);
    parts.chart.addEventListener("pointermove", move);
    parts.chart.addEventListener("pointerup", release);
    parts.chart.addEventListener("pointercancel", () => (drag = null));
    parts.chart.addEventListener("dblclick", () => Dateline.update({ range: null, undated: null }));
    const redraw = () => Dateline.shown && draw(Dateline.shown);
    new ResizeObserver(() => {
      axis();
      redraw();
    }).observe(parts.canvas);
    Dateline.on("theme", redraw);
    Dateline.on("shown", (shown) => {
      label(shown);
      draw(shown);
    });
  }

  Dateline.timeline = { build };
})();
