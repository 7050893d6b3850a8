"""Exports of ProQuest, LexisNexis and Nexis Uni, as these write them (the articles are made up)."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.articles import lay_out
from geo.articles.composing import composed, people
from geo.articles.exports import documents, is_export
from geo.articles.streams import MAX_LINE
from geo.errors import ArticleError

FILES = Path(__file__).parent / "files"
EXPORTS = {"proquest.txt": "ProQuest", "lexisnexis.txt": "LexisNexis", "nexisuni.txt": "Nexis Uni"}
SINGLE = """\
"LIMASSOL -- A storm tore the roofs off two schools here on Thursday.
Nobody was hurt.
Credit: ANNA ROE; Anna Roe reported from Limassol.
Photograph
A torn roof lies in the harbor. (Marc Dupont)
Word count: 24
Copyright The Daily Harbor Jul 15, 2016"
"""


def read(name):
    return list(documents(io.BytesIO((FILES / name).read_bytes()), name))


def sections(article):
    laid_out = lay_out(article)
    return {s.kind: article.text[s.start : s.end].strip() for s in laid_out.sections}


@pytest.mark.parametrize(("name", "kind"), EXPORTS.items())
def test_each_kind_is_known_by_its_beginning(name, kind):
    assert is_export((FILES / name).read_text()) == kind


@pytest.mark.parametrize("text", [SINGLE, "", "Snow fell.", "Title: Snow\n" + "_" * 60 + "\nIt fell on Oslo."])
def test_a_single_article_is_no_export(text):
    assert is_export(text) is None
    with pytest.raises(ArticleError, match=r"no text export|empty"):
        list(documents(io.BytesIO(text.encode()), "in"))


def test_proquest():
    first, second, third = read("proquest.txt")
    article = first.article
    assert first.name == "proquest.txt document 1"
    assert article.title == "Harbor town counts its losses"
    assert article.source == "The Daily Harbor, Late Edition (East Coast)"
    assert (article.published, article.id) == ("2016-07-15", "1800000001")
    assert article.byline == ("Anna Roe", "Marc Dupont")
    assert article.text.endswith("Word count: 31")
    assert "Location: the mayor told" in article.text
    assert "Subject:" not in article.text
    found = sections(article)
    assert found["title"] == article.title
    assert found["dateline"] == "LIMASSOL, Cyprus --"
    assert found["credit"].startswith("Credit: ANNA ROE")
    assert found["caption"].startswith("A torn roof")

    assert second.article.text == (
        "Council votes on bridge\n\n"
        "The council of Vardø voted on Tuesday to mend the bridge that the ice broke in March.\n\n"
        "Work starts in August."
    )
    assert (second.article.published, second.article.id) == (None, "1800000002")
    assert str(third.error).startswith("proquest.txt document 3: there is no full text")


def test_lexisnexis():
    first, second, third = read("lexisnexis.txt")
    article = first.article
    title = "Storm Tears Roofs Off Schools In Harbor Town, And The Mayor Calls For Help"
    assert (article.title, article.source, article.published) == (title, "The Daily Harbor", "2016-07-15")
    assert article.byline == ("Anna Roe", "Eva Klein")
    assert article.text == (
        f"{title}\n\nLIMASSOL, Cyprus -- A storm tore the roofs off two schools here on Thursday, and\n"
        "nobody was hurt.\n\nThe mayor asked for help from Nicosia. Repairs are to begin\nnext week, he said.\n\n"
        "Caption: PHOTO: A torn roof lies in the harbor of Limassol. (PHOTOGRAPH BY MARC DUPONT) (A9)"
    )
    assert sections(article)["dateline"] == "LIMASSOL, Cyprus --"
    assert sections(article)["caption"].startswith("Caption: PHOTO")
    assert second.article.published == "2016-07-17"
    assert second.article.title == "Council votes on bridge"
    assert second.article.text.splitlines()[-1].startswith("VARDØ, Norway (NTB) - The council")
    assert str(third.error) == ("lexisnexis.txt document 3: there is no text under its headline; export full texts")


def test_nexis_uni():
    first, second = read("nexisuni.txt")
    article = first.article
    assert (article.source, article.published) == ("The Daily Harbor", "2016-07-15")
    assert article.title == "Storm tears roofs off schools in harbor town"
    assert article.byline == ("Anna Roe", "Marc Dupont")
    assert article.text == (
        f"{article.title}\n\nLIMASSOL, Cyprus -- A storm tore the roofs off two schools here on Thursday.\n\n"
        "Nobody was hurt.\n\nCaption: A torn roof lies in the harbor of Limassol."
    )
    assert second.article.text == "Council votes on bridge\n\nThe council voted on Tuesday to mend the bridge."


@pytest.mark.parametrize("name", EXPORTS)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_other_encodings_and_line_breaks_give_the_same(name, encoding):
    text = (FILES / name).read_text().replace("\n", "\r\n")
    assert next(documents(io.BytesIO(text.encode(encoding)), name)).article == read(name)[0].article


@pytest.mark.parametrize("name", EXPORTS)
def test_a_file_cut_anywhere_gives_what_is_whole(name):
    data = (FILES / name).read_bytes()
    whole = [d.article for d in read(name)]
    for end in range(len(data) * 3 // 4, len(data), 7):
        found = list(documents(io.BytesIO(data[:end]), name))
        assert found[0].article == whole[0] or len(found) == 1


def test_a_document_without_end_is_set_aside():
    export = (FILES / "lexisnexis.txt").read_text()
    long = export.replace("VARDØ, Norway", "snow fell\n" * 600_000)
    first, second, third = documents(io.BytesIO(long.encode()), "in")
    assert first.article and third.error  # noqa: PT018
    assert "in document 2: more than 1,000,000 characters" in str(second.error)
    with pytest.raises(ArticleError, match=r"in line \d+: more than"):
        list(documents(io.BytesIO((export + "a" * (MAX_LINE + 1)).encode()), "in"))


def test_an_export_with_no_article():
    toc = f"Table of contents\n{'_' * 60}\nPublication title: X\n{'_' * 60}\nDocument URL: y\n"
    with pytest.raises(ArticleError, match="in: there is no article in this ProQuest export"):
        list(documents(io.BytesIO(toc.encode()), "in"))


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("By ANNA ROE and Marc Dupont", ("Anna Roe", "Marc Dupont")),
        ("Roe, Anna; Dupont, Marc.", ("Anna Roe", "Marc Dupont")),
        ("By Anna Roe, Marc Dupont and Eva de la Cruz", ("Anna Roe", "Marc Dupont", "Eva de la Cruz")),
        ("BY ANNA ROE, STAFF WRITER", ("Anna Roe",)),
        ("Anna Roe | The Associated Press", ("Anna Roe",)),
        ("The Associated Press", ()),
        ("", ()),
    ],
)
def test_names_in_a_byline(byline, names):
    assert people(byline) == names


def test_a_dateline_or_headline_that_is_there_already_is_not_repeated():
    assert composed(["OSLO -- Snow fell."], dateline="Oslo, July 15") == "OSLO -- Snow fell."
    assert composed(["Snow", "It fell."], title="Snow") == "Snow\n\nIt fell."


@pytest.mark.parametrize("name", ["lexisnexis.txt", "nexisuni.txt"])
@pytest.mark.parametrize(
    "line",
    [
        "UPDATE: Rebels bombed the bridge again on Friday, said the mayor.",
        *("NOTES:", "Notes", "STATE: Limassol", "URL: https://a.example/", "Subject: the talks", "Language: Greek"),
    ],
)
def test_a_line_of_the_body_that_looks_like_a_field_loses_nothing(name, line):
    export = (FILES / name).read_text()
    story = "\n\n".join([line, *(f"In village {n} the storm took a roof." for n in range(6))])
    at = export.index("\n\nLOAD-DATE" if name == "lexisnexis.txt" else "\n\nGraphic")
    (document, *others) = documents(io.BytesIO(f"{export[:at]}\n\n{story}{export[at:]}".encode()), name)
    text = document.article.text
    assert story in text
    assert "July 16" not in text
    assert text.splitlines()[-1].startswith("Caption: ")
    assert [d.article for d in others] == [d.article for d in read(name)[1:]]


@pytest.mark.parametrize(
    "line", ["UPDATE: Rebels bombed the bridge again on Friday.", "Subject: they met in the port."]
)
def test_a_last_sentence_that_looks_like_a_field_is_kept(line):
    export = (FILES / "nexisuni.txt").read_text().replace("mend the bridge.", f"mend the bridge.\n\n{line}")
    article = list(documents(io.BytesIO(export.encode()), "in"))[1].article
    assert article.text.endswith(f"mend the bridge.\n\n{line}")


def test_long_fields_below_a_body_are_no_part_of_it():
    wrapped = "STORMS (93%);\n" + "SCHOOLS AND HARBOR TOWNS (90%); MAYORS (80%);\n" * 8
    export = (FILES / "lexisnexis.txt").read_text().replace("LOAD-DATE", f"SUBJECT: {wrapped}\nLOAD-DATE")
    assert [d.article for d in documents(io.BytesIO(export.encode()), "lexisnexis.txt")] == [
        d.article for d in read("lexisnexis.txt")
    ]


def test_a_part_with_text_but_no_body_is_told():
    prose = "The council of the town met again on Wednesday. " * 4
    export = (FILES / "nexisuni.txt").read_text()
    found = list(documents(io.BytesIO(f"{export}\n{prose}\nEnd of Document\n".encode()), "in"))
    assert [bool(d.article) for d in found] == [True, True, False]
    assert str(found[2].error).startswith('in document 3: there is text without a line "Body"')
    rule = "_" * 60
    found = list(documents(io.BytesIO(f"{prose}\n{rule}\n{(FILES / 'proquest.txt').read_text()}".encode()), "in"))
    assert [bool(d.article) for d in found] == [False, True, True, False]
    assert 'without a line "Full text:"' in str(found[0].error)


@pytest.mark.parametrize("name", ["proquest.txt", "lexisnexis.txt", "nexisuni.txt"])
def test_a_rule_in_a_body_loses_nothing_of_it(name):
    export = (FILES / name).read_text()
    sentence = "Nobody was hurt." if name != "lexisnexis.txt" else "Repairs are to begin"
    rest = "A second storm is on its way from Crete, the office said, and will reach the island on Sunday."
    ruled = export.replace(sentence, f"{sentence}\n{'_' * 60}\n{rest}", 1)
    found = list(documents(io.BytesIO(ruled.encode()), name))
    assert rest in found[0].article.text
    assert found[0].article.published == "2016-07-15"
    assert found[0].article.source == read(name)[0].article.source
    assert [d.article for d in found[1:]] == [d.article for d in read(name)[1:]]


@given(st.data())
def test_shuffled_lines_never_crash(data):
    text = (FILES / data.draw(st.sampled_from(sorted(EXPORTS)))).read_text()
    rows = data.draw(st.permutations(text.split("\n")))
    try:
        found = list(documents(io.BytesIO("\n".join(rows).encode()), "in"))
    except ArticleError:
        return
    assert all((d.article is None) != (d.error is None) for d in found)
