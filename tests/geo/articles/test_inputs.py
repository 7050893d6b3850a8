"""Which reader an input is for, whatever it is called and however it comes."""

from __future__ import annotations

import gzip
import io
import json
import sys

import pytest

from geo import ArticleError
from geo.articles import Columns, inputs, lay_out, read, read_all
from geo.articles.document import Document
from geo.articles.web import Web
from geo.model import Article

STORY = "Heavy snow closed the road to Hamar on Monday. Two lorries were stuck in it, the police said."
PARAGRAPHS = f"<p>{STORY}</p><p>The road will be open again on Tuesday, said the mayor of the town.</p>"
PAGE = (
    f"<!DOCTYPE html><html><head><title>Snow in Hamar</title></head><body><article>{PARAGRAPHS}</article></body></html>"
)
FEED = (
    '<?xml version="1.0"?><!-- made by hand --><rss version="2.0"><channel><title>The Hamar Post</title>'
    f"<item><title>Snow in Hamar</title><description>{STORY}</description></item></channel></rss>"
)
NITF = (
    '<?xml version="1.0"?><nitf><body><body.head><hedline><hl1>Snow in Hamar</hl1></hedline></body.head>'
    f"<body.content><p>{STORY}</p></body.content></body></nitf>"
)
JSON_LINES = f"{json.dumps({'text': STORY, 'source': 'The Hamar Post'})}\n" * 2
CSV = f'text,source\n"{STORY}",The Hamar Post\n'
EXPORT = f"""\
                               1 of 1 DOCUMENTS


                              The Hamar Post

                          March 4, 2019 Monday

Snow in Hamar

LENGTH: 17 words

{STORY}

LOAD-DATE: March 5, 2019
"""
KINDS = {
    "text": (STORY, ".txt", 1),
    "page": (PAGE, ".html", 1),
    "feed": (FEED, ".xml", 1),
    "nitf": (NITF, ".xml", 1),
    "json": (json.dumps([{"text": STORY}]), ".json", 1),
    "json lines": (JSON_LINES, ".jsonl", 2),
    "csv": (CSV, ".csv", 1),
    "export": (EXPORT, ".txt", 1),
}


class Stdin:
    """What `sys.stdin` is for a program whose input is a pipe: bytes that come in pieces and can't be wound back."""

    def __init__(self, data):
        self.buffer = io.BufferedReader(Pipe(data))


class Pipe(io.RawIOBase):
    def __init__(self, data):
        self._data = io.BytesIO(data)

    def readable(self):
        return True

    def readinto(self, buffer):
        piece = self._data.read(min(7, len(buffer)))
        buffer[: len(piece)] = piece
        return len(piece)


def articles(inputs, **options):
    documents = list(read_all(inputs, **options))
    assert [d.error for d in documents if d.error] == []
    return [d.article for d in documents]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("packed", [False, True])
def test_each_kind_is_told_by_its_content_and_suffix(tmp_path, kind, packed):
    content, suffix, count = KINDS[kind]
    path = tmp_path / f"a{suffix}{'.gz' if packed else ''}"
    path.write_bytes(gzip.compress(content.encode()) if packed else content.encode())
    found = articles([path])
    assert len(found) == count
    assert all(STORY in article.text for article in found)
    assert all(article.text.count("<p>") == article.text.count('{"') == 0 for article in found)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_told_on_a_pipe(monkeypatch, kind):
    content, _, count = KINDS[kind]
    monkeypatch.setattr(sys, "stdin", Stdin(content.encode()))
    found = articles(["-"])
    assert len(found) == count
    assert all(STORY in article.text and "<p>" not in article.text for article in found)


@pytest.mark.parametrize("text", ['[Photo] "Snow fell in Hamar," he said.', '{"text": "Snow fell in Hamar"} he wrote.'])
def test_plain_text_that_looks_like_data_is_plain_text(tmp_path, text):
    (tmp_path / "a.txt").write_text(text)
    assert read(tmp_path / "a.txt").text == text


def test_inputs_of_all_kinds_are_read_in_order_and_bad_ones_lose_nothing_of_the_rest(tmp_path):
    for name, content in (("a.txt", STORY), ("b.txt", ""), ("c.html", PAGE), ("d.jsonl", f'{JSON_LINES}{{"text": 7\n')):
        (tmp_path / name).write_text(content)
    names = ["a.txt", "b.txt", "missing.txt", "", "c.html", "d.jsonl", "\0"]
    documents = list(read_all([tmp_path / name for name in names]))
    told = [(d.name.removeprefix(f"{tmp_path}/"), d.article is not None) for d in documents]
    assert told == [
        ("a.txt", True), ("b.txt", False), ("missing.txt", False), (str(tmp_path), False), ("c.html", True),
        ("d.jsonl line 1", True), ("d.jsonl line 2", True), ("d.jsonl line 3", False), ("\\x00", False),
    ]  # fmt: skip
    for document in documents:
        if document.error:
            message = str(document.error)
            assert message.startswith(document.name)
            assert "\n" not in message
            assert message.count(document.name) == 1


def test_one_input_need_not_be_in_a_list(tmp_path):
    (tmp_path / "a.txt").write_text(STORY)
    assert (
        [a.text for a in articles(tmp_path / "a.txt")] == [a.text for a in articles(str(tmp_path / "a.txt"))] == [STORY]
    )


def test_what_the_caller_says_stands_instead_of_what_the_document_says(tmp_path):
    (tmp_path / "a.json").write_text(
        json.dumps({"text": STORY, "published": "2019-03-04", "source": "A", "title": "B"})
    )
    article = read(tmp_path / "a.json", published="2020-01-01", source="C", title="D")
    assert (article.published, article.source, article.title) == ("2020-01-01", "C", "D")
    assert read(tmp_path / "a.json").published == "2019-03-04"


def test_columns_can_have_other_names(tmp_path):
    (tmp_path / "a.csv").write_text(f'Day,Body\n2019-03-04,"{STORY}"\n')
    article = read(tmp_path / "a.csv", columns=Columns(text="body", published="day"))
    assert (article.text, article.published) == (STORY, "2019-03-04")


def test_one_article_is_not_taken_from_several(tmp_path):
    (tmp_path / "a.jsonl").write_text(JSON_LINES)
    with pytest.raises(ArticleError, match="several"):
        read(tmp_path / "a.jsonl")


@pytest.mark.parametrize("cut", [12, 60])
def test_a_damaged_gzip_file_is_told(tmp_path, cut):
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(STORY.encode())[:cut])
    (document,) = read_all([tmp_path / "a.txt.gz"])
    assert "gzip file is cut off or damaged" in str(document.error)


def test_a_bomb_in_a_gzip_file_is_not_unpacked_whole(tmp_path):
    with gzip.open(tmp_path / "a.txt.gz", "wb", compresslevel=1) as file:
        for _ in range(300):
            file.write(b"a b " * 250_000)
    (document,) = read_all([tmp_path / "a.txt.gz"])
    assert "more than the 1,000,000 characters" in str(document.error)


def test_gzip_within_gzip_is_no_text(tmp_path):
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(gzip.compress(STORY.encode())))
    (document,) = read_all([tmp_path / "a.txt.gz"])
    assert document.error is not None


def test_mojibake_is_put_right_and_offsets_are_those_of_the_text_that_is_told(tmp_path):
    broken = "The café in Zürich was closed on Monday, its owner said.".encode().decode("cp1252")
    (tmp_path / "a.txt").write_text(broken)
    assert read(tmp_path / "a.txt").text == "The café in Zürich was closed on Monday, its owner said."


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("سقطت قذائف على حلب يوم الاثنين، وقتل ثلاثة أشخاص.", "Arabic"),
        ("Les rebelles ont attaqué la ville lundi, et trois personnes ont été tuées dans les combats.", "French"),
    ],
)
def test_what_is_not_english_is_set_aside(tmp_path, text, language):
    (tmp_path / "a.txt").write_text(text)
    (document,) = read_all([tmp_path / "a.txt"])
    assert language in str(document.error)


@pytest.mark.parametrize("address", ["ftp://example.org/a.txt", "file:///etc/passwd", "gopher://example.org"])
def test_only_web_addresses_are_fetched(address):
    (document,) = read_all([address])
    assert "only http and https" in str(document.error)


def test_an_address_on_this_machine_is_refused():
    (document,) = read_all(["http://127.0.0.1:9/a"])
    assert "no public address" in str(document.error)


def test_an_address_is_fetched_when_it_is_given(monkeypatch, httpserver):
    monkeypatch.setattr(Web, "_allowed", lambda *_: True)
    httpserver.expect_request("/robots.txt").respond_with_data("", status=404)
    httpserver.expect_request("/snow").respond_with_data(PAGE, content_type="text/html; charset=utf-8")
    (article,) = articles([httpserver.url_for("/snow")])
    assert STORY in article.text
    assert article.title == "Snow in Hamar"


@pytest.mark.parametrize(
    "filler", ["<!-- a -->", "<!-- a longer comment that fills up the file's beginning -->\n", "<?pi a?> "]
)
@pytest.mark.parametrize("kind", ["page", "feed", "nitf"])
def test_what_stands_before_the_root_does_not_matter(tmp_path, kind, filler):
    content = KINDS[kind][0].removeprefix('<?xml version="1.0"?>')
    (tmp_path / "a").write_text(filler * 1000 + content)
    (article,) = articles([tmp_path / "a"])
    assert STORY in article.text
    (tmp_path / "b.txt").write_text(filler * 1000 + "<" + STORY)
    assert read(tmp_path / "b.txt").text.endswith(STORY)


@pytest.mark.parametrize("error", [KeyError("entry"), ValueError("no\nnumber"), OSError("a bug")])
def test_a_reader_that_stumbles_costs_only_its_own_input(tmp_path, monkeypatch, error):
    def stumbling(file, name):
        yield Document(name, Article(STORY))
        raise error

    monkeypatch.setattr(inputs, "_text", stumbling)
    for name in ("a.txt", "b.html"):
        (tmp_path / name).write_text(PAGE if name == "b.html" else STORY)
    first, second, third = read_all([tmp_path / "a.txt", tmp_path / "b.html"])
    assert first.article
    assert third.article
    message = str(second.error)
    assert message.startswith(f"{tmp_path / 'a.txt'}: it can't be read ({type(error).__name__}: ")
    assert message.endswith("please report it")
    assert "\n" not in message


def test_names_are_shown_on_one_line_and_give_the_terminal_no_orders(tmp_path, monkeypatch):
    def addressed(file, name):
        yield Document(f"{name} record 1 (https://a.example/\x1b[2J)", Article(STORY))
        yield Document(f"{name} record 2 (\x1b]0;)", error=ArticleError(f"{name} record 2 (\x1b]0;): no text"))

    (tmp_path / "a\nb.txt").write_text(STORY)
    (document,) = read_all([tmp_path / "a\nb.txt"])
    assert (document.name, document.article.text) == (f"{tmp_path}/a\\nb.txt", STORY)
    monkeypatch.setattr(inputs, "_text", addressed)
    (tmp_path / "c.txt").write_text(STORY)
    documents = list(read_all([tmp_path / "c.txt", tmp_path / "miss\ning"]))
    assert [d.name.removeprefix(f"{tmp_path}/") for d in documents] == [
        "c.txt record 1 (https://a.example/\\x1b[2J)", "c.txt record 2 (\\x1b]0;)", "miss\\ning",
    ]  # fmt: skip
    assert [bool(d.error) for d in documents] == [False, True, True]
    for document in documents[1:]:
        assert str(document.error).isprintable()
        assert str(document.error).startswith(document.name)


@pytest.mark.parametrize(
    "line", ["Credit: Anna Roe" + " " * 400_000 + "x", f"{STORY} ({'photo ' * 60_000}", f"({'photo (' * 60_000}"]
)
def test_a_line_made_to_take_for_ever_does_not(line):
    article = lay_out(Article(f"{STORY}\n\n{line}\n\n{STORY}"))
    assert article.sections[-1].kind == "story"
