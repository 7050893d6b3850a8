"""Stories -> tables: columns of numbers for everything that is filtered or drawn, blocks of text for what is read.

Nothing here is HTML. Coordinates are lon, lat in degrees (EPSG:4326), distances km, days counted
from 1970-01-01. Text offsets become UTF-16 code units, which is how JavaScript counts.

Tables refer to one another by row. Events are sorted by first day, undated ones last, so that a
range of dates is a range of rows. What is only needed to read one event (its words, the reasons
for its place) lies in blocks of some articles each, which the page unpacks when asked for.
"""

from __future__ import annotations

from array import array
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Any, get_args

import numpy as np

from geo.model import Precision, Relation, Tense
from maps.credits import credits_of
from maps.excerpts import excerpt
from maps.packing import packed, packed_json, well_formed
from maps.shapes import packed_shape
from maps.vocabulary import LAYERS, STATUSES, family_of, layer_of, status_of, words_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from geo.model import DateInterval, Event, Link, Place, Toponym
    from geo.story import Story
    from maps.excerpts import Evidence, Excerpt

__all__ = ["Tables", "tables"]

Json = dict[str, Any]

FULL_CHARACTERS = 8_000_000  # of all articles together; above, the page holds only the sentences that tell events
BLOCK_CHARACTERS = 250_000  # of an unpacked block: some milliseconds for a browser
DETAIL_CHARACTERS = 300  # about what one event adds to its block
SAMPLES = 8  # mentions of a place that its card quotes
DEGREE, KM = 100_000, 10  # whole numbers in which columns count degrees and km
UNDATED = 2**31 - 1  # first and last day of an event without a date
EPOCH = date(1970, 1, 1).toordinal()
_STATUS = {option.key: i for i, option in enumerate(STATUSES)}
_PRECISION = {kind: i for i, kind in enumerate(get_args(Precision))}
_RELATION = {kind: i for i, kind in enumerate(get_args(Relation))}
_TENSE = {kind: i for i, kind in enumerate(get_args(Tense))}
_LAYER = {layer.key: i for i, layer in enumerate(LAYERS)}
_COLUMNS = {  # typecodes of `array`, wide enough for whatever comes; packing chooses the narrowest
    "block_article": "I", "article_length": "I", "article_outlet": "I", "article_published": "i",
    "event_start": "i", "event_end": "i", "event_kind": "H", "event_status": "B", "event_flags": "B",
    "event_confidence": "B", "event_article": "I", "event_ordinal": "I", "event_sentence": "I",
    "event_sentence_length": "I", "event_mentions": "I", "event_actors": "I", "event_links": "I", "event_unknown": "I",
    "mention_start": "i", "mention_length": "I", "actor": "I",
    "link_spot": "I", "link_confidence": "B", "link_metonym": "B",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tables:
    """Everything a page shows.

    ``columns``: name -> one-dimensional numbers (the README of ``maps/assets`` lists them). ``names``: JSON-ready
    dictionaries that columns refer to. ``details`` and ``texts``: gzip + base64, block by block; block i holds the
    articles from ``columns["block_article"][i]`` on. ``evidence``: how much of the articles is there. ``credits``:
    what the places' sources ask to be shown.
    """

    columns: dict[str, NDArray[Any]]
    names: Json
    details: list[str]
    texts: list[str]
    evidence: Evidence
    articles: int
    only_title: str | None
    credits: list[str]


def tables(stories: Iterable[Story], *, evidence: Evidence | None = None) -> Tables:
    """Return the tables of the stories, which are read once, one at a time.

    ``evidence``: "full" keeps each article's whole text, every place named in it and the reasons for
    everything; "quotes" the sentences that tell events; "none" no text of articles at all. None means
    full, or quotes if the articles have more than 8 million characters together.
    """
    if evidence is None:
        evidence, stories = _decide(iter(stories))
    builder = _Builder(evidence)
    for story in stories:
        builder.add(story)
    return builder.finished()


def _decide(stories: Iterator[Story]) -> tuple[Evidence, Iterable[Story]]:
    read: list[Story] = []
    characters = 0
    for story in stories:
        read.append(story)
        characters += len(story.article.text)
        if characters > FULL_CHARACTERS:
            return "quotes", chain(read, stories)
    return "full", read


class _Index:
    """Records without repeats: the same key always gets the same number."""

    def __init__(self) -> None:
        self.records: list[Any] = []
        self._numbers: dict[Hashable, int] = {}

    def number(self, key: Hashable, record: Any = None) -> int:
        number = self._numbers.setdefault(key, len(self.records))
        if number == len(self.records):
            self.records.append(key if record is None else record)
        return number


@dataclass
class _Builder:
    """The tables while stories come in."""

    evidence: Evidence
    numbers: dict[str, array[int]] = field(default_factory=lambda: {n: array(c) for n, c in _COLUMNS.items()})
    kinds: _Index = field(default_factory=_Index)
    actors: _Index = field(default_factory=_Index)
    outlets: _Index = field(default_factory=_Index)
    places: _Index = field(default_factory=_Index)
    spots: _Index = field(default_factory=_Index)
    shapes: _Index = field(default_factory=_Index)
    called: dict[int, Counter[str]] = field(default_factory=dict)
    named: dict[tuple[int, int], list[int]] = field(default_factory=dict)
    details: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    title: str | None = None
    _open_details: list[Json] = field(default_factory=list)
    _open_texts: list[str] = field(default_factory=list)
    _open_size: int = 0

    def add(self, story: Story) -> None:
        article, number = story.article, len(self.numbers["article_length"])
        if not self._open_details:
            self.numbers["block_article"].append(number)
        self.title = article.title
        kept = excerpt(story, self.evidence)
        self.numbers["article_length"].append(kept.units)
        self.numbers["article_outlet"].append(self.outlets.number(article.source))
        self.numbers["article_published"].append(_day(article.published))
        placed = [None if t.place is None else self.places.number(t.place) for t in story.toponym_records]
        self._name_places(story.toponym_records, placed, number)
        for ordinal, event in enumerate(story.event_records):
            self._add_event(event, ordinal, story.toponym_records, placed)
            self.numbers["event_article"].append(number)
            self._add_words(event, kept)
        self._open_details.append(self._details(story, kept, placed))
        self._open_texts.append(kept.text)
        self._open_size += kept.units + DETAIL_CHARACTERS * len(story.event_records)
        if self._open_size >= BLOCK_CHARACTERS:
            self._close_block()

    def _add_words(self, event: Event, kept: Excerpt) -> None:
        """Add where in the kept text the event is told; mentions count from the start of its sentence."""
        add = self.numbers
        first, last = kept.span(*event.sentence) or (0, 0)
        add["event_sentence"].append(first)
        add["event_sentence_length"].append(last - first)
        mentions = [span for mention in event.mentions if (span := kept.span(*mention))]
        add["event_mentions"].append(len(mentions))
        for start, end in mentions:
            add["mention_start"].append(start - first)
            add["mention_length"].append(end - start)

    def _add_event(self, event: Event, ordinal: int, toponyms: Sequence[Toponym], placed: Sequence[int | None]) -> None:
        add = self.numbers
        start, end = (UNDATED, UNDATED) if event.date is None else _days(event.date)
        add["event_start"].append(start)
        add["event_end"].append(end)
        add["event_kind"].append(self.kinds.number((event.type, event.mode)))
        add["event_status"].append(_STATUS[status_of(event)])
        add["event_flags"].append(
            (event.modality == "other")
            | (event.polarity == "negative") << 1
            | (event.genericity == "generic") << 2
            | (event.date is not None and event.date.text is None) << 3
            | _TENSE[event.tense] << 4
        )
        add["event_confidence"].append(round(event.confidence * 100))
        add["event_ordinal"].append(ordinal)
        add["event_actors"].append(len(event.actors))
        for actor in event.actors:
            row = self.actors.number((actor.text, actor.country, actor.sector))
            add["actor"].append(row << 1 | (actor.role == "recipient"))
        drawn = [link for link in event.places if link.lon is not None]
        add["event_links"].append(len(drawn))
        add["event_unknown"].append(len(event.places) - len(drawn))
        for link in drawn:
            add["link_spot"].append(self._spot(link, toponyms, placed))
            add["link_confidence"].append(round(link.confidence * 100))
            add["link_metonym"].append(toponyms[link.toponym].role == "metonym")

    def _spot(self, link: Link, toponyms: Sequence[Toponym], placed: Sequence[int | None]) -> int:
        """Return the number of where a link points: what is drawn at the same point in the same way is one spot."""
        place, shape = placed[link.toponym], link.shape
        drawn = None
        if shape is not None and shape.length > 0 and link.precision != "country":  # the base map has the countries
            drawn = self.shapes.number(shape.wkb, shape)
        name = link.spot if link.spot is not None or place is not None else toponyms[link.toponym].text
        return self.spots.number(
            (
                place,
                link.lon,
                link.lat,
                link.precision,
                link.uncertainty_km,
                link.relation,
                drawn,
                name,
                link.spot is None,
            )
        )

    def _name_places(self, toponyms: Sequence[Toponym], placed: Sequence[int | None], article: int) -> None:
        """Count the mentions of each place by the layer that shows them; keep the first few as samples."""
        for number, (toponym, place) in enumerate(zip(toponyms, placed, strict=True)):
            if place is None:
                continue
            if toponym.role != "demonym" and not toponym.text.isupper():
                self.called.setdefault(place, Counter())[toponym.text] += 1
            mentions = self.named.setdefault((_LAYER[layer_of(toponym)], place), [0])
            mentions[0] += 1
            if self.evidence == "full" and len(mentions) <= 2 * SAMPLES:
                mentions += (article, number)

    def _details(self, story: Story, kept: Excerpt, placed: Sequence[int | None]) -> Json:
        """Return what a reader of this article sees beside its text; reasons and names only where all text is kept."""
        article, full = story.article, self.evidence == "full"
        row: Json = {
            "id": article.id,
            "title": article.title,
            "byline": list(article.byline),
            "published": article.published,
        }
        row["events"] = [
            _event_details(event, i, story.toponym_records, full=full) for i, event in enumerate(story.event_records)
        ]
        if full:
            row["toponyms"] = [
                {
                    "text": toponym.text,
                    "span": kept.span(toponym.start, toponym.end),
                    "role": toponym.role,
                    "confidence": round(toponym.confidence, 2),
                    "place": place,
                    "candidates": [[self.places.number(one.place), round(one.score, 2)] for one in toponym.candidates],
                    "why": _why(toponym.why),
                }
                for toponym, place in zip(story.toponym_records, placed, strict=True)
            ]
        return row

    def _called(self, place: int) -> str | None:
        """Return what the texts call a place most often, where that is a name."""
        return self.called[place].most_common(1)[0][0] if place in self.called else None

    def _close_block(self) -> None:
        if self.evidence != "none":
            self.details.append(packed_json(self._open_details))
            self.texts.append(packed(well_formed("".join(self._open_texts)).encode("utf-8")))
        self._open_details, self._open_texts, self._open_size = [], [], 0

    def finished(self) -> Tables:
        if self._open_details:
            self._close_block()
        columns: dict[str, NDArray[Any]] = {name: np.array(values) for name, values in self.numbers.items()}
        articles = len(columns["article_length"])
        columns = _sorted_by_date(columns) | self._spot_columns() | self._named_columns()
        places: list[Place] = self.places.records
        countries, units = _Index(), _Index()
        columns["place_lon"] = _units([place.lon for place in places], DEGREE)
        columns["place_lat"] = _units([place.lat for place in places], DEGREE)
        columns["place_population"] = _numbers(min(max(place.population, 0), 2**32 - 1) for place in places)
        columns["place_is_country"] = _numbers(place.is_country for place in places)
        columns["place_country"] = _numbers(countries.number(place.country_code) for place in places)
        columns["place_admin1"] = _numbers(units.number(place.admin1) for place in places)
        names = {
            "kinds": [
                {"type": kind, "family": family_of(kind), "words": words_of(kind, mode)}
                for kind, mode in self.kinds.records
            ],
            "outlets": self.outlets.records,
            "actors": self.actors.records,
            "places": [place.name for place in places],
            "called": [
                [i, name] for i, place in enumerate(places) if (name := self._called(i)) not in (None, place.name)
            ],
            "countries": countries.records,
            "admin1": units.records,
            "spots": [[i, spot[-2], spot[-1]] for i, spot in enumerate(self.spots.records) if spot[-2] is not None],
            "shapes": [packed_shape(shape) for shape in self.shapes.records],
        }
        title = self.title if articles == 1 else None
        return Tables(columns, names, self.details, self.texts, self.evidence, articles, title, credits_of(places))

    def _spot_columns(self) -> dict[str, NDArray[Any]]:
        spots = self.spots.records
        return {
            "spot_place": _numbers(_row(spot[0]) for spot in spots),
            "spot_lon": _units([spot[1] for spot in spots], DEGREE),
            "spot_lat": _units([spot[2] for spot in spots], DEGREE),
            "spot_precision": _numbers(_PRECISION[spot[3]] for spot in spots),
            "spot_km": _units([spot[4] for spot in spots], KM),
            "spot_relation": _numbers(_RELATION[spot[5]] for spot in spots),
            "spot_shape": _numbers(_row(spot[6]) for spot in spots),
        }

    def _named_columns(self) -> dict[str, NDArray[Any]]:
        rows = list(self.named.items())
        return {
            "named_layer": _numbers(layer for (layer, _), _ in rows),
            "named_place": _numbers(place for (_, place), _ in rows),
            "named_count": _numbers(mentions[0] for _, mentions in rows),
            "named_samples": _numbers(len(mentions) // 2 for _, mentions in rows),
            "sample_article": _numbers(one for _, mentions in rows for one in mentions[1::2]),
            "sample_toponym": _numbers(one for _, mentions in rows for one in mentions[2::2]),
        }


def _sorted_by_date(columns: dict[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """Return the columns with events, and the mentions, actors and links of each, in the order of first days."""
    order = np.argsort(columns["event_start"], kind="stable")
    result = {name: column[order] if name.startswith("event_") else column for name, column in columns.items()}
    for counts, prefix in (("event_mentions", "mention_"), ("event_actors", "actor"), ("event_links", "link_")):
        count = columns[counts].astype(np.int64)
        first, length = (np.cumsum(count) - count)[order], count[order]
        rows = np.repeat(first - (np.cumsum(length) - length), length) + np.arange(length.sum(), dtype=np.int64)
        result |= {name: column[rows] for name, column in columns.items() if name.startswith(prefix)}
    return result


def _event_details(event: Event, ordinal: int, toponyms: Sequence[Toponym], *, full: bool) -> Json:
    """Return what no column says of an event; an id and days only where they are other than a reader would think."""
    row: Json = {}
    if event.id != f"e{ordinal + 1}":
        row["id"] = event.id
    unknown = [toponyms[link.toponym].text for link in event.places if link.lon is None]
    if unknown:
        row["unknown"] = unknown
    if event.date is not None:
        told: Json = {"text": event.date.text} if event.date.text is not None else {}
        if UNDATED in _days(event.date):
            told |= {"start": event.date.start, "end": event.date.end}
        if full:
            told |= {"granularity": event.date.granularity, "why": event.date.why}
        if told:
            row["date"] = told
    if full:
        row["why"] = _why(event.why)
        row["places"] = [
            {"toponym": link.toponym, "why": _why(link.why)} for link in event.places if link.lon is not None
        ]
    return row


def _why(reasons: Iterable[tuple[str, float]]) -> list[list[Any]]:
    return [[reason, round(weight, 2)] for reason, weight in reasons]


def _numbers(values: Iterable[int]) -> NDArray[Any]:
    return np.fromiter(values, dtype=np.int64)


def _units(values: Sequence[float], per_unit: int) -> NDArray[Any]:
    return np.rint(np.array(values, dtype=np.float64) * per_unit).astype(np.int64)


def _row(number: int | None) -> int:
    return -1 if number is None else number


def _days(interval: DateInterval) -> tuple[int, int]:
    """Return the numbers of the first and last day; UNDATED for both if they are no days, or not in this order."""
    start, end = _day(interval.start), _day(interval.end)
    return (UNDATED, UNDATED) if UNDATED in (start, end) or end < start else (start, end)


@cache
def _day(iso: str | None) -> int:
    """Return the number of an ISO day (YYYY-MM-DD); UNDATED if it is none."""
    if iso is None or len(iso) != 10 or iso[4] != "-" or iso[7] != "-":
        return UNDATED
    try:
        return date.fromisoformat(iso).toordinal() - EPOCH
    except ValueError:
        return UNDATED
