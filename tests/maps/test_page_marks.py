"""What is drawn above the base map: colours for every reader, rings that fan out, pies, extents, links, hints."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from importlib.resources import files
from itertools import combinations
from typing import TYPE_CHECKING, Any

import pytest
from coloraide import Color

from geo.model import Actor, Article, Event, Link, Place, Precision, Role, Toponym, Trigger
from geo.story import Story
from maps import render
from maps.vocabulary import FAMILIES

if TYPE_CHECKING:
    from collections.abc import Iterable

VISION = ("normal", "protan", "deutan", "tritan")


def palette(theme: str) -> dict[str, str]:
    """Return the colours of a theme by name, as page.css gives them: light first, then dark."""
    css = files("maps").joinpath("assets", "page.css").read_text(encoding="utf-8")
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r"--([\w-]+): (#[0-9a-f]{6});", css):
        found.setdefault(name, []).append(value)
    return {name: values[0 if theme == "light" else -1] for name, values in found.items()}


def seen(colour: str, vision: str) -> Color:
    """Return a colour as readers see it (Machado, Oliveira & Fernandes 2009, severity 1)."""
    return Color(colour) if vision == "normal" else Color(colour).filter(vision, method="machado")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("vision", VISION)
def test_any_two_families_are_told_apart_by_every_reader(theme, vision):
    colours = palette(theme)
    shown = {family.key: seen(colours[family.key], vision) for family in FAMILIES}
    differences = {pair: shown[pair[0]].delta_e(shown[pair[1]], method="2000") for pair in combinations(shown, 2)}
    assert {pair: value for pair, value in differences.items() if value < 11} == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("ground", ["land", "water", "paper"])
def test_families_stand_out_from_the_ground(theme, ground):
    colours = palette(theme)
    contrast = {one.key: Color(colours[one.key]).contrast(Color(colours[ground])) for one in FAMILIES}
    assert {key: value for key, value in contrast.items() if value < 3} == {}


def spot(name: str, country: str | None, lon: float, lat: float, *, kind: str = "P", km: float = 5.0) -> Place:
    return Place(
        id=abs(hash((name, lon))) % 10**8, name=name, geonameid=1, feature_class=kind,
        feature_code="PCLI" if kind == "A" else "PPL", country_code=country, admin1_code=None, admin1=None,
        lon=lon, lat=lat, population=1000, radius_km=km,
    )  # fmt: skip


def told(*tales: tuple[Place, Precision, float, dict[str, Any]]) -> Story:
    """Return a story of one sentence an event. ``acts``: countries by role; ``also``: rows of further places."""
    text = ""
    toponyms: list[Toponym] = []
    events: list[Event] = []
    for here, precision, km, more in tales:
        facts = {"type": "CONSULT", "modality": "asserted", **more}
        start = len(text)
        text += f"In {here.name} it happened. "
        toponyms.append(Toponym(here.name, start + 3, start + 3 + len(here.name), "event", 0.9, here, (), ()))
        roles: Iterable[tuple[Role, str]] = facts.pop("acts", ())
        links = [Link(len(toponyms) - 1, "in", here.lon, here.lat, precision, km, 0.8, (), None)]
        for row in facts.pop("also", ()):
            other = toponyms[row].place
            links.append(Link(row, "in", other.lon, other.lat, "town", 5.0, 0.8, (), None))
        end = len(text) - 2
        events.append(
            Event(
                id=f"e{len(events) + 1}", mode=None, quad=None, trigger=Trigger("happened", end - 8, end),
                mentions=((end - 8, end),), sentence=(start, end + 1),
                actors=tuple(Actor("In", start, start + 2, role, code, "GOV") for role, code in roles), date=None,
                polarity="positive", genericity="specific", tense="past", places=tuple(links), confidence=0.8, **facts,
            )
        )  # fmt: skip
    return Story(Article(text, title="Told", source="Wire"), tuple(toponyms), tuple(events))


SUVA, NUKU = spot("Suva", "FJ", 178.44, -18.14), spot("Nuku'alofa", "TO", -175.2, -21.14)
KYIV, LVIV = spot("Kyiv", "UA", 30.52, 50.45), spot("Lviv", "UA", 24.03, 49.84)
LABELS = "[...document.querySelectorAll('#map .mark')].map(node => node.getAttribute('aria-label'))"
FOCUS = "document.activeElement.getAttribute('aria-label') ?? document.activeElement.className"


def until(page: Any, condition: str) -> None:
    """Wait until an expression is true; `wait_for_function` needs eval, which the page's policy forbids."""
    for _ in range(100):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(30)
    pytest.fail(f"never true: {condition}")


def ring(page: Any, label: str) -> Any:
    return page.locator(f"#map .mark[aria-label^='{label}']")


def test_events_at_one_place_fan_out_and_fold(sample, visit):
    page = visit(render([sample])).page
    ring(page, "2 events: Geneva").focus()
    page.keyboard.press("Enter")
    spread = page.locator("#map .mark[aria-label^='Talks, Geneva']")
    assert spread.count() == 2
    boxes = [node.bounding_box() for node in spread.all()]
    assert math.hypot(boxes[0]["x"] - boxes[1]["x"], boxes[0]["y"] - boxes[1]["y"]) > 36
    assert page.locator("path.leg").count() == 2
    assert page.evaluate("getComputedStyle(document.querySelector('path.leg')).stroke") != "none"
    assert "Geneva" in page.evaluate(FOCUS)
    page.keyboard.press("Escape")
    assert spread.count() == 0
    assert page.evaluate(FOCUS) == "2 events: Geneva"


def test_a_ring_of_places_close_by_is_zoomed_to(sample, visit):
    page = visit(render([sample])).page
    before = page.evaluate("map_dateline.getZoom()")
    page.locator("#map .mark", has_text="4").click()
    until(page, f"map_dateline.getZoom() > {before}")


def test_what_lies_outside_the_view_is_pointed_to(sample, visit):
    page = visit(render([sample])).page
    hint = page.locator(".hint.left")
    assert hint.inner_text() == "← 1 event"
    hint.click()
    until(page, "map_dateline.getBounds().contains([38.9, -77])")
    until(page, "document.querySelector('.hint.left').hidden")
    assert page.locator(".hint.right").is_visible()


def test_the_antimeridian_parts_nothing(visit):
    page = visit(render([told((SUVA, "town", 5.0, {}), (NUKU, "town", 5.0, {"also": [0]}))])).page
    east, west = (page.evaluate(f"map_dateline.getBounds().get{side}()") for side in ("East", "West"))
    assert east - west < 40
    assert "Suva" in " ".join(page.evaluate(LABELS))
    assert page.locator(".hint:visible").count() == 0
    page.evaluate("map_dateline.panBy([map_dateline.getPixelWorldBounds().getSize().x, 0], {animate: false})")
    assert page.locator("#map .mark:visible").first.bounding_box()["x"] > 0
    assert page.locator(".hint:visible").count() == 0, "the marks follow around the world"


def test_marks_and_circles_at_the_pole_stay_on_the_map(visit):
    camp, pole = spot("Camp", None, 0, 89), spot("Pole", None, 10, 90)
    page = visit(render([told((camp, "area", 300.0, {}), (pole, "town", 5.0, {}))])).page
    assert all(0 < node.bounding_box()["y"] < 800 for node in page.locator("#map .mark").all())
    assert "NaN" not in page.evaluate("document.querySelector('path.extent').getAttribute('d')")


def test_lines_run_between_places_and_from_border_to_border(visit):
    war = {"type": "ASSAULT", "acts": [("actor", "RUS"), ("recipient", "UKR")]}
    aid = {"type": "AID", "modality": "other", "acts": [("actor", "TUR"), ("recipient", "UKR")]}
    story = told(
        (KYIV, "town", 5.0, war), (KYIV, "town", 5.0, war), (LVIV, "town", 5.0, {"also": [0]}), (LVIV, "town", 5.0, aid)
    )
    page = visit(render([story])).page
    names = page.locator("path.link-reach").evaluate_all("all => all.map(one => one.getAttribute('aria-label'))")
    assert "Russia → Ukraine: 2 events" in names
    assert "Turkey → Ukraine: 1 event, not reported as fact" in names
    assert "Lviv – Kyiv: 1 event" in names
    assert page.locator("path.link-head").count() == 2
    inside = """
        (() => {
            const line = document.querySelector("path.link-reach[aria-label^='Turkey']").getAttribute('d');
            const [x, y] = line.match(/[-\\d.]+/g).map(Number);
            const at = map_dateline.layerPointToLatLng([x, y]);
            const plain = ({ lng, lat }) => ({ x: lng, y: lat });
            const outline = Dateline.extents.country('TR').map(line => line.map(plain));
            const back = (p, q) => Math.hypot(p.x - q.x, p.y - q.y);
            const near = Math.min(...outline.flat().map(point => back(point, plain(at))));
            return near;
        })()"""
    assert page.evaluate(inside) < 0.7, "the line begins at the border"
    page.locator("path.link-reach[aria-label^='Russia']").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("text=2 events")


def test_a_country_has_a_label_at_its_border_and_none_is_lost(visit):
    codes = {
        "FR": (2, 46),
        "DE": (10, 51),
        "PL": (19, 52),
        "IT": (12, 43),
        "ES": (-4, 40),
        "AT": (14, 47.5),
        "CZ": (15, 50),
    }
    lands = [spot(code, code, *at, kind="A", km=400) for code, at in codes.items()]
    many = told(*[(land, "country", 400.0, {}) for land in lands])
    page = visit(render([many]), width=390, height=500).page
    shown = page.locator("#map .pill:visible").count()
    rest = page.locator(".rest")
    left = int(re.search(r"\d+", rest.inner_text())[0]) if rest.is_visible() else 0
    away = sum(int(re.search(r"\d+", node.inner_text())[0]) for node in page.locator(".hint:visible").all())
    assert shown + left + away == len(codes)
    assert page.locator("#map .mark").count() == 0
    boxes = [node.bounding_box() for node in page.locator("#map .pill:visible").all()]
    for one, two in combinations(boxes, 2):
        apart = (
            one["x"] + one["width"] <= two["x"] or two["x"] + two["width"] <= one["x"]
            or one["y"] + one["height"] <= two["y"] or two["y"] + two["height"] <= one["y"]
        )  # fmt: skip
        assert apart


def test_a_place_named_twice_bears_one_label(sample, visit):
    byline = replace(sample.toponym_records[3], role="byline")
    page = visit(render([replace(sample, toponym_records=(*sample.toponym_records, byline))])).page
    page.evaluate("map_dateline.setView([35.86, 36.8], 9, {animate: false})")
    shown = page.locator("#map .dot-label:visible, #map .name", has_text="Saraqib")
    assert shown.count() == 1


@pytest.fixture(scope="module")
def crowd() -> Any:
    places = [spot(f"Town {i}", "SY", 36 + (i % 7) * 0.9, 33 + (i // 7) * 0.6) for i in range(42)]
    places.append(spot("Far", "AU", 150.0, -33.0))
    sides = [(places[i % 43], "town", 5.0, {"modality": "other" if i % 5 == 0 else "asserted"}) for i in range(2100)]
    return render([told(*sides)], evidence="none")


def test_thousands_of_events_are_pies_that_keys_and_pointers_reach(crowd, visit):
    page = visit(crowd).page
    assert page.locator("#map .mark").count() == 0
    painted = """(c => new Set(c.getContext('2d').getImageData(0, 0, c.width, c.height).data).size)(
        document.querySelector('canvas.grid'))"""
    assert page.evaluate(painted) > 20
    rover = page.locator(".rover")
    rover.focus()
    assert "use arrow keys" in rover.get_attribute("aria-label")
    first = page.locator(".unseen[aria-live]").first.inner_text()
    page.keyboard.press("ArrowRight")
    assert page.locator(".unseen[aria-live]").first.inner_text() != first
    pies = """Dateline.grid.inView().map(({ x, y }) => {
        const p = map_dateline.containerPointToLatLng([x, y]);
        return [p.lat, p.lng];
    })"""
    spots = page.evaluate(pies)
    page.evaluate("map_dateline.panBy([37, 11], {animate: false})")
    moved = page.evaluate(pies)
    assert min(math.dist(spots[0], one) for one in moved) < 1e-3, "pies move with the ground"
    page.evaluate("map_dateline.setView([34.5, 38.5], 5, {animate: false})")
    before = page.evaluate("map_dateline.getZoom()")
    x, y = page.evaluate("""(({ x, y }) => {
        const box = map_dateline.getContainer().getBoundingClientRect();
        return [x + box.x, y + box.y];
    })(Dateline.grid.inView().find(({ cell }) => Dateline.grid.spotsOf(cell).length > 1))""")
    page.mouse.move(x, y)
    assert "events" in page.locator(".tip").inner_text()
    page.mouse.click(x, y)
    until(page, f"map_dateline.getZoom() > {before}")


def test_few_events_left_by_a_filter_are_marks_again_and_filtering_takes_a_frame(crowd, visit):
    page = visit(crowd).page
    page.evaluate("Dateline.update({ statuses: ['reported', 'denied'] })")
    until(page, "Dateline.shown.links.length === 420")
    assert page.locator("#map .mark").count() > 0
    assert page.locator("canvas.grid").count() == 0
    page.evaluate("Dateline.update({ statuses: [] })")
    page.wait_for_selector("canvas.grid")
    page.evaluate("Dateline.emit('selected', 7)")
    assert page.locator("#map .mark.selected").count() == 1


def test_tab_goes_through_the_marks_first_and_leaves_the_map(sample, visit):
    page = visit(render([sample])).page
    page.locator("#map .mark").first.focus()
    order = [page.evaluate(FOCUS)]
    while page.evaluate("document.getElementById('map').contains(document.activeElement)") and len(order) < 60:
        page.keyboard.press("Tab")
        order.append(page.evaluate(FOCUS))
    assert len(order) < 60
    kinds = ["mention" in one or "reporters" in one for one in order]
    marks = [i for i, one in enumerate(order) if one in page.evaluate(LABELS)]
    assert max(marks) < kinds.index(True)
