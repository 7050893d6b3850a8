"""Why an event is told as it is: in words, from the records alone."""

from __future__ import annotations

import pytest

from geo import Article
from geo.errors import ArticleError
from geo.explanation import explain

TEXT = "Gunmen attacked a police post in Maiduguri on Tuesday. Ministers demanded an inquiry."


@pytest.fixture(scope="module")
def story(pipeline):
    return pipeline.run(Article(TEXT, published="2021-03-04"))


def test_an_event_is_explained_from_trigger_to_place(story):
    told = explain(story, "e1")
    assert told.startswith("e1  ASSAULT")
    assert "“attacked”" in told
    assert "“Gunmen attacked a police post in Maiduguri on Tuesday.”" in told
    assert "told as a fact; specific, tense past" in told
    assert "2021-03-02 (day)" in told
    assert "in “Maiduguri”, town" in told
    assert "Maiduguri, Borno" in told


def test_a_weekday_without_a_day_of_publication_is_told_apart_from_no_date(pipeline):
    assert "its day of publication is not known" in explain(pipeline.run(TEXT), "e1")
    known = Article("Gunmen attacked a police post in Maiduguri.", published="2021-03-04", triggers=((7, 15),))
    assert "its day of publication is not known" not in explain(pipeline.run(known))


def test_what_did_not_happen_is_said_not_to_have(pipeline):
    assert "told as not having happened" in explain(pipeline.run("Nobody was killed in Maiduguri on Tuesday."))


def test_all_events_are_explained_without_an_id(story):
    told = explain(story)
    assert [line.split()[0] for line in told.splitlines() if line[:1] == "e"] == [e.id for e in story.event_records]
    assert "the article ties no place to it" in told


def test_an_unknown_event_is_refused_with_the_known_ones(story):
    with pytest.raises(ArticleError, match="no event e99 in this article; it has e1 to e2"):
        explain(story, "e99")


def test_a_text_without_events_says_so(pipeline):
    with pytest.raises(ArticleError, match="none at all"):
        explain(pipeline.run("Tea."), "e1")
    assert explain(pipeline.run("Tea.")) == "no event is told"
