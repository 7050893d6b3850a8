// One selection for map, text and list, and the card that tells about it: a popup at its spot on a wide screen, in the
// map's corner if it has no spot, a sheet on a phone.
"use strict";
(() => {
  const { el } = Dateline;
  const sheet = document.getElementById("card");
  const wide = matchMedia("(min-width: 861px)");
  const PATIENCE = 80; // ms until the card opens with what the columns know
  const LEAST = 220; // px of clear map that a popup needs
  let map;
  let popup = null;
  let opener = null;
  let visible = false; // whether the selected event passed the filters when it was selected
  let latest = 0; // answers to older questions than this one come too late

  // What floats over the map's bottom, in px of the map: popups keep clear of it.
  function covered() {
    const bar = document.getElementById("timeline")?.getBoundingClientRect();
    const box = map.getContainer().getBoundingClientRect();
    return bar?.height ? Math.max(0, box.bottom - Math.max(bar.top, box.top)) * Number(bar.top < box.bottom) : 0;
  }

  const clear = () => map.getSize().y - covered() - 44;

  function present(content, { latlng, focus = true }) {
    hide();
    const place = latlng && wide.matches && clear() > LEAST ? asPopup(content, latlng) : asSheet(content, latlng);
    if (focus) place.focus({ preventScroll: true });
  }

  const nameOf = (content) => content.querySelector("h2").textContent;

  function asPopup(content, latlng) {
    const size = map.getSize();
    popup = L.popup({
      maxWidth: Math.min(380, size.x - 40),
      minWidth: Math.min(300, size.x - 60),
      maxHeight: clear(),
      autoPanPaddingTopLeft: [14, 14],
      autoPanPaddingBottomRight: [14, covered() + 10],
      offset: [0, -14],
      autoClose: false,
      closeOnEscapeKey: false,
    })
      .setLatLng(latlng)
      .setContent(content)
      .openOn(map);
    content.addEventListener("toggle", grown, { capture: true });
    const node = popup.getElement();
    node.setAttribute("role", "dialog");
    node.setAttribute("aria-label", nameOf(content));
    node.tabIndex = -1;
    return node;
  }

  // A card that was opened further must not reach beyond the map. Leaflet puts the content in anew, which costs the focus.
  function grown() {
    const held = document.activeElement;
    popup?.update();
    held.focus({ preventScroll: true });
  }

  function asSheet(content, latlng) {
    const close = el("button", { type: "button", class: "link close" }, "Close");
    close.addEventListener("click", () => closeCard());
    sheet.setAttribute("aria-label", nameOf(content));
    sheet.replaceChildren(close, content);
    sheet.style.maxHeight = wide.matches ? `${Math.max(LEAST, clear() + 20)}px` : "";
    sheet.hidden = false;
    sheet.scrollTop = 0;
    if (latlng) map.panTo(latlng, { animate: false });
    return sheet;
  }

  // Put the whole card where its first lines stand, and keep the focus.
  function refill(content) {
    const held = document.activeElement;
    if (popup) {
      content.addEventListener("toggle", grown, { capture: true });
      popup.setContent(content);
      popup.getElement().setAttribute("aria-label", nameOf(content));
    } else sheet.lastElementChild.replaceWith(content);
    if (held !== document.activeElement && !held.isConnected)
      (popup?.getElement() ?? sheet).focus({ preventScroll: true });
  }

  const isOpen = () => popup !== null || !sheet.hidden;

  function hide() {
    const old = popup;
    popup = null; // so that "popupclose" is known for our own doing
    if (old) {
      map.closePopup(old);
      old.getElement()?.remove(); // Leaflet lets it fade: for a while there would be two dialogs
    }
    sheet.hidden = true;
    sheet.replaceChildren();
  }

  function closeCard() {
    latest += 1;
    if (!isOpen()) return;
    const held = document.activeElement === document.body || isInside(document.activeElement);
    hide();
    if (held) giveBack();
    deselect();
  }

  function deselect() {
    if (Dateline.state.event === null) return;
    Dateline.note({ event: null });
    Dateline.emit("selected", null);
  }

  const isInside = (node) => sheet.contains(node) || Boolean(node?.closest(".leaflet-popup"));

  function remember(from) {
    const node = from ?? document.activeElement;
    if (node && !isInside(node))
      opener = {
        node,
        label: node.getAttribute("aria-label"),
        event: node.dataset?.event,
        panel: node.closest(".panel"),
      };
  }

  // The focus goes back to what opened the card; if that was drawn anew meanwhile, to what stands for it now.
  function giveBack() {
    if (!opener) return;
    const { node, label, event, panel } = opener;
    if (panel?.id === "events" && panel.offsetParent && event && Dateline.list.focus(Number(event))) return;
    const successor = panel
      ? panel.querySelector(`[data-event="${event}"]`)
      : [...map.getContainer().querySelectorAll("[aria-label]")].find(
          (one) => one.getAttribute("aria-label") === label,
        );
    const inSight = [node, successor, panel, map.getContainer()].find(
      (one) => one && one !== document.body && one.getClientRects().length,
    );
    inSight.focus({ preventScroll: true });
  }

  // The map goes where the card will point, unless that is in view.
  function bring(link) {
    const spot = Dateline.marks.spotOf(link);
    if (map.getBounds().contains(spot)) return spot;
    map.setView(spot, map.getZoom(), { animate: false });
    return Dateline.marks.spotOf(link);
  }

  // Select an event: mark it everywhere and show its card. `link`: row of the place meant; `from`: "map", "text", "list",
  // "search", "card" or "address"; `back`: what leads back to the list it was chosen from.
  async function choose(row, { link = null, from, opener: by = null, latlng = null, back = null } = {}) {
    const number = (latest += 1);
    remember(by);
    const place = link ?? Dateline.linkOf(row);
    visible = !Dateline.shown.fails[row];
    Dateline.note({ event: row });
    Dateline.emit("selected", row);
    const at = place === null ? null : (latlng ?? bring(place));
    const focus = from !== "address";
    const whole = Dateline.store.event(row);
    const first = await Promise.race([whole, new Promise((done) => setTimeout(done, PATIENCE, null))]);
    if (number !== latest) return;
    if (first === null) present(Dateline.briefCard(row, place, { back }), { latlng: at, focus });
    const event = first ?? (await whole);
    if (number !== latest) return;
    const card = Dateline.eventCard(event, place, { back });
    if (first === null) refill(card);
    else present(card, { latlng: at, focus });
  }

  const select = (...what) => choose(...what).catch(Dateline.complain);

  // What a mark on the map stands for: one event, or several to choose from.
  function open({ events, links, latlng, opener: by = null }) {
    const wanted = (index, more) => select(events[index], { link: links[index], from: "map", latlng, ...more });
    if (events.length === 1) return wanted(0, { opener: by });
    latest += 1;
    remember(by);
    deselect();
    const names = new Set(links.map((link) => (link === null ? "" : Dateline.words.where(Dateline.store.link(link)))));
    const name = names.size === 1 ? [...names][0] : "";
    const back = () => open({ events, links, latlng, opener: null });
    const pick = (index) => wanted(index, { back });
    present(Dateline.listCard(name || Dateline.words.count(events.length, "event"), events, links, pick), { latlng });
    return Promise.resolve();
  }

  async function choosePlace({ named, latlng, opener: by = null }) {
    const number = (latest += 1);
    remember(by);
    const card = await Dateline.placeCard(named);
    if (number !== latest) return;
    deselect();
    if (!map.getBounds().contains(latlng)) map.setView(latlng, map.getZoom(), { animate: false });
    present(card, { latlng });
  }

  const openPlace = (what) => choosePlace(what).catch(Dateline.complain);

  // Leave a card for the text: on a phone the sheet would cover it.
  function uncover() {
    latest += 1;
    if (!wide.matches) hide();
    Dateline.showTab("text");
  }
  async function showInText(row) {
    uncover();
    await Dateline.text.reveal(row, { focus: true });
    remember(document.activeElement);
  }
  async function showToponym(article, number) {
    uncover();
    await Dateline.text.revealToponym(article, number);
    remember(document.activeElement);
  }

  function start(leaflet) {
    map = leaflet;
    map.on("popupclose", ({ popup: closed }) => {
      if (closed !== popup) return;
      popup = null;
      sheet.hidden = false; // so that closeCard finds something open
      closeCard();
    });
    document.addEventListener("keydown", (event) => {
      if (
        event.key !== "Escape" ||
        event.defaultPrevented ||
        !isOpen() ||
        event.target.matches("input[type=search], [role=menu] *")
      )
        return;
      closeCard();
    });
    Dateline.on("shown", ({ fails }) => {
      if (visible && Dateline.state.event !== null && fails[Dateline.state.event]) closeCard();
    });
    wide.addEventListener("change", () => {
      if (isOpen()) closeCard();
    });
  }

  Object.assign(Dateline, { select, open, openPlace, closeCard, showInText, showToponym, wide });
  Dateline.cards = { start };
})();
