"""What the licences of a map's places ask to be shown, besides what every map shows."""

from __future__ import annotations

from collections.abc import Iterable

from geo.model import Place

__all__ = ["credits_of"]


def credits_of(places: Iterable[Place]) -> list[str]:
    """Return the attributions of places that a geocoder or a user's gazetteer gave, each once, in order."""
    provenances = (place.provenance for place in places)
    return list(dict.fromkeys(one.attribution for one in provenances if one is not None and one.attribution))
