"""Encodings, what is no text, and text that was once decoded wrongly."""

from __future__ import annotations

import gzip
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.articles.decoding import decode, encoding_of, repaired
from geo.errors import ArticleError

TEXT = "“Snow” fell on Zürich – and the café of Élodie Dupré closed, she said. It’s cold in Łódź."
WESTERN = "“Snow” fell on Zürich – and the café of Élodie Dupré closed, she said. It’s cold in Orléans."
GOOD = [
    "Ça ira: l’été à Orléans, où naît l’œuvre.",
    "“Curly quotes” – dashes — and an ellipsis… It’s 5 €, £3 or ¥7.",
    "Nguyễn Văn Thiệu ở Đà Nẵng, Huế và Quảng Trị",
    "حلب، دمشق وحمص",
    "Łódź, Gdańsk, Kraków; Škoda, Čeština; Đorđe Đoković",
    "İstanbul, Şanlıurfa, Diyarbakır; Ağrı",
    "São Paulo, Brasília, Malmö, Århus, Tromsø, Reykjavík, Þingvellir",
    "Kyiv (Київ), Athens (Αθήνα), Tokyo (東京), Seoul (서울), Delhi (दिल्ली)",
    "H₂O, 38 °C, ½ mile, 10²⁰, ±5 %, § 12, naïve façade, Ångström, El Niño",
    "He said ‘no’; she said «non». Zoë’s 🙂",
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be"])
def test_unicode_in_all_its_forms(encoding):
    assert decode(TEXT.encode(encoding), "in") == TEXT


@pytest.mark.parametrize("mark", [b"\xfe\xff", b"\x00\x00\xfe\xff"])
def test_big_endian_marks(mark):
    encoding = "utf-16-be" if len(mark) == 2 else "utf-32-be"
    assert decode(mark + TEXT.encode(encoding), "in") == TEXT


@pytest.mark.parametrize("text", [WESTERN, WESTERN * 50])
def test_windows_western_code_page(text):
    assert decode(text.encode("cp1252"), "in") == text


def test_stray_nul_characters_stay_in_their_places():
    assert decode(b"Snow fell\x00 on Oslo.\x00 " + b"It was cold there. " * 9, "in").startswith(
        "Snow fell\0 on Oslo.\0 "
    )


def test_a_damaged_byte_does_not_make_all_of_a_text_mojibake():
    data = (TEXT * 3).encode() + b"\xe9. " + "Caf\u00e9".encode()[:-1]
    assert decode(data, "in") == TEXT * 3 + "\ufffd. Caf\ufffd"


def zipped():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "the file is empty"),
        (b" \r\n\x00\xef\xbb\xbf", "the file is empty"),
        (b"\xff\xfe", "the file is empty"),
        (zipped(), "a ZIP archive"),
        (gzip.compress(b"Snow"), "gzip archive"),
        (b"%PDF-1.7\n", "a PDF file"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "PNG image"),
        (b"{\\rtf1 Snow}", "a Rich Text file"),
        (bytes(range(256)) * 40, "binary|can't be told"),
        (b"Snow\x01\x02\x03\x04", "binary"),
        (b"\x00\x00\x00\x07\x00\x00\x00\x09" * 50, "binary|no words"),
        (b"1, 2, 3.", "no words"),
        (TEXT.encode("utf-16")[:-1], "cut off or damaged"),
        (b"\xff\xfe\x00\xd8a\x00", "cut off or damaged"),
    ],
)
def test_what_is_refused_by_its_kind(data, reason):
    with pytest.raises(ArticleError, match=reason) as caught:
        decode(data, "in")
    assert str(caught.value).startswith("in: ")
    assert "\n" not in str(caught.value)


def test_a_first_block_that_cuts_a_character_is_still_utf_8():
    assert encoding_of(TEXT.encode()[:1], "in") in {"utf-8-sig", "cp1252"}
    assert encoding_of(("Snow " + TEXT).encode()[:-1] + "ź".encode()[:1], "in") == "utf-8-sig"


@given(st.binary(max_size=300))
def test_any_bytes_are_a_text_or_an_error(data):
    try:
        text = decode(data, "in")
    except ArticleError:
        return
    assert any(c.isalpha() for c in text)


@given(st.text(min_size=1, max_size=200), st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]))
def test_what_is_encoded_well_comes_back_the_same(text, encoding):
    text = "Snow fell on Oslo and it was cold there. " * 20 + text.encode("utf-8", "replace").decode()
    assert decode(text.encode(encoding), "in") == text


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("The cafÃ© in OrlÃ©ans", "The café in Orléans"),
        ("â€œSnowâ€\x9d, she said. Itâ€™s cold", "“Snow”, she said. It’s cold"),
        ("NEWARK \x97 It was", "NEWARK — It was"),
        ("Москва said".encode().decode("latin-1"), "Москва said"),
        ("Good: “café”.\nBad: cafÃ©.\n", "Good: “café”.\nBad: café.\n"),
    ],
)
def test_text_decoded_wrongly_is_put_right(broken, whole):
    assert repaired(broken) == whole


def test_nothing_else_of_a_text_is_changed():
    text = "ﬁne  “quotes”\r\n\u00a0ＦＵＬＬ &amp; <b> e\u0301\u2028 \ud800 a\x00b\ufffd"
    assert repaired(text) == text


@given(st.lists(st.sampled_from([*GOOD, "Snow fell on Oslo.", "\n", "\r\n\t"])).map(" ".join))
def test_good_text_stays_as_it_is(text):
    assert repaired(text) == text


@given(st.lists(st.sampled_from(GOOD), min_size=1).map(" ".join), st.sampled_from(["cp1252", "latin-1"]))
def test_what_an_encoding_holds_stays_as_it_is(text, encoding):
    text = text.encode(encoding, "ignore").decode(encoding)
    assert repaired(text) == text


def test_a_few_western_letters_in_english_are_windows_1252():
    text = "The café in Zürich was closed. Heavy snow closed the road to Hamar on Monday, the police said in Oslo."
    assert decode(text.encode("cp1252"), "a.txt") == text


def test_a_replacement_character_that_stands_in_the_text_is_no_bad_byte():
    text = "S\ufffdo Paulo was hit by floods on Monday, the mayor said."
    assert decode(text.encode(), "a") == text
