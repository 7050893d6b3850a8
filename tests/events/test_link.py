"""Places of events: which toponym, in which relation, or none; with a gazetteer of five places."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest
from shapely.geometry import LineString, box

from geo import dates, events, language
from geo.geometry import displaced, distance_km, middle, shared_border
from geo.link import link
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
    """Two square countries, Norland north of Sudland, a hair apart."""

    def shape(self, place: Place) -> BaseGeometry | None:
        return {1: box(0, 10.02, 10, 20), 2: box(0, 0, 10, 10)}.get(place.id)

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
    links = link(article, doc, told, toponyms, cast("Gazetteer", SmallGazetteer()))
    assert len(links) == len(told)
    found = next(found for event, found in zip(told, links, strict=True) if event.trigger.text == trigger)
    return [toponyms[one.toponym].text for one in found], found


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


def test_a_distance_moves_the_point() -> None:
    _, (found,) = places("Rebels attacked a village 100 km north of Harten.", "attacked")
    assert found.relation == "near"
    assert distance_km(found.lon, found.lat, HARTEN.lon, HARTEN.lat) == pytest.approx(100, rel=0.01)
    assert found.lat > HARTEN.lat


@pytest.mark.parametrize(
    ("distance", "km"),
    [("1,200 km", 1200), ("1,200.5 km", 1200.5), ("12.5 miles", 20.1), ("1200 km", 1200), ("3,20 km", 0)],
)
def test_a_distance_is_read_whole(distance: str, km: float) -> None:
    _, (found,) = places(f"Rebels attacked a village {distance} south of Harten.", "attacked")
    assert distance_km(found.lon, found.lat, HARTEN.lon, HARTEN.lat) == pytest.approx(km, rel=0.01, abs=0.1)


def test_shared_border_of_shapes_that_do_not_quite_touch() -> None:
    line = shared_border(box(0, 0, 10, 10), box(0, 10.05, 10, 20))
    assert line is not None
    lon, lat = middle(line)
    assert lon == pytest.approx(5, abs=0.3)
    assert lat == pytest.approx(10, abs=0.1)
    assert shared_border(box(0, 0, 1, 1), box(5, 5, 6, 6)) is None
    assert shared_border(box(0, 0, 1, 1), box(1, 1, 2, 2)) is None


def test_displaced_and_middle() -> None:
    lon, lat = displaced(10.0, 50.0, 90.0, 100.0)
    assert lat == pytest.approx(50.0, abs=0.1)
    assert distance_km(10.0, 50.0, lon, lat) == pytest.approx(100, rel=0.01)
    assert middle(LineString([(0, 0), (2, 0)])) == (1.0, 0.0)
