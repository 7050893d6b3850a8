"""What is drawn above the base map: colours for every reader, rings that fan out, pies, extents, links, hints."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from importlib.resources import files
from itertools import combinations
from typing import TYPE_CHECKING, Any

import pytest

from geo.model import Actor, Article, Event, Link, Place, Precision, Role, Toponym, Trigger
from geo.story import Story
from maps import render
from maps.vocabulary import FAMILIES

if TYPE_CHECKING:
    from collections.abc import Iterable

Rgb = tuple[float, float, float]

# Machado, Oliveira & Fernandes (2009), severity 1.0, for linear RGB.
VISION: dict[str, tuple[Rgb, Rgb, Rgb]] = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}


def palette(theme: str) -> dict[str, str]:
    """Return the colours of a theme by name, as page.css gives them."""
    css = files("maps").joinpath("assets", "page.css").read_text(encoding="utf-8")
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r"--([\w-]+):\s*([^;]+);", css):
        found.setdefault(name, []).append(value)
    colours = {}
    for name, values in found.items():
        both = re.fullmatch(r"light-dark\((#\w{6}),\s*(#\w{6})\)", values[0])
        choice = both.groups() if both else tuple(v for v in values if re.fullmatch(r"#\w{6}", v))
        if choice:
            colours[name] = choice[0] if theme == "light" else choice[-1]
    return colours


def linear(colour: str) -> Rgb:
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    decode = lambda v: v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4  # noqa: E731
    return decode(red), decode(green), decode(blue)


def seen(colour: str, vision: str) -> Rgb:
    rgb = linear(colour)
    red, green, blue = (min(1.0, max(0.0, sum(a * b for a, b in zip(row, rgb, strict=True)))) for row in VISION[vision])
    return red, green, blue


def lab(rgb: Rgb) -> Rgb:
    """Return CIE L*a*b* (D65) of a colour in linear RGB."""
    red, green, blue = rgb
    x = (0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047
    y = 0.2126729 * red + 0.7151522 * green + 0.0721750 * blue
    z = (0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / 1.08883
    fx, fy, fz = (v ** (1 / 3) if v > 216 / 24389 else (24389 / 27 * v + 16) / 116 for v in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def ciede2000(one: Rgb, two: Rgb) -> float:
    """Return the difference of two L*a*b* colours (Sharma, Wu & Dalal 2005)."""
    (l1, a1, b1), (l2, a2, b2) = one, two
    c7 = ((math.hypot(a1, b1) + math.hypot(a2, b2)) / 2) ** 7
    g = 0.5 * (1 - math.sqrt(c7 / (c7 + 25**7)))
    c1, c2 = math.hypot(a1 * (1 + g), b1), math.hypot(a2 * (1 + g), b2)
    h1, h2 = (math.degrees(math.atan2(b, a * (1 + g))) % 360 for a, b in ((a1, b1), (a2, b2)))
    dh = 0.0 if c1 * c2 == 0 else (h2 - h1 + 180) % 360 - 180
    hue = h1 + h2 if c1 * c2 == 0 else (h1 + dh / 2) % 360
    big_h = 2 * math.sqrt(c1 * c2) * math.sin(math.radians(dh / 2))
    mean_l, mean_c = (l1 + l2) / 2, (c1 + c2) / 2
    cosine = lambda times, shift: math.cos(math.radians(times * hue + shift))  # noqa: E731
    t = 1 - 0.17 * cosine(1, -30) + 0.24 * cosine(2, 0) + 0.32 * cosine(3, 6) - 0.2 * cosine(4, -63)
    sl = 1 + 0.015 * (mean_l - 50) ** 2 / math.sqrt(20 + (mean_l - 50) ** 2)
    sc, sh = 1 + 0.045 * mean_c, 1 + 0.015 * mean_c * t
    rc = 2 * math.sqrt(mean_c**7 / (mean_c**7 + 25**7))
    rt = -math.sin(math.radians(60 * math.exp(-(((hue - 275) / 25) ** 2)))) * rc
    parts = (l2 - l1) / sl, (c2 - c1) / sc, big_h / sh
    return math.sqrt(sum(part**2 for part in parts) + rt * parts[1] * parts[2])


def contrast(one: str, two: str) -> float:
    light, dark = sorted(
        (sum(w * v for w, v in zip((0.2126, 0.7152, 0.0722), linear(c), strict=True)) for c in (one, two)), reverse=True
    )
    return (light + 0.05) / (dark + 0.05)


def test_the_colour_difference_is_that_of_the_published_pairs():
    pairs = [  # Sharma, Wu & Dalal 2005, table 1: pairs 1, 7, 13, 25
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, 0.0, 0.0), (50.0, -1.0, 2.0), 2.3669),
        ((50.0, 2.49, -0.001), (50.0, -2.49, 0.0011), 7.2195),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ]
    for one, two, difference in pairs:
        assert ciede2000(one, two) == pytest.approx(difference, abs=2e-4)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("vision", VISION)
def test_any_two_families_are_told_apart_by_every_reader(theme, vision):
    colours = palette(theme)
    shown = {family.key: lab(seen(colours[family.key], vision)) for family in FAMILIES}
    close = {
        pair: round(ciede2000(shown[pair[0]], shown[pair[1]]), 1)
        for pair in combinations(shown, 2)
        if ciede2000(shown[pair[0]], shown[pair[1]]) < 11
    }
    assert close == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("ground", ["land", "water", "paper"])
def test_families_stand_out_from_the_ground(theme, ground):
    colours = palette(theme)
    faint = {f.key: round(contrast(colours[f.key], colours[ground]), 2) for f in FAMILIES}
    assert {key: value for key, value in faint.items() if value < 3} == {}


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
