"""Other forms of training sentences: the names stay marked."""

from __future__ import annotations

import importlib.util
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

TEXT = "Rain fell on Paris, Texas, and on New Delhi; Paris was flooded."
NAMES = [(13, 18), (20, 25), (34, 43), (45, 50)]


@pytest.fixture(scope="module")
def altered(root):
    spec = importlib.util.spec_from_file_location("forms", root / "data" / "forms.py")
    forms = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(forms)
    return lambda text, names, form: forms.altered(text, names, form, ["Homs", "Kherson"], random.Random(1))  # noqa: S311


@pytest.mark.parametrize(
    ("form", "names"),
    [
        ("upper", ["PARIS", "TEXAS", "NEW DELHI", "PARIS"]),
        ("lower", ["paris", "texas", "new delhi", "paris"]),
        ("hashtag", ["Paris", "Texas", "NewDelhi", "Paris"]),
        ("short", ["Paris", "TX", "New Delhi", "Paris"]),
    ],
)
def test_names_are_marked_where_they_went(altered, form, names):
    text, spans = altered(TEXT, NAMES, form)
    assert [text[start:end] for start, end in spans] == names


def test_short_forms_have_no_comma(altered):
    assert altered(TEXT, NAMES, "short")[0].startswith("Rain fell on Paris TX, and")


def test_one_name_is_renamed_alike_throughout(altered):
    text, spans = altered(TEXT, NAMES, "renamed")
    first, _, _, last = (text[start:end] for start, end in spans)
    assert first == last
    assert first in ("Homs", "Kherson")


def test_a_form_that_changes_nothing_is_none(altered):
    assert altered("No name here.", [], "renamed") is None
    assert altered("Straße", [], "upper") is None


@given(st.text(st.characters(exclude_characters="#"), max_size=30), st.sampled_from(["hashtag", "short", "renamed"]))
def test_the_rest_of_the_text_stays(altered, text, form):
    made = altered(f"{text}Bonn{text}", [(len(text), len(text) + 4)], form)
    if made is not None:
        changed, ((start, end),) = made
        assert changed[:start].removesuffix("#") == text
        assert changed[end:] == text
