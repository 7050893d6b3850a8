"""The ground under the marks: lines of first-level units, disputed borders, and both on the page."""

from __future__ import annotations

import base64
import csv
import gzip
import json
import re
from itertools import accumulate, pairwise
from pathlib import Path

import pytest
import shapely
from shapely.geometry import LineString, Point, box

import maps
from maps import render
from maps.ground import admin1_lines

ASSETS = Path(maps.__file__).parent / "assets"
TABLE = Path(maps.__file__).parent.parent / "data" / "sources" / "disputed.csv"
CEILINGS = {"world.json.gz": 250_000, "admin1.json.gz": 200_000}  # bytes
MARGIN = 0.02  # degrees; half a simplification
EVERYWHERE = (
    "AE AF AL AM AO AR AU AZ BA BE BG BR CA CD CH CL CN CO CY CZ DE DZ EG ES ET FI FJ FR GB GE GR HU ID IE IL IN IQ IR "
    "IT JO JP KE KR KZ LB LV LY MA MD ML MM MX NG NO NZ PE PH PK PL PT RO RS RU SA SD SE SN SO SY TH TR TW UA UG US UZ "
    "VE VN YE ZA"
).split()


def steps(values):
    quanta = admin1_lines([])["quanta"]
    xs, ys = accumulate(values[::2]), accumulate(values[1::2])
    return [(x * 360 / quanta - 180, y * 180 / quanta - 90) for x, y in zip(xs, ys, strict=True)]


def lines_of(code):
    return [LineString(steps(line)) for line in admin1_lines([code])["lines"].get(code, [])]


@pytest.fixture(scope="module")
def world():
    return json.loads(gzip.decompress((ASSETS / "world.json.gz").read_bytes()))["topology"]


@pytest.fixture(scope="module")
def arcs(world):
    (kx, ky), (tx, ty) = world["transform"]["scale"], world["transform"]["translate"]
    return [
        [
            (kx * x + tx, ky * y + ty)
            for x, y in zip(*(accumulate(axis) for axis in zip(*arc, strict=True)), strict=True)
        ]
        for arc in world["arcs"]
    ]


@pytest.fixture(scope="module")
def country(world, arcs):
    """Return a function that gives a country's area; for countries that the antimeridian does not cut."""

    def area(code):
        rings = []
        for geometry in world["objects"]["countries"]["geometries"]:
            if geometry["id"] == code:
                polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
                rings += [
                    [point for i in outer for point in (arcs[i] if i >= 0 else arcs[~i][::-1])]
                    for outer, *_ in polygons
                ]
        return shapely.union_all([shapely.make_valid(shapely.Polygon(ring)) for ring in rings if len(ring) > 3])

    return area


@pytest.fixture(scope="module")
def disputed(world, arcs):
    return shapely.MultiLineString([arcs[i] for [i] in world["objects"]["disputed"]["arcs"]])


def near(shape, lon, lat, degrees=0.15):
    return shape.distance(Point(lon, lat)) < degrees


def test_only_the_wanted_countries_in_one_order():
    chosen = admin1_lines(["TR", "SY", "TR", "ZZ", "VA"])
    assert list(chosen["lines"]) == ["SY", "TR"]
    assert chosen == admin1_lines(["SY", "TR"])
    assert admin1_lines([])["lines"] == {}
    json.dumps(chosen, allow_nan=False)


def test_files_are_small():
    for name, ceiling in CEILINGS.items():
        assert (ASSETS / name).stat().st_size < ceiling, name
    packed = gzip.compress(json.dumps(admin1_lines(["SY"]), separators=(",", ":")).encode())
    assert len(packed) < 1500


@pytest.mark.parametrize("code", ["SY", "UA", "IN", "MA", "GE", "BR", "ID", "CY", "SO"])
def test_lines_run_inside_their_country(code, country):
    lines = shapely.union_all(lines_of(code))
    assert lines.length > 1
    assert lines.difference(shapely.buffer(country(code), MARGIN)).length == 0


def test_no_line_jumps():
    found = 0
    for code in EVERYWHERE:
        for line in lines_of(code):
            found += 1
            points = list(line.coords)
            assert len(points) > 1
            assert all(abs(a[0] - b[0]) < 20 and abs(a[1] - b[1]) < 20 for a, b in pairwise(points))
            assert -180 <= line.bounds[0] <= line.bounds[2] <= 180
    assert found > 2000


@pytest.mark.parametrize(("code", "units"), [("SY", 14), ("IE", 4), ("CH", 26), ("PL", 16)])
def test_lines_close_around_every_unit(code, units, country):
    cut = country(code).difference(shapely.buffer(shapely.union_all(lines_of(code)), 0.004))
    assert sum(part.area > 0.002 for part in shapely.get_parts(cut)) >= units


def test_units_finer_than_the_gazetteers_are_joined_or_left_out():
    assert not lines_of("SI")
    assert not lines_of("MK")
    britain = shapely.union_all(lines_of("GB"))
    assert near(britain, -3.1, 52.9), "the border of Wales"
    assert near(britain, -2.5, 55.4), "the border of Scotland"
    assert not britain.intersects(box(-1.5, 51.2, 0.9, 53)), "districts of England"


@pytest.mark.parametrize(
    ("name", "lon", "lat"),
    [
        ("Kosovo", 21.4, 42.9), ("Western Sahara", -10, 27.66), ("Golan, 1974", 35.88, 33.0),
        ("Golan, west", 35.62, 33.0), ("West Bank", 35.0, 32.2), ("Gaza", 34.37, 31.4), ("Aksai Chin", 79.0, 35.9),
        ("Line of Control", 75.4, 34.55), ("Arunachal Pradesh", 94.7, 29.3), ("Crimea", 34.4, 46.0),
        ("Abkhazia", 41.9, 42.7), ("South Ossetia", 44.0, 42.05), ("Transnistria", 29.2, 47.1), ("Abyei", 28.4, 10.15),
        ("Ilemi", 35.2, 4.62), ("Hala'ib", 35, 22), ("Somaliland", 48.9, 10.5), ("Northern Cyprus", 33.2, 35.15),
        ("Korea", 127.2, 38.3),
    ],
)  # fmt: skip
def test_disputed_lines_are_there(name, lon, lat, disputed):
    assert near(disputed, lon, lat), name


@pytest.mark.parametrize(
    ("name", "lon", "lat"),
    [
        ("Syria and Turkey", 38, 36.8), ("Morocco and Algeria", -1.7, 33.5), ("Egypt and Sudan in the west", 27, 22),
        ("India and Pakistan in Rajasthan", 70.7, 27.8), ("India and China in Sikkim", 88.6, 28.08),
    ],
)  # fmt: skip
def test_agreed_borders_are_not_disputed(name, lon, lat, world, arcs, disputed):
    borders = shapely.MultiLineString([arcs[i] for [i] in world["objects"]["borders"]["arcs"]])
    assert near(borders, lon, lat), name
    assert not near(disputed, lon, lat), name


def test_a_line_is_drawn_once(world, disputed):
    borders = {i for [i] in world["objects"]["borders"]["arcs"]}
    assert not borders & {i for [i] in world["objects"]["disputed"]["arcs"]}
    georgia = shapely.union_all(lines_of("GE"))
    beside = georgia.intersection(shapely.buffer(disputed, 0.02))
    assert all(part.length < 0.1 for part in shapely.get_parts(beside)), "a unit's line runs beside a disputed one"


def test_every_disputed_line_names_an_area_of_the_gazetteer_and_a_reason():
    with TABLE.open(encoding="utf-8", newline="") as file:
        areas = {row["name"] for row in csv.DictReader(file)}
    with (ASSETS / "make" / "disputed.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["gazetteer"] for row in rows} - areas == {""}
    assert [row["first"] for row in rows if not row["gazetteer"]] == ["PRK"]
    assert all(row["reason"] for row in rows)


def test_land_is_bounded_by_coasts_alone(world):
    land = {max(i, ~i) for polygon in world["objects"]["land"]["arcs"] for ring in polygon for i in ring}
    for name in ("borders", "disputed"):
        assert not land & {i for [i] in world["objects"][name]["arcs"]}


def with_units(html, codes):
    """Return the page with the lines of these countries in it, in place of its own."""
    packed = base64.b64encode(gzip.compress(json.dumps(admin1_lines(codes)).encode())).decode("ascii")
    element = re.compile(r'(<script type="application/gzip" id="dateline-admin1">)[^<]+')
    assert element.search(html)
    return element.sub(rf"\g<1>{packed}", html)


INKS = """async ([lat, lon, zoom]) => {
    map_dateline.setView([lat, lon], zoom, { animate: false });
    await new Promise((done) => setTimeout(done, 400));
    const probe = document.createElement("canvas").getContext("2d");
    const rgb = (name) => {
      probe.fillStyle = getComputedStyle(document.documentElement).getPropertyValue(name).trim();
      probe.fillRect(0, 0, 1, 1);
      return probe.getImageData(0, 0, 1, 1).data.slice(0, 3).join();
    };
    const [land, water] = [rgb("--land"), rgb("--water")];
    let [onLand, onWater, other] = [0, 0, 0];
    for (const tile of document.querySelectorAll("#map canvas")) {
      const { data } = tile.getContext("2d").getImageData(0, 0, tile.width, tile.height);
      for (let i = 0; i < data.length; i += 4) {
        const here = `${data[i]},${data[i + 1]},${data[i + 2]}`;
        if (here === land) onLand += 1;
        else if (here === water) onWater += 1;
        else other += 1;
      }
    }
    return { land: onLand, water: onWater, lines: other };
}"""
INLAND = [39, -100, 5]  # the Great Plains: no coast, no border


# The longest run of a line, in pixels, along the edges of the tiles that meet at a meridian.
SEAM = """([lat, lon]) => {
    const { left } = map_dateline.getContainer().getBoundingClientRect();
    const edge = left + map_dateline.latLngToContainerPoint([lat, 180 * Math.round(lon / 180)]).x;
    const ground = new Set(["--land", "--water"].map((name) => {
      const hex = getComputedStyle(document.documentElement).getPropertyValue(name).trim();
      return [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)).join();
    }));
    let [longest, met] = [0, 0];
    for (const tile of document.querySelectorAll("#map canvas")) {
      const box = tile.getBoundingClientRect();
      const column = Math.abs(box.left - edge) < 2 ? 0 : Math.abs(box.right - edge) < 2 ? tile.width - 1 : null;
      if (column === null) continue;
      met += 1;
      const { data } = tile.getContext("2d").getImageData(column, 0, 1, tile.height);
      let run = 0;
      for (let i = 0; i < data.length; i += 4) {
        run = ground.has(data.slice(i, i + 3).join()) ? 0 : run + 1;
        longest = Math.max(longest, run);
      }
    }
    return met ? longest : Infinity;
}"""


def test_lines_of_units_are_drawn_where_the_page_has_them(sample, visit):
    plain, lined = (visit(with_units(render([sample]), codes)) for codes in ([], ["US"]))
    bare, drawn = (seen.page.evaluate(INKS, INLAND) for seen in (plain, lined))
    assert drawn["lines"] > bare["lines"] + 2000
    assert not [said for seen in (plain, lined) for said in seen.complaints if "getImageData" not in said]
    assert lined.page.evaluate(INKS, [39, -100, 3])["lines"] == plain.page.evaluate(INKS, [39, -100, 3])["lines"]


@pytest.mark.parametrize(
    ("lat", "lon", "zoom"), [(-17.5, 180, 7), (66, -179.5, 5), (66, 180.5, 5), (-17.5, 540, 7), (-82, 180, 4)]
)
def test_the_antimeridian_cuts_no_land(sample, visit, lat, lon, zoom):
    page = visit(render([sample])).page
    found = page.evaluate(INKS, [lat, lon, zoom])
    assert found["land"] > 2000
    assert page.evaluate(SEAM, [lat, lon]) < 12


@pytest.mark.parametrize(("lat", "lon", "zoom"), [(-16.5, -100, 6), (71.2, 4, 7)])
def test_nothing_runs_across_open_sea_to_the_antimeridian(sample, visit, lat, lon, zoom):
    found = visit(render([sample])).page.evaluate(INKS, [lat, lon, zoom])
    assert found["water"] > 100_000
    assert found["land"] + found["lines"] == 0


def test_the_basemap_takes_the_colours_of_the_theme(sample, visit):
    page = visit(render([sample])).page
    page.evaluate("document.documentElement.style.setProperty('--land', '#123456'); Dateline.basemap.redraw()")
    assert page.evaluate(INKS, INLAND)["land"] > 100_000


NAMES = """(spots) => {
    map_dateline.setView([50.45, 30.52], 6, { animate: false });
    const skip = { countries: new Set(), cities: new Set(), spots };
    return Dateline.placing.names(map_dateline, [], skip).map(({ text }) => text);
}"""


def test_no_city_is_named_where_a_mark_bears_its_name_in_another_spelling(sample, visit):
    page = visit(render([sample])).page
    before = page.evaluate(NAMES, [])
    [kyiv] = [name for name in before if name in ("Kyiv", "Kiev")]
    spot = page.evaluate(
        "(({ x, y }) => ({ x: x + 7, y: y - 7 }))(map_dateline.latLngToContainerPoint([50.45, 30.52]))"
    )
    assert kyiv not in page.evaluate(NAMES, [spot])
    assert len(page.evaluate(NAMES, [spot])) >= len(before) - 1
    assert kyiv in page.evaluate(NAMES, [{"x": spot["x"] + 60, "y": spot["y"]}])


def test_names_stand_beside_thousands_of_marks_at_once(sample, visit):
    page = visit(render([sample])).page
    took, overlaps = page.evaluate(
        """() => {
            map_dateline.setView([50, 20], 5, { animate: false });
            const taken = Array.from({ length: 5000 }, (_, i) => {
              const [left, top] = [(i * 7919) % 300, (i * 104729) % 600];
              return { left, top, right: left + 30, bottom: top + 30 };
            });
            const skip = { countries: new Set(), cities: new Set() };
            const start = performance.now();
            const names = Dateline.placing.names(map_dateline, taken, skip);
            const took = performance.now() - start;
            const inside = names.filter(({ lat, lon }) => {
              const at = map_dateline.latLngToContainerPoint([lat, lon]);
              return taken.some((r) => at.x > r.left && at.x < r.right && at.y > r.top && at.y < r.bottom);
            });
            return [took, [inside.length, names.length]];
        }"""
    )
    assert overlaps[0] == 0
    assert overlaps[1] > 0
    assert took < 60
