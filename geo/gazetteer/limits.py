"""What a place's numbers and kind may be, whoever says them: a table, a dump, a corrections file, a geocoder."""

from __future__ import annotations

__all__ = ["LARGEST", "check_feature_class", "check_radius"]

LARGEST = (1 << 53) - 1
"""The largest whole number taken: a double, and so JSON's readers, holds it exactly; SQLite and Parquet do, too."""

_LARGEST_KM = 20_040.0
"""Half the Earth's circumference: nothing is farther away."""


def check_radius(radius_km: float) -> None:
    """Raise ValueError with the reason if no place has such a radius."""
    if not 0 <= radius_km <= _LARGEST_KM:
        raise ValueError(f"radius_km {radius_km:g} is not between 0 and {_LARGEST_KM:.0f}")


def check_feature_class(feature_class: str) -> None:
    """Raise ValueError with the reason if GeoNames has no such class."""
    if feature_class not in set("AHLPRSTUV"):
        raise ValueError(f"feature_class {feature_class!r} is none of GeoNames' A H L P R S T U V")
