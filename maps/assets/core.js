// What every other script builds on: the page's data as it comes, DOM helpers, folium's layers, messages between parts.
// Whatever comes from an article reaches the page through `said` and `el`'s children: as text, never as markup.
"use strict";
const Dateline = { head: JSON.parse(document.getElementById("dateline-data").textContent), layers: {} };

(() => {
  const messages = new EventTarget();

  // folium's script calls this for each layer of its control; what the layer shows is drawn by marks.js.
  Dateline.layer = (key) => {
    Dateline.layers[key] = L.layerGroup();
    return Dateline.layers[key];
  };

  // Parts of the page speak to one another by name: "shown" (the selection changed), "selected", "theme" …
  Dateline.on = (name, listener) => messages.addEventListener(name, ({ detail }) => listener(detail));
  Dateline.emit = (name, detail = null) => messages.dispatchEvent(new CustomEvent(name, { detail }));

  // Make an element. `attributes` and `tag` are ours; children are elements or strings, which become text.
  Dateline.el = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value === true) element.setAttribute(name, "");
      else if (value !== false && value !== null) element.setAttribute(name, value);
    }
    element.append(...children.filter((child) => child !== null));
    return element;
  };

  // An element around words of the article or gazetteer, kept apart from ours whatever way they are written in.
  Dateline.said = (text, tag = "bdi", attributes = {}) =>
    Dateline.el(tag, { dir: "auto", ...attributes }, String(text));

  // The index of the last of some rising numbers that is not above a value; the first of them is not.
  Dateline.lastUpTo = (numbers, value) => {
    let [low, high] = [0, numbers.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (numbers[middle] <= value) low = middle;
      else high = middle;
    }
    return low;
  };

  function fromBase64(text) {
    if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
    const binary = atob(text);
    const bytes = new Uint8Array(binary.length);
    for (let i = 0; i < binary.length; i += 1) bytes[i] = binary.charCodeAt(i);
    return bytes;
  }

  // The bytes of a packed script element (base64 of gzip); null if the page has no such element.
  Dateline.bytes = async (name) => {
    const element = document.getElementById(`dateline-${name}`);
    if (!element) return null;
    const stream = new Blob([fromBase64(element.textContent)]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  };

  const decoder = new TextDecoder("utf-8", { ignoreBOM: true }); // a text may begin with U+FEFF
  Dateline.unpackedText = async (name) => {
    const bytes = await Dateline.bytes(name);
    return bytes && decoder.decode(bytes);
  };
  Dateline.unpackedJson = async (name) => {
    const text = await Dateline.unpackedText(name);
    return text === null ? null : JSON.parse(text);
  };
})();
