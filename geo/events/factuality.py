"""Whether a told event happened: modality, polarity, genericity and tense (ACE 2005, English events guidelines 5.4).

The trigger's grammar is read upwards: its own auxiliaries, negation and adverbs, then each governing verb or noun.
``data/lexicon/attitudes.csv`` says what a governor does to what it governs. Reading stops at a clause that asserts for
itself (a finite relative clause, "after he fled") and at prepositions that presuppose ("since the invasion").
"Will" alone leaves an event asserted with future tense, as in ACE; plans, fears, demands, conditions make it "other".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.events.lexicon import attitudes, light_verbs
from geo.syntax import climb, is_definite, is_finite, modifiers, objects

if TYPE_CHECKING:
    from spacy.tokens import Token

    from geo.model import Genericity, Modality, Polarity, Tense

__all__ = ["Factuality", "factuality"]

_DEEPEST = 12

_UNREAL_AUXILIARIES = frozenset(["could", "may", "might", "must", "ought", "should", "would", "can", "'d"])
_FUTURE_AUXILIARIES = frozenset(["will", "shall", "'ll", "wo"])
_ASKING = (
    _UNREAL_AUXILIARIES
    | _FUTURE_AUXILIARIES
    | frozenset(["am", "are", "did", "do", "does", "had", "has", "have", "is", "was", "were"])
)
"""First words of questions that can be answered by yes or no."""

_CLOSING = 3
"""Tokens at the end of a sentence among which a question mark stands."""

_NOBODY = frozenset(["nobody", "none", "noone", "nothing", "neither"])
_FALSE = frozenset(["baseless", "fabricated", "fake", "false", "unfounded", "untrue", "wrong"])
_TELLINGS = frozenset(["account", "accusation", "allegation", "claim", "news", "report", "rumor", "rumour", "story"])
_HOW_OFTEN = frozenset(["common", "commonplace", "frequent", "infrequent", "rare", "routine"])

_CONDITIONS = frozenset(["if", "unless", "whether", "lest"])
_PRESUPPOSING = frozenset(
    ["after", "since", "during", "following", "before", "despite", "amid", "because", "over", "until", "from", "in",
     "at", "by"]
)  # fmt: skip
_GOVERNED = frozenset(["xcomp", "ccomp", "dobj", "nsubjpass", "pcomp", "advcl", "acomp", "oprd", "attr"])
"""Labels of what a verb of attitude acts on."""

_OCCURRENCE = frozenset(["happen", "occur", "take", "begin", "start", "erupt", "hold", "follow", "continue", "resume"])


@dataclass(frozen=True, slots=True)
class Factuality:
    """An event's status in ACE's terms."""

    modality: Modality
    polarity: Polarity
    genericity: Genericity
    tense: Tense


def factuality(token: Token) -> Factuality:
    """Return the status of the event that the trigger's head word tells."""
    words = attitudes()
    other = negative = generic = False
    if token.pos_ in ("NOUN", "PROPN"):
        other |= any(m.lower_ in words["modifier"] or m.lemma_.lower() in words["modifier"] for m in modifiers(token))
        determiners = {child.lower_ for child in token.children if child.dep_ in ("det", "neg", "predet")}
        negative |= bool(determiners & words["absent"])
        other |= "any" in determiners
    below = current = token
    for _ in range(_DEEPEST):
        if current.pos_ in ("VERB", "AUX", "ADJ"):
            reaches = current == token or _carries(current, below, token)
            other |= _is_unreal(current, reaches=reaches)
            goes_on = current != token and current.lemma_.lower() in words["ending"]
            negative |= reaches and _is_negated(current) and not goes_on
            negative |= current == token and any(_is_none(one) for one in objects(token))
            negative |= _is_called_false(current, below)
            other |= reaches and _has_adverb(current, words["unsure"])
            generic |= reaches and _has_adverb(current, words["generic"])
            generic |= _is_called_common(current, below)
            if _asserts_itself(current):
                break
        above = current.head
        if above == current:
            break
        effect = _effect(current, above, token)
        other |= effect == "other"
        negative ^= effect == "negative"
        if effect == "stop":
            break
        below, current = current, above
    generic |= _is_habitual(token)
    other |= _is_asked(token)
    return Factuality(
        "other" if other else "asserted",
        "negative" if negative else "positive",
        "generic" if generic else "specific",
        _tense(token),
    )


def _is_unreal(verb: Token, *, reaches: bool) -> bool:
    """Whether a verb's clause is conditional, or its modal makes what it reaches unreal."""
    conditional = any(child.dep_ == "mark" and child.lower_ in _CONDITIONS for child in verb.children)
    modal = any(child.dep_ == "aux" and child.lower_ in _UNREAL_AUXILIARIES for child in verb.children)
    return conditional or (modal and reaches) or _begins_with_had(verb)


def _begins_with_had(verb: Token) -> bool:
    """Whether a clause is conditional by its order: "Had they attacked, …", "Should they attack, …"."""
    subject = next((child for child in verb.lefts if child.dep_ in ("nsubj", "nsubjpass")), None)
    helping = next((child for child in verb.lefts if child.dep_ == "aux"), None)
    return subject is not None and helping is not None and helping.i < subject.i and helping.lower_ in ("had", "should")


def _is_asked(token: Token) -> bool:
    """Whether a question leaves open if it is so.

    "Did they bomb it?", "Who will stop them?", "A massacre?", but not "Why did they?" and "Who did it?".
    """
    sentence = token.sent
    if "?" not in {one.text for one in sentence[-_CLOSING:]}:
        return False
    first = next((one for one in sentence if one.is_alpha and one.pos_ != "CCONJ"), sentence[0])
    if first.lower_ in _ASKING or all(one.pos_ not in ("VERB", "AUX") for one in sentence):
        return True
    return first.lower_ in ("who", "what", "which") and _tense(token) == "future"


def _is_negated(verb: Token) -> bool:
    """Whether a verb has a negation, or nobody for its subject ("No one was hurt", "None of them left")."""
    return any(
        child.dep_ == "neg" or child.lower_ == "never" or (child.dep_ in ("nsubj", "nsubjpass") and _is_none(child))
        for child in verb.children
    )


def _is_none(noun: Token) -> bool:
    return noun.lower_ in _NOBODY or any(c.dep_ == "det" and c.lower_ in ("no", "neither") for c in noun.children)


def _has_adverb(verb: Token, words: frozenset[str]) -> bool:
    return any(child.dep_ == "advmod" and child.lower_ in words for child in verb.children)


def _is_called_false(verb: Token, below: Token) -> bool:
    """Whether what stands below is called untrue: "Reports of a raid were false", "It is not true that they left"."""
    called = {child.lower_ for child in verb.children if child.dep_ in ("acomp", "attr")}
    told = below.dep_ in ("ccomp", "csubj") or below.lemma_.lower() in _TELLINGS
    return told and (bool(called & _FALSE) or ("true" in called and _is_negated(verb)))


def _is_called_common(verb: Token, below: Token) -> bool:
    """Whether events of a kind are said to be common or rare."""
    called = {child.lower_ for child in verb.children if child.dep_ == "acomp"}
    return bool(called & _HOW_OFTEN) and below.dep_ == "nsubj" and below.tag_ == "NNS"


def _asserts_itself(verb: Token) -> bool:
    """Whether what stands above a verb's clause no longer bears on it."""
    if verb.dep_ == "relcl" or (verb.dep_ == "advcl" and is_finite(verb)):
        return True
    return verb.dep_ == "conj" and is_finite(verb) and _has_subject(verb)


def _has_subject(verb: Token) -> bool:
    return any(child.dep_ in ("nsubj", "nsubjpass") for child in verb.children)


def _carries(verb: Token, below: Token, trigger: Token) -> bool:
    """Whether a governing verb's modals and negation reach down to the trigger through ``below``."""
    if trigger.pos_ in ("VERB", "AUX"):
        return below.dep_ in ("xcomp", "conj", "acl", "pcomp", "advcl") and not is_finite(below)
    lemma = verb.lemma_.lower()
    light = lemma in light_verbs() or lemma in _OCCURRENCE
    if below.dep_ in ("nsubj", "nsubjpass"):
        return lemma in _OCCURRENCE or light or (not is_definite(trigger) and lemma != "be")
    return light or not is_definite(trigger)


def _effect(below: Token, above: Token, trigger: Token) -> str:
    """Return what a step up the tree does: "other", "negative", "stop" or nothing ("")."""
    if below.dep_ == "prep" or below.pos_ == "ADP":
        return _of_preposition(below, above, trigger)
    if above.pos_ in ("VERB", "AUX", "ADJ"):
        return _of_verb(below, above)
    if above.pos_ in ("NOUN", "PROPN") and below.dep_ in ("acl", "relcl", "pcomp"):
        if not _is_infinitive(below) and below.dep_ != "pcomp":
            denied = (
                below.dep_ == "acl" and above.dep_ == "dobj" and above.head.lemma_.lower() in attitudes()["negative"]
            )
            return "" if denied else "stop"  # "they denied reports that jets had bombed it"
        return "negative" if above.lemma_.lower() in attitudes()["negation"] else "other"
    return ""


def _of_verb(below: Token, above: Token) -> str:
    """Return the effect of a governing verb or adjective on its object, subject or complement clause."""
    words, lemma, label = attitudes(), above.lemma_.lower(), below.dep_
    noun = below.pos_ in ("NOUN", "PROPN") or label == "pcomp"
    asserts = label in ("advcl", "csubj") and is_finite(below) and lemma not in words["other"] | words["negative"]
    if asserts:
        return "stop"
    told = label == "ccomp" and is_finite(below) and lemma not in words["other"] | words["negative"]
    if told or label not in _GOVERNED or (noun and label == "nsubj") or (lemma == "be" and label == "attr"):
        return ""
    if lemma in words["negative"]:
        return "negative"
    if lemma in words["other"] and label != "advcl":
        return "other"
    purpose = label in ("xcomp", "advcl", "ccomp") and _is_infinitive(below) and lemma not in words["fact"]
    return "other" if purpose and not _is_only_to(below) else ""


def _of_preposition(preposition: Token, above: Token, trigger: Token) -> str:
    """Return the effect of "for strikes", "of attacks", "from bombing" under their governor."""
    words = attitudes()
    lemma = above.lemma_.lower()
    lowered = preposition.lower_
    if lowered == "without":
        return "negative"
    if lemma in words["negative"] | words["negation"] and lowered in ("from", "of", "to", "on", "off"):
        return "negative"
    if lemma in words["noun"] and lowered in ("of", "for", "to", "about", "against"):
        return "other"
    if lemma in words["other"] and lowered in ("for", "to", "about", "of", "with", "against") and above.pos_ != "NOUN":
        return "other"
    if lowered in _PRESUPPOSING and (is_definite(trigger) or trigger.pos_ in ("VERB", "AUX")):
        return "stop" if above.lemma_.lower() not in light_verbs() else ""
    return ""


def _is_infinitive(verb: Token) -> bool:
    return any(child.dep_ == "aux" and child.lower_ == "to" for child in verb.children)


def _is_only_to(verb: Token) -> bool:
    """Whether an infinitive tells a result: "they left, only to return"."""
    return any(child.lower_ == "only" for child in verb.lefts) or (
        verb.left_edge.i > 0 and verb.doc[verb.left_edge.i - 1].lower_ == "only"
    )


def _is_habitual(token: Token) -> bool:
    """Whether a simple present with a bare plural subject tells a habit ("smugglers attack patrols")."""
    if token.pos_ != "VERB" or token.tag_ != "VBP":
        return False
    if any(child.dep_ in ("aux", "auxpass") for child in token.children):
        return False
    return any(
        child.dep_ == "nsubj"
        and child.tag_ == "NNS"
        and not any(c.dep_ in ("det", "poss", "nummod") for c in child.children)
        for child in token.children
    )


def _tense(token: Token) -> Tense:
    verb = token if token.pos_ in ("VERB", "AUX") else _carrier(token)
    if verb is None:
        return "unspecified"
    for _ in range(4):
        auxiliaries = {child.lower_ for child in verb.children if child.dep_ in ("aux", "auxpass")}
        if auxiliaries & _FUTURE_AUXILIARIES:
            return "future"
        if "to" in auxiliaries:
            real = _is_only_to(verb) or verb.head.lemma_.lower() in attitudes()["fact"]
            return _tense_of(verb.head) if real else "future"
        if (
            verb.tag_ in ("VBD", "VBZ", "VBP")
            or auxiliaries
            or verb.head == verb
            or verb.head.pos_ not in ("VERB", "AUX")
        ):
            break
        verb = verb.head
    return _tense_of(verb)


def _carrier(noun: Token) -> Token | None:
    """Return the verb that lends an event noun its tense: a light verb, or the verb it is the subject of."""
    current = noun
    for above in climb(noun):
        if above.pos_ in ("VERB", "AUX"):
            light = above.lemma_.lower() in light_verbs() | _OCCURRENCE or current.dep_ in ("nsubj", "nsubjpass")
            return above if light else None
        current = above
    return None


def _tense_of(verb: Token) -> Tense:
    auxiliaries = {child.lower_ for child in verb.children if child.dep_ in ("aux", "auxpass")}
    if auxiliaries & {"has", "have", "had", "was", "were", "did", "'ve"} or verb.tag_ == "VBD":
        return "past"
    if auxiliaries & {"is", "are", "am", "be", "being", "'re", "'m", "do", "does"} or verb.tag_ in ("VBZ", "VBP"):
        return "present"
    return "past" if verb.tag_ == "VBN" else "unspecified"
