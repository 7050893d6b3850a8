"""The name tagger: names with their kinds, tags spelled out, weights kept in a file."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import Article
from geo.articles import lay_out
from geo.errors import ModelError
from geo.language import parse
from geo.tagger import KINDS, NameTagger, inputs, network, save, to_spans


def names(text):
    ((_, doc),) = parse([lay_out(Article(text))])
    return [(ent.text, ent.label_) for ent in doc.ents]


def test_names_have_kinds():
    found = names("President Emmanuel Macron met Turkish officials of the World Bank in Ankara on Friday.")
    assert found == [
        ("Emmanuel Macron", "PERSON"), ("Turkish", "NORP"), ("the World Bank", "ORG"), ("Ankara", "GPE"),
        ("Friday", "DATE"),
    ]  # fmt: skip


def test_capitals_do_not_hide_names():
    assert ("ANKARA", "GPE") in names("EARTHQUAKE HITS ANKARA, THOUSANDS FLEE")


def test_an_empty_text_has_no_names():
    assert names("") == []


@given(st.lists(st.integers(0, 2 * len(KINDS)), max_size=30))
def test_spelled_out_names_lie_apart_and_cover_the_tags(tags):
    spans = to_spans(tags)
    assert all(start < end for start, end, _ in spans)
    assert all(first[1] <= second[0] for first, second in itertools.pairwise(spans))
    assert [i for start, end, _ in spans for i in range(start, end)] == [i for i, tag in enumerate(tags) if tag]


def test_a_name_begins_anew_and_does_not_go_on_as_another_kind():
    begins, goes_on, other = 1, 2, 4
    assert to_spans([begins, goes_on, begins, other, 0]) == [(0, 2, 0), (2, 3, 0), (3, 4, 1)]


def test_weights_survive_being_saved(tmp_path):
    model = network()
    path = tmp_path / "names.json"
    save(model, path)
    ((_, doc),) = parse([lay_out(Article("Rain fell on Lagos."))])
    before = model.predict(inputs(doc))
    after = NameTagger(path)._model.predict(inputs(doc))
    assert np.allclose(before, after, atol=0.02)


@pytest.mark.parametrize("content", ["", "[]", '[{"name": "W", "shape": [1], "factors": "", "rows": ""}]', "{"])
def test_a_file_that_is_no_model_is_refused_with_a_remedy(tmp_path, content):
    path = tmp_path / "names.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ModelError, match="make train"):
        NameTagger(path)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(ModelError, match="make train"):
        NameTagger(tmp_path / "names.json")
