"""What Dateline knows of the world's places: a read-only look-up from names to GeoNames-style entries.

The gazetteer is one SQLite file compiled by ``data/build.py``, over which files of a user's own may lie; a full
GeoNames dump compiled by the user takes its place (`geo.gazetteer.geonames`, `geo.gazetteer.own`). Nothing is held in
memory but a cache of answers; opening it costs milliseconds, a look-up tens of microseconds.

`normalise` says which spellings count as the same name; the builders and the look-up share it.
"""

from __future__ import annotations

from geo.gazetteer.cells import cell_of
from geo.gazetteer.layer import SCHEMA_VERSION
from geo.gazetteer.lookup import Gazetteer, NameMatch
from geo.gazetteer.names import (
    SOUND_COUNTRIES,
    abbreviation_key,
    normalise,
    outlet_key,
    sound_key,
    without_article,
)
from geo.gazetteer.ranking import NAME_KINDS, NameKind

__all__ = [
    "NAME_KINDS",
    "SCHEMA_VERSION",
    "SOUND_COUNTRIES",
    "Gazetteer",
    "NameKind",
    "NameMatch",
    "abbreviation_key",
    "cell_of",
    "normalise",
    "outlet_key",
    "sound_key",
    "without_article",
]
