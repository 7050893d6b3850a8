"""A finished article: what it names, what it tells, and where; as records, as one JSON object, as GeoDataFrames."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any, Literal, Protocol

from geo import export, frames, record
from geo.errors import OutputError
from geo.model import Article, Event, TimeExpression, Toponym

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

__all__ = ["Story", "StoryMap"]


class StoryMap(Protocol):
    """What `Story.map` gives: a map that is one HTML document."""

    @property
    def html(self) -> str:
        """The document."""

    def save(self, path: Path | str) -> Path:
        """Write the document to a file and return its path."""

    def _repr_html_(self) -> str: ...


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

    @property
    def __geo_interface__(self) -> dict[str, Any]:
        """The story as a GeoJSON FeatureCollection in lon, lat (WGS 84), as `geo.export.geojson` makes it.

        By this protocol (https://gist.github.com/sgillies/2217756) other libraries take a story as it is:
        ``geopandas.GeoDataFrame.from_features(story)``. Features without a place have a null geometry.
        """
        return export.geojson([self])

    def map(
        self,
        *,
        title: str | None = None,
        online_tiles: bool = False,
        evidence: Literal["full", "quotes", "none"] | None = None,
    ) -> StoryMap:
        """Return the story's map: ``save(path)`` writes it, ``html`` holds it, Jupyter shows it.

        It is drawn by what is registered as ``map`` in the entry point group ``dateline.story``: `maps.Map`,
        where the options are told, unless another package stands in.

        Raises
        ------
        OutputError
            If nothing is registered that draws.
        """
        drawers = entry_points(group="dateline.story", name="map")
        if not drawers:
            raise OutputError("map of a story: nothing is registered that draws it; install Dateline anew with pip")
        draw = next(iter(drawers)).load()
        drawn: StoryMap = draw(self, title=title, online_tiles=online_tiles, evidence=evidence)
        return drawn

    def _repr_html_(self) -> str:
        """Show the story's map in Jupyter."""
        return self.map()._repr_html_()
