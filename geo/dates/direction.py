"""Where a clause looks: whether "Monday" in it is the last or the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.syntax import climb, word_before

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

__all__ = ["direction"]

_FUTURE_AUXILIARIES = {"will", "shall", "'ll", "wo"}
_FUTURE_HEADS = {
    "due", "schedule", "plan", "expect", "set", "slate", "aim", "intend", "hope", "promise", "vow", "agree", "threaten",
}  # fmt: skip
_FUTURE_PREPOSITIONS = {"until", "till", "by", "starting", "beginning"}
_PLANNING = {"schedule", "slate", "plan", "due", "expect"}
_MAY_BE = {"may", "might", "would", "should", "must"}
_REPORTING = {"say", "tell", "report", "write", "add", "note", "claim"}


def direction(span: Span | None) -> str:
    """Return where the clause around a time expression looks: "past", "future", or "present" if it does not show."""
    if span is None or not len(span):
        return "past"
    root, before = span.root, word_before(span[0])
    if before in _FUTURE_PREPOSITIONS:
        return "past" if _is_past(root) else "future"
    if before in ("since", "after"):
        return "past"
    owned = span.end < len(span.doc) and span.doc[span.end].tag_ == "POS"
    if before == "for" and not owned and any(token.lower_.endswith("day") or token.is_digit for token in span):
        return "future"
    above = next((token for token in climb(root) if token.pos_ not in ("ADP", "SCONJ", "ADV")), root)
    if before != "of" and _is_planned(above, root):
        return "future"
    return next((way for token in (root, *climb(root)) if (way := _tense(token)) is not None), "past")


def _is_planned(above: Token, time: Token) -> bool:
    """Whether a time hangs on a plan: "is meeting on Monday", "leaves on Monday", "a march planned for Monday"."""
    if above.lemma_.lower() in _PLANNING:
        return True
    if above.pos_ not in ("VERB", "AUX") or above.lemma_.lower() in _REPORTING:
        return above.pos_ == "NOUN" and above.dep_ == "dobj" and above.head.lemma_.lower() in _PLANNING
    auxiliaries = {child.lower_ for child in above.children if child.dep_ in ("aux", "auxpass")}
    if above.tag_ == "VBG":
        return bool(auxiliaries & {"is", "are", "am", "'s", "'re"}) and "been" not in auxiliaries
    if above.tag_ == "VB":
        return bool(auxiliaries & _MAY_BE) and "have" not in auxiliaries
    return above.tag_ in ("VBZ", "VBP") and time.dep_ not in ("nsubj", "nsubjpass")


def _tense(token: Token) -> str | None:
    """Return where a verb looks; None for other words and for verbs that leave it to what governs them."""
    if token.pos_ not in ("VERB", "AUX"):
        return None
    auxiliaries = {child.lower_ for child in token.children if child.dep_ in ("aux", "auxpass")}
    if "to" in auxiliaries:
        planned = token.head.lemma_ in _FUTURE_HEADS or token.head.tag_ in ("VBZ", "VBP")
        return "future" if planned or token.dep_ in ("acl", "relcl") else "past"
    if auxiliaries & _FUTURE_AUXILIARIES:
        return "future"
    return {"VBD": "past", "VBN": "past", "VBZ": "present", "VBP": "present"}.get(token.tag_)


def _is_past(token: Token) -> bool:
    for ancestor in token.ancestors:
        if ancestor.pos_ in ("VERB", "AUX"):
            return ancestor.tag_ in ("VBD", "VBN") and not any(
                child.lower_ in _FUTURE_AUXILIARIES | {"to"} for child in ancestor.children
            )
    return False
