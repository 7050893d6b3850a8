"""A finished article: what it names, what it tells, and where; as records, as one JSON object, as GeoDataFrames."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any

from geo import frames, record
from geo.model import Article, Event, TimeExpression, Toponym

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["Story"]


@dataclass(frozen=True)
class Story:
    """One article with its toponyms, events and time expressions.

    ``toponym_records`` and ``event_records`` are the records of `geo.model`, in text order;
    `Link.toponym` indexes the first. `toponyms` and `events` are the same as GeoDataFrames.
    """

    article: Article
    toponym_records: tuple[Toponym, ...] = ()
    event_records: tuple[Event, ...] = ()
    times: tuple[TimeExpression, ...] = ()

    @cached_property
    def toponyms(self) -> gpd.GeoDataFrame:
        """The toponyms, one row each; point geometry in lon, lat, EPSG:4326, None where there is no place."""
        return frames.toponyms([self])

    @cached_property
    def events(self) -> gpd.GeoDataFrame:
        """The events, one row per event and place; points in lon, lat, EPSG:4326, None for an unplaced event."""
        return frames.events([self])

    def to_dict(self) -> dict[str, Any]:
        """Return the story as the JSON object that `dateline export --format json` writes."""
        return record.story_dict(self)

    def _repr_html_(self) -> str | None:
        """Show the story's map in Jupyter, drawn by whatever is registered as ``dateline.story_html``."""
        for entry in entry_points(group="dateline.story_html"):
            return str(entry.load()(self))
        return None
