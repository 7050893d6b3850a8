"""Saved pages: what is the article, who wrote it and when; pages that hold none."""

from __future__ import annotations

import logging
import quopri
import socket
from io import BytesIO

import pytest

from geo import ArticleError
from geo.articles import html

STORY = [
    "Two bridges over the Arga were closed on Friday after engineers found cracks in their piers.",
    "The mayor of Pamplona said that lorries would be sent round by Noáin until the spring.",
    "A third bridge, at Burlada, is being looked at; results are expected next week.",
]
BODY = "".join(f"<p>{paragraph}</p>" for paragraph in STORY)


def page(head="", body=BODY, above="<nav><a href='/'>Home</a> <a href='/sport'>Sport</a></nav>"):
    footer = "<footer><p>Copyright 2009 The Harbor Daily. All rights reserved.</p></footer>"
    return (
        f"<!DOCTYPE html><html><head><title>Page</title>{head}</head><body>{above}<article>"
        f"<h1>Cracks close two bridges</h1>{body}</article>{footer}</body></html>"
    )


def read(content, name="page.html", **given):
    data = content if isinstance(content, bytes) else content.encode()
    (document,) = html.documents(BytesIO(data), name, **given)
    assert document.name == name
    return document.article


def refusal(content, reader=html.documents):
    with pytest.raises(ArticleError) as caught:
        list(reader(BytesIO(content), "page.html"))
    message = str(caught.value)
    assert message.startswith("page.html: ")
    assert "\n" not in message
    return message


def test_the_text_is_the_headline_and_the_story_in_paragraphs():
    article = read(page())
    assert article.text == "\n\n".join(["Cracks close two bridges", *STORY])
    assert article.title == "Cracks close two bridges"
    assert (article.published, article.source, article.id, article.byline) == (None, None, None, ())


def test_metadata_tell_outlet_authors_day_and_address():
    head = """<meta property="og:title" content="Cracks close two bridges | The Harbor Daily">
    <meta property="og:site_name" content="The Harbor Daily"><meta name="author" content="Anna Roe and Marc Dupont">
    <meta property="article:published_time" content="2024-03-12T23:30:00-05:00">
    <link rel="canonical" href="https://www.harbor.example/2021/01/02/bridges">"""
    article = read(page(head), url="https://m.harbor.example/x")
    assert article.source == "The Harbor Daily"
    assert article.byline == ("Anna Roe", "Marc Dupont")
    assert article.published == "2024-03-12"
    assert article.id == "https://www.harbor.example/2021/01/02/bridges"
    assert article.text.startswith("Cracks close two bridges\n\nTwo bridges")


def test_a_headline_outside_the_story_comes_first_without_the_outlet():
    head = """<meta property="og:title" content="Cracks close bridges – The Harbor Daily">
    <meta property="og:site_name" content="The Harbor Daily">"""
    article = read(f"<html><head>{head}</head><body><article>{BODY}</article></body></html>")
    assert article.title == "Cracks close bridges"
    assert article.text.startswith("Cracks close bridges\n\nTwo bridges")


def test_json_ld_tells_them_too():
    data = """{"@context": "https://schema.org", "@graph": [{"@type": "WebSite", "datePublished": "2001-01-01"},
    {"@type": ["NewsArticle"], "datePublished": "2023-11-05T08:00:00Z", "publisher": {"name": "Harbor Wire"},
     "author": [{"@type": "Person", "name": "Anna Roe"}]}]}"""
    article = read(page(f'<script type="application/ld+json">{data}</script>'))
    assert (article.published, article.source, article.byline) == ("2023-11-05", "Harbor Wire", ("Anna Roe",))


@pytest.mark.parametrize(
    ("head", "body", "day"),
    [
        ('<link rel="canonical" href="https://h.example/2019/05/06/a">', "", None),
        ("", "<p>Copyright 2018-04-03 by us. Printed on March 4, 2017.</p>", None),
        ('<meta name="copyright" content="2016-01-01">', "", None),
        ('<meta property="article:modified_time" content="2022-02-02">', "", None),
        ('<meta name="date" content="0001-01-01T00:00:00Z">', "", None),
        ('<meta name="date" content="March 2020">', "", None),
        ('<meta name="date" content="2020-13-45">', "", None),
        ('<meta name="date" content="03/04/2016">', "", None),
        ('<meta name="date" content="05.07.2016">', "", None),
        ('<meta name="date" content="2016-07">', "", None),
        ('<meta name="date" content="25.12.2016">', "", "2016-12-25"),
        ('<meta name="date" content="Thu Mar 05 23:30:00 CET 2020">', "", "2020-03-05"),
        ('<meta name="DC.date.issued" content="5 March 2020">', "", "2020-03-05"),
        ('<meta itemprop="datePublished" content="20200305">', "", "2020-03-05"),
        ("", '<time datetime="2020-03-05T10:00:00+01:00">today</time>', "2020-03-05"),
        ("", '<time datetime="2020-03-05">a</time><time datetime="2020-03-07">b</time>', None),
        ("", '<time datetime="2020-03-05">a</time><time itemprop="datePublished" datetime="2020-03-07">b</time>',
         "2020-03-07"),
    ],
)  # fmt: skip
def test_the_day_comes_from_real_data_and_is_never_guessed(head, body, day):
    assert read(page(head, BODY + body)).published == day


def test_tables_and_lists_are_paragraphs():
    body = f"""{BODY}<table><tr><th>Bridge</th><th>Cracks</th></tr><tr><td>San Pedro</td><td>4</td></tr></table>
    <ul><li>Buses leave from Noáin.</li><li>Trains run as usual.</li></ul>"""
    lines = read(page(body=body)).text.split("\n\n")
    assert lines[-4:] == ["Bridge | Cracks", "San Pedro | 4", "Buses leave from Noáin.", "Trains run as usual."]


def test_the_address_a_browser_saved_the_page_from_is_its_id():
    article = read(page().replace("<html>", "<!-- saved from url=(0029)https://www.harbor.example/a --><html>"))
    assert (article.id, article.source) == ("https://www.harbor.example/a", "harbor.example")


@pytest.mark.parametrize("link", ["javascript:alert(1)", "file:///etc/passwd", "http://[", "", "data:text/html,a"])
def test_only_web_addresses_are_ids(link):
    assert read(page(f'<link rel="canonical" href="{link}">')).id is None


@pytest.mark.parametrize(
    ("data", "charset"),
    [
        (page().encode("utf-8-sig"), None),
        (page().encode("utf-16"), None),
        (page('<meta charset="utf-8">').encode(), None),
        (page('<meta charset="windows-1252">').encode("cp1252"), None),
        (page('<meta http-equiv="content-type" content="text/html; charset=iso-8859-1">').encode("cp1252"), None),
        (page('<meta charset="windows-1252">').encode(), None),  # saved anew as UTF-8
        (page('<meta charset="windows-1251">').encode("cp1252"), "iso-8859-1"),  # the server is right
        (page('<meta charset="utf-16">').encode("utf-8"), None),  # which it can't be
    ],
)
def test_encodings(data, charset):
    assert "Noáin" in read(data, charset=charset).text


@pytest.mark.parametrize("charset", ["no-such", "hex", "utf-8", "a\x00b"])
def test_a_page_that_names_no_or_a_wrong_encoding_is_read(charset):
    assert "Two bridges" in read(page('<meta charset="no-such">').encode("cp1252"), charset=charset).text


def test_a_page_cut_within_a_letter_keeps_its_encoding():
    data = page('<meta charset="utf-8">').encode()
    assert "Noáin" in read(data[: data.index("Noáin".encode()) + 300] + b"\xc3").text


def test_nul_bytes_and_control_characters_are_dropped():
    assert "Noáin" in read(page().encode().replace("Noáin".encode(), "No\x00á\x01in".encode())).text


def test_a_short_page_is_an_article():
    assert read("<p>A bomb went off in Aleppo on Monday.</p>").text == "A bomb went off in Aleppo on Monday."


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b"\x00\x00", "empty"),
        (b"<html><body></body></html>", "no text"),
        (b"<html><body><div id=root></div><script>start()</script></body></html>", "scripts"),
        (b"<html><body><h1>Welcome</h1><form><input type=password></form><p>Hello.</p></body></html>", "login"),
        (b"<html><body><h1>Bridges</h1><p>Subscribe to read this story.</p></body></html>", "login"),
        (b"<html><body>" + b"<p>a</p>" * 31_000, "elements"),
        (b"<p>" + b"a" * 20_000_000, "20 MB"),
        (b"<div>" * 100_000 + b"<p>Deep down.</p>", "nested too deeply"),
        (b"<p>On top.</p>" + b"<b>" * 1_000 + b"Deep down.", "nested too deeply"),
        (b"<p>" + b"word " * 3_000_000, "over 10 MB"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, ""),
    ],
)
def test_pages_without_an_article_are_told_with_a_remedy(content, word):
    assert word in refusal(content)


def test_nothing_is_fetched_and_nothing_logged(monkeypatch, capfd):
    monkeypatch.setattr(socket, "socket", lambda *_, **__: pytest.fail("a page must not reach out"))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: pytest.fail("a page must not reach out"))
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    head = """<base href="http://h.example/"><link rel=stylesheet href="http://h.example/a.css">
    <meta http-equiv=refresh content="0;url=http://h.example/b"><script src="http://h.example/a.js"></script>"""
    assert read(page(head, BODY + "<iframe src='http://h.example/c'></iframe><img src='http://h.example/i.png'>"))
    refusal(b"<html><body></body></html>")
    assert capfd.readouterr() == ("", "")


def test_broken_or_deep_json_ld_is_passed_over():
    for data in ("[" * 100_000, '{"@type": "NewsArticle", "datePublished": 5, "publisher": [3]}', "{'a'}", "null"):
        assert read(page(f'<script type="application/ld+json">{data}</script>')).published is None


def mhtml(content=None, *, kind="text/html", transfer="quoted-printable"):
    body = quopri.encodestring(page().encode("cp1252")) if content is None else content
    return b"\r\n".join(
        [
            b"From: <Saved by Blink>",
            b"Snapshot-Content-Location: https://www.harbor.example/a",
            b"MIME-Version: 1.0",
            b'Content-Type: multipart/related; type="text/html"; boundary="--b"',
            b"",
            b"----b",
            f"Content-Type: {kind}; charset=windows-1252".encode(),
            f"Content-Transfer-Encoding: {transfer}".encode(),
            b"",
            body,
            b"----b",
            b"Content-Type: image/png",
            b"Content-Transfer-Encoding: base64",
            b"",
            b"iVBORw0KGgo=",
            b"----b--",
        ]
    )


def test_mhtml():
    (document,) = html.mhtml_documents(BytesIO(mhtml()), "page.mhtml")
    assert document.article.text == "\n\n".join(["Cracks close two bridges", *STORY])
    assert document.article.id == "https://www.harbor.example/a"
    assert document.article.source == "harbor.example"


@pytest.mark.parametrize(
    "content",
    [b"", b"no headers", mhtml(b""), mhtml(kind="image/png"), mhtml(b"%%%", transfer="base64"), mhtml()[:200]],
)
def test_mhtml_without_a_page_is_told(content):
    refusal(content, html.mhtml_documents)
