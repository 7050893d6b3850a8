"""Which told events are kept, how sure, and why; on texts of our own."""

from __future__ import annotations

import json

import pytest

from geo import Article
from geo._data import DATA
from geo.errors import ModelError
from geo.events.classifier import EventClassifier
from geo.events.evidence import FEATURES

NEWS = "Gunmen killed six traders at a market in Mosul on Monday, police said. The attackers fled."
TALK = (
    "We are fighting for our dignity. You know that our enemies kill and destroy. Who will stop the violence that kills"
    " our children? We must fight. We shall not forget the killings. Do you want killings?"
)


@pytest.fixture
def story(pipeline):
    return lambda text, **more: pipeline.run(Article(text, published="2019-05-17", **more)).event_records


def test_the_model_fits_the_features() -> None:
    table = json.loads((DATA / "models" / "events.json").read_text(encoding="utf-8"))
    assert table["features"] == [*FEATURES]
    assert all(0 < share < 1 for share in table["words"].values())


def test_a_placed_and_dated_killing_is_surer_than_talk_of_killing(story) -> None:
    news = next(event for event in story(NEWS) if event.type == "ASSAULT")
    assert news.confidence > 0.6
    talk = [event for event in story(TALK) if event.type == "ASSAULT"]
    assert talk
    assert all(event.confidence < news.confidence for event in talk)


def test_an_event_says_why(story) -> None:
    event = next(event for event in story(NEWS) if event.type == "ASSAULT")
    rule, *reasons = event.why
    assert "tells ASSAULT" in rule[0]
    assert "as in:" in rule[0]
    assert 0 < rule[1] < 1
    assert len(reasons) == 5
    assert all(words.split(":")[0] in " ".join(FEATURES) for words, _ in reasons)
    assert [abs(odds) for _, odds in reasons] == sorted((abs(odds) for _, odds in reasons), reverse=True)


def test_ids_count_what_is_kept(story) -> None:
    assert [event.id for event in story(NEWS)] == [f"e{n}" for n in range(1, len(story(NEWS)) + 1)]


def test_given_triggers_are_never_dropped(story) -> None:
    start = TALK.index("killings")
    (event,) = story(TALK, triggers=((start, start + 8),))
    assert event.confidence == 1.0


def test_a_missing_model_is_told(tmp_path) -> None:
    with pytest.raises(ModelError, match="train_events"):
        EventClassifier(tmp_path)


def test_a_model_of_other_features_is_refused(tmp_path) -> None:
    (tmp_path / "events.json").write_text('{"features": ["x"]}', encoding="utf-8")
    (tmp_path / "events.lightgbm.txt").write_text("", encoding="utf-8")
    with pytest.raises(ModelError, match="other features"):
        EventClassifier(tmp_path)


def test_a_damaged_model_is_told(tmp_path) -> None:
    (tmp_path / "events.json").write_text(json.dumps({"features": [*FEATURES]}), encoding="utf-8")
    (tmp_path / "events.lightgbm.txt").write_text("", encoding="utf-8")
    with pytest.raises(ModelError, match="can't be read"):
        EventClassifier(tmp_path)
    (tmp_path / "events.json").write_text("[]", encoding="utf-8")
    with pytest.raises(ModelError, match="can't be read"):
        EventClassifier(tmp_path)
