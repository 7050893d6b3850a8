"""Parsing keeps the article's own offsets, whatever the text."""

from __future__ import annotations

import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import Article
from geo.articles import lay_out
from geo.language import MODEL, parse


def parsed(text):
    ((_, doc),) = parse([lay_out(Article(text))])
    return doc


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(), max_size=200))
def test_offsets_are_the_texts_own(text):
    assert len(parsed(text).text) == len(text)


def test_line_breaks_and_curly_quotes_do_not_reach_the_parser():
    doc = parsed("They shelled\nAleppo’s “old”\u00a0market. \ud800")
    assert doc.text == 'They shelled Aleppo\'s "old" market. ?'


def test_escaped_quotes_leave_the_word_whole():
    assert "Syria" in [token.text for token in parsed('He said: \\"We met in Syria.\\"')]


def test_sentences_end_where_sections_do():
    doc = parsed("Storm hits town\n\nOSLO -- Snow fell\n\nRain fell")
    assert [s.text.strip() for s in doc.sents] == ["Storm hits town", "OSLO --", "Snow fell", "Rain fell"]


def test_hyphens_after_abbreviations_part_names():
    tokens = [token.text for token in parsed("The U.S.-Mexico border and U.S.-backed groups.")]
    assert tokens[:4] == ["The", "U.S.", "-", "Mexico"]
    assert "backed" in tokens


def test_long_text_without_sentence_ends_is_cut():
    text = "bombing " * 12_000
    assert len(parsed(text).text) == len(text)


def test_order_and_empty_articles():
    articles = [lay_out(Article(text)) for text in ("One.", "", "Three.")]
    assert [doc.text for _, doc in parse(articles)] == ["One.", "", "Three."]


def test_word_by_word_answers_are_those_of_spacys_rules():
    text = (
        "The ministers who were meeting in Geneva have agreed that those better placed will be going first. It's what"
        " they'd been told: the worst floods, which hit Dhaka's poorest, were worsening. Which of them had left?"
    )
    whole = spacy.load(MODEL, exclude=["ner"])(text)
    doc = parsed(text)
    assert [t.text for t in doc] == [t.text for t in whole]
    for ours, theirs in zip(doc, whole, strict=True):
        assert (ours.pos_, ours.lemma_, str(ours.morph)) == (theirs.pos_, theirs.lemma_, str(theirs.morph)), ours
