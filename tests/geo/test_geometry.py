"""Geometry on the globe: parts of areas by the compass, borders, coasts and ways, of any area and of countries."""

from __future__ import annotations

import math

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import affinity
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box

from geo import Gazetteer
from geo.geometry import (
    BEARINGS,
    NamedPoints,
    beside,
    compass_part,
    cut_at_antimeridian,
    displaced,
    distance_km,
    inner_point,
    mainland,
    merged,
    middle,
    offshore,
    reach_km,
    shared_border,
    unwrapped,
    way_between,
)

CARDINALS = ("north", "east", "south", "west")
DIAGONALS = ("northeast", "southeast", "southwest", "northwest")
TOLERANCE = 1e-9  # degrees


def true_area(shape):
    """The area in degrees of longitude times the sine of latitude, which is true to size on the sphere."""
    return shapely.transform(shape, lambda xy: [(x, math.sin(math.radians(y))) for x, y in xy]).area


@st.composite
def areas(draw, west=-170, east=170):
    """A star-shaped polygon of 3 to 12 corners, perhaps with an island beside it."""
    lon, lat = draw(st.floats(west, east)), draw(st.floats(-65, 65))
    count = draw(st.integers(3, 12))
    radii = draw(st.lists(st.floats(0.5, 8), min_size=count, max_size=count))
    turns = [2 * math.pi * (i + 0.3) / count for i in range(count)]
    star = Polygon([(lon + r * math.cos(turn), lat + r * math.sin(turn)) for r, turn in zip(radii, turns, strict=True)])
    return merged([star, box(lon + 8, lat, lon + 8.5, lat + 1)]) if draw(st.booleans()) else merged([star])


POINTS = st.tuples(st.floats(-180, 180), st.floats(-90, 90))


@given(st.dictionaries(st.sampled_from("abcdefgh"), POINTS), POINTS, st.sampled_from("abz"), st.floats(1, 20_000))
def test_the_nearest_of_named_points_is_that_of_a_search_through_all(points, asked, but, within_km):
    others = [distance_km(*asked, *point) for name, point in points.items() if name != but]
    assert NamedPoints(points).nearest_km(*asked, but=but, within_km=within_km) == min([within_km, *others])


@settings(max_examples=60, deadline=None)
@given(areas(), st.sampled_from([*CARDINALS, *DIAGONALS, "central", "north-central"]), st.booleans())
def test_a_part_is_a_valid_piece_of_its_area_of_the_share_that_the_convention_says(area, direction, far):
    part = compass_part(area, direction, far=far)
    assert part.is_valid
    assert part.difference(area.buffer(TOLERANCE)).area < TOLERANCE
    assert part.contains(Point(inner_point(part)))
    share = 1 / 2 if direction in CARDINALS else 1 / 3
    share = 1 / 6 if direction == "north-central" else 1 / 4 if far and direction != "central" else share
    assert true_area(part) / true_area(mainland(area)) == pytest.approx(share, abs=0.04)
    assert all(ring.is_ccw for ring in (polygon.exterior for polygon in shapely.get_parts(part)))


@settings(max_examples=40, deadline=None)
@given(areas(), st.sampled_from([("north", "south"), ("east", "west")]))
def test_opposite_parts_do_not_overlap(area, pair):
    one, other = (compass_part(area, wind) for wind in pair)
    assert one.intersection(other).area < 0.03 * area.area
    assert {"north": one.bounds[3] >= other.bounds[3], "east": one.bounds[2] >= other.bounds[2]}.get(pair[0], True)


@settings(max_examples=30, deadline=None)
@given(areas(west=172, east=179), st.sampled_from([*CARDINALS, *DIAGONALS, "central"]))
def test_parts_do_not_mind_the_antimeridian(area, direction):
    moved = compass_part(cut_at_antimeridian(area), direction)
    assert moved.bounds[0] >= -180
    assert moved.bounds[2] <= 180
    there = affinity.translate(compass_part(affinity.translate(area, -180), direction), 180)
    assert unwrapped(moved, 179).symmetric_difference(there).area < 5e-3 * area.area
    lon, lat = inner_point(moved)
    assert unwrapped(moved, 179).contains(Point(lon % 360, lat))


@settings(max_examples=60, deadline=None)
@given(st.floats(-180, 180), st.floats(-80, 80), st.sampled_from(sorted(BEARINGS.values())), st.floats(0.5, 500))
def test_a_displaced_point_is_as_far_off_as_it_should_be(lon, lat, bearing, km):
    there = displaced(lon, lat, bearing, km)
    assert distance_km(lon, lat, *there) == pytest.approx(km, rel=0.006)  # the sphere is up to 0.56 % off the ellipsoid
    if bearing in (0.0, 180.0):
        assert (there[1] > lat) == (bearing == 0.0)


@pytest.fixture(scope="module")
def outline():
    gazetteer = Gazetteer()
    return lambda code: gazetteer.shape(gazetteer.country(code))


@pytest.mark.parametrize(
    ("code", "direction", "inside", "outside"),
    [
        ("SY", "north", (37.16, 36.20), (36.29, 33.51)),  # Aleppo, Damascus
        ("TR", "southeast", (40.23, 37.91), (28.98, 41.01)),  # Diyarbakır, Istanbul
        ("TR", "southeast", (43.74, 37.57), (42.70, 41.11)),  # Hakkâri, Ardahan
        ("NG", "northeast", (13.15, 11.83), (3.38, 6.52)),  # Maiduguri, Lagos
        ("ML", "central", (-1.40, 16.0), (-8.00, 12.65)),  # Gao's west, Bamako
        ("RU", "east", (158.65, 53.02), (37.62, 55.75)),  # Petropavlovsk-Kamchatsky, Moscow
        ("RU", "east", (-173.0, 65.5), (60.6, 56.8)),  # Chukotka beyond the antimeridian, Yekaterinburg
        ("US", "south", (-97.7, 30.3), (-93.3, 45.0)),  # Austin, Minneapolis
        ("US", "north", (-93.3, 45.0), (-149.9, 61.2)),  # Minneapolis; Anchorage is no part of the mainland
        ("MY", "east", (117.0, 5.5), (101.7, 3.1)),  # Sabah, Kuala Lumpur: both halves count
        ("NO", "north", (18.95, 69.65), (15.6, 78.2)),  # Tromsø; Svalbard is far off
    ],
)
def test_parts_of_countries(outline, code, direction, inside, outside):
    part = compass_part(outline(code), direction)
    assert part.distance(Point(inside)) < 0.05
    assert part.distance(Point(outside)) > 0.05


def test_fiji_is_one_country_on_both_sides_of_the_antimeridian(outline):
    north = compass_part(outline("FJ"), "north")
    west, _, east, _ = north.bounds
    assert (west, east) == (-180, 180)
    lon, lat = inner_point(north)
    assert reach_km(lon, lat, north) < 400


@pytest.mark.parametrize(
    ("one", "other", "shortest", "longest"),
    [("NO", "RU", 150, 230), ("SY", "JO", 320, 390), ("US", "MX", 2400, 3200), ("ML", "NE", 780, 870)],
)
def test_borders_are_as_long_as_they_are(outline, one, other, shortest, longest):
    """Lengths by the CIA World Factbook: 191, 379, 3111 and 838 km; outlines are generalised."""
    for line in (shared_border(outline(one), outline(other)), shared_border(outline(other), outline(one))):
        ends = shapely.get_coordinates(line)
        assert line is not None
        km = sum(
            distance_km(*a, *b)
            for part in shapely.get_parts(line)
            for a, b in zip(part.coords, part.coords[1:], strict=False)
        )
        assert shortest < km < longest
        assert line.distance(Point(middle(line))) < 1e-9
        assert reach_km(*middle(line), line) < km
        assert len(ends) > 5


def test_a_shared_border_of_shapes_that_do_not_quite_touch():
    for lat in (0, 60):
        line = shared_border(box(0, lat - 5, 10, lat), box(0, lat + 0.02, 10, lat + 5))
        assert line is not None
        assert middle(line) == pytest.approx((5, lat), abs=0.3)
    assert shared_border(box(0, 0, 1, 1), box(5, 5, 6, 6)) is None
    assert shared_border(box(0, 0, 1, 1), box(1, 1, 2, 2)) is None
    assert shared_border(box(0, 0, 1, 1), box(0, 1.2, 1, 2)) is None


def test_the_side_of_a_border_is_a_strip_of_the_area():
    south, north = box(0, 0, 2, 2), box(0, 2, 2, 4)
    line = shared_border(south, north)
    assert line is not None
    strip = beside(line, north, 25)
    assert strip is not None
    assert strip.within(north.buffer(TOLERANCE))
    assert strip.bounds[3] == pytest.approx(2 + 25 / 110.6, abs=0.01)
    assert beside(line, box(50, 50, 51, 51), 25) is None


def test_off_a_coast_is_water_only():
    island, continent = box(179, -1, 180, 1), box(176, -5, 178.7, 5)
    water = offshore(island, [island, continent], 50)
    assert water is not None
    assert water.intersection(shapely.union_all([island, continent])).area < 1e-4
    assert water.bounds[0] == -180  # on both sides of the antimeridian
    assert water.bounds[2] == 180
    assert distance_km(180, 0, *inner_point(water)) < 160
    assert offshore(Point(5, 5), [box(0, 0, 10, 10)], 30) is None


def test_a_way_between_towns_is_a_geodesic():
    line, point = way_between(10, 50, 20, 50)
    assert point.y > 50.1
    assert distance_km(10, 50, point.x, point.y) == pytest.approx(distance_km(point.x, point.y, 20, 50), rel=0.001)
    assert line.distance(point) < 1e-6
    crossing, _ = way_between(179, 0, -179, 0)
    assert crossing.geom_type == "MultiLineString"
    assert crossing.bounds == pytest.approx((-180, 0, 180, 0), abs=1e-9)


def test_what_lies_far_off_is_no_mainland():
    big, near, far = box(0, 0, 10, 10), box(11, 5, 12, 6), box(30, 0, 31, 1)
    assert mainland(MultiPolygon([big, near, far])).bounds == (0, 0, 12, 10)
    half = box(30, 0, 36, 6)
    assert mainland(MultiPolygon([big, half])).bounds == (0, 0, 36, 10)


def test_a_middle_lies_on_its_line():
    assert middle(LineString([(0, 0), (2, 0)])) == (1.0, 0.0)
    lon, lat = middle(LineString([(0, 0), (0, 2), (2, 2), (2, 0)]))
    assert LineString([(0, 0), (0, 2), (2, 2), (2, 0)]).distance(Point(lon, lat)) == 0
