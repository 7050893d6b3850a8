"""Articles in rows: what is read, what is set aside and why, and that the rest goes on."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.articles.document import MAX_CHARACTERS, Columns
from geo.articles.published import day_if_any, day_of
from geo.articles.rows import csv_documents, json_documents, json_lines
from geo.articles.streams import MAX_LINE
from geo.errors import ArticleError

SNOW = "Snow fell on Oslo on Monday."
ACCENTS = 2 * "Élodie Dupré, Zoë Müller, Łukasz Wójcik, Åse Sørlie"  # so that it is UTF-8 for sure
STORM = "A storm tore roofs off in Limassol."


def read(reader, data, columns=None):
    data = data.encode() if isinstance(data, str) else data
    return list(reader(io.BytesIO(data), "in", columns))


def texts(documents):
    return [d.article.text if d.article else None for d in documents]


def one_line(documents):
    """Every document is an article or an error, which begins with its name and is one line."""
    for d in documents:
        assert (d.article is None) != (d.error is None)
        assert d.error is None or (str(d.error).startswith(d.name) and "\n" not in str(d.error))
    return documents


def test_json_lines_with_all_fields():
    row = {"Text": SNOW, "title": "Snow", "published": "2016-07-15T23:00:00-05:00", "source": "AP", "id": 7}
    (document,) = read(json_lines, "\ufeff" + json.dumps(row) + "\n\n")
    article = document.article
    assert document.name == "in line 1"
    assert (article.text, article.title, article.published) == (SNOW, "Snow", "2016-07-15")
    assert (article.source, article.id) == ("AP", "7")


def test_columns_can_be_named():
    columns = Columns(text="BODY", published="when")
    (document,) = read(json_lines, json.dumps({"body": SNOW, "When": 1468540800, "published": "?"}), columns)
    assert (document.article.text, document.article.published) == (SNOW, "2016-07-15")


def test_a_missing_text_column_is_told_with_those_that_are_there():
    (document,) = read(json_lines, '{"body": "x", "head": 1}')
    expected = 'in line 1: there is no column "text", only "body", "head"; say which holds the text, as in --column '
    assert str(document.error).startswith(expected)
    with pytest.raises(ArticleError, match=r'^in: there is no column "text", only "head", "body"; .*--column text='):
        read(csv_documents, "head;body\na;b\n")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "no valid JSON"),
        ("[1]", "this is an array"),
        ("7", "this is a number"),
        ("null", "this is null"),
        ('{"text": ""}', "no words"),
        ('{"text": null}', "no words"),
        ('{"text": "12, 13"}', "no words"),
        ('{"text": ["a"]}', "is no text"),
        ('{"text": "Snow", "published": "03/04/2016"}', "write it as YYYY-MM-DD"),
        ('{"text": "Snow", "published": {}}', "write it as YYYY-MM-DD"),
        ('{"text": "Snow", "id": ' + "9" * 5000 + "}", "too many digits"),
        ("[" * 200_000, "nested too deeply"),
        ('{"text": "caf\udce9"}', "not UTF-8"),
    ],
)
def test_a_bad_line_is_set_aside_and_the_rest_goes_on(line, reason):
    first = json.dumps({"text": SNOW, "by": ACCENTS}, ensure_ascii=False)
    data = "\n".join([first, line, json.dumps({"text": STORM})])
    documents = one_line(read(json_lines, data.encode("utf-8", "surrogateescape")))
    assert texts(documents) == [SNOW, None, STORM]
    assert documents[1].name == "in line 2"
    assert reason in str(documents[1].error)


def test_a_line_longer_than_the_limit_is_set_aside():
    data = '{"text": "' + "a" * MAX_LINE + '"}\n' + json.dumps({"text": SNOW})
    documents = one_line(read(json_lines, data))
    assert texts(documents) == [None, SNOW]
    assert "more than" in str(documents[0].error)


def test_strange_characters_stay_where_they_are():
    documents = read(json_lines, '{"text": "Snow\\u0000 \\ud800 fell"}\n{"text": "Snow", "id": "a"}\n' * 2)
    assert texts(documents) == ["Snow\0 \ud800 fell", "Snow"] * 2


def test_a_story_that_dateline_wrote():
    story = {"article": {"id": "x", "title": None, "published": "2016-07-15", "byline": ["Anna Roe"], "text": SNOW}}
    (document,) = read(json_documents, json.dumps({**story, "events": []}, indent=1), Columns(text="body"))
    assert (document.name, document.article.text, document.article.byline) == ("in", SNOW, ("Anna Roe",))


def test_an_array_longer_than_a_block():
    rows = [{"text": f"{SNOW} {n}", "pad": "é" * 40_000} for n in range(90)]
    documents = one_line(read(json_documents, json.dumps(rows, ensure_ascii=False, indent=2)))
    assert texts(documents) == [row["text"] for row in rows]
    assert documents[-1].name == "in item 90"


@pytest.mark.parametrize(
    ("data", "before", "reason"),
    [
        ('[{"text": "Snow"}, {"text": "Sto', 1, "in item 2: .* no valid JSON"),
        ('[{"text": "Snow"}', 1, "in item 2: it ends before the array does"),
        ('[{"text": "Snow"},', 1, "in item 2: it ends before the array does"),
        ('[{"text": "Snow"}] [', 1, "more after the end"),
        ("[ ]", 0, "the array is empty"),
        ('{"text": ', 0, "no valid JSON"),
        ("[" * 200_000, 0, "nested too deeply"),
        ("", 0, "the file is empty"),
    ],
)
def test_json_that_breaks_off_gives_what_stood_before(data, before, reason):
    documents = []
    with pytest.raises(ArticleError, match=reason):
        documents.extend(json_documents(io.BytesIO(data.encode()), "in"))
    assert texts(documents) == ["Snow"] * before


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_csv_with_any_delimiter_and_line_breaks_in_fields(delimiter):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    long = 'Snow, "deep"; a|b\tfell.\n\nIt was cold.'
    writer.writerows([["id", "Text ", "published"], ["1", long, "25/12/2016"], [], ["2", STORM, ""]])
    documents = one_line(read(csv_documents, out.getvalue()))
    assert texts(documents) == [long, STORM]
    assert [d.name for d in documents] == ["in line 2", "in line 6"]
    assert [d.article.published for d in documents] == ["2016-12-25", None]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_csv_in_other_encodings(encoding):
    text = "Schnee – “snow” – fell on Orléans, and the café was closed. Élodie Dupré said so."
    (document,) = read(csv_documents, f'id,text\r\n1,"{text}"\r\n'.encode(encoding))
    assert document.article.text == text


def test_csv_rows_that_would_lose_text_are_set_aside():
    data = f'text,id\n{STORM},"{ACCENTS}"\nSnow fell, and more, 2\n,3\nhail,4,,\n'.encode()
    documents = one_line(read(csv_documents, data + b'"caf\xe9 ""au lait""",5\nsnow\n'))
    assert texts(documents) == [STORM, None, None, "hail", None, "snow"]
    reasons = ["3 fields, but 2 columns", "no words", "not UTF-8"]
    assert all(r in str(d.error) for r, d in zip(reasons, [d for d in documents if d.error], strict=True))


def test_a_quotation_mark_never_closed_does_not_swallow_the_file_unseen():
    documents = one_line(read(csv_documents, f'text\n{SNOW}\n"{STORM}\nrain\n'))
    assert texts(documents) == [SNOW, None]
    assert str(documents[1].error).startswith("in line 3: the file ends inside a field")
    with pytest.raises(ArticleError, match=r"^in: can't be read from line 2 on .*quotation mark"):
        read(csv_documents, 'text\n"' + "rain\n" * (MAX_LINE // 5 + 10))


def test_a_long_field_is_read_and_the_limit_of_csv_put_back():
    before = csv.field_size_limit()
    (document,) = read(csv_documents, "text\n" + "a" * (MAX_CHARACTERS + 1) + "\n")
    assert len(document.article.text) == MAX_CHARACTERS + 1
    assert csv.field_size_limit() == before


@pytest.mark.parametrize("data", ["", "\ufeff", "text\n", " \n"])
def test_csv_without_rows(data):
    with pytest.raises(ArticleError, match=r"empty|no row"):
        read(csv_documents, data)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2016-07-15", "2016-07-15"),
        ("2016-07-15T10:00:00Z", "2016-07-15"),
        ("2016-07-15 10:00:00+02:00", "2016-07-15"),
        ("20160715T100000Z", "2016-07-15"),
        ("2016/7/15", "2016-07-15"),
        ("Fri, 15 Jul 2016 23:30:00 -0500", "2016-07-15"),
        ("July 15, 2016", "2016-07-15"),
        ("Friday, July 15, 2016 6:30 AM ET", "2016-07-15"),
        ("July 15, 2016 Friday", "2016-07-15"),
        ("15-JUL-2016", "2016-07-15"),
        ("2016 Jul 15", "2016-07-15"),
        ("20160715", "2016-07-15"),
        (20160715, "2016-07-15"),
        (1468540800, "2016-07-15"),
        ("1468540800000", "2016-07-15"),
        (1468540800.0, "2016-07-15"),
        ("201607151030", "2016-07-15"),
        ("2016071510", "2016-07-15"),
        (20160715103059, "2016-07-15"),
        ("Fri Jul 15 23:30:00 CEST 2016", "2016-07-15"),
        ("Fri Jul 15 23:30:00 +0000 2016", "2016-07-15"),
        ("Fri, 15 Jul 16 23:30:00 EST", "2016-07-15"),
        ("1605-07-15", "1605-07-15"),
        ("25/12/2016", "2016-12-25"),
        ("12/25/2016 10:00", "2016-12-25"),
        ("25.12.2016", "2016-12-25"),
        ("04/04/2016", "2016-04-04"),
        ("", None),
        (" ", None),
        (None, None),
        (float("nan"), None),
    ],
)
def test_days(written, day):
    assert day_of(written) == day


@pytest.mark.parametrize(
    "written",
    [
        *("03/04/2016", "2016-02-30", "Feb 30, 2016", "July 2016", "July 1, 2016 to July 3, 2016", "yesterday", "2016"),
        *("201607159900", "20160715103", "2016071510305", "20160230101010", "2016-07", "05.07.2016", "0001-01-01"),
        *("0001-01-01T00:00:00", "1601-01-01", "July 15, 2016" + " " * 600 + "x"),
        *("99999999", "0000-00-00", "٢٠١٦٠٧١٥", 1.5, 7, True, [], 10**400, float("inf")),
    ],
)
def test_what_is_no_day_is_not_guessed(written):
    with pytest.raises(ArticleError, match="write it as YYYY-MM-DD"):
        day_of(written)
    assert day_if_any(written) is None


@given(st.text() | st.integers() | st.floats() | st.none())
def test_any_value_is_a_day_or_an_error(value):
    try:
        day = day_of(value)
    except ArticleError:
        return
    assert day is None or day == date.fromisoformat(day).isoformat()


@given(st.lists(st.text() | st.just(SNOW)))
def test_what_csv_writes_is_read_back(cells):
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerows([["id", "text"], ["0", SNOW], *[[n, cell] for n, cell in enumerate(cells)]])
    documents = one_line(read(csv_documents, out.getvalue().encode("utf-8", "replace")))
    wanted = [c.encode("utf-8", "replace").decode() for c in cells if any(x.isalpha() for x in c)]
    assert [t for t in texts(documents) if t is not None] == [SNOW, *wanted]
    assert len(documents) == len(cells) + 1
