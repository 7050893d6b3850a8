"""Places of events: which toponym, in which relation, or none, and what ground words make of it.

The first half has a gazetteer of five places; the second reads sentences with the real one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest
from shapely.geometry import Point, box

from geo import Pipeline, dates, events, language
from geo.geometry import distance_km
from geo.link import link
from geo.link.containers import container_of
from geo.model import Article, Link, Place, Role, Toponym

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from geo.gazetteer import Gazetteer

NORLAND = Place(1, "Norland", 1, "A", "PCLI", "NL", None, None, 5.0, 15.0, 10, 500.0)
SUDLAND = Place(2, "Sudland", 2, "A", "PCLI", "SD", None, None, 5.0, 5.0, 10, 500.0)
HARTEN = Place(3, "Harten", 3, "P", "PPLC", "NL", "01", None, 4.0, 14.0, 10, 12.0)
OLDIS = Place(4, "Oldis", 4, "P", "PPL", "NL", "01", None, 6.0, 16.0, 10)
MOYEN = Place(5, "Moyen", 5, "A", "ADM1", "NL", "02", None, 2.0, 12.0, 10, 80.0)
NAMES = {"Norland": NORLAND, "Norlandic": NORLAND, "Sudland": SUDLAND, "Sudlandic": SUDLAND, "Harten": HARTEN,
         "Oldis": OLDIS, "Moyen": MOYEN}  # fmt: skip


class SmallGazetteer:
    """Two square countries, Norland north of Sudland, a hair apart, and Norland's south-western province."""

    def shape(self, place: Place) -> BaseGeometry | None:
        return {1: box(0, 10.02, 10, 20), 2: box(0, 0, 10, 10), 5: box(1, 11, 3, 13)}.get(place.id)

    def countries(self) -> tuple[Place, ...]:
        return NORLAND, SUDLAND

    def country(self, code: str) -> Place | None:
        return {"NL": NORLAND, "SD": SUDLAND}.get(code)


def places(text: str, trigger: str, roles: dict[str, Role] | None = None) -> tuple[list[str], tuple[Link, ...]]:
    article, doc = next(language.parse([Article(text, published="2019-05-17")]))
    toponyms = []
    for name, place in NAMES.items():
        start = text.find(name)
        while start >= 0:
            if text[start : start + len(name) + 2] != f"{name}ic" and not text[start + len(name) :].startswith("ic"):
                role = (roles or {}).get(name, "demonym" if name.endswith("ic") else "event")
                toponyms.append(Toponym(name, start, start + len(name), role, 0.9, place))
            start = text.find(name, start + 1)
    toponyms.sort(key=lambda toponym: toponym.start)
    told = events.find(article, doc, dates.find(article, doc))
    placing = link(article, doc, told, toponyms, cast("Gazetteer", SmallGazetteer()))
    found = next(found for event, found in zip(told, placing.links, strict=True) if event.trigger.text == trigger)
    return [placing.toponyms[one.toponym].text for one in found], found


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    return Pipeline()


@pytest.mark.parametrize(
    ("text", "trigger", "names"),
    [
        ("Rebels attacked a convoy in Harten on Monday.", "attacked", ["Harten"]),
        ("Government jets bombed Harten on Monday.", "bombed", ["Harten"]),
        ("Harten was bombed on Monday.", "bombed", ["Harten"]),
        ("The annexation of Moyen angered farmers.", "annexation", ["Moyen"]),
        ("The army is advancing on the Harten suburb of Oldis.", "advancing", ["Oldis"]),
        ("A bomb exploded in Harten, Norland.", "bomb", ["Harten"]),
        ("Protesters marched in Harten and Oldis.", "marched", ["Harten", "Oldis"]),
        ("Sudland accused Norland of fraud.", "accused", []),
        ("The two ministers met on Monday.", "met", []),
        ("The premiers of Norland and Sudland met in Oldis.", "met", ["Oldis"]),
        ("Police said in Harten that a bomb exploded in Oldis.", "bomb", ["Oldis"]),
        ("Norland-backed rebels attacked a convoy.", "attacked", []),
        ("Rebels circled Harten, leaving thousands there besieged.", "besieged", ["Harten"]),
    ],
)
def test_which_place(text: str, trigger: str, names: list[str]) -> None:
    assert places(text, trigger)[0] == names


@pytest.mark.parametrize(
    ("text", "trigger", "names"),
    [
        ("Rebels attacked a convoy in Zorbeltown.", "attacked", []),
        ("Gunmen kidnapped Peter Kwankwazi on Monday.", "kidnapped", []),
        ("A bomb exploded in Oldis while ministers met in Harten.", "bomb", ["Oldis"]),
        ("A bomb exploded in Oldis while ministers met in Harten.", "met", ["Harten"]),
        ("Norland denied that rebels had attacked a convoy in Oldis.", "denied", []),
        ("Norland urged Harten to let the ships go.", "urged", []),
        ("Norland accused Harten of shelling Oldis.", "shelling", ["Oldis"]),
        ("Envoys held talks on Norland in Harten.", "talks", ["Harten"]),
        ("Norlandic troops fired on boats off the Sudlandic coast.", "fired", ["Sudlandic"]),
    ],
)
def test_names_of_any_kind_and_none(text: str, trigger: str, names: list[str]) -> None:
    assert places(text, trigger)[0] == names


def test_an_unknown_name_is_drawn_as_what_holds_it() -> None:
    names, (held,) = places("Rebels attacked a convoy in Zorbeltown, Harten.", "attacked")
    assert names == ["Zorbeltown"]
    assert (held.lon, held.precision, held.spot) == (HARTEN.lon, "town", "Zorbeltown, drawn as Harten")


def test_asked_where_a_given_event_was_an_unknown_name_is_the_answer(pipeline: Pipeline) -> None:
    text = "Police clashed with fans in Zorbeltown on Sunday. A bomb exploded in Mosul on Monday."
    triggers = tuple((text.index(word), text.index(word) + len(word)) for word in ("clashed", "exploded"))
    story = pipeline.run(Article(text, triggers=triggers))
    assert [toponym.text for toponym in story.toponym_records] == ["Zorbeltown", "Mosul"]
    (unknown,), (known,) = (event.places for event in story.event_records)
    assert (unknown.toponym, unknown.lon, unknown.lat, unknown.precision, unknown.uncertainty_km) == (0, *[None] * 4)
    assert (known.toponym, known.precision) == (1, "town")
    assert known.why[0][0] == "“Mosul” is where this happened"
    assert len(known.why) > 2


HOLDERS: dict[str, Role] = {"Lagos": "event", "Lima": "event", "Peruvian": "demonym"}


@pytest.mark.parametrize(
    ("text", "name", "container", "roughly"),
    [
        ("a market in Obalende, Lagos", "Obalende", "Lagos", False),
        ("Lima's Old Quarter", "Old Quarter", "Lima", False),
        ("the Peruvian town of Chupaca", "Chupaca", "Peruvian", False),
        ("the Brightwater camp near Lima", "Brightwater", "Lima", True),
        ("Brightwater sent troops to Lima", "Brightwater", None, False),
        ("Lima and Brightwater", "Brightwater", None, False),
    ],
)
def test_what_holds_a_name(text: str, name: str, container: str | None, *, roughly: bool) -> None:
    known = [
        Toponym(one, text.find(one), text.find(one) + len(one), role, 0.9, HARTEN)
        for one, role in HOLDERS.items() if one in text
    ]  # fmt: skip
    start = text.find(name)
    held = container_of(text, known, start, start + len(name))
    assert held == (None if container is None else (0, roughly))


@pytest.mark.parametrize("countries", ["Iraq", "Syria"])
def test_a_border_lies_at_the_country_its_sentence_names(pipeline: Pipeline, countries: str) -> None:
    text = f"War goes on in {countries} and in {countries}. Syrian troops killed two men near the Jordanian border."
    _, found = only(pipeline, text.partition(". ")[2] if countries == "Syria" else text)
    assert found.spot == "the border of Jordan and Syria"


def test_a_sentence_without_end_is_linked_in_seconds(pipeline: Pipeline) -> None:
    story = pipeline.run("Rebels attacked Mosul and Aleppo and " * 1500)
    assert story.event_records


def test_a_metonym_is_no_place_of_action() -> None:
    assert places("Norland condemned the attack.", "condemned", {"Norland": "metonym"})[0] == []


def test_a_border_is_a_line_between_two_countries() -> None:
    text = "Fighting goes on in Sudland. A camp near the Norlandic border was bombed on Monday."
    names, (found,) = places(text, "bombed")
    assert names == ["Norlandic"]
    assert (found.precision, found.relation) == ("border", "near")
    assert found.lat == pytest.approx(10, abs=0.1)
    assert found.lon == pytest.approx(5, abs=0.2)
    assert found.shape is not None
    assert found.shape.length > 9


def test_precision_and_uncertainty_follow_the_place() -> None:
    _, (town,) = places("Rebels attacked a convoy in Harten.", "attacked")
    assert (town.precision, town.uncertainty_km, town.shape) == ("town", 12.0, None)
    _, (near,) = places("Rebels attacked a convoy near Harten.", "attacked")
    assert (near.precision, near.relation, near.uncertainty_km) == ("area", "near", 30.0)
    _, (country,) = places("Rebels attacked a convoy in Norland.", "attacked")
    assert (country.precision, country.uncertainty_km) == ("country", 500.0)
    assert country.shape is not None


def test_a_provinces_part_and_a_direction_that_tells_where_the_province_lies() -> None:
    _, (part,) = places("Rebels attacked a convoy in northern Moyen.", "attacked")
    assert (part.precision, part.spot) == ("admin1", "northern part of Moyen")
    assert part.shape is not None
    assert part.shape.bounds == pytest.approx((1, 12, 3, 13), abs=0.02)
    for words in ("in the southern Moyen province", "in Norland's western Moyen province"):
        _, (whole,) = places(f"Rebels attacked a convoy {words}.", "attacked")
        assert whole.shape == box(1, 11, 3, 13)
    _, (cut,) = places("Rebels attacked a convoy in eastern Moyen province.", "attacked")  # Moyen lies in the west
    assert cut.shape is not None
    assert cut.shape.bounds == pytest.approx((2, 11, 3, 13), abs=0.02)


def test_a_distance_moves_the_point() -> None:
    _, (found,) = places("Rebels attacked a village 100 km north of Harten.", "attacked")
    assert found.relation == "near"
    assert distance_km(found.lon, found.lat, HARTEN.lon, HARTEN.lat) == pytest.approx(100, rel=0.01)
    assert found.lat > HARTEN.lat


@pytest.mark.parametrize(
    ("distance", "km"),
    [
        ("1,200 km", 1200),
        ("1,200.5 km", 1200.5),
        ("12.5 miles", 20.1),
        ("1200 km", 1200),
        ("three miles", 4.8),
        ("3,20 km", 18),  # no figure: as far as any "south of Harten", one and a half times its radius
    ],
)
def test_a_distance_is_read_whole(distance: str, km: float) -> None:
    _, (found,) = places(f"Rebels attacked a village {distance} south of Harten.", "attacked")
    assert distance_km(found.lon, found.lat, HARTEN.lon, HARTEN.lat) == pytest.approx(km, rel=0.01, abs=0.1)


def only(pipeline: Pipeline, text: str) -> tuple[str, Link]:
    """Return the name and link of the one place at which a text's first placed event happened."""
    story = pipeline.run(text)
    (found,) = next(event.places for event in story.event_records if event.places)
    return story.toponym_records[found.toponym].text, found


@pytest.mark.parametrize(
    ("text", "name", "words", "inside", "outside"),
    [
        ("Gunmen attacked a bakery in northern Syria.", "Syria", "northern part of Syria", (37.2, 36.2), (36.3, 33.5)),
        ("Soldiers clashed with herders in the north of Mali.", "Mali", "northern part of Mali", (0, 20), (-8, 12.6)),
        ("A bomb exploded in southeast Turkey.", "Turkey", "southeastern part of Turkey", (40.2, 37.9), (29, 41)),
        ("Floods killed ten people in central Nigeria.", "Nigeria", "central part of Nigeria", (8, 9.6), (3.4, 6.5)),
        (
            "Raiders attacked hamlets in western and northern Iraq.",
            "Iraq", "western and northern part of Iraq", (43.1, 36.3), (47.8, 30.5),
        ),
        (
            "Gunmen attacked a bus in Nigeria's northeast.",
            "Nigeria", "northeastern part of Nigeria", (13.1, 11.8), (3.4, 6.5),
        ),
        (
            "Rebels killed two farmers in the far north of Cameroon.",
            "Cameroon", "far northern part of Cameroon", (14.3, 10.6), (11.5, 3.9),
        ),
    ],
)  # fmt: skip
def test_a_direction_is_a_part_of_the_polygon(
    pipeline: Pipeline,
    text: str,
    name: str,
    words: str,
    inside: tuple[float, float],
    outside: tuple[float, float],
) -> None:
    told, found = only(pipeline, text)
    assert (told, found.precision, found.relation) == (name, "region", "in")
    assert found.spot == words
    assert found.shape is not None
    assert found.shape.is_valid
    assert found.shape.contains(Point(inside))
    assert not found.shape.contains(Point(outside))
    assert found.shape.contains(Point(found.lon, found.lat))
    assert found.uncertainty_km < 800


@pytest.mark.parametrize(
    ("text", "name", "precision"),
    [
        ("Rebels killed four soldiers in South Sudan.", "South Sudan", "country"),
        ("Troops killed a man in the West Bank.", "West Bank", "admin1"),
        ("A bomb exploded in the northern Syrian city of Raqqa.", "Raqqa", "town"),
        ("Troops attacked a base in northern Syria's Idlib province.", "Idlib", "admin1"),
        ("Militants attacked a post in Afghanistan's southern Helmand province.", "Helmand", "admin1"),
        ("Militants attacked a post in the southern Helmand province of Afghanistan.", "Helmand", "admin1"),
        ("A bomb exploded in Abu Ghraib, 30 kilometers west of Baghdad.", "Abu Ghraib", "town"),
        ("The army cut off Aleppo and shelled the city.", "Aleppo", "town"),
    ],
)
def test_a_direction_that_names_or_describes_cuts_nothing(
    pipeline: Pipeline, text: str, name: str, precision: str
) -> None:
    told, found = only(pipeline, text)
    assert (told, found.precision) == (name, precision)
    assert found.spot is None


def test_a_towns_side_is_half_its_radius_away(pipeline: Pipeline) -> None:
    _, whole = only(pipeline, "A bomb exploded in Mosul.")
    _, east = only(pipeline, "A bomb exploded in eastern Mosul.")
    _, centre = only(pipeline, "A bomb exploded in central Mosul.")
    assert distance_km(east.lon, east.lat, whole.lon, whole.lat) == pytest.approx(whole.uncertainty_km / 2, rel=0.01)
    assert east.lon > whole.lon
    assert (east.precision, centre.precision) == ("town", "town")
    assert (centre.lon, centre.uncertainty_km < whole.uncertainty_km) == (whole.lon, True)


@pytest.mark.parametrize(
    ("words", "km", "uncertainty"),
    [
        ("about 20 miles (32 km) south-east of Mosul", 32.19, 8.0),
        ("40 km NNE of Mosul", 40, 10),
        ("some 25km from Mosul", 0, 25),
        ("a two-hour drive from Mosul", 0, 100),
        ("half an hour's walk from Mosul", 0, 11.6),
        ("east of Mosul", 17.4, 30),
        ("to the west of Mosul", 17.4, 30),
        ("outside Mosul", 0, 30),
        ("in the eastern countryside of Mosul", 17.4, 30),
        ("in Mosul's northern countryside", 17.4, 30),
        ("on the outskirts of Mosul", 0, 16.6),
        ("on the western outskirts of Mosul", 11.6, 11.6),
    ],
)
def test_near_towns(pipeline: Pipeline, words: str, km: float, uncertainty: float) -> None:
    _, town = only(pipeline, "A mine exploded in Mosul.")
    name, found = only(pipeline, f"A mine exploded {words}.")
    assert (name, found.relation, found.precision) == ("Mosul", "near", "area")
    assert distance_km(found.lon, found.lat, town.lon, town.lat) == pytest.approx(km, rel=0.005, abs=0.1)
    assert found.uncertainty_km == pytest.approx(uncertainty, abs=0.3)


@pytest.mark.parametrize("words", ["between Homs and Palmyra", "on the road from Homs to Palmyra"])
def test_between_towns_is_one_place_with_a_line(pipeline: Pipeline, words: str) -> None:
    name, found = only(pipeline, f"A convoy was attacked {words}.")
    assert (name in ("Homs", "Palmyra"), found.relation, found.precision) == (True, "between", "area")
    assert found.shape is not None
    assert found.shape.geom_type == "LineString"
    assert found.shape.distance(Point(found.lon, found.lat)) < 1e-6
    _, halfway = only(pipeline, "A convoy was attacked halfway between Homs and Palmyra.")
    assert (halfway.lon, halfway.shape) == (found.lon, None)
    assert halfway.uncertainty_km == pytest.approx(found.uncertainty_km / 2, abs=0.1)


def test_off_a_coast_is_at_sea(pipeline: Pipeline) -> None:
    for words in ("off the coast of Somalia", "off the Somali coast"):
        _, found = only(pipeline, f"Pirates attacked a freighter {words}.")
        shape, land = found.shape, pipeline.gazetteer.shape(cast("Place", pipeline.gazetteer.country("SO")))
        assert (found.relation, found.precision) == ("near", "region")
        assert shape is not None
        assert land is not None
        assert shape.intersection(land).area < 1e-6
        assert shape.contains(Point(found.lon, found.lat))
    _, inland = only(pipeline, "A plane crashed off the coast of Chad.")
    assert (inland.relation, inland.precision) == ("near", "country")


@pytest.mark.parametrize(
    ("text", "countries", "relation"),
    [
        ("War goes on in Syria. Jets bombed a camp near the Jordanian border.", ("JO", "SY"), "near"),
        ("In Syria, rebels attacked a post near the Jordanian border.", ("JO", "SY"), "near"),
        ("Troops shot a man at the U.S.-Mexico border.", ("US", "MX"), "at_border"),
        ("Clashes broke out on the Syrian-Turkish border.", ("SY", "TR"), "at_border"),
        ("Rebels shelled a hamlet near Turkey's border with Syria.", ("TR", "SY"), "near"),
        ("Soldiers clashed at the border between India and Pakistan.", ("IN", "PK"), "at_border"),
        ("War goes on in Mali. Gunmen killed six soldiers along the border with Niger.", ("NE", "ML"), "at_border"),
    ],
)
def test_borders(pipeline: Pipeline, text: str, countries: tuple[str, str], relation: str) -> None:
    _, found = only(pipeline, text)
    assert (found.precision, found.relation) == ("border", relation)
    assert found.shape is not None
    for code in countries:
        land = pipeline.gazetteer.shape(cast("Place", pipeline.gazetteer.country(code)))
        assert land is not None
        assert land.distance(found.shape) < 0.05
        assert land.distance(Point(found.lon, found.lat)) < 0.05
    assert 30 <= found.uncertainty_km < 1500


@pytest.mark.parametrize(
    "text",
    [
        "A rocket from Israel hit a farm on the Lebanese side of the border.",
        "Israel sent troops. Fighting erupted across the border in Lebanon.",
    ],
)
def test_one_side_of_a_border(pipeline: Pipeline, text: str) -> None:
    _, found = only(pipeline, text)
    land = pipeline.gazetteer.shape(cast("Place", pipeline.gazetteer.country("LB")))
    assert land is not None
    assert found.shape is not None
    assert found.shape.within(land.buffer(1e-6))
    assert found.shape.contains(Point(found.lon, found.lat))
    assert (found.precision, found.uncertainty_km < 70) == ("border", True)
