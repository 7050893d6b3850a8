"""Where the still's labels go: beside what they name, clear of marks and of each other. In px, y downwards."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import shapely

from maps.picture.atlas import atlas
from maps.picture.signs import Sheet, colours

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from shapely.geometry.base import BaseGeometry

    from maps.picture.atlas import View

__all__ = ["Box", "Labels", "boxed"]

Box = tuple[float, float, float, float]  # left, top, right, bottom

LEADER = 30.0  # px from a border to its label
MARGIN = 8.0
WAYS = [(-math.cos(i * math.pi / 8), math.sin(i * math.pi / 8)) for i in range(16)]


def boxed(x: float, y: float, width: float, height: float) -> Box:
    """Return the rectangle around a point."""
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


class Labels:
    """The places on a sheet that are taken, and the labels that found one."""

    def __init__(self, sheet: Sheet, view: View) -> None:
        self.view = view
        self._sheet = sheet
        self._taken = np.empty((0, 4))

    def take(self, box: Box) -> None:
        """Keep a rectangle clear of labels."""
        self._taken = np.vstack((self._taken, box))

    def free(self, box: Box) -> bool:
        """Return whether a rectangle lies within the map and covers nothing."""
        left, top, right, bottom = self.view.frame.bounds
        inside = box[0] > left + 2 and box[1] > top + 2 and box[2] < right - 2 and box[3] < bottom - 2
        return inside and not self._covered(box)

    def _covered(self, box: Box) -> float:
        """Return how much of what is taken a rectangle covers, in square px."""
        wide = np.minimum(self._taken[:, 2], box[2]) - np.maximum(self._taken[:, 0], box[0])
        high = np.minimum(self._taken[:, 3], box[3]) - np.maximum(self._taken[:, 1], box[1])
        return float((np.clip(wide, 0, None) * np.clip(high, 0, None)).sum())

    def beside(self, x: float, y: float, gap: float, text: str, *, size: float, weight: str = "normal") -> None:
        """Write a name right of a spot, else left of it, below or above; not at all where there is no room."""
        width = self._sheet.measure(text, size=size, weight=weight)
        for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            centre = x + dx * (gap + width / 2), y + dy * (gap + size * 0.6)
            box = boxed(*centre, width + 4, size * 1.35)
            if self.free(box):
                self.take(box)
                self._sheet.text(*centre, text, size=size, weight=weight, align="center", halo=colours()["land"])
                return

    def outside(
        self, shape: BaseGeometry, width: float, height: float
    ) -> tuple[Box | None, tuple[float, float] | None]:
        """Return the rectangle for the label of a shape, and the point of its border to lead to.

        Without a border in sight the label goes to the top of the map, if the map lies within the shape; else there
        is none. The rules and weights are those of the page.
        """
        left, top, right, bottom = self.view.frame.bounds
        edge = shape.boundary if shape.area else shape
        points = shapely.get_coordinates(edge.intersection(shapely.box(left + 8, top + 8, right - 8, bottom - 8)))
        if not len(points):
            if not shape.contains(self.view.frame.centroid):
                return None, None
            box = boxed((left + right) / 2, top + height / 2 + 14, width, height)
            self.take(box)
            return box, None
        some = points[:: math.ceil(len(points) / 24)]
        best: tuple[float, Box, tuple[float, float]] | None = None
        shapely.prepare(shape)
        for dx, dy in WAYS:
            extreme = points[int((points @ (dx, dy)).argmax())]
            for number, (fx, fy) in enumerate([extreme, *some]):
                for stretch in (1.0, 2.0, 3.5):
                    x = fx + dx * (LEADER * stretch + width / 2)
                    y = fy + dy * (LEADER * stretch + height / 2)
                    box = boxed(x, y, width, height)
                    cost = self._covered(box) * 3 + self._beyond(box) * 400 + stretch * 150 + 80 * (number > 0)
                    if best is None or cost < best[0]:
                        cost += 900 * sum(shapely.intersects_xy(shape, x + part * width, y) for part in (-0.5, 0, 0.5))
                    if best is None or cost < best[0]:
                        best = cost, box, (float(fx), float(fy))
        if best is None:
            return None, None
        self.take(best[1])
        return best[1], best[2]

    def _beyond(self, box: Box) -> float:
        left, top, right, bottom = self.view.frame.bounds
        over = (left + MARGIN - box[0], box[2] - right + MARGIN, top + MARGIN - box[1], box[3] - bottom + MARGIN)
        return sum(max(0.0, part) for part in over)

    def names(self, countries: AbstractSet[str], cities: AbstractSet[str]) -> None:
        """Write the basemap's own names where there is room, but not these (codes of countries, names of cities)."""
        world, ink, zoom = atlas(), colours(), self.view.zoom
        for country in world.countries:
            if country.area <= 60 * 4 ** (4 - zoom) or country.code in countries:
                continue
            x, y = self.view.point(country.lon, country.lat)
            text = country.name.upper()
            box = boxed(x, y, self._sheet.measure(text, size=11, weight="bold") + 6, 17)
            if self.free(box):
                self.take(box)
                self._sheet.text(
                    x, y, text, size=11, weight="bold", colour=ink["name"], align="center", halo=ink["land"]
                )
        crowd = next((size for level, size in ((4, 9e6), (5, 4e6), (6, 2e6), (7, 1e6)) if zoom < level), 4e5)
        for city in world.cities:
            if city.name in cities or not (city.population > crowd or (city.capital and zoom >= 5)):
                continue
            x, y = self.view.point(city.lon, city.lat)
            width = self._sheet.measure(city.name, size=12)
            box = (x - 4, y - 8, x + width + 12, y + 8)
            if self.free(box):
                self.take(box)
                self._sheet.dot(x, y, 2.2, fill=ink["name"])
                self._sheet.text(x + 7, y, city.name, size=12, colour=ink["name"], halo=ink["land"])
