"""Dateline as a component of a spaCy pipeline: ``nlp.add_pipe("dateline")``.

The documents keep their own tokens and annotations, whatever made them; Dateline reads ``doc.text`` with its own
English model (`geo.language`), as its rules and trained models know no other. So a document is parsed twice, once
by each: the component costs what `geo.Pipeline` costs. It works on ``spacy.blank("en")``, too.

What the component finds:

``doc._.story``
    The `geo.Story`; None for a document that the component has not seen.
``doc._.toponyms``, ``doc._.events``
    Its records, `geo.model.Toponym` and `geo.model.Event`, as tuples. Offsets are those of ``doc.text``.
``doc.spans["dateline_toponyms"]``, ``doc.spans["dateline_events"]``
    The same as spans of whole tokens, labelled with the toponym's role or the event's type (its trigger's span); a
    toponym's ``kb_id_`` is its GeoNames id, or empty.

What the component reads, to be set before it runs: ``doc._.published`` (YYYY-MM-DD), ``doc._.source``, ``doc._.title``.

Everything is kept in ``doc.user_data["dateline"]`` as JSON, so that it outlives ``Doc.to_bytes``,
``DocBin(store_user_data=True)`` and ``nlp.pipe(n_process=2)``. To read such documents where no pipeline with this
component is loaded, call `register`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Annotated, Any

from spacy.language import Language
from spacy.pipeline import Pipe
from spacy.tokens import Doc, SpanGroup
from spacy.util import minibatch

from geo.errors import ModelError
from geo.gazetteer import Gazetteer
from geo.model import Article, Event, TimeExpression, Toponym
from geo.pipeline import Pipeline
from geo.story import Story

if TYPE_CHECKING:
    from pydantic import TypeAdapter

__all__ = ["DatelineComponent", "make", "register"]

_KEY = "dateline"
_STORIES_AT_HAND = 64
"""Stories kept as records beside their JSON, so that asking a document twice costs nothing."""


class DatelineComponent(Pipe):
    """Finds toponyms and events in documents; made by ``nlp.add_pipe("dateline", config={…})``.

    Parameters
    ----------
    name
        The component's name in its pipeline.
    gazetteer
        Path of a gazetteer, or a list of them, as `geo.Gazetteer` takes them; the one shipped with Dateline if None.
    overrides
        Path of a file of corrections (`geo.resolve.overrides`).
    demonyms
        Whether "Syrian" and "Russians" are toponyms (role ``demonym``).

    Raises
    ------
    GazetteerError, ModelError
        If the gazetteer or the language model is missing or does not fit.
    """

    def __init__(
        self,
        name: str = "dateline",
        *,
        gazetteer: str | list[str] | None = None,
        overrides: str | None = None,
        demonyms: bool = True,
    ) -> None:
        self.name = name
        self._settings = (name, gazetteer, overrides, demonyms)
        self._pipeline = Pipeline(gazetteer=Gazetteer(gazetteer), overrides=overrides, demonyms=demonyms)

    def __call__(self, doc: Doc) -> Doc:
        """Return the document with its story.

        Raises
        ------
        ArticleError
            If ``doc._.published`` is no ISO date.
        """
        return _told(doc, self._pipeline.run(_article(doc)))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 128) -> Iterator[Doc]:
        """Yield the documents with their stories, in order.

        In a batch, what the articles of one ``source`` name tells which places that publisher writes about, as in
        `geo.Pipeline.stream`. A document that can't be used goes to the pipeline's error handler
        (``nlp.set_error_handler``; it raises unless told otherwise), and the rest of its batch goes on.
        """
        for batch in minibatch(stream, batch_size):  # type: ignore[no-untyped-call]
            docs = list(batch)
            try:
                stories = self._pipeline.stream(_article(doc) for doc in docs)
                told = [_told(doc, story) for doc, story in zip(docs, stories, strict=True)]
            except Exception:  # noqa: BLE001  (one by one, the document whose fault it was meets the error handler)
                told = super().pipe(docs)  # type: ignore[assignment]
            yield from told

    def __reduce__(
        self,
    ) -> tuple[Callable[..., DatelineComponent], tuple[str, str | list[str] | None, str | None, bool]]:
        """Let the worker processes of ``nlp.pipe`` open gazetteer and models anew where they are not forked."""
        return _again, self._settings


@Language.factory(
    "dateline",
    default_config={"gazetteer": None, "overrides": None, "demonyms": True},
    assigns=["doc._.story", "doc._.toponyms", "doc._.events", "doc.spans"],
)
def make(
    nlp: Language,
    name: str,
    gazetteer: str | list[str] | None,
    overrides: str | None,
    demonyms: bool,  # noqa: FBT001  (spaCy passes names)
) -> DatelineComponent:
    """Return the component for an English pipeline; what spaCy calls for ``add_pipe("dateline")``.

    Raises
    ------
    ModelError
        If the pipeline is of another language.
    GazetteerError
        If the gazetteer or the corrections are missing or do not fit.
    """
    if nlp.lang not in ("en", "xx"):
        raise ModelError(f"spaCy pipeline of language {nlp.lang!r}: Dateline reads English; add it to an English one")
    register()
    return DatelineComponent(name, gazetteer=gazetteer, overrides=overrides, demonyms=demonyms)


def register() -> None:
    """Make ``doc._.story`` and the like known to spaCy in this process; adding the component does so by itself.

    Raises
    ------
    ValueError
        If something else has registered ``story``, ``toponyms`` or ``events`` (spaCy's error E090).
    """
    for name, getter in (("story", _story_of), ("toponyms", _toponyms_of), ("events", _events_of)):
        known = Doc.has_extension(name) and Doc.get_extension(name)
        if not (known and known[2] is getter):
            Doc.set_extension(name, getter=getter)
    for name in ("published", "source", "title"):
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=None)


def _again(
    name: str,
    gazetteer: str | list[str] | None,
    overrides: str | None,
    demonyms: bool,  # noqa: FBT001  (pickle knows no names)
) -> DatelineComponent:
    return DatelineComponent(name, gazetteer=gazetteer, overrides=overrides, demonyms=demonyms)


def _article(doc: Doc) -> Article:
    return Article(doc.text, published=doc._.published, source=doc._.source, title=doc._.title)


def _told(doc: Doc, story: Story) -> Doc:
    """Return the document with the story in it."""
    parts = (story.article, story.toponym_records, story.event_records, story.times)
    stored = _form().dump_python(parts, mode="json")
    del stored[0]["text"]  # the document has it
    doc.user_data[_KEY] = json.dumps(stored, allow_nan=False)
    doc.spans["dateline_toponyms"] = _spans(
        doc, ((t.start, t.end, t.role, t.place.geonameid if t.place else None) for t in story.toponym_records)
    )
    doc.spans["dateline_events"] = _spans(
        doc, ((e.trigger.start, e.trigger.end, e.type, None) for e in story.event_records)
    )
    return doc


def _spans(doc: Doc, found: Iterable[tuple[int, int, str, int | None]]) -> SpanGroup:
    spans = [
        doc.char_span(start, end, label=label, kb_id=str(geonameid or ""), alignment_mode="expand")
        for start, end, label, geonameid in found
    ]
    return SpanGroup(doc, spans=[span for span in spans if span is not None])


def _story_of(doc: Doc) -> Story | None:
    stored = doc.user_data.get(_KEY)
    return None if stored is None else _restored(stored, doc.text)


def _toponyms_of(doc: Doc) -> tuple[Toponym, ...]:
    story = _story_of(doc)
    return story.toponym_records if story else ()


def _events_of(doc: Doc) -> tuple[Event, ...]:
    story = _story_of(doc)
    return story.event_records if story else ()


@lru_cache(_STORIES_AT_HAND)
def _restored(stored: str, text: str) -> Story:
    parts = json.loads(stored)
    parts[0]["text"] = text
    return Story(*_form().validate_python(parts))


@cache
def _form() -> TypeAdapter[Any]:
    """Return what turns a story's records into JSON values and back, without loss: shapes as WKB in hexadecimal."""
    import shapely
    from pydantic import ConfigDict, PlainSerializer, PlainValidator, TypeAdapter
    from shapely.geometry.base import BaseGeometry

    shape = Annotated[
        BaseGeometry, PlainValidator(shapely.from_wkb), PlainSerializer(lambda value: shapely.to_wkb(value, hex=True))
    ]
    records = tuple[Article, tuple[Toponym, ...], tuple[Event, ...], tuple[TimeExpression, ...]]
    form: TypeAdapter[Any] = TypeAdapter(records, config=ConfigDict(defer_build=True))
    form.rebuild(_types_namespace={"BaseGeometry": shape})  # `geo.model` imports it for type checkers only
    return form
