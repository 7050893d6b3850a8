"""Measure `dateline gazetteer build --geonames` on a synthetic dump of GeoNames' size.

usage: python tests/bench/gazetteer_build.py [--rows 13000000] [--names 16000000] [--folder DIR] [--keep]

The dump has GeoNames' columns and, roughly, its distributions: feature classes and codes, countries with units of both
levels, places clustered like the shipped gazetteer's towns, names of one to three words with many bearers of few names,
populations mostly 0, alternate names in sixty languages. Prints seconds, peak memory, output size and look-up times.
"""

from __future__ import annotations

import argparse
import random
import resource
import sqlite3
import sys
import time
import zipfile
from pathlib import Path

import numpy as np

from geo._data import DATA
from geo.gazetteer import Gazetteer
from geo.gazetteer.geonames import compile_geonames

CODES = {
    "P": (4.9, "PPL PPL PPL PPL PPLX PPLL PPLA4".split()), "H": (2.3, "STM LK STMI WLL SPNG RSV".split()),
    "S": (2.4, "HTL SCH CH FRM HSE BLDG CMTY".split()), "T": (1.7, "MT HLL ISL VAL RDGE".split()),
    "L": (0.5, "LCTY PRK AREA FLD".split()), "A": (0.5, "ADM3 ADM4 ADMD".split()),
    "R": (0.06, "RD RDJCT".split()), "V": (0.05, "FRST".split()),
}  # fmt: skip
SKIPPED = "link wkdt post iata abbr".split()
LANGUAGES = [*["en"] * 12, *[""] * 25, *SKIPPED, *"fr de es it pt nl pl sv zh ar ru fa".split()]
CHUNK = 100_000


def main() -> None:
    """Make the dump if it is not there, compile it, look names up."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=13_000_000)
    parser.add_argument("--names", type=int, default=16_000_000)
    parser.add_argument("--folder", type=Path, default=Path("out/gazetteer-build"))
    parser.add_argument("--keep", action="store_true", help="leave the dump and the output there")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    dump, alternate = options.folder / "allCountries.zip", options.folder / "alternateNamesV2.zip"
    if not dump.exists() or not alternate.exists():
        started = time.monotonic()
        make(dump, alternate, options.rows, options.names)
        print(f"made the dump in {time.monotonic() - started:.0f} s", flush=True)
    stages: dict[str, float] = {}
    started = time.monotonic()
    done = compile_geonames(
        dump, options.folder / "out", alternate=alternate,
        progress=lambda stage, *_: stages.update({stage: time.monotonic() - started}),
    )  # fmt: skip
    print(f"{done.places:,} places, {done.names:,} names in {time.monotonic() - started:.0f} s")
    print("ends of stages, s: " + ", ".join(f"{stage} {seconds:.0f}" for stage, seconds in stages.items()))
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB")
    read = dump.stat().st_size + alternate.stat().st_size
    print(f"output {done.path.stat().st_size / 1e9:.2f} GB, from {read / 1e9:.2f} GB zipped")
    for path in (DATA / "gazetteer.sqlite", done.path):
        measure(path)
    if not options.keep:
        for path in (dump, alternate, *(options.folder / "out").iterdir()):
            path.unlink()


def measure(path: Path) -> None:
    """Print the look-up times of one file, uncached."""
    gazetteer = Gazetteer(path)
    shipped = sqlite3.connect(DATA / "gazetteer.sqlite")
    names = [key.title() for (key,) in shipped.execute("SELECT key FROM name WHERE key NOT LIKE '.%'")]
    points = shipped.execute("SELECT lon_e5 / 1e5, lat_e5 / 1e5 FROM place WHERE feature_class = 'P'").fetchall()
    random.seed(7)
    known, where = random.sample(names, 20_000), random.sample(points, 200)
    common = ["Springfield", "San Antonio", "Santa Maria", "Washington", "Aleppo"]
    for what, asked, ask in (
        ("known names", known, gazetteer.matches),
        ("unknown names", [f"{name}xq" for name in known], gazetteer.matches),
        ("common names", common, gazetteer.matches),
        ("towns within 30 km", where, lambda point: gazetteer.near(*point, 30)),
    ):
        started = time.perf_counter()
        for one in asked:
            ask(one)
        print(f"{path}: {what} {(time.perf_counter() - started) / len(asked) * 1e6:.0f} µs")


def make(dump: Path, alternate: Path, rows: int, names: int) -> None:
    """Write the two archives, compressed as GeoNames' are."""
    shipped = sqlite3.connect(DATA / "gazetteer.sqlite")
    towns = shipped.execute(
        "SELECT name, country_code, admin1_code, lon_e5 / 1e5, lat_e5 / 1e5, geonameid, population, feature_class,"
        " feature_code FROM place WHERE geonameid IS NOT NULL"
    ).fetchall()
    words = sorted({word for town in towns for word in town[0].split() if word.isalpha() and len(word) > 2})
    chance = random.Random(3)  # noqa: S311
    numbers = np.random.default_rng(3)
    classes = list(CODES)
    weights = [CODES[one][0] for one in classes]
    with (
        zipfile.ZipFile(dump, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("allCountries.txt", "w", force_zip64=True) as file,
    ):
        for first in range(0, rows, CHUNK):
            count = min(CHUNK, rows - first)
            near = numbers.integers(0, len(towns), count).tolist()
            shifts = numbers.normal(0, 0.4, (count, 2)).tolist()
            picked = np.minimum(numbers.zipf(1.2, (count, 2)) - 1, len(words) - 1).tolist()
            kinds = chance.choices(classes, weights, k=count)
            lines = []
            for i in range(count):
                town = towns[first + i] if first + i < len(towns) else towns[near[i]]
                own = first + i < len(towns)
                name = town[0] if own else f"{words[picked[i][0]]} {words[picked[i][1]]}"
                if not own and i % 3 == 0:
                    name = words[picked[i][0]]
                kind = town[7] if own else kinds[i]
                code = town[8] if own else chance.choice(CODES[kind][1])
                lon = town[3] if own else max(-180, min(180, town[3] + shifts[i][0]))
                lat = town[4] if own else max(-90, min(90, town[4] + shifts[i][1]))
                geonameid = town[5] if own else 20_000_000 + first + i
                people = town[6] if own else (i * 7 % 5000 if i % 20 == 0 else 0)
                admin2 = f"{near[i] % 40:03}" if town[2] else ""
                other = f"{name},{words[near[i] % len(words)]}" if i % 3 == 0 else ""
                lines.append(
                    f"{geonameid}\t{name}\t{name}\t{other}\t{lat:.5f}\t{lon:.5f}\t{kind}\t{code}\t{town[1] or ''}\t\t"
                    f"{town[2] or ''}\t{admin2}\t\t\t{people}\t\t{i % 3000}\tEtc/UTC\t2020-01-01\n"
                )
            file.write("".join(lines).encode())
    with (
        zipfile.ZipFile(alternate, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("alternateNamesV2.txt", "w", force_zip64=True) as file,
    ):
        for first in range(0, names, CHUNK):
            count = min(CHUNK, names - first)
            of = numbers.integers(0, rows, count).tolist()
            picked = np.minimum(numbers.zipf(1.15, (count, 2)) - 1, len(words) - 1).tolist()
            languages = chance.choices(LANGUAGES, k=count)
            lines = []
            for i in range(count):
                name = f"{words[picked[i][0]]} {words[picked[i][1]]}"
                geonameid = towns[of[i]][5] if of[i] < len(towns) else 20_000_000 + of[i]
                dates = "1925\t1961" if i % 400 == 0 else "\t"
                lines.append(
                    f"{first + i}\t{geonameid}\t{languages[i]}\t{name}\t\t\t\t{'1' if i % 200 == 0 else ''}\t{dates}\n"
                )
            file.write("".join(lines).encode())


if __name__ == "__main__":
    sys.exit(main())
