"""A good file of every kind of input, and what it says: made here, to be damaged by the tests."""

from __future__ import annotations

import io
import json
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

__all__ = ["FILES", "STORIES", "pdf", "warc"]

STORIES = (
    "Heavy snow closed the road to Hamar on Monday. Two lorries were stuck in it, the police said in Oslo.",
    "Protesters gathered in Bergen on Friday. They marched to the town hall, the organisers of the protest said.",
)
"""What the good files tell: two of them where a kind of file holds several articles, or else the first."""

_PARAGRAPHS = f"<p>{STORIES[0]}</p><p>The road will be open again on Tuesday, said the mayor of the town.</p>"
PAGE = (
    "<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'><title>Snow in Hamar</title></head>"
    f"<body><article><h1>Snow in Hamar</h1>{_PARAGRAPHS}</article></body></html>"
)
_ITEMS = "".join(f"<item><title>News {n}</title><description>{s}</description></item>" for n, s in enumerate(STORIES))
_ENTRIES = "".join(f"<entry><title>News {n}</title><summary>{s}</summary></entry>" for n, s in enumerate(STORIES))
_NITF = "<body><body.head><hedline><hl1>Snow</hl1></hedline></body.head><body.content><p>{}</p></body.content></body>"
_NEWS_ITEM = (
    '<newsItem guid="tag:example.com,2019:{}"><itemMeta><itemClass qcode="ninat:text"/></itemMeta><contentSet>'
    '<inlineXML><html xmlns="http://www.w3.org/1999/xhtml"><body><p>{}</p></body></html></inlineXML></contentSet>'
    "</newsItem>"
)
_LEXIS = """
                               {} of 2 DOCUMENTS

                              The Hamar Post

                          March 4, 2019 Monday

News of the day

LENGTH: 17 words

{}

LOAD-DATE: March 5, 2019
"""
_NEXIS = """News of the day
The Hamar Post
March 4, 2019 Monday

Copyright 2019 The Hamar Post
Length: 17 words
Body

{}

Load-Date: March 5, 2019

End of Document
"""
_PROQUEST = """{}
News of the day

ProQuest document ID: 12345
Full text: {}

Publication title: The Hamar Post
Publication date: Mar 4, 2019

"""


def pdf(*texts: str) -> bytes:
    """Return a PDF file with a page for each text."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    for text in texts:
        for number, sentence in enumerate(text.split(". ")):
            canvas.drawString(60, 760 - 14 * number, sentence if sentence.endswith(".") else f"{sentence}.")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


class _Writer(WARCWriter):
    """warcio's writer, without the temporary files that it forgets to close."""

    _create_temp_file = staticmethod(io.BytesIO)


def warc(*bodies: bytes, kind: str = "text/plain; charset=utf-8", packed: bool = True) -> bytes:
    """Return a web archive with a response for each body."""
    out = io.BytesIO()
    writer = _Writer(out, gzip=packed)
    for number, body in enumerate(bodies):
        headers = StatusAndHeaders("200 OK", [("Content-Type", kind)], protocol="HTTP/1.1")
        url = f"https://example.com/{number}"
        writer.write_record(writer.create_warc_record(url, "response", payload=io.BytesIO(body), http_headers=headers))
    return out.getvalue()


def _mhtml() -> bytes:
    message = MIMEMultipart("related", boundary="=part")
    message.attach(MIMEText(PAGE, "html", "utf-8"))
    return message.as_bytes()


_RULE = "_" * 60
_XML = '<?xml version="1.0" encoding="UTF-8"?>'

FILES: dict[str, tuple[str, bytes, int]] = {
    "text": (".txt", STORIES[0].encode(), 1),
    "html": (".html", PAGE.encode(), 1),
    "mhtml": (".mhtml", _mhtml(), 1),
    "rss": (".rss", f"{_XML}<rss version='2.0'><channel><title>Post</title>{_ITEMS}</channel></rss>".encode(), 2),
    "atom": (".atom", f"{_XML}<feed xmlns='http://www.w3.org/2005/Atom'>{_ENTRIES}</feed>".encode(), 2),
    "pdf": (".pdf", pdf(STORIES[0]), 1),
    "json": (".json", json.dumps([{"text": story} for story in STORIES]).encode(), 2),
    "jsonl": (".jsonl", "".join(f"{json.dumps({'text': story})}\n" for story in STORIES).encode(), 2),
    "csv": (".csv", "".join(["text,source\n", *(f'"{story}",Post\n' for story in STORIES)]).encode(), 2),
    "lexisnexis": (".txt", "".join(_LEXIS.format(n, s) for n, s in enumerate(STORIES, 1)).encode(), 2),
    "nexisuni": (".txt", "".join(map(_NEXIS.format, STORIES)).encode(), 2),
    "proquest": (".txt", ("".join(_PROQUEST.format(_RULE, story) for story in STORIES) + _RULE).encode(), 2),
    "newsml": (
        ".xml",
        (
            f'{_XML}<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet>'
            f"{''.join(_NEWS_ITEM.format(*pair) for pair in enumerate(STORIES))}</itemSet></newsMessage>"
        ).encode(),
        2,
    ),
    "nitf": (".xml", f"{_XML}<nitf>{_NITF.format(STORIES[0])}</nitf>".encode(), 1),
    "warc": (".warc.gz", warc(*(story.encode() for story in STORIES)), 2),
}
"""By the kind: suffix, content, and how many articles there are in it."""
