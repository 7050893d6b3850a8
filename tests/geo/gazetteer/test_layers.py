"""Several gazetteer files over each other: one place each, no ids that clash, every method over all of them."""

from __future__ import annotations

import pytest

from geo import Gazetteer, GazetteerError
from geo.gazetteer.own import compile_csv


def mine(folder, text, name="mine.csv"):
    folder.mkdir(exist_ok=True)
    table = folder / name
    table.write_text(text, encoding="utf-8")
    return compile_csv(table, folder).path


def test_a_place_that_two_files_have_is_one(layered, gazetteer):
    (volgograd,) = [place for place in layered.lookup("Volgograd") if place.geonameid == 472757]
    (below,) = [place for place in gazetteer.lookup("Volgograd") if place.geonameid == 472757]
    assert volgograd.id != below.id
    assert (volgograd.lon, volgograd.lat, volgograd.admin1) == (below.lon, below.lat, below.admin1)
    assert layered.place(volgograd.id) == volgograd
    assert layered.by_geonameid(472757) == volgograd
    near = [place for place, _ in layered.near(44.5, 48.7, 20) if place.name == "Volgograd"]
    assert near == [volgograd]


def test_the_lower_files_answer_as_before(layered, gazetteer):
    for name in ("Paris", "Syrians", "Calif.", "Idlib province", "Al-Hassaka", "Black Sea"):
        assert layered.lookup(name) == gazetteer.lookup(name), name
    assert layered.abbreviated("U.A.E.") == gazetteer.abbreviated("U.A.E.")
    assert layered.metonym("Kremlin") == ("RUS", "GOV")
    assert layered.outlet("lfpress.com").name == "London"
    assert layered.country("FR") == gazetteer.country("FR")
    assert [place.name for place in layered.holding(44.5, 48.7)] == ["Volgogradskaya oblast'", "Russia"]
    assert len(list(layered.countries())) == len(list(gazetteer.countries()))
    crimea = next(place for place in layered.lookup("Crimea") if gazetteer.note(place))
    assert layered.note(crimea) == gazetteer.note(crimea)


def test_a_country_and_a_home_may_be_laid_over(tmp_path):
    above = Gazetteer(mine(tmp_path, "name,lon,lat,geonameid\nHexagonia,,,3017382\nForestburgh on Thames,,,6058560\n"))
    assert above.country("FR").provenance.provider == "mine.csv"
    assert above.lookup("Hexagonia") == (above.country("FR"),)
    assert above.shape(above.country("FR")).area > 50
    assert [place.name for place in above.countries()].count("France") == 1
    assert above.holding(2.35, 48.85)[-1] == above.country("FR")
    assert above.outlet("lfpress.com") == above.lookup("Forestburgh on Thames")[0]


def test_a_later_file_lies_over_an_earlier(tmp_path):
    one = mine(tmp_path / "one", "name,lon,lat,geonameid,used_to\nOldtown,,,472757,1900\n", "one.csv")
    two = mine(tmp_path / "two", "name,lon,lat,geonameid\nNewtown on Volga,,,472757\n", "two.csv")
    gazetteer = Gazetteer([one, two])
    (match,) = gazetteer.matches("Oldtown")[:1]
    assert [m.place.provenance.provider for m in gazetteer.matches("Oldtown") if m.place.geonameid == 472757] == [
        "two.csv"
    ]
    assert gazetteer.lookup("Newtown on Volga")[0].id == gazetteer.by_geonameid(472757).id
    assert next(m for m in gazetteer.matches("Oldtown") if m.used).used == (("", "1900-12-31"),)
    assert match.place.name
    assert [path.parent.name for path in gazetteer.paths] == [gazetteer.path.parent.name, "one", "two"]
    assert any(key.endswith("one/gazetteer.sqlite: rows places") for key in gazetteer.info())


def test_own_places_stand_by_their_prominence(tmp_path):
    gazetteer = Gazetteer(mine(tmp_path, "name,lon,lat,country_code\nParis,36.5,2.25,KE\nZetaville,36.6,2.3,KE\n"))
    paris = gazetteer.lookup("Paris")
    assert paris[0].country_code == "FR", "a hamlet does not come before the city"
    assert any(place.country_code == "KE" for place in paris)
    assert {place.name for place, _ in gazetteer.near(36.5, 2.25, 30)} >= {"Paris", "Zetaville"}


def test_two_worlds_are_one_too_many(gazetteer):
    with pytest.raises(GazetteerError, match="each hold the whole world; give one of them"):
        Gazetteer([gazetteer.path, gazetteer.path])


def test_a_file_of_the_world_needs_no_other(gazetteer):
    assert Gazetteer(gazetteer.path).paths == (gazetteer.path,)


def test_a_place_that_no_file_holds_has_no_note_and_no_outline(layered):
    from geo.model import Place

    stray = Place(-7, "Stray", None, "P", "PPL", None, None, None, 1.0, 2.0, 0)
    assert layered.note(stray) is None
    assert layered.shape(stray) is None
