// A list of any length of which only the rows in view are in the document. All rows have one height, known beforehand.
"use strict";
(() => {
  const { el } = Dateline;
  const TALLEST = 12000000; // px; Firefox lays nothing out beyond 17.8 million, the others beyond 33
  const SPARE = 3; // rows kept ready beyond either edge

  // `box` scrolls; `draw(key)` makes a row's button; `open(key, button)` is called when one is pressed.
  // Sections are { head: element or null, headHeight: px, label, keys: array of numbers } in the order shown.
  Dateline.virtualList = ({ box, rowHeight, draw, open }) => {
    const body = el("div", { class: "virtual" });
    const rows = new Map(); // index -> element of those in the document
    let sections = [];
    let [total, height, real] = [0, 0, 0]; // rows; px of the scrolled body; px it would need
    // A body taller than TALLEST is scaled: what is at `offset` in the real list stands at `offset + shift` in the body.
    // Small steps keep the shift, so that reading scrolls as in any list; jumps (the scroll bar) set it anew.
    let [shift, last] = [0, 0];
    let current = 0; // index of the row that Tab reaches
    let marked = null; // key

    const clamp = (value, low, high) => Math.max(low, Math.min(value, high));
    const sectionOf = (index) => sections.findLast(({ first }) => first <= index);
    const keyOf = (index) => sectionOf(index).keys[index - sectionOf(index).first];
    const topOf = (index) => sectionOf(index).rowsTop + (index - sectionOf(index).first) * rowHeight;
    const offset = () => box.scrollTop - shift;
    const reach = () => Math.max(0, real - box.clientHeight);

    function indexAt(at) {
      const section = sections.findLast(({ top }) => top <= at) ?? sections[0];
      return section.first + clamp(Math.floor((at - section.rowsTop) / rowHeight), 0, section.keys.length - 1);
    }

    function set(given) {
      const held = body.contains(document.activeElement) ? keyOf(current) : null;
      [total, real] = [0, 0];
      sections = given
        .filter(({ keys }) => keys.length)
        .map((section) => {
          const placed = { ...section, first: total, top: real, rowsTop: real + section.headHeight };
          total += section.keys.length;
          real = placed.rowsTop + section.keys.length * rowHeight;
          return placed;
        });
      height = Math.min(real, TALLEST);
      body.style.height = `${height}px`;
      rows.clear();
      body.replaceChildren(...sections.map(sectionElement));
      current = clamp(current, 0, Math.max(0, total - 1));
      place(clamp(offset(), 0, reach()));
      render();
      if (held !== null && !focusKey(held)) box.focus({ preventScroll: true });
    }

    function sectionElement(section) {
      section.list = el("div", { role: "list", "aria-label": section.label });
      if (section.head) section.head.style.height = `${section.headHeight}px`;
      return el("section", { "aria-label": section.label }, section.head, section.list);
    }

    // Scroll so that the real list's `at` is at the top of the box.
    function place(at) {
      const span = reach();
      box.scrollTop = height < real && span > 0 ? (at / span) * (height - box.clientHeight) : at;
      last = box.scrollTop;
      shift = last - at;
    }

    function scrolled() {
      const now = box.scrollTop;
      const [step, end] = [now - last, height - box.clientHeight];
      last = now;
      if (height === real) shift = 0;
      else if (now <= 0) shift = 0;
      else if (now >= end - 1) shift = now - reach();
      else if (Math.abs(step) > 2 * box.clientHeight) shift = now - (now / end) * reach();
      else shift = now - clamp(now - shift, 0, reach());
      render();
    }

    function render() {
      const view = box.clientHeight;
      if (!view || !total) return;
      const at = offset();
      const from = Math.max(0, indexAt(at) - SPARE);
      const to = Math.min(total - 1, indexAt(at + view) + SPARE);
      for (const [index, node] of rows) {
        const out = index < from || index > to;
        if (out && !node.contains(document.activeElement)) {
          node.remove();
          rows.delete(index);
        }
      }
      const reached = current >= from && current <= to ? current : indexAt(at + rowHeight / 2);
      for (const section of sections) {
        if (section.head) section.head.style.top = `${clamp(section.top + shift, 0, height - section.headHeight)}px`;
        let cursor = section.list.firstElementChild;
        const end = Math.min(to, section.first + section.keys.length - 1);
        for (let index = Math.max(from, section.first); index <= end; index += 1) {
          while (cursor && Number(cursor.dataset.index) < index) cursor = cursor.nextElementSibling;
          if (!rows.has(index)) {
            rows.set(index, rowElement(index, section));
            section.list.insertBefore(rows.get(index), cursor);
          }
        }
      }
      for (const [index, node] of rows) {
        node.style.top = `${topOf(index) + shift}px`;
        node.firstElementChild.tabIndex = index === reached ? 0 : -1;
      }
    }

    function rowElement(index, section) {
      const key = section.keys[index - section.first];
      const row = el("div", {
        role: "listitem",
        class: "row",
        "aria-setsize": section.keys.length,
        "aria-posinset": index - section.first + 1,
        "data-index": index,
      });
      row.style.height = `${rowHeight}px`;
      row.append(draw(key));
      row.firstElementChild.classList.toggle("lit", key === marked);
      return row;
    }

    // Bring a row into view unless it is there already.
    function reveal(index) {
      const [top, view] = [topOf(index), box.clientHeight];
      if (top < offset() || top + rowHeight > offset() + view)
        place(clamp(top - Math.max(0, view - rowHeight) / 3, 0, reach()));
      render();
    }

    function focus(index) {
      current = clamp(index, 0, total - 1);
      reveal(current);
      rows.get(current)?.firstElementChild.focus({ preventScroll: true });
    }

    // Keys of each section ascend.
    function indexOf(key) {
      for (const { keys, first } of sections) {
        let [low, high] = [0, keys.length];
        while (low < high) {
          const middle = (low + high) >> 1;
          if (keys[middle] < key) low = middle + 1;
          else high = middle;
        }
        if (keys[low] === key) return first + low;
      }
      return -1;
    }

    function focusKey(key) {
      const index = indexOf(key);
      if (index >= 0) focus(index);
      return index >= 0;
    }

    function mark(key, { scroll = false } = {}) {
      marked = key;
      const index = key === null ? -1 : indexOf(key);
      if (index >= 0) current = index;
      if (index >= 0 && scroll && box.clientHeight) reveal(index);
      for (const [at, node] of rows) node.firstElementChild.classList.toggle("lit", keyOf(at) === key);
    }

    const indexIn = (target) => Number(target.closest(".row")?.dataset.index ?? NaN);
    body.addEventListener("keydown", (event) => {
      const from = indexIn(event.target);
      const page = Math.max(1, Math.floor(box.clientHeight / rowHeight) - 1);
      const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -total, End: total };
      if (!(event.key in steps) || Number.isNaN(from) || event.ctrlKey || event.altKey || event.metaKey) return;
      event.preventDefault();
      focus(from + steps[event.key]);
    });
    body.addEventListener("click", ({ target }) => {
      const index = indexIn(target);
      if (Number.isNaN(index)) return;
      current = index;
      open(keyOf(index), rows.get(index).firstElementChild);
    });
    body.addEventListener("focusin", ({ target }) => {
      const index = indexIn(target);
      if (!Number.isNaN(index)) current = index;
    });
    box.addEventListener("scroll", scrolled, { passive: true });
    new ResizeObserver(render).observe(box);
    box.append(body);
    return { set, focus, focusKey, mark, indexOf, body };
  };
})();
