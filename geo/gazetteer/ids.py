"""Which ids places have, by where they come from: ranges that do not meet, so that no two places share an id.

- 0 and above: rows of gazetteer files, the row plus `ROWS` times the file's number;
- -1 down to -`ANSWERS`: geocoders' answers, a digest of each (`geo.geocoders.answers`);
- below -`ANSWERS`: places that only a corrections file knows, by the number of the rule (`geo.resolve.overrides`).
"""

from __future__ import annotations

__all__ = ["ANSWERS", "ROWS"]

ROWS = 1 << 30
"""Row numbers of one file lie below this: packed name entries hold them in 30 bits."""

ANSWERS = 1 << 48
"""How many ids geocoders' answers have. A double, JavaScript's only number, holds them exactly."""
