"""Files appear whole or not at all, whatever the disk says."""

from __future__ import annotations

import os
import stat
import subprocess
from pathlib import Path

import pytest

from geo import GazetteerError, OutputError
from geo.export.files import whole, write_text
from geo.record import legible, to_json


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_written_whole(tmp_path):
    write_text(tmp_path / "new" / "a.txt", "one")
    write_text(tmp_path / "new" / "a.txt", ["two\r\n", "three\n"])
    assert (tmp_path / "new" / "a.txt").read_bytes() == b"two\r\nthree\n"
    assert names(tmp_path / "new") == ["a.txt"]


def test_what_fails_leaves_the_old_file_and_no_rest(tmp_path):
    path = tmp_path / "a.txt"
    write_text(path, "one")
    with pytest.raises(UnicodeEncodeError):
        write_text(path, "\ud800")
    assert path.read_text() == "one"
    assert names(tmp_path) == ["a.txt"]
    (tmp_path / "folder").mkdir()
    with pytest.raises(OutputError, match=r"is a directory\); choose another place"):
        write_text(tmp_path / "folder", "x")
    assert names(tmp_path) == ["a.txt", "folder"]
    with pytest.raises(OutputError, match="can't be written"):
        write_text(path / "below-a-file.txt", "x")
    with pytest.raises(OutputError, match="file name too long"):
        write_text(tmp_path / ("x" * 256), "x")


def test_errors_of_what_is_written_are_not_the_files(tmp_path):
    def pieces(error):
        yield "begun"
        raise error

    for error in (
        GazetteerError("the gazetteer is gone"),
        FileNotFoundError("the article is gone"),
        KeyboardInterrupt(),
    ):
        with pytest.raises(type(error)) as raised:
            write_text(tmp_path / "a.txt", pieces(error))
        assert raised.value is error
        assert names(tmp_path) == []


def test_two_files_appear_together_or_not_at_all(tmp_path):
    (tmp_path / "b").mkdir()
    with pytest.raises(OutputError, match="b: can't be written"), whole(tmp_path / "a", tmp_path / "b"):
        pytest.fail("the second path is a folder")
    assert names(tmp_path) == ["b"]

    def half():
        with whole(tmp_path / "a", tmp_path / "c") as [first, _]:
            first.write_text("x")
            raise ValueError("broken off")

    with pytest.raises(ValueError, match="broken off"):
        half()
    assert names(tmp_path) == ["b"]
    with whole(tmp_path / "a", tmp_path / "c", suffix=".x") as parts:
        assert [part.suffix for part in parts] == [".x", ".x"]
        for part in parts:
            part.write_text("x")
            part.with_name("left.journal").write_text("a library's rest")
    assert names(tmp_path) == ["a", "b", "c"]


def test_links_and_pipes_are_written_through(tmp_path):
    (tmp_path / "link.txt").symlink_to(tmp_path / "target.txt")
    write_text(tmp_path / "link.txt", "one")
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "target.txt").read_text() == "one"
    os.mkfifo(tmp_path / "pipe")
    with subprocess.Popen(["cat", tmp_path / "pipe"], stdout=subprocess.PIPE) as reader:
        write_text(tmp_path / "pipe", "through")
        assert reader.communicate()[0] == b"through"
    assert (tmp_path / "pipe").is_fifo()


def test_a_full_device_is_told():
    with pytest.raises(OutputError, match=r"^/dev/full: can't be written \(no space left on device\)"):
        write_text(Path("/dev/full"), "x")


def test_private_files_stay_private(tmp_path):
    path = tmp_path / "a.txt"
    path.touch(mode=0o600)
    write_text(path, "one")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    write_text(tmp_path / "b.txt", "one")
    (tmp_path / "c.txt").touch()
    assert (tmp_path / "b.txt").stat().st_mode == (tmp_path / "c.txt").stat().st_mode


def test_json_has_no_nan_and_no_lone_surrogates():
    assert to_json({"a": "\ud800"}) == '{"a": "\ufffd"}'
    with pytest.raises(ValueError, match="not JSON compliant"):
        to_json({"a": float("nan")})


def test_legible_text_keeps_its_length():
    text = "a\x00b\ud800c\ufffed\x1be\tf\r\ng\u202eh\U0001f600"
    assert legible(text) == "a\ufffdb\ufffdc\ufffdd\ufffde\tf\r\ng\u202eh\U0001f600"
