"""Web archives, written by warcio as crawlers do: pages, texts and PDF files come out, the rest is passed over."""

from __future__ import annotations

import gzip
import io
import random
import zlib

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from geo.articles import warc
from geo.errors import ArticleError

STORY = (
    "A storm tore the roofs off two schools in the old town of Limassol on Thursday, and nobody was hurt, he said. "
    "He asked for help from Nicosia, where the government met in the evening to talk about the damage to the harbor."
)
PAGE = f"""<!DOCTYPE html><html lang="en"><head><title>Storm tears roofs off schools</title></head><body><article>
<h1>Storm tears roofs off schools</h1><p>{STORY}</p><p>Élodie Dupré of the harbor office said that repairs would begin
next week, and that the quay would be closed until the end of the month.</p></article></body></html>"""


def record(writer, url, body, kind, status="200 OK", headers=(), rec_type="response"):
    told = [("Content-Type", kind)] if kind else []
    http = StatusAndHeaders(status, [*told, *headers], protocol="HTTP/1.1") if kind is not None else None
    writer.write_record(
        writer.create_warc_record(url, rec_type, payload=io.BytesIO(body), http_headers=http)
        if rec_type not in ("resource", "conversion")
        else writer.create_warc_record(url, rec_type, payload=io.BytesIO(body), warc_content_type=kind)
    )


class Writer(WARCWriter):
    """warcio's writer, without the temporary files that it forgets to close."""

    _create_temp_file = staticmethod(io.BytesIO)


def archive(*records, packed=True):
    out = io.BytesIO()
    writer = Writer(out, gzip=packed)
    writer.write_record(writer.create_warcinfo_record("a.warc.gz", {"software": "test"}))
    for arguments in records:
        record(writer, **arguments)
    return out.getvalue()


def page(n=1, body=None, kind="text/html; charset=utf-8", **more):
    return {"url": f"https://example.com/{n}", "body": PAGE.encode() if body is None else body, "kind": kind, **more}


def read(data):
    return list(warc.documents(io.BytesIO(data), "a.warc"))


MIXED = [
    page(1),
    page(2, kind="text/html", status="301 Moved"),
    page(3, kind="image/png", body=b"\x89PNG"),
    page(4, kind="text/plain", body=STORY.encode()),
    page(5, rec_type="resource", kind="text/html"),
    page(6, body=PAGE.encode("latin-1"), kind="text/html; charset=ISO-8859-1"),
    page(7, body=gzip.compress(PAGE.encode()), headers=[("Content-Encoding", "gzip")]),
]


@pytest.mark.parametrize("packed", [True, False])
def test_documents_come_out_and_the_rest_is_passed_over(packed):
    found = read(archive(*MIXED, packed=packed))
    assert [d.name for d in found] == [f"a.warc record {n + 1} (https://example.com/{n})" for n in (1, 4, 5, 6, 7)]
    assert all("tore the roofs off" in d.article.text for d in found)
    assert all("Élodie Dupré" in d.article.text for d in found if d.article.text != STORY)


FEED = f"""<?xml version="1.0"?><rss version="2.0"><channel><title>Harbor wire</title>
<item><title>Storm</title><description>{STORY}</description></item><item><title>Roof of a school</title></item>
</channel></rss>"""
NITF = f"<nitf><body><body.head/><body.content><p>{STORY}</p></body.content></body></nitf>"


def test_records_without_a_type_texts_of_crawlers_and_feeds_are_read():
    records = [
        page(1, kind=""),
        page(2, kind="", body=STORY.encode()),
        page(3, kind="text/plain", rec_type="conversion", body=STORY.encode()),
        page(4, kind="application/rss+xml", body=FEED.encode()),
        page(5, kind="text/xml; charset=utf-8", body=NITF.encode()),
        page(6, kind="application/octet-stream", body=FEED.encode()),
    ]
    found = read(archive(*records))
    assert [d.error for d in found] == [None] * 8
    assert ["tore the roofs off" in d.article.text for d in found].count(True) == 6
    assert found[3].name == "a.warc record 5 (https://example.com/4) entry 1"


def test_what_may_have_been_a_document_is_counted_and_what_was_none_is_not():
    quiet = [("image/png", b"\x89PNG"), ("text/css", b"p {}"), ("application/javascript", b"f()"), ("font/woff2", b"x")]
    told = [("application/json", b"{}"), ("application/json", b"[]"), ("text/csv", b"a,b"), ("", b"\x89PNG\x00\x01"),
            ("application/xml", b"<sitemap/>")]  # fmt: skip
    records = [page(n, kind=kind, body=body) for n, (kind, body) in enumerate([*quiet, *told])]
    story, passed = read(archive(page(), *records, page(rec_type="request", kind=None, body=b"GET / HTTP/1.1\r\n\r\n")))
    assert story.article
    assert passed.name == "a.warc"
    assert str(passed.error) == (
        "a.warc: 5 records passed over (2 of type application/json, 1 of type text/csv, 1 of type unknown, "
        "1 of type application/xml); if there are articles in them, give these as files"
    )
    assert len(read(archive(page(), *records[:4]))) == 1
    (passed,) = read(archive(*records))
    assert "5 records passed over" in str(passed.error)


def test_the_day_of_the_archive_is_not_the_day_of_publication():
    (document,) = read(archive(page()))
    assert document.article.published is None


def test_an_arc_file():
    body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + PAGE.encode()
    columns = b"1 0 Example\nURL IP-address Archive-date Content-type Archive-length\n"
    head = b"filedesc://a.arc 0.0.0.0 20160715000000 text/plain %d\n" % len(columns) + columns + b"\n"
    data = head + b"http://example.com/ 127.0.0.1 20160715000000 text/html %d\n" % len(body) + body + b"\n"
    (document,) = read(data)
    assert "(http://example.com/)" in document.name
    assert "tore the roofs off" in document.article.text


def test_bad_records_are_set_aside_and_the_rest_goes_on():
    bomb = zlib.compress(b"a" * (warc._LIMIT + 1), 9, wbits=31)
    records = [
        page(1, body=bomb, headers=[("Content-Encoding", "gzip")]),
        page(2, kind="text/plain", body=b"\x89PNG\r\n"),
        page(3, kind="application/pdf", body=b"no PDF"),
        page(4, kind="text/plain", body=b""),
        page(
            5,
            body=gzip.compress(random.Random(7).randbytes(90_000))[:50_000] + b"?" * 40_000,  # noqa: S311
            headers=[("Content-Encoding", "gzip")],
        ),
        page(6),
    ]
    found = read(archive(*records))
    assert [bool(d.error) for d in found] == [True] * 5 + [False]
    assert "more than 20,000,000 bytes when unpacked" in str(found[0].error)
    assert all(str(d.error).startswith(d.name) and "\n" not in str(d.error) for d in found[:5])
    assert "damaged" in str(found[4].error)


@pytest.mark.parametrize("packed", [True, False])
def test_an_archive_cut_off_gives_what_was_whole(packed):
    first, data = (archive(*pages, packed=packed) for pages in ([page(1)], [page(1), page(2)]))
    for end in range(len(first) + 40, len(data) - 20, 29):
        found, error = [], None
        try:
            found.extend(warc.documents(io.BytesIO(data[:end]), "a.warc"))
        except ArticleError as raised:
            error = raised
        told = [d.error for d in found if d.error] + [error]
        assert len([d for d in found if d.article]) == 1
        assert any(told)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "no page, text or PDF in its 0 records"),
        (b"Snow fell on Oslo.\n", "record 1 can't be read"),
        (gzip.compress(archive(page(1), page(2), packed=False)), "one gzip member"),
        (archive(page(1, kind="image/png", body=b"x")), "no page, text or PDF in its 2 records"),
    ],
)
def test_what_is_no_archive_of_documents(data, reason, capsys):
    found = warc.documents(io.BytesIO(data), "a.warc")
    with pytest.raises(ArticleError, match=reason):
        list(found)
    assert capsys.readouterr() == ("", "")


def test_a_pipe_is_enough():
    class Pipe(io.RawIOBase):
        def __init__(self, data):
            self.left = io.BytesIO(data)

        def readable(self):
            return True

        def readinto(self, buffer):
            return self.left.readinto(memoryview(buffer)[:100])

    found = list(warc.documents(io.BufferedReader(Pipe(archive(page()))), "-"))
    assert len(found) == 1


@pytest.mark.parametrize("packed", [True, False])
def test_damaged_archives_never_crash(packed, capsys):
    texts = [page(n, kind="text/plain", body=STORY.encode()) for n in range(3)]
    data = archive(*texts, packed=packed)
    chance = random.Random(7)  # noqa: S311
    for _ in range(400):
        damaged = bytearray(data)
        for _ in range(chance.randrange(1, 6)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        try:
            read(bytes(damaged))
        except ArticleError as error:
            assert "\n" not in str(error)  # noqa: PT017
    assert capsys.readouterr() == ("", "")
