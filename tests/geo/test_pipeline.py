"""The whole way through, on real text."""

from __future__ import annotations

import inspect

import pytest

import geo
from geo import Article, ArticleError, Pipeline


def test_the_public_names_are_what_is_visible():
    visible = {name for name, value in vars(geo).items() if name[0] != "_" and not inspect.ismodule(value)}
    assert set(geo.__all__) == visible


def test_a_text_becomes_a_story(pipeline):
    story = pipeline.run(
        "AMMAN, Jordan -- Rebels attacked an army post in Daraa, Syria, on Friday, killing four soldiers."
    )
    record = story.to_dict()
    assert {"Daraa", "Syria"} <= {t["text"] for t in record["toponyms"]}
    attack = next(e for e in record["events"] if e["trigger"]["text"] == "attacked")
    assert (attack["type"], attack["modality"], attack["polarity"]) == ("ASSAULT", "asserted", "positive")
    where = record["toponyms"][attack["places"][0]["toponym"]]
    assert where["text"] == "Daraa"


def test_stories_come_in_order_and_lazily(pipeline):
    texts = [f"Protesters gathered in {town} on Monday." for town in ("Oslo", "Lima", "Cairo")]
    stories = list(pipeline.stream(iter([*texts, ""])))
    assert [s.toponym_records[0].text for s in stories[:3]] == ["Oslo", "Lima", "Cairo"]
    assert stories[3].toponym_records == ()


def test_given_triggers_are_exactly_the_events(pipeline):
    text = "Rebels attacked a post in Daraa. The talks in Geneva failed."
    start = text.index("talks")
    story = pipeline.run(Article(text, published="2016-07-15", triggers=((start, start + 5),)))
    assert [(e.trigger.text, e.type) for e in story.event_records] == [("talks", "CONSULT")]


def test_time_expressions_have_timex_values(pipeline):
    story = pipeline.run(Article("The bridge was bombed on July 4, 2016.", published="2016-07-15"))
    assert [(t["text"], t["value"]) for t in story.to_dict()["times"]] == [("July 4, 2016", "2016-07-04")]


def test_what_is_wrong_with_an_article_is_said(pipeline):
    with pytest.raises(ArticleError):
        pipeline.run(Article("Snow fell.", published="yesterday"))


def test_background_places_are_told_from_the_events(pipeline):
    story = pipeline.run("Shells hit a market in Aleppo on Friday. The family came from Hama.")
    roles = {t.text: t.role for t in story.toponym_records}
    assert roles == {"Aleppo": "event", "Hama": "background"}


def test_without_demonyms(gazetteer):
    story = Pipeline(gazetteer=gazetteer, demonyms=False).run("Syrian officers met in Amman.")
    assert [t.text for t in story.toponym_records] == ["Amman"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   \n\n ",
        "?" * 10_000,
        "bomb " * 20_000,
        "\x00\x01\x02",
        "\ud800\udfff attacked Aleppo",
        "ATTACKED IN ALEPPO AND KILLED ON FRIDAY IN THE U.S.A.",
        "شنت القوات هجوما على حلب",
        "🔥" * 500,
        "a" * 100_000,
    ],
    ids=range(10),
)
def test_strange_texts_make_a_story_all_the_same(pipeline, text):
    record = pipeline.run(text).to_dict()
    assert record["article"]["text"] == text


def test_a_story_shows_its_map_in_jupyter(pipeline):
    html = pipeline.run("Shells hit a market in Aleppo on Friday.")._repr_html_()
    assert html.startswith("<iframe")


def test_articles_before_a_refused_one_are_told(pipeline):
    stories = pipeline.stream(["Snow fell on Oslo.", Article("Rain fell.", published="bad"), "Hail fell."])
    assert next(stories).article.text == "Snow fell on Oslo."
    with pytest.raises(ArticleError, match="YYYY-MM-DD"):
        next(stories)


def test_an_unknown_outlet_changes_nothing(pipeline):
    text = "Protesters gathered in London and Athens on Monday."
    with_source = pipeline.run(Article(text, source="Example Herald")).toponym_records
    assert with_source == pipeline.run(text).toponym_records
    assert {t.place.country_code for t in with_source} == {"GB", "GR"}


def test_a_publishers_other_articles_tell_which_paris(pipeline):
    town = [
        "The Lamar County council met in Paris, Texas.",
        "Paris police arrested a man from Reno, Texas, near Dallas.",
    ]
    articles = [Article(text, source="The Weekly") for text in [*town, *town, "A fire damaged a barn in Paris."]]
    *_, last = pipeline.stream(articles)
    assert last.toponym_records[0].place.country_code == "US"
