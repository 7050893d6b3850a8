"""RSS and Atom: each entry an article, with all the text that the feed gives of it."""

from __future__ import annotations

import socket
from io import BytesIO
from pathlib import Path

import pytest

from geo import ArticleError
from geo.articles import feeds

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Harbor wire</title>
<item><title>Quay &amp; mole reopen in Sund</title><link>https://h.example/1</link>
  <guid isPermaLink="false">wire-1</guid><pubDate>Tue, 12 Mar 2024 23:30:00 -0500</pubDate>
  <dc:creator>Anna Roe</dc:creator><description>Boats are back.</description>
  <content:encoded><![CDATA[<p>Boats are <b>back</b> in Sund.</p><script>steal()</script><style>p {}</style>
  <div>The mole<br>was mended.</div><ul><li>One lane stays shut.</li></ul>]]></content:encoded></item>
<item><title></title><link>https://h.example/2</link></item>
<item><title>Ferry runs aground</title><link>https://h.example/3</link>
  <source url="https://k.example/">Kelp News</source>
  <description>Ferry runs aground</description></item>
<item><description>A line of plain text, and 3 &lt; 5.</description></item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Harbor wire</title>
<entry><id>urn:uuid:1</id><title type="html">Storm over &lt;i&gt;Sund&lt;/i&gt;</title>
<link href="https://h.example/a"/><updated>2024-01-02T00:30:00+02:00</updated>
<author><name>Anna Roe</name></author><author><name>Marc Dupont</name></author>
<summary>A roof fell.</summary><content type="text">A roof fell in.

Nobody was hurt.</content></entry></feed>"""


def read(content):
    data = content if isinstance(content, bytes) else content.encode()
    return list(feeds.documents(BytesIO(data), "feed.xml"))


def refusal(content):
    with pytest.raises(ArticleError) as caught:
        read(content)
    message = str(caught.value)
    assert message.startswith("feed.xml: ")
    assert "\n" not in message
    return message


def test_each_entry_of_a_feed_is_a_document():
    first, second, third, fourth = read(RSS)
    assert first.name == "feed.xml entry 1"
    assert first.article.text.split("\n\n") == [
        "Quay & mole reopen in Sund",
        "Boats are back in Sund.",
        "The mole",
        "was mended.",
        "One lane stays shut.",
    ]
    assert first.article.title == "Quay & mole reopen in Sund"
    assert (first.article.published, first.article.id) == ("2024-03-13", "wire-1")
    assert (first.article.source, first.article.byline) == ("Harbor wire", ("Anna Roe",))
    assert str(second.error).startswith("feed.xml entry 2: ")
    assert third.article.text == "Ferry runs aground"  # once, though it is title and text
    assert (third.article.source, third.article.id) == ("Kelp News", "https://h.example/3")
    assert fourth.article.text == "A line of plain text, and 3 < 5."
    assert (fourth.article.title, fourth.article.published, fourth.article.id) == (None, None, None)


def test_atom():
    (document,) = read(ATOM)
    article = document.article
    assert article.text.split("\n\n") == ["Storm over Sund", "A roof fell in.", "Nobody was hurt."]
    assert (article.title, article.published, article.id) == ("Storm over Sund", "2024-01-01", "urn:uuid:1")
    assert (article.source, article.byline) == ("Harbor wire", ("Anna Roe", "Marc Dupont"))


def test_rss_1_0():
    (document,) = (
        read("""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
    <channel rdf:about="https://h.example/"><title>Harbor wire</title></channel>
    <item rdf:about="https://h.example/1"><title>Storm</title><description>A roof fell in Sund.</description></item>
    </rdf:RDF>""")
    )
    assert document.article.text == "Storm\n\nA roof fell in Sund."


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "iso-8859-1"])
def test_encodings(encoding):
    name = {"utf-8-sig": "utf-8"}.get(encoding, encoding)
    feed = RSS.replace("utf-8", name).replace("Sund", "Sønder")
    documents = read(feed.encode(encoding))
    assert [bool(d.article) for d in documents] == [True, False, True, True]
    assert "Sønder" in documents[0].article.title


def test_a_charset_other_than_declared_is_no_damage():
    documents = read(RSS.replace('"utf-8"', '"us-ascii"').replace("Sund", "Sønder"))
    assert len(documents) == 4
    assert "Sønder" in documents[0].article.title


def test_a_feed_that_is_cut_off_gives_its_entries_and_says_so():
    *documents, last = read(RSS[: RSS.index("A line of plain") + 6])
    assert [d.article.title for d in documents if d.article][:2] == ["Quay & mole reopen in Sund", "Ferry runs aground"]
    assert last.name == "feed.xml"
    assert "cut off" in str(last.error)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"<html><body><p>A page.</p></body></html>", "no RSS or Atom"),
        (b"plain words", "no RSS or Atom"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "no RSS or Atom"),
        (b'<rss version="2.0"><channel><title>Empty</title></channel></rss>', "no entries"),
        (b"<rss>" + b" " * 10_000_000, "10 MB"),
    ],
)
def test_what_holds_no_entries_is_told(content, word):
    assert word in refusal(content)


def entities(*, deep):
    inner = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, deep))
    return f"""<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY e0 "ha ha ha ha ha ha">{inner}]>
    <rss version="2.0"><channel><item><title>Storm &e{deep - 1};</title><description>A roof fell.</description></item>
    </channel></rss>"""


def test_entities_do_not_grow():
    documents = read(entities(deep=10))
    assert sum(len(d.article.text) for d in documents if d.article) < 1_000
    assert any(d.article and "A roof fell." in d.article.text for d in documents)


@pytest.mark.parametrize("head", [b"\n" * 2_000_000, b"<!DOCTYPE\n" * 400_000])
def test_what_stands_before_the_first_element_costs_no_time(head):  # found by fuzzing
    story = b"<item><title>Snow in Hamar</title></item>"
    data = b"<?xml version='1.0'?>" + head + b"<rss><channel>" + story + b"</channel></rss>"
    try:
        found = list(feeds.documents(BytesIO(data), "feed.xml"))
    except ArticleError as error:
        assert "before the feed's first element" in str(error)  # noqa: PT017
    else:
        assert found[0].article.title == "Snow in Hamar"


def test_no_file_or_address_is_read(tmp_path: Path, monkeypatch):
    secret = tmp_path / "secret"
    secret.write_text("hidden words")
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: pytest.fail("a feed must not reach out"))
    for target in (secret.as_uri(), "http://h.example/e"):
        feed = f"""<?xml version="1.0"?><!DOCTYPE rss SYSTEM "{target}" [<!ENTITY e SYSTEM "{target}">
        <!ENTITY % p SYSTEM "{target}"> %p;]><rss version="2.0"><channel><item><title>Storm &e;</title>
        <description>A roof fell.</description></item></channel></rss>"""
        for document in read(feed):
            assert "hidden" not in repr(document)
    with pytest.raises(ArticleError):
        read(secret.as_uri())


@pytest.mark.parametrize(
    "date",
    ["", "yesterday", "Tue, 99 Mar 2024", "0000-00-00T00:00:00Z", "0001-01-01T00:00:00Z"],
)
def test_a_day_that_is_none_is_left_open(date):
    feed = f"""<rss version="2.0"><channel><item><title>Storm</title><pubDate>{date}</pubDate></item></channel></rss>"""
    (document,) = read(feed)
    assert document.article.published is None


def test_text_is_kept_whatever_its_markup():
    for markup in (
        "<p>A roof fell",
        "3 < 5 << A roof fell",
        "<table><td>A roof fell",
        "<a><b><p>A roof</a> fell",
        "A roof fell",
    ):
        (document,) = read(
            f"<rss version='2.0'><channel><item><description><![CDATA[{markup}]]></description></item></channel></rss>"
        )
        assert "A roof" in document.article.text
        assert "fell" in document.article.text
