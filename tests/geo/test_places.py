"""Recognising and resolving on sentences of our own: the right names, the right places, with reasons."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import Article, Pipeline
from geo.articles import lay_out
from geo.language import parse
from geo.model import Mention
from geo.recognise import recognise
from geo.resolve import resolve


@pytest.fixture(scope="module")
def toponyms(gazetteer):
    def find(text, **options):
        ((article, doc),) = parse([lay_out(Article(text))])
        return resolve(article.text, recognise(article, doc, gazetteer, **options), gazetteer)

    return find


def answers(found):
    return [(t.text, t.place.country_code if t.place else None) for t in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Shells fell on Aleppo and Homs on Friday.", [("Aleppo", "SY"), ("Homs", "SY")]),
        ("A fire broke out in Paris, Texas, near Dallas.", [("Paris", "US"), ("Texas", "US"), ("Dallas", "US")]),
        ("A fire broke out in Paris, the French capital.", [("Paris", "FR"), ("French", "FR")]),
        ("The ship left Tripoli, Lebanon, for Cyprus.", [("Tripoli", "LB"), ("Lebanon", "LB"), ("Cyprus", "CY")]),
        ("Talks were held in Tbilisi, Georgia.", [("Tbilisi", "GE"), ("Georgia", "GE")]),
        ("He moved from Atlanta to Savannah, Georgia.", [("Atlanta", "US"), ("Savannah", "US"), ("Georgia", "US")]),
        ("The U.S.-Mexico border was closed.", [("U.S.", "US"), ("Mexico", "MX")]),
        ("Floods in Conroe Texas on Monday.", [("Conroe", "US"), ("Texas", "US")]),
        ("It began in the Texas town of Paris.", [("Texas", "US"), ("Paris", "US")]),
        ("He was born in Perth in Scotland.", [("Perth", "GB"), ("Scotland", "GB")]),
        ("Fans clashed at Cairo Stadium on Sunday.", [("Cairo", "EG")]),
        ("A strike in Gaza killed 20 people.", [("Gaza", "PS")]),
        ("Troops crossed the Dnieper near Kherson.", [("Dnieper", None), ("Kherson", "UA")]),
    ],
)
def test_names_and_their_countries(toponyms, text, expected):
    found = answers(toponyms(text))
    assert [name for name, _ in found] == [name for name, _ in expected]
    assert all(want is None or got == want for (_, got), (_, want) in zip(found, expected, strict=True))


def test_names_in_lower_case_are_found_where_a_text_has_no_capitals(toponyms):
    found = answers(toponyms("flooding in mumbai and heavy rain over lagos today, stay home"))
    assert found == [("mumbai", "IN"), ("lagos", "NG")]


def test_words_of_ordinary_sentences_are_no_names_in_lower_case(toponyms):
    found = answers(toponyms("They were reading a mobile phone bill in the bath. A nice split of the orange followed."))
    assert found == []


@pytest.mark.parametrize("source", ["lfpress.com", "https://www.lfpress.com/news", "The London Free Press"])
def test_an_outlet_is_at_home_somewhere(gazetteer, source):
    story = Pipeline(gazetteer=gazetteer).run(Article("Police in London arrested two men on Friday.", source=source))
    (london,) = story.toponym_records
    assert london.place.admin1 == "Ontario"
    assert "the publisher's own town" in [reason for reason, _ in london.why]


def test_an_outlet_may_say_in_its_name_where_it_is(gazetteer):
    article = Article("The fair in Richmond opens on Friday.", source="The Palladium (Richmond, Indiana)")
    (richmond,) = Pipeline(gazetteer=gazetteer).run(article).toponym_records
    assert richmond.place.admin1 == "Indiana"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Economists at the Washington Foundation for Trade Studies disagreed.", "Washington"),
        ("Officers arrested John Dallas, 34, on Monday.", "Dallas"),
        ("Mr. Jordan Smith was elected on Monday.", "Jordan"),
        ("He flew with American Airlines.", "American"),
        ("The story appeared in The New York Times on Friday.", "New York"),
        ("The council met on Sunday in March.", "March"),
    ],
)
def test_names_inside_other_names_are_no_places(toponyms, text, name):
    assert name not in [t.text for t in toponyms(text)]


def test_roles(toponyms):
    text = "BEIRUT, Lebanon -- Washington argues that the Syrian army left Homs.\nCredit: Anna Roe reported from Amman."
    roles = {t.text: t.role for t in toponyms(text)}
    assert roles["BEIRUT"] == "dateline"
    assert roles["Washington"] == "metonym"
    assert roles["Syrian"] == "demonym"
    assert roles["Homs"] == "event"
    assert roles["Amman"] == "byline"


def test_the_capital_not_the_state(toponyms):
    found = toponyms("Washington said on Monday that it would talk to Moscow.")
    assert [t.place.feature_code for t in found] == ["PPLC", "PPLC"]


def test_demonyms_can_be_left_out(toponyms):
    text = "Syrian and Russian officers met in Amman."
    assert [t.text for t in toponyms(text)] == ["Syrian", "Russian", "Amman"]
    assert [t.text for t in toponyms(text, demonyms=False)] == ["Amman"]


def test_a_name_means_the_same_throughout(toponyms):
    found = toponyms("A school in Springfield, Illinois, burned. Springfield has four schools.")
    assert {t.place.admin1 for t in found if t.text == "Springfield"} == {"Illinois"}


def test_every_answer_has_a_confidence_and_reasons(toponyms):
    for toponym in toponyms("Shells fell on Aleppo, and Xyzzygrad in Syria was cut off from Hama."):
        assert 0 <= toponym.confidence <= 1
        assert toponym.why
        assert len(toponym.candidates) <= 5
        if toponym.place:
            assert toponym.place == toponym.candidates[0].place
            assert all(words and isinstance(weight, float) for words, weight in toponym.why)


def test_spans_are_the_texts_own_and_do_not_overlap(toponyms):
    text = "Officials in “New York”\u00a0City, Deir ez-Zor and Aleppo’s old town met\nin St. Louis, Mo."
    found = toponyms(text)
    assert all(text[t.start : t.end] == t.text for t in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(["Paris", "in", ",", "Texas", "U.S.", "-", "al", "the", "\n", "\ud800", "Mr.", "İ", "(", "’s"])
    )
)
def test_no_text_makes_it_fail(toponyms, words):
    toponyms(" ".join(words))


def test_one_name_in_capitals_and_not_has_the_places_of_each(gazetteer):
    """Found by fuzzing: "MO" is Missouri, "Mo" a town in Norway; they are not rated as one name."""
    mentions = [Mention("MO", 14, 16, "event", 0.9), Mention("Mo", 20, 22, "event", 0.9)]
    found = resolve("He moved from MO to Mo in May.", mentions, gazetteer)
    assert [(t.text, t.place.country_code) for t in found] == [("MO", "US"), ("Mo", "NO")]
