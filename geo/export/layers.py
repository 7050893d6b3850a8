"""GeoParquet, GeoPackage and FlatGeobuf, written by GeoPandas and GDAL from the frames of `geo.frames`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from geo import frames
from geo.errors import OutputError
from geo.export.files import Written, unwritable, whole

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.story import Story

__all__ = ["beside", "write_flatgeobuf", "write_geopackage", "write_geoparquet"]


def write_geoparquet(stories: Iterable[Story], path: Path) -> Written:
    """Write events to ``path`` and toponyms beside it ("x.parquet", "x.toponyms.parquet"): both files or none.

    GeoParquet 1.1 with a bbox column as covering, so that readers skip what lies elsewhere; zstd; points as WKB.

    Raises
    ------
    OutputError
        If a file can't be written; earlier files are left as they were.
    """
    stories = list(stories)
    second = beside(path)
    with whole(path, second) as parts:
        for part, frame in zip(parts, (frames.events(stories), frames.toponyms(stories)), strict=True):
            with unwritable(path):
                _with_dates(frame).to_parquet(
                    part, index=False, compression="zstd", schema_version="1.1.0", write_covering_bbox=True
                )
    return Written((path, second))


def beside(path: Path) -> Path:
    """Return the name of the toponyms' file beside a GeoParquet file: "x.toponyms.parquet" for "x.parquet"."""
    return path.with_name(f"{path.stem}.toponyms{path.suffix or '.parquet'}")


def write_geopackage(stories: Iterable[Story], path: Path) -> Written:
    """Write one layer a kind: events and toponyms (points), extents (lines and areas), if there are any.

    What has no place is a row without geometry; dates are DATE columns.

    Raises
    ------
    OutputError
        If the file can't be written; an earlier file is left as it was.
    """
    stories = list(stories)
    layers = {"events": frames.events(stories), "toponyms": frames.toponyms(stories)}
    extents = frames.extents(stories)
    with whole(path, suffix=".gpkg") as [part]:  # GDAL warns of any other suffix
        for name, frame in layers.items():
            _write_layer(frame, part, path, driver="GPKG", layer=name, geometry_type="Point")
        if len(extents):
            _write_layer(extents, part, path, driver="GPKG", layer="extents", geometry_type="Unknown")
    return Written((path,))


def write_flatgeobuf(stories: Iterable[Story], path: Path) -> Written:
    """Write the events that have a place as one layer of points with a spatial index.

    Raises
    ------
    OutputError
        If the file can't be written; an earlier file is left as it was.
    """
    events = frames.events(stories)
    placed = events[events.geometry.notna()]
    with whole(path, suffix=".fgb") as [part]:  # with any other, GDAL makes a folder
        _write_layer(placed, part, path, driver="FlatGeobuf", layer="events", geometry_type="Point")
        _check(part, path)  # GDAL does not tell that the last bytes found no room
    left = len(events) - len(placed)
    note = f"FlatGeobuf holds no rows without a point: {left} of {len(events)} left out"
    return Written((path,), (note,) if left else ())


def _write_layer(
    frame: gpd.GeoDataFrame, part: Path, path: Path, *, driver: str, layer: str, geometry_type: str
) -> None:
    import pyogrio

    with _gdal(path):
        pyogrio.write_dataframe(
            _with_dates(frame),
            part,
            layer=layer,
            driver=driver,
            geometry_type=geometry_type,
            use_arrow=True,  # without, pyogrio writes dates as text
            append=part.exists(),
        )


def _check(part: Path, path: Path) -> None:
    """Read the points of all rows, so that a file cut short is an error."""
    from pyogrio.raw import read

    with _gdal(path):
        read(part, columns=[])


def _with_dates(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the frame with days instead of instants: Arrow's date32, which is GDAL's and Parquet's DATE."""
    import pandas as pd
    import pyarrow as pa

    day = pd.ArrowDtype(pa.date32())
    return frame.astype({column: day for column, dtype in frame.dtypes.items() if dtype == "datetime64[s]"})


@contextmanager
def _gdal(path: Path) -> Iterator[None]:
    """Turn GDAL's errors into an OutputError that names the path."""
    from pyogrio.errors import DataLayerError, DataSourceError, FeatureError

    try:
        with unwritable(path):
            yield
    except (DataLayerError, DataSourceError, FeatureError) as error:
        reason = " ".join(str(error).split())[:200]  # may hold a whole statement of SQL
        raise OutputError(
            f"{path}: can't be written (GDAL: {reason}); make room on the disk or choose another place with -o"
        ) from error
