"""Which language a text is in: one that is surely not English is refused, not mapped wrongly."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from geo.errors import ArticleError

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

__all__ = ["check_english"]

_FUNCTION_WORDS = frozenset(
    "the of and to that with on by from said has have had were are be been it its he she they his her their who which "
    "after before as an not but would this these than when where into about during between against more other or "
    "you our your if what there could should may also was is".split()
)
"""Words that stand in any English prose. Left out: those common in a neighbour too (Danish "for at", Swedish "i")."""

_LEAST_SHARE = 0.15
"""From this share of English function words on, a text is English whatever else is in it. English news has 0.3 to
0.5, bilingual halves 0.2; of the foreign texts in the tests the nearest is at 0.11 (Dutch and Afrikaans "was, is")."""

_LEAST_CONFIDENCE = 0.5
"""py3langid's confidence from which another language is believed; names and headlines have 0.1 to 0.3."""

_LEAST_WORDS = 8
"""Fewer words than this in Latin letters are never refused: names and headlines look like any language."""

_LEAST_LATIN = 0.25
"""A text with a smaller share of Latin letters is in another script, however short it is."""

_REMEDY = "Dateline reads English only, translate it first"
_SAMPLE = 20_000
"""Characters looked at; what a text is written in shows long before."""

_CLOSE_TO_ENGLISH = {"en", "pcm", "zxx"}
"""English, Nigerian Pidgin (news from Nigeria is often taken for it), and no language at all."""

# The names of ISO 639, for the languages that py3langid tells and one may meet in the news.
_NAMES = dict(
    pair.split(":")
    for pair in (
        "af:Afrikaans am:Amharic ar:Arabic arz:Arabic az:Azerbaijani be:Belarusian bg:Bulgarian bn:Bengali br:Breton "
        "bs:Bosnian ca:Catalan ceb:Cebuano ckb:Kurdish cs:Czech cy:Welsh da:Danish de:German dv:Dhivehi el:Greek "
        "eo:Esperanto es:Spanish et:Estonian eu:Basque fa:Persian fi:Finnish fil:Filipino fo:Faroese fr:French "
        "ga:Irish gd:Gaelic gl:Galician gu:Gujarati ha:Hausa he:Hebrew hi:Hindi hr:Croatian ht:Haitian hu:Hungarian "
        "hy:Armenian id:Indonesian ig:Igbo is:Icelandic it:Italian ja:Japanese jv:Javanese ka:Georgian kk:Kazakh "
        "km:Khmer kn:Kannada ko:Korean ku:Kurdish ky:Kyrgyz la:Latin lb:Luxembourgish ln:Lingala lo:Lao lt:Lithuanian "
        "lv:Latvian mg:Malagasy mk:Macedonian ml:Malayalam mn:Mongolian mr:Marathi ms:Malay mt:Maltese my:Burmese "
        "nb:Norwegian ne:Nepali nl:Dutch nn:Norwegian no:Norwegian oc:Occitan om:Oromo or:Odia pa:Punjabi pl:Polish "
        "ps:Pashto pt:Portuguese qu:Quechua ro:Romanian ru:Russian rw:Kinyarwanda sd:Sindhi si:Sinhala sk:Slovak "
        "sl:Slovenian sn:Shona so:Somali sq:Albanian sr:Serbian sv:Swedish sw:Swahili ta:Tamil te:Telugu tg:Tajik "
        "th:Thai ti:Tigrinya tl:Tagalog tr:Turkish tt:Tatar ug:Uyghur uk:Ukrainian ur:Urdu uz:Uzbek vi:Vietnamese "
        "wo:Wolof xh:Xhosa yi:Yiddish yo:Yoruba zh:Chinese zu:Zulu"
    ).split()
)


def check_english(text: str, name: str) -> None:
    """Raise if a text is surely not in English; ``name`` is what the error calls it.

    In doubt a text passes: headlines, lists of names, and any text with a fair share of English in it.

    Raises
    ------
    ArticleError
        If the text is written in another script, or in another language that uses Latin letters.
    """
    sample = text[:_SAMPLE]
    letters = [c for c in sample if c.isalpha()]
    foreign = [c for c in letters if not _is_latin(c)]
    if len(letters) - len(foreign) < _LEAST_LATIN * len(letters):
        language, confidence = _identifier().classify(sample)
        if (
            language in _CLOSE_TO_ENGLISH or confidence < _LEAST_CONFIDENCE
        ):  # too short to tell: the script is named instead
            script = unicodedata.name(foreign[0], "another").split()[0].title()
            raise ArticleError(f"{name}: the text is in {script} script; {_REMEDY}")
    else:
        words = [word.lower() for word in re.findall(r"[^\W\d_]+", sample) if _is_latin(word[0])]
        share = sum(word in _FUNCTION_WORDS for word in words) / max(len(words), 1)
        if len(words) < _LEAST_WORDS or share >= _LEAST_SHARE:
            return
        language, confidence = _identifier().classify(sample)
        if language in _CLOSE_TO_ENGLISH or confidence < _LEAST_CONFIDENCE:
            return
    called = f"{_NAMES[language]} ({language})" if language in _NAMES else f"not English (ISO 639 code {language})"
    raise ArticleError(f"{name}: the text is {called}; {_REMEDY}")


@lru_cache(maxsize=1024)
def _is_latin(letter: str) -> bool:
    return letter.isascii() or unicodedata.name(letter, "").startswith(("LATIN", "FULLWIDTH LATIN", "MODIFIER"))


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    """Return py3langid's model with confidences; a copy of our own, so that nobody else's settings reach it."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
