"""The wheel and the source archive, built and used as a stranger would."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
import venv
import zipfile

import pytest


@pytest.fixture(scope="module")
def built(root, tmp_path_factory):
    """Build both from a clean copy of the committed files, without network."""
    source = tmp_path_factory.mktemp("source")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "-co", "--exclude-standard"], cwd=root, capture_output=True, check=True
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (root / name).is_file():
            target = source / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(root / name, target)
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(source)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_the_wheel_holds_packages_and_data_and_nothing_else(built):
    (wheel,) = built.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names if ".dist-info" not in name} == {"geo", "maps"}
    assert {"geo/data/gazetteer.sqlite", "geo/data/build.py", "geo/py.typed", "maps/py.typed"} <= set(names)
    assert not [name for name in names if ".cache" in name or "tests" in name or name.endswith(".pyc")]


def test_the_source_archive_can_be_built_from(built):
    (archive,) = built.glob("*.tar.gz")
    with tarfile.open(archive) as tar:
        names = {name.split("/", 1)[1] for name in tar.getnames() if "/" in name}
    assert {
        "pyproject.toml",
        "data/build.py",
        "data/gazetteer.sqlite",
        "geo/__init__.py",
        "maps/cli/__init__.py",
    } <= names


def test_an_installed_wheel_works_beside_a_users_own_data_and_maps(built, example, tmp_path):
    (wheel,) = built.glob("*.whl")
    environment = tmp_path / "venv"
    venv.create(environment, with_pip=False, system_site_packages=False)
    (site,) = environment.glob("lib/python*/site-packages")
    python = environment / "bin" / "python"
    pip = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        str(python),
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        str(wheel),
    ]
    subprocess.run(pip, check=True)
    # the libraries, without this checkout's editable install of Dateline itself
    ours = next(path for path in sys.path if path.endswith("site-packages"))
    (site / "libraries.pth").write_text(f"{ours}\n")
    work = tmp_path / "work"
    (work / "maps").mkdir(parents=True)
    (work / "maps" / "__init__.py").write_text("raise RuntimeError('the user's own maps')".replace("'s own", "s own"))
    (work / "data.py").write_text("raise RuntimeError('the users own data')")
    (work / "geo.py").write_text("raise RuntimeError('the users own geo')")
    command = [str(environment / "bin" / "dateline"), "map", str(example), "-o", "map.html"]
    done = subprocess.run(command, cwd=work, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (work / "map.html").stat().st_size > 100_000
    where = subprocess.run(
        [python, "-I", "-c", "import geo; print(geo.__file__)"], capture_output=True, text=True, check=True
    )
    assert str(environment) in where.stdout
