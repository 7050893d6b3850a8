"""Which spellings count as the same name: the keys that the builders store and the look-up asks for."""

from __future__ import annotations

import re
import unicodedata

__all__ = [
    "DESIGNATORS", "OTHER_FORMS", "SOUND_COUNTRIES", "abbreviation_key", "normalise", "outlet_key", "sound_key",
    "usable", "without_article",
]  # fmt: skip

_LATIN_FOLDS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ħ": "h", "ı": "i", "ŋ": "n",
     "ə": "e", "ɓ": "b", "ɗ": "d", "ƙ": "k", "ʻ": "", "ʼ": "", "ʾ": "", "ʿ": "", "ʹ": "", "ʺ": "", "'": "", "’": "",
     "‘": "", "`": "", "´": "", "&": " and "}
)  # fmt: skip
_WORD = re.compile(r"\w+")
_WHOLE_WORDS = {"st": "saint", "ste": "sainte", "ft": "fort", "mt": "mount", "mtn": "mountain", "twp": "township"}
_ARABIC_ARTICLE = re.compile(
    r"^(?:(?:al|el|ul)[ -]|(?:ar|as|ash|at|ad|adh|an|az|ath|es|esh|er|et|ed|en|ez)-)(?=\w{3})", re.I
)
_ARABIC_INNER = re.compile(r"[ -](?:al|el|ul|ar|as|ash|at|ad|adh|an|az|ath|es|esh|er|et|ed|en|ez)-(?=\w{3})", re.I)
_UNIT_DESIGNATOR = re.compile(
    r"^(?:(?P<before>(?:governorate|province|state|region|district|county|oblast|republic|department|municipality) of )"
    r"(?P<tail>.+)|(?P<head>.+?) (?P<after>governorate|province|state|region|district|county|parish|oblast|krai|"
    r"prefecture|department|voivodeship|canton|republic|municipality|township|borough|wilayat|muhafazah|raion))$"
)
_TOWN_DESIGNATOR = re.compile(
    r"^(?:(?:city|town|village|borough|township) of (?P<tail>.+)|(?P<head>.+) (?:city|township|borough))$"
)
_NATURE_DESIGNATOR = re.compile(
    r"^(?:(?:river|lake|mount|mountain) (?P<tail>.+)|(?P<head>.+) (?:river|lake|mountains?))$"
)
DESIGNATORS = ((_UNIT_DESIGNATOR, "unit"), (_TOWN_DESIGNATOR, "town"), (_NATURE_DESIGNATOR, "nature"))
"""Keys with a word that says of what kind the place is: "idlib province", "city of gaza", "lake chad"."""

OTHER_FORMS = ((re.compile(r"^(.+) co$"), r"\1 county"), (re.compile(r"^n (.+)$"), r"north \1"),
          (re.compile(r"^s (.+)$"), r"south \1"), (re.compile(r"^e (.+)$"), r"east \1"),
          (re.compile(r"^w (.+)$"), r"west \1"), (re.compile(r"^(river|lake|mount) (.+)$"), r"\2 \1"),
          (re.compile(r"^(.+) (river|lake|mount)$"), r"\2 \1"))  # fmt: skip
"""Other forms of a name that is unknown as written: "Loudon Co.", "W. Columbia", "River Wabash"."""

SOUND_COUNTRIES = {
    "arabic": "AE BH DZ EG EH IQ JO KW LB LY MA OM PS QA SA SD SY TN YE IL IR AF".split(),
    "cyrillic": "RU UA BY BG MK KZ KG UZ TM TJ MD".split(),
}
"""Countries (ISO 3166-1 alpha-2) whose names are transcribed from Arabic or Cyrillic script, each writer in his way."""

_LEAST_SOUND = 6
"""A name with a shorter key is found as written only: short keys are those of English words and given names."""

_ARTICLES = frozenset("al el ul l ar as ash at ad adh an az ath es esh er et ed en ez".split())
_ARABIC_SOUNDS = tuple((re.compile(old), new) for old, new in (
    ("kh", "x"), ("gh", "G"), ("[sc]h", "S"), ("dh", "d"), ("th", "t"), ("ph", "f"), ("dj", "j"), ("ck|[qg]", "k"),
    ("oo|ou|o", "u"), (r"(?:[iy]+)[ae]h?$", "ya"), (r"(?<!^)[ae]h?$", "a"), ("uw+", "w"), ("a[iye]|e[iy]", "a"),
    ("[ei]", "a"), (r"(.)\1+", r"\1"),
))  # fmt: skip
_CYRILLIC_SOUNDS = tuple((re.compile(old), new) for old, new in (
    ("shch|sch|sh", "S"), ("zh", "Z"), ("kh", "x"), ("ch|tch", "C"), ("t[sz]", "c"), ("[gh]", "h"), ("w", "v"),
    (r"sk(?:iy|yi|yy|ii|yj|ij|i|y|aya|aia|a)$", "ski"), (r"[ieoy]+vk(?=a$)", "vk"), (r"[ieoy]+v[eo]$", "ve"),
    (r"[ieoy]+v$", "v"), (r"[oi]pil$|[oi]pol$", "pol"), (r"ci?y?a$", "ca"), (r"(?:iy|ii|yi|ij|[jiy])a", "ia"),
    ("[jy]e|ie|yo|jo", "e"), ("ks", "x"), ("Co", "Ce"), ("[yj]+", "i"), (r"(.)\1+", r"\1"),
))  # fmt: skip
_NO_NAME = re.compile(r"[\d,;()/]")
_ABBREVIATED = re.compile(r"^(?:[A-Z]{2,5}|(?:[A-Z]\. ?){1,4}[A-Z]?\.?|[A-Z][A-Za-z]{1,5}\.|[A-Z]\. ?[A-Z][a-z]+\.?)$")


def normalise(name: str) -> str:
    """Return the key under which a name is looked up.

    Case, diacritics, hyphens and apostrophes are ignored; "St.", "Ft." and "Mt." are
    spelled out; a leading "the" and inner Arabic articles' hyphens are dropped.
    """
    if not name.isascii():
        name = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    words = _WORD.findall(name.lower().translate(_LATIN_FOLDS))
    while len(words) > 1 and words[0] == "the":
        words = words[1:]
    return " ".join(_WHOLE_WORDS.get(word, word) for word in words)


def abbreviation_key(name: str) -> str | None:
    """Return the key of an abbreviation ("U.S.", "Calif.", "UAE"), or None if ``name`` is not written like one."""
    return "." + re.sub(r"[. ]", "", name).lower() if _ABBREVIATED.match(name) else None


def without_article(name: str) -> str | None:
    """Return the name without its Arabic articles ("al-Hasakah" → "Hasakah"), or None if it has none."""
    bare = _ARABIC_INNER.sub(" ", _ARABIC_ARTICLE.sub("", name))
    return bare if bare != name else None


def sound_key(name: str, family: str) -> str | None:
    """Return what stays of a name however it is transcribed from Arabic or Cyrillic script; None if that is too little.

    For Arabic, articles and word breaks go, short vowels count as two (a e i, o u), q k g as one, final -a, -ah and
    -eh too: "al-Hasakah", "Hassakeh". For Cyrillic, Russian and Ukrainian endings and g and h are one: "Kharkov",
    "Kharkiv". Rules are for whole classes of spellings, after the usual romanisations (ALA-LC, BGN/PCGN, French).
    """
    words = normalise(name).split()
    if family == "arabic":
        words = [w for i, w in enumerate(words) if w not in _ARTICLES or i + 1 == len(words)]
    key = "".join(words)
    if not key.isascii() or not key.isalpha():
        return None
    for old, new in _ARABIC_SOUNDS if family == "arabic" else _CYRILLIC_SOUNDS:
        key = old.sub(new, key)
    return f"{family[0]} {key}" if len(key) >= _LEAST_SOUND else None


def outlet_key(source: str) -> str:
    """Return an outlet's name or domain as compared: lower case, without "https://", "www." and "The"."""
    key = re.sub(r"^(?:https?://)?(?:www\d?\.)?|/.*$", "", source.strip().lower())
    return key.removeprefix("the ").strip()


def usable(name: str) -> bool:
    """Return whether an untagged alternate name may stand in an English text: Latin letters, capitalised, no code."""
    letters = [c for c in name if c.isalpha()]
    latin = name.isascii() or all(ord(c) < 0x250 or 0x1E00 <= ord(c) < 0x1F00 or c in "ʻʼʾʿ" for c in letters)
    code = len(name) <= 4 and name.isupper()
    return len(letters) > 2 and latin and letters[0].isupper() and not code and not _NO_NAME.search(name)
