"""Which place each mention means: mentions in, toponyms with reasons and a confidence out.

Every place of the name is a candidate. A weighted sum of few numbers (`FEATURES`: prominence,
"Paris, Texas", the countries and units the rest of the text speaks of, what lies near, the
publisher's own region) rates it; a softmax over the candidates gives probabilities, and a
calibration turns them into the confidence that span and place are both right. Dates of use of a
name (`use`) add to the sum; a user's corrections (`overrides`) go before all of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from geo.gazetteer import Gazetteer, NameMatch
from geo.model import Candidate, Mention, Toponym
from geo.resolve.evidence import FEATURES, Case, Document, Profile, softmax
from geo.resolve.overrides import SURE, Overrides
from geo.resolve.profile import PublisherVotes
from geo.resolve.use import words_of_use
from geo.resolve.weights import Weights

__all__ = ["LEAST_CONFIDENCE", "Overrides", "Profile", "PublisherVotes", "resolve"]

_KEPT_CANDIDATES = 5
LEAST_CONFIDENCE = 0.4
"""Below this no place is given. (F is greatest where one gives an answer if its probability is above F / 2.)"""

_LEAST_READING = 0.5
"""A name that no place is given to stays a toponym only if it reads as a place name at least so surely.

Not so where the user said that it is never mapped: the reason is to be read.
"""

_ROUNDS = 2

_SAID_SO = 10.0
"""Weight of the user's word: more than all evidence."""


def resolve(
    text: str,
    mentions: Sequence[Mention],
    gazetteer: Gazetteer,
    profile: Profile | None = None,
    *,
    weights: Weights | None = None,
    published: str | None = None,
    source: str | None = None,
    overrides: Overrides | None = None,
) -> tuple[Toponym, ...]:
    """Return the toponyms among the mentions, in order; a place is None when no candidate is good enough.

    A doubtful mention whose places are all unlikely, too, is left out, unless the user's corrections speak of it.

    Parameters
    ----------
    text
        The article's text.
    mentions
        In text order (`geo.recognise.recognise`).
    gazetteer
        Where the candidates come from.
    profile
        What the publisher's other articles are about, if known.
    weights
        The trained weights; of those shipped with Dateline, the ones for known or unknown publishers if omitted.
    published, source
        The article's day (ISO date), which names' dates of use are compared with, and its outlet.
    overrides
        The user's corrections; `Overrides.heed` has been asked for the mentions.
    """
    weights = weights or Weights.shipped(published=profile is not None)
    rulings = [overrides.ruling(mention.text, source) for mention in mentions] if overrides is not None else ()
    document = Document(text, mentions, gazetteer, published, rulings)
    for _ in range(_ROUNDS):
        document.rate(weights.candidate, profile)
    answers = ((_ruled(case) or _answer(case, weights, gazetteer, published), case) for case in document.cases)
    return tuple(
        answer
        for answer, case in answers
        if answer.place is not None or case.ruling is not None or case.mention.confidence >= _LEAST_READING
    )


def _ruled(case: Case) -> Toponym | None:
    """Return the user's own answer, or None."""
    if case.ruling is None:
        return None
    mention, place = case.mention, case.ruling.place
    candidates = (Candidate(place, 1.0),) if place is not None else ()
    why = ((case.ruling.reason, _SAID_SO), *mention.evidence)
    confidence = SURE if place is not None else 0.0
    return Toponym(mention.text, mention.start, mention.end, mention.role, confidence, place, candidates, why)


def _answer(case: Case, weights: Weights, gazetteer: Gazetteer, published: str | None) -> Toponym:
    mention = case.mention
    shares = softmax(case.scores)
    ranked = sorted(range(len(shares)), key=lambda i: -shares[i])
    candidates = tuple(Candidate(case.matches[i].place, round(shares[i], 4)) for i in ranked[:_KEPT_CANDIDATES])
    confidence, place = 0.0, None
    why = [*mention.evidence, ("no place of this name is known", 0.0)]
    if ranked:
        best = case.matches[ranked[0]].place
        confidence = round(weights.confidence(case.certainty(shares, ranked[0])), 4)
        why = [*mention.evidence, ("no candidate is likely enough", 0.0)]
        if confidence >= LEAST_CONFIDENCE:
            place = best
            reasons = [*_reasons(case.matches[ranked[0]], case.rows[ranked[0]], weights.candidate, gazetteer)]
            if case.matches[ranked[0]].used:
                reasons.append((words_of_use(case.matches[ranked[0]], published), case.use[ranked[0]]))
            why = [*sorted(reasons, key=lambda reason: -abs(reason[1])), *mention.evidence]
    return Toponym(mention.text, mention.start, mention.end, mention.role, confidence, place, candidates, tuple(why))


def _reasons(
    match: NameMatch, row: Sequence[float], weights: Sequence[float], gazetteer: Gazetteer
) -> Iterator[tuple[str, float]]:
    """Yield what spoke for and against the answer, in words a reader understands, with its weight."""
    place = match.place
    country = gazetteer.country(place.country_code) if place.country_code else None
    details = {
        "population": f"population {place.population:,}",
        "country of the story": f"country of the story: {country.name}" if country else "",
        "unit of the story": f"the story speaks of {place.admin1}",
        "publisher's country": f"the publisher writes about {country.name}" if country else "",
        "publisher's unit": f"the publisher writes about {place.admin1}",
        "publisher's own town": "the publisher's own town",
        "lies in the unit named with it": "named with the country or unit it lies in",
        "what is named with it lies in it": "the place named with it lies in it",
        "capital, not the unit of its name": "the capital rather than the unit of its name",
        "called a unit": "called a province, county or the like",
        "called a town": "called a city or town",
        "alternate name": "known by this name only as an alternate one",
    }
    for name, number, weight in zip(FEATURES, row, weights, strict=True):
        if number and abs(number * weight) >= 0.05:
            yield details.get(name) or name, round(number * weight, 2)
