"""From article to story: the only place that knows more than one stage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from spacy.tokens import Doc

from geo import dates, events, language, link, recognise, resolve
from geo.articles import lay_out
from geo.errors import ArticleError
from geo.events.classifier import EventClassifier
from geo.gazetteer import Gazetteer
from geo.geocoders import OnlineGeocoder, place_unknown
from geo.link.judge import PairJudge
from geo.model import Article, Event, Mention, Toponym
from geo.recognise.classifier import SpanClassifier
from geo.resolve import Overrides, PublisherVotes
from geo.resolve.weights import Weights
from geo.story import Story

__all__ = ["Pipeline"]

_WINDOW = 256
"""Articles read ahead: what the others of the same publisher name helps each one. Memory: about 0.3 MB an article."""

_Votes = dict[str, PublisherVotes]
"""What each publisher writes about, by source."""


class Pipeline:
    """Reads articles and tells what happened where.

    Parameters
    ----------
    gazetteer
        An open gazetteer, or a file to open as one; the one shipped with Dateline if omitted.
    overrides
        The user's corrections: a TOML file (`geo.resolve.overrides`), or the rules read from one.
    demonyms
        Whether "Syrian" and "Russians" are toponyms (role ``demonym``).
    geocoder
        Whom to ask for places that the gazetteer does not know; nobody if omitted, and then nothing is sent anywhere.

    Raises
    ------
    GazetteerError, ModelError
        If the gazetteer, the corrections or the language model are missing or do not fit.
    """

    def __init__(
        self,
        *,
        gazetteer: Gazetteer | Path | str | None = None,
        overrides: Overrides | Path | str | None = None,
        demonyms: bool = True,
        geocoder: OnlineGeocoder | None = None,
    ) -> None:
        self.gazetteer = gazetteer if isinstance(gazetteer, Gazetteer) else Gazetteer(gazetteer)
        self.overrides = Overrides.read(overrides, self.gazetteer) if isinstance(overrides, Path | str) else overrides
        self.demonyms = demonyms
        self.geocoder = geocoder
        language.load()
        SpanClassifier.shipped()
        Weights.shipped(published=False)
        PairJudge.shipped()
        EventClassifier.shipped()

    def run(self, article: Article | str) -> Story:
        """Return the story of one article, or of a text.

        Raises
        ------
        ArticleError
            If ``published`` is no ISO date or a given trigger lies outside the text.
        """
        return next(self.stream([article]))

    def stream(self, articles: Iterable[Article | str]) -> Iterator[Story]:
        """Yield the story of each article, in order.

        Articles are read ahead in windows of 256, never all at once; articles of the same
        ``source`` seen so far tell which places that publisher writes about.

        Raises
        ------
        ArticleError
            At the first article that `run` would refuse; those before it have been yielded.
        """
        refused: list[ArticleError] = []
        laid_out = _until_refused(articles, refused)
        rounds: list[_Votes] = [{}, {}]
        parsed = language.parse(laid_out)
        while window := tuple(islice(parsed, _WINDOW)):
            yield from self._window(window, rounds)
        if refused:
            raise refused[0]

    def _window(self, window: Sequence[tuple[Article, Doc]], rounds: Sequence[_Votes]) -> Iterator[Story]:
        """Yield the stories of articles read together; what their publishers write about helps each of them.

        What a publisher writes about is counted twice: from answers that knew nothing of it, then from better ones.
        """
        mentions = [recognise.recognise(a, doc, self.gazetteer, demonyms=self.demonyms) for a, doc in window]
        if self.overrides is not None:
            mentions = [self.overrides.heed(a, m) for (a, _), m in zip(window, mentions, strict=True)]
        answers = [self._resolve(a, m) for (a, _), m in zip(window, mentions, strict=True)]
        for votes in rounds:
            for (article, _), toponyms in zip(window, answers, strict=True):
                if article.source:
                    if article.source not in votes:
                        votes[article.source] = PublisherVotes(article.source, self.gazetteer)
                    votes[article.source].add(toponyms)
            answers = [
                self._knowing_publisher(article, names, toponyms, votes)
                for (article, _), names, toponyms in zip(window, mentions, answers, strict=True)
            ]
        for (article, doc), toponyms in zip(window, answers, strict=True):
            yield self._story(article, doc, toponyms)

    def _knowing_publisher(
        self, article: Article, mentions: Sequence[Mention], toponyms: tuple[Toponym, ...], votes: _Votes
    ) -> tuple[Toponym, ...]:
        """Return the article's toponyms resolved anew if its publisher's other articles tell anything."""
        profile = votes[article.source].profile_without(toponyms) if article.source else None
        return toponyms if profile is None else self._resolve(article, mentions, profile)

    def _resolve(
        self, article: Article, mentions: Sequence[Mention], profile: resolve.Profile | None = None
    ) -> tuple[Toponym, ...]:
        return resolve.resolve(
            article.text, mentions, self.gazetteer, profile,
            published=article.published, source=article.source, overrides=self.overrides,
        )  # fmt: skip

    def _story(self, article: Article, doc: Doc, toponyms: tuple[Toponym, ...]) -> Story:
        times = dates.find(article, doc)
        found = events.find(article, doc, times)
        placing = link.link(article, doc, found, toponyms, self.gazetteer)
        if self.geocoder is not None:
            placing = place_unknown(
                self.geocoder, article, doc, found, toponyms, placing, self.gazetteer, self.overrides
            )
        placed = tuple(replace(event, places=places) for event, places in zip(found, placing.links, strict=True))
        settled = events.settle(article, doc, placed, placing.toponyms)
        return Story(article, _with_background(placing.toponyms, settled), settled, times)


def _until_refused(articles: Iterable[Article | str], refused: list[ArticleError]) -> Iterator[Article]:
    """Yield articles laid out, up to the first that can't be used, whose error is put aside."""
    for article in articles:
        try:
            yield lay_out(Article(article) if isinstance(article, str) else article)
        except ArticleError as error:
            refused.append(error)
            return


def _with_background(toponyms: Sequence[Toponym], events: Sequence[Event]) -> tuple[Toponym, ...]:
    """Mark the places that no event is placed at as background."""
    used = {place.toponym for event in events for place in event.places}
    return tuple(
        replace(toponym, role="background") if toponym.role == "event" and number not in used else toponym
        for number, toponym in enumerate(toponyms)
    )
