"""Reading and laying out documents: what is story and what is not; strange files."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import Article, ArticleError, read
from geo.articles import MAX_CHARACTERS, lay_out

WIRE = """\
Harbor town counts its losses

By ANNA ROE and Marc Dupont

LIMASSOL, Cyprus (AP) -- A storm tore the roofs off two schools here on Monday.

Nobody was hurt. Repairs begin next week.

Photo by Marc Dupont: Children look at the school of Limassol.
Credit: Anna Roe reported from Limassol, and Marc Dupont from Nicosia. Eva Klein contributed reporting from Athens.
Photograph
A torn roof lies in the harbor. (Marc Dupont)
Word count: 24
Copyright The Daily Harbor Mar 4, 2019
"""


def kinds(article):
    return {section.kind: article.text[section.start : section.end].strip() for section in article.sections}


def test_every_part_of_a_wire_story_is_told_apart():
    article = lay_out(Article(WIRE))
    found = kinds(article)
    assert found["title"] == article.title == "Harbor town counts its losses"
    assert found["byline"] == "By ANNA ROE and Marc Dupont"
    assert found["dateline"] == "LIMASSOL, Cyprus (AP) --"
    assert found["notice"] == "Copyright The Daily Harbor Mar 4, 2019"
    captions = [WIRE[s.start : s.end].strip() for s in article.sections if s.kind == "caption"]
    assert captions == [
        "Photo by Marc Dupont: Children look at the school of Limassol.",
        "A torn roof lies in the harbor. (Marc Dupont)",
    ]
    assert article.published == "2019-03-04"
    assert set(article.byline) >= {"Anna Roe", "Marc Dupont"}
    assert article.section_at(WIRE.index("storm")) == "story"
    assert article.section_at(WIRE.index("Nicosia")) == "credit"


@pytest.mark.parametrize(
    ("text", "dateline"),
    [
        ("OSLO -- Snow fell.", "OSLO --"),
        ("TROY, N.C. (AP) — Snow fell.", "TROY, N.C. (AP) —"),
        ("SAN JUAN, Puerto Rico - Snow fell.", "SAN JUAN, Puerto Rico -"),
        ("WASHINGTON, July 15 (Reuters) - Snow fell.", "WASHINGTON, July 15 (Reuters) -"),
        ("Paris (CNN) -- Snow fell.", "Paris (CNN) --"),
        ('"MOSCOW -- Snow fell."', '"MOSCOW --'),
    ],
)
def test_datelines(text, dateline):
    assert kinds(lay_out(Article(text)))["dateline"] == dateline


@pytest.mark.parametrize(
    "text",
    [
        "The mayor -- a baker -- resigned.",
        "Snow fell - again - on Oslo.",
        "Well-known people met.",
        "IT WAS OVER. He left - at last.",
    ],
)
def test_dashes_that_make_no_dateline(text):
    assert "dateline" not in kinds(lay_out(Article(text)))


def test_wrapped_lines_are_one_paragraph():
    text = (
        "The council of the small harbor town met on Monday to\nspeak about the storm that had torn the roofs off two\n"
        "schools and a church, and about the money that was still\nmissing for the repairs.\n\nNobody was hurt.\n"
    )
    stories = [s for s in lay_out(Article(text)).sections if s.kind == "story"]
    assert [text[s.start : s.end].count("\n") for s in stories] == [5, 1]


def test_what_the_caller_says_is_kept():
    article = lay_out(Article(WIRE, published="2001-01-01", title="T", id="x"))
    assert (article.published, article.title, article.id) == ("2001-01-01", "T", "x")


def test_the_id_is_the_texts_own():
    assert lay_out(Article("Snow fell.")).id == lay_out(Article("Snow fell.", source="x")).id
    assert lay_out(Article("Snow fell.")).id != lay_out(Article("Rain fell.")).id


@given(st.text(st.characters(), max_size=400))
def test_sections_partition_any_text(text):
    article = lay_out(Article(text))
    spans = [(s.start, s.end) for s in article.sections]
    covered = "".join(text[start:end] for start, end in spans)
    assert covered == text or not text.strip()
    assert all(start < end for start, end in spans)


@pytest.mark.parametrize(
    ("text", "published"),
    [
        ("KYIV, March 12, 2024 (Reuters) - Snow fell on Monday.", "2024-03-12"),
        ("KATHMANDU, 4 Nov 2023 (AFP) - Snow fell on Monday.", "2023-11-04"),
        ("Snow in the hills\n\nMay 25, 2021\n\nKATHMANDU (AP) — Snow fell on Monday.", "2021-05-25"),
        ("Snow in the hills\nBy Ann Roe\nTuesday, March 12, 2024 10:30 AM EST\nSnow fell on Monday.", "2024-03-12"),
        ("Updated: 10 May 2021\nSnow in the hills\n\nSnow fell on Monday.", "2021-05-10"),
        ("KYIV, Ukraine (AP) — March 12, 2014 was a bad day.", None),
        ("On March 12, 2014, snow fell. It melted on Friday.", None),
        ("OSLO, Feb 30, 2019 (AP) -- Snow fell.", None),
    ],
)
def test_the_publication_date_stands_above_the_story_or_in_its_dateline(text, published):
    assert lay_out(Article(text)).published == published


def test_a_line_with_the_date_is_no_title():
    article = lay_out(Article("Updated: 10 May 2021\nSnow in the hills\n\nSnow fell on Monday."))
    assert article.title == "Snow in the hills"
    assert [s.kind for s in article.sections] == ["notice", "title", "story"]


@pytest.mark.parametrize(
    "article",
    [
        Article(None),  # type: ignore[arg-type]
        Article(b"Snow fell."),  # type: ignore[arg-type]
        Article("Snow fell.", published=7),  # type: ignore[arg-type]
        Article("Snow fell.", triggers=((0,),)),  # type: ignore[arg-type]
        Article("Snow fell.", triggers=(("0", "4"),)),  # type: ignore[arg-type]
        Article("Snow fell.", triggers=(7,)),  # type: ignore[arg-type]
    ],
)
def test_what_is_no_article_is_told_so(article):
    with pytest.raises(ArticleError):
        lay_out(article)


@pytest.mark.parametrize("published", ["15 July 2016", "2016-13-01", "yesterday"])
def test_a_date_that_is_none_is_refused(published):
    with pytest.raises(ArticleError, match="YYYY-MM-DD"):
        lay_out(Article("Snow fell.", published=published))


@pytest.mark.parametrize("span", [(-1, 3), (3, 3), (2, 100)])
def test_triggers_outside_the_text_are_refused(span):
    with pytest.raises(ArticleError, match="outside"):
        lay_out(Article("Snow fell.", triggers=(span,)))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(tmp_path, encoding):
    text = (
        "In Genève the président of the café owners met colleagues from Zürich and Besançon. The fête, they said, was "
        "“très gai”, and the naïve protégés of the maître d’hôtel had eaten all of the crème brûlée.\n" * 4
    )
    (tmp_path / "a.txt").write_bytes(text.encode(encoding))
    assert read(tmp_path / "a.txt").text == text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n\t ", "empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "PNG image"),
        (bytes(range(1, 32)) * 40 + b"abc", "binary"),
        (b"12345 67890 ---", "no words"),
        (b"x" * (MAX_CHARACTERS + 1), "more than"),
    ],
)
def test_what_is_no_article_is_told_in_one_line(tmp_path, data, reason):
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    with pytest.raises(ArticleError, match=reason) as caught:
        read(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_missing_files_and_folders(tmp_path):
    with pytest.raises(ArticleError, match="no such file"):
        read(tmp_path / "none.txt")
    with pytest.raises(ArticleError, match="directory"):
        read(tmp_path)


@pytest.mark.parametrize(
    "line", ["Copyright 2019 X, Feb 30, 2019", "Published: 2019-13-45", "Copyright Marquee 12, 2016"]
)
def test_days_that_are_none_are_passed_over(line):
    assert lay_out(Article(f"Snow fell.\n{line}")).published is None


def test_a_run_of_capitals_costs_no_time():
    lay_out(Article("A" * 20_000 + " -- Snow fell."))
    lay_out(Article("AB " * 20_000))


@pytest.mark.parametrize(
    "text",
    [
        "Heavy rain contributed to this week's floods in Lagos, which killed twenty people.",
        "Copyright holders protested in Berlin on Monday.",
        "Illustration artists protested in Berlin on Monday.",
    ],
)
def test_stories_that_look_like_trimmings(text):
    assert kinds(lay_out(Article(text))) == {"story": text}


@pytest.mark.parametrize(
    ("published", "day"), [("", None), ("2016-07-15T08:30:00Z", "2016-07-15"), ("20160715", "2016-07-15")]
)
def test_published_becomes_a_day(published, day):
    assert lay_out(Article("Snow fell.", published=published)).published == day
