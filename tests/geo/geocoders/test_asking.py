"""Articles with places the gazetteer does not know, before and after a geocoder was asked."""

from __future__ import annotations

import socket
from dataclasses import replace

import pytest

from geo import Article, Pipeline
from geo.export import geojson
from geo.geocoders import OnlineGeocoder
from maps import render
from maps.tables import DEGREE, tables

TEXT = """ZOMBA, Malawi (Reuters) - Floods killed 14 people in the town of Kuvandira in southern Malawi on Tuesday.

Soldiers shelled the village of Nthambwe near Blantyre. Protesters marched through Kuvandira on Monday.

A plane crashed at Kuvandira Airport. Gunmen attacked a convoy in Pwetekere, Malawi, last week.
"""
ARTICLE = Article(TEXT, published="2026-03-04")


@pytest.fixture
def asking(gazetteer, settings):
    return Pipeline(gazetteer=gazetteer, geocoder=settings.geocoder())


@pytest.fixture
def story(nominatim, asking):
    return asking.run(ARTICLE)


def named(story, text):
    return next(one for one in story.toponym_records if one.text == text)


def test_without_a_geocoder_no_socket_is_opened(gazetteer, monkeypatch):
    def refuse(*arguments, **options):
        raise AssertionError("network")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert named(Pipeline(gazetteer=gazetteer).run(ARTICLE), "Kuvandira").place is None


def test_unknown_places_are_asked_for_once_each_and_known_ones_never(story, nominatim):
    assert sorted(nominatim.asked) == ["Kuvandira", "Kuvandira Airport", "Nthambwe", "Pwetekere, Malawi"]


def test_a_name_that_the_user_has_ruled_is_not_asked_for(nominatim, gazetteer, settings, tmp_path):
    rules = tmp_path / "overrides.toml"
    rules.write_text('[[never]]\nname = "Kuvandira"\n[[place]]\nname = "Nthambwe"\nlon = 35.1\nlat = -15.8\n')
    story = Pipeline(gazetteer=gazetteer, geocoder=settings.geocoder(), overrides=rules).run(ARTICLE)
    assert sorted(nominatim.asked) == ["Kuvandira Airport", "Pwetekere, Malawi"]
    assert named(story, "Kuvandira").place is None
    assert named(story, "Nthambwe").place.lon == 35.1


def test_each_has_its_place_confidence_reason_and_provenance(story, httpserver):
    for name in ("Kuvandira", "Nthambwe", "Kuvandira Airport"):
        found = named(story, name)
        assert found.place.country_code == "MW"
        assert found.confidence == 0.7
        who = f"nominatim (http://127.0.0.1:{httpserver.port})"
        assert found.why[0][0].startswith(f"{who} was asked for “{name}” and answered: {name}, ")
        assert ("no place of this name is known", 0.0) not in found.why
        assert found.place.provenance.provider == who
        assert found.place.provenance.query == name
        assert found.place.provenance.retrieved.endswith("Z")
        assert "ODbL" in found.place.provenance.attribution
    assert all(one.place.provenance is None for one in story.toponym_records if one.text in ("Blantyre", "Malawi"))


def test_of_two_places_of_a_name_the_one_in_the_storys_country_is_meant(story):
    found = named(story, "Nthambwe")
    assert (found.place.lon, found.place.lat) == (35.45, -15.95)
    assert {one.place.country_code for one in found.candidates} == {"MW", "PE"}


def test_of_two_places_elsewhere_none_is_guessed(nominatim, asking):
    text = "PARIS (AP) - Soldiers shelled the village of Nthambwe on Monday, officials in France said."
    found = [one for one in asking.run(text).toponym_records if one.text == "Nthambwe"]
    assert nominatim.asked == ["Nthambwe"]
    assert all(one.place is None for one in found)


def test_the_only_place_of_a_name_is_taken_elsewhere_too_but_less_surely(nominatim, asking):
    text = "PARIS (AP) - Soldiers shelled the town of Kuvandira on Monday, officials in France said."
    assert named(asking.run(text), "Kuvandira").confidence == 0.45


def test_events_are_placed_there(story):
    places = {
        event.trigger.text: [(story.toponym_records[link.toponym].text, link.precision) for link in event.places]
        for event in story.event_records
    }
    assert places["Floods"] == [("Kuvandira", "town")]
    assert places["shelled"] == [("Nthambwe", "town")]
    assert places["marched"] == [("Kuvandira", "town")]
    assert places["crashed"] == [("Kuvandira Airport", "site")]


def test_what_nobody_knows_stays_as_it_was_and_says_who_was_asked(story, pipeline):
    found, before = named(story, "Pwetekere"), named(pipeline.run(ARTICLE), "Pwetekere")
    assert (found.place, found.confidence) == (None, before.confidence)
    assert found.why[-1][0].endswith("was asked for “Pwetekere, Malawi” and knows no place of this name")
    held = next(e for e in story.event_records if e.trigger.text == "attacked")
    assert held.places[0].spot == "Pwetekere, drawn as Malawi"


def test_a_name_only_asked_for_because_an_event_might_be_there_is_dropped_unless_it_is_known(
    nominatim, asking, pipeline
):
    text = TEXT.replace("in Pwetekere, Malawi, last week", "in Pwetekere last week")
    story = asking.run(text)
    assert "Pwetekere" in nominatim.asked
    assert {one.text for one in story.toponym_records if one.place is None} == set()
    assert "Pwetekere" not in {one.text for one in pipeline.run(text).toponym_records}


def test_a_geocoder_that_knows_nothing_changes_nothing_but_reasons(httpserver, asking, pipeline):
    httpserver.expect_request("/search").respond_with_json([])
    without = pipeline.run(ARTICLE)
    story = asking.run(ARTICLE)
    assert story.event_records == without.event_records
    assert [replace(one, why=()) for one in story.toponym_records] == [
        replace(one, why=()) for one in without.toponym_records
    ]


def test_a_geocoder_that_fails_leaves_the_story_whole(httpserver, asking, pipeline):
    httpserver.expect_request("/search").respond_with_data("no", status=403)
    story = asking.run(ARTICLE)
    assert story.event_records == pipeline.run(ARTICLE).event_records
    assert "could not be asked: GeocoderInsufficientPrivileges" in named(story, "Kuvandira").why[-1][0]


def test_an_answer_by_another_name_is_no_answer(httpserver, asking):
    other = [{"lat": "-15.3", "lon": "35.2", "name": "Elsewhere", "display_name": "Elsewhere, Malawi"}]
    httpserver.expect_request("/search").respond_with_json(other)
    assert named(asking.run(ARTICLE), "Kuvandira").place is None


def test_map_and_geojson_show_it(story):
    shown = [one for one in geojson([story])["features"] if one["properties"].get("text") == "Kuvandira"]
    assert shown
    assert all(one["geometry"] == {"type": "Point", "coordinates": [35.2, -15.3]} for one in shown)
    events = [one for one in geojson([story])["features"] if one["properties"].get("trigger_text") == "Floods"]
    assert [one["geometry"]["coordinates"] for one in events] == [[35.2, -15.3]]
    drawn = tables([story])
    spots = dict(zip(drawn.columns["spot_place"].tolist(), drawn.columns["spot_lon"].tolist(), strict=True))
    number = drawn.names["places"].index("Kuvandira")
    assert spots[number] / DEGREE == pytest.approx(35.2, abs=0.001)


def test_a_story_without_events_is_asked_about_too(asking, nominatim):
    story = asking.run("She was born in Kuvandira, Malawi.")
    assert story.event_records == ()
    assert named(story, "Kuvandira").place is not None
    assert nominatim.asked == ["Kuvandira, Malawi"]


def test_what_no_address_can_hold_is_not_fatal(nominatim, asking):
    reply = asking.geocoder.ask("Kuvandira\ud800")
    assert "could not be asked for" in reply.failure
    assert asking.geocoder.stopped is None


def test_hostile_answers_stay_text(httpserver, asking):
    words = "Kuvandira\n\x00<script>alert(1)</script>" + "x" * 5000
    hostile = {"lat": "-15.3", "lon": "35.2", "name": "Kuvandira", "display_name": words, "licence": words}
    httpserver.expect_request("/search").respond_with_json([hostile])
    found = named(asking.run(ARTICLE), "Kuvandira")
    told = [found.why[0][0], found.place.provenance.attribution]
    assert all(len(one) < 400 and one.isprintable() for one in told)
    assert "<script>alert" not in render([asking.run(ARTICLE)])


def test_triggers_are_kept_to(nominatim, asking):
    start = TEXT.index("shelled")
    story = asking.run(replace(ARTICLE, triggers=((start, start + 7),)))
    (event,) = story.event_records
    assert story.toponym_records[event.places[0].toponym].place.name == "Nthambwe"


def test_a_long_list_of_unknown_names_is_not_asked_for_to_the_end(httpserver, settings, gazetteer, monkeypatch):
    from geo.geocoders import asking
    from geo.geocoders.online import Reply
    from geo.model import Toponym

    asked = []
    monkeypatch.setattr(OnlineGeocoder, "ask", lambda _, query: asked.append(query) or Reply(query))
    names = [f"Town{n}" for n in range(200)]
    toponyms = [Toponym(name, n * 10, n * 10 + len(name), "event", 0.0, None) for n, name in enumerate(names)]
    asking._ask_all(settings.geocoder(), " ".join(names), toponyms, gazetteer, ())
    assert len(asked) == 50
