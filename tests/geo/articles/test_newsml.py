"""NewsML-G2 and NITF, after the examples of the IPTC's guidelines (the articles are made up)."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pytest

from geo.articles import lay_out, newsml
from geo.articles.newsml import documents, is_newsml
from geo.errors import ArticleError

FILES = Path(__file__).parent / "files"
ITEM = "<newsItem><contentSet><inlineData>{}</inlineData></contentSet></newsItem>"


def read(data):
    return list(documents(io.BytesIO(data.encode() if isinstance(data, str) else data), "in.xml"))


def test_a_message_of_many_items():
    storm, retracted, picture, council = read((FILES / "message.xml").read_bytes())
    article = storm.article
    assert storm.name == "in.xml item 1"
    assert article.text == (
        "Storm tears roofs off schools\n\nLIMASSOL, Cyprus -- A storm tore the roofs off two schools.\n\n"
        "Loose words stay.\n\nOne in the north,\n\none in the south.\n\nNicosia 2"
    )
    assert (article.title, article.source) == ("Storm tears roofs off schools", "Example Wire")
    assert (article.published, article.id) == ("2016-07-15", "tag:example.com,2016:1")
    assert article.byline == ("Anna Roe", "Marc Dupont")
    assert str(retracted.error) == "in.xml item 2: it was retracted by its publisher (status canceled)"
    assert str(picture.error).startswith("in.xml item 3: there is no text in it (item class: picture)")
    assert council.article.text == "Council votes\n\nThe council of Vardø\nvoted on Tuesday.\n\nWork starts in August."
    assert council.article.published == "2016-07-16"


def test_nitf():
    (document,) = read((FILES / "nitf.xml").read_bytes())
    article = document.article
    assert article.text == (
        f"{article.title}\n\nLIMASSOL, Cyprus (EXW) — A storm tore the roofs off two schools.\n\n"
        "Élodie Dupré was there, in the café.\n\nEva Klein contributed reporting from Athens.\n\n"
        "Caption: A torn roof in the harbor of Limassol."
    )
    assert article.title == "Storm tears roofs off schools – Nobody hurt"
    assert (article.source, article.id) == ("Example Wire", "exw-20160715-1")
    assert (article.published, article.byline) == ("2016-07-15", ("Anna Roe",))
    found = {s.kind: article.text[s.start : s.end].strip() for s in lay_out(article).sections}
    assert found["dateline"] == "LIMASSOL, Cyprus (EXW) —"
    assert found["credit"].startswith("Eva Klein")
    assert found["caption"].startswith("Caption: A torn roof")


def test_nitf_in_a_news_item_is_one_article():
    nitf = (FILES / "nitf.xml").read_text("latin-1").partition('dtd">')[2].replace("&mdash;", "--")
    nitf = nitf.replace("&Eacute;", "E").replace("&eacute;", "e")
    (document,) = read(f"<newsItem guid='g'><contentSet><inlineXML>{nitf}</inlineXML></contentSet></newsItem>")
    assert document.article.id == "g"
    assert document.article.text.count("A storm tore") == 1


@pytest.mark.parametrize("status", ["canceled", "withheld", "embargoed"])
def test_what_is_not_to_be_used_is_set_aside(status):
    nitf = (FILES / "nitf.xml").read_text("latin-1").replace("usable", status)
    (document,) = read(nitf.encode("latin-1"))
    assert f"(status {status})" in str(document.error)


BOMB = "<!DOCTYPE nitf [<!ENTITY a 'aaaaaaaaaa'>{}]><nitf><body>&j;</body></nitf>".format(
    "".join(f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in zip("abcdefghi", "bcdefghij", strict=True))
)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (BOMB, "declares entities"),
        ("<!DOCTYPE nitf [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><nitf><body>&x;</body></nitf>", "declares entities"),
        ("<!DOCTYPE nitf [<!ENTITY % x SYSTEM 'http://127.0.0.1/x'> %x;]><nitf/>", "declares entities"),
        ("<NewsML><NewsItem/></NewsML>", "NewsML 1"),
        ("<rss/>", "no newsItem"),
        ("", "can't be read"),
        ("Snow fell.", "can't be read"),
        ("<?xml version='1.0' encoding='nonsense'?><nitf/>", "can't be read"),
        ("<a>" * 400 + "</a>" * 400, "can't be read"),
    ],
)
def test_what_is_refused(data, reason):
    with pytest.raises(ArticleError, match=reason) as caught:
        read(data)
    assert str(caught.value).startswith("in.xml")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        ("<nitf><body><body.content><p>&nonsense; snow</p></body.content></body></nitf>", "entity &nonsense;"),
        (ITEM.format(""), "there is no text"),
        (ITEM.format("12"), "there is no text"),
    ],
)
def test_an_item_that_is_set_aside(item, reason):
    (document,) = read(f"<!DOCTYPE nitf SYSTEM 'nitf.dtd'>{item}")
    assert reason in str(document.error)


@pytest.mark.parametrize("data", ["<x:newsItem/>", "<newsMessage xmlns='a}b'><c/></newsMessage>"])
def test_names_that_are_none_of_xml(data):
    """What fuzzing found: lxml's parser lets such names pass, its QName does not."""
    with pytest.raises(ArticleError, match=r"can't be read|no newsItem"):
        read(data)


def test_a_date_that_is_none_sets_the_item_aside():
    (document,) = read(
        ITEM.replace("<content", "<versionCreated>03/04/2016</versionCreated><content", 1).format("Snow")
    )
    assert "write it as YYYY-MM-DD" in str(document.error)


def test_a_message_cut_off_gives_its_whole_items():
    found = documents(io.BytesIO((FILES / "message.xml").read_bytes()[:2600]), "in.xml")
    assert next(found).article.id == "tag:example.com,2016:1"
    with pytest.raises(ArticleError, match="is the file whole"):
        list(found)


def test_many_items_are_read_and_one_too_large_ends_it(monkeypatch):
    monkeypatch.setattr(newsml, "_BUDGET", 300_000)
    many = "<!-- a comment --><newsMessage>" + ITEM.format("Snow fell. " * 9_000) * 60
    assert len(read(many + "</newsMessage>")) == 60
    with pytest.raises(ArticleError, match="an item has more than 300,000 bytes"):
        read("<nitf>" + "<p>Snow fell.</p>" * 60_000)


def test_a_comment_before_the_root():
    (document,) = read("<!-- a comment -->" + ITEM.format("Snow fell."))
    assert document.article.text == "Snow fell."


@pytest.mark.parametrize("name", ["message.xml", "nitf.xml"])
def test_newsml_is_known_by_its_first_bytes(name):
    data = (FILES / name).read_bytes()
    assert is_newsml(data)
    assert is_newsml(data.decode("latin-1").encode("utf-16"))
    assert not is_newsml(b"<html><p>nitf</p></html>")


@pytest.mark.parametrize("name", ["message.xml", "nitf.xml"])
def test_damaged_files_never_crash(name):
    data = (FILES / name).read_bytes()
    chance = random.Random(7)  # noqa: S311
    for _ in range(300):
        damaged = bytearray(data)
        for _ in range(chance.randrange(1, 8)):
            damaged[chance.randrange(len(damaged))] = chance.choice(b'<>&;/\x00\xff\xc3 a"')
        try:
            read(bytes(damaged))
        except ArticleError as error:
            assert "\n" not in str(error)  # noqa: PT017
