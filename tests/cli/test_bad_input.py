"""Bad input of every kind through the command line: one line each, nothing lost of the rest, nothing left behind."""

from __future__ import annotations

import gzip
import io
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import threading
import zlib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from geo.export import FORMATS
from maps.cli import app
from maps.cli.reading import Reading

from .inputs import FILES, STORIES, warc

DATELINE = Path(sys.executable).parent / "dateline"
MEMORY = 1_000_000  # KB that bombs may take, with the model; 400,000 measured
SUFFIXES = {name: one.suffix for name, one in FORMATS.items()}
BINARY = [name for name, one in FORMATS.items() if one.text is None]


@pytest.fixture(autouse=True)
def _one_pipeline(pipeline, monkeypatch):
    monkeypatch.setattr(Reading, "_pipeline", lambda _: pipeline)


@pytest.fixture(autouse=True)
def _nothing_left_behind(tmp_path, monkeypatch):
    """Watch the folder for temporary files, and that of the test."""
    (tmp_path / "temporary").mkdir()
    (tmp_path / "work").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.chdir(tmp_path / "work")
    yield
    assert not list((tmp_path / "temporary").iterdir())
    assert not list(tmp_path.rglob("*.part"))


def run(*arguments, stdin=None):
    return CliRunner().invoke(app, [str(a) for a in arguments], input=stdin)


def exported(*inputs, stdin=None):
    """Return exit status, texts of the articles and the lines of what could not be read."""
    done = run("export", "good.txt", *inputs, "good2.txt", "-o", "out.json", stdin=stdin)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    texts = [json.loads(line)["article"]["text"] for line in Path("out.json").read_text("utf-8").splitlines()]
    lines = [line for line in done.stderr.splitlines() if "told twice" not in line]  # many files hold the good story
    assert lines.pop() == "wrote out.json"
    assert texts[0] == STORIES[0]
    assert texts[-1] == STORIES[1]
    told = sum(" named " in line for line in lines)
    assert told == len(texts)
    return done.exit_code, texts[1:-1], [line for line in lines if " named " not in line]


@pytest.fixture
def good():
    Path("good.txt").write_text(STORIES[0])
    Path("good2.txt").write_text(STORIES[1])


def written(suffix, data, name="bad"):
    path = Path(f"{name}{suffix}")
    path.write_bytes(data)
    return path


@pytest.mark.usefixtures("good")
@pytest.mark.parametrize("packed", [False, True])
def test_the_good_files_that_are_damaged_here_are_good(packed):
    for kind, (suffix, data, count) in FILES.items():
        pack = packed and kind != "warc"
        path = written(suffix + (".gz" if pack else ""), gzip.compress(data) if pack else data)
        status, texts, faults = exported(path)
        assert (kind, status, faults, len(texts)) == (kind, 0, [], count)


def assert_one_line(faults, path):
    assert len(faults) == 1, faults
    assert faults[0].startswith(str(path))
    assert ";" in faults[0] or "?" in faults[0], f"no remedy: {faults[0]}"
    assert faults[0].isprintable()
    assert "please report it" not in faults[0]  # what a reader did not foresee


@pytest.mark.usefixtures("good")
@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize("content", [b"", b"\x00" * 4000, bytes(range(256)) * 16, b" \n\n "])
def test_a_file_without_content_is_one_line(kind, content):
    path = written(FILES[kind][0], content)
    status, texts, faults = exported(path)
    assert (status, texts) == (1, [])
    assert_one_line(faults, path)


@pytest.mark.usefixtures("good")
@pytest.mark.parametrize("kind", [k for k in FILES if k not in ("text", "html", "mhtml")])
@pytest.mark.parametrize("share", [0.3, 0.75])
def test_a_truncated_file_is_told_and_keeps_what_is_whole(kind, share):
    suffix, data, count = FILES[kind]
    path = written(suffix, data[: int(len(data) * share)])
    status, texts, faults = exported(path)
    # An export has no end mark of its own that could be missing: what is cut is a shorter article.
    if kind in ("lexisnexis", "nexisuni", "proquest") and status == 0:
        assert len(texts) <= count
        return
    assert status == 1
    assert len(texts) <= count
    assert_one_line(faults, path)


@pytest.mark.usefixtures("good")
@pytest.mark.parametrize("kind", [k for k in FILES if k != "warc"])
def test_a_truncated_gzip_file_is_one_line(kind):
    suffix, data, _ = FILES[kind]
    path = written(f"{suffix}.gz", gzip.compress(data, mtime=0)[:-12])
    status, _, faults = exported(path)
    assert status == 1
    assert_one_line(faults, path)
    assert "gzip file is cut off or damaged" in faults[0]


@pytest.mark.usefixtures("good")
@pytest.mark.parametrize("kind", [k for k in FILES if k not in ("pdf", "warc")])
def test_nul_bytes_and_lone_surrogates_in_a_text_break_nothing(kind):
    suffix, data, _ = FILES[kind]
    damaged = data.replace(b"Hamar", b"Ha\x00mar").replace(b"Oslo", b"Os\xed\xa0\x80lo")
    status, texts, faults = exported(written(suffix, damaged))
    assert status == (1 if faults else 0)
    assert len(texts) + len(faults) >= 1
    assert all("\ud800" not in text for text in texts)


@pytest.mark.usefixtures("good")
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "cp1252"])
def test_a_text_in_another_charset_is_read(encoding):
    text = f"The café in Zürich was closed. {STORIES[0]}"
    assert exported(written(".txt", text.encode(encoding))) == (0, [text], [])


@pytest.mark.usefixtures("good")
@pytest.mark.parametrize("name", [
    "missing.txt", ".", "good.txt/below", "a\nb.txt", "a\x1b[31mb.txt", "x" * 300, "ftp://a/b", "http://127.0.0.1:9/a",
])  # fmt: skip
def test_what_is_no_file_is_one_line(name):
    status, texts, faults = exported(name)
    assert (status, texts) == (1, [])
    assert_one_line(faults, name.encode("unicode_escape").decode())


@pytest.mark.usefixtures("good")
def test_standard_input_may_be_bad_or_missing():
    for data in (b"", b"\x00\xff" * 500, b"%PDF-1.4 cut off"):
        status, texts, faults = exported("-", stdin=data)
        assert (status, texts) == (1, [])
        assert_one_line(faults, "stdin")
    done = subprocess.run(["sh", "-c", f"{DATELINE} export - <&-"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert_one_line(done.stderr.splitlines(), "stdin: there is no standard input")


@pytest.mark.usefixtures("good")
@pytest.mark.parametrize("suffix", [".txt", ".txt.gz", ".html", ".rss", ".json", ".jsonl", ".csv", ".xml"])
@pytest.mark.parametrize("size", [4_900_000, 10_000_000])
def test_one_line_of_megabytes_is_one_line_of_message(suffix, size):
    data = (b"snow in Hamar and " * (size // 18 + 1))[:size]
    path = written(suffix, gzip.compress(data, 1) if suffix.endswith(".gz") else data)
    status, texts, faults = exported(path)
    assert (status, texts) == (1, [])
    assert_one_line(faults, path)


def test_no_document_at_all_is_exit_2_and_writes_nothing():
    Path("bad.txt").touch()
    done = run("export", "bad.txt", "missing.txt", "-o", "out.json")
    assert done.exit_code == 2
    assert len(done.stderr.splitlines()) == 2
    assert not Path("out.json").exists()


def zeros(megabytes, start=b"", end=b"", block=b" " * 1_000_000):
    """Return a gzip file that holds so much."""
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=1) as file:
        file.write(start)
        for _ in range(megabytes):
            file.write(block)
        file.write(end)
    return out.getvalue()


# The peak of this program's own memory; `ru_maxrss` would keep that of the process it was started from.
PROGRAM = """
import re, sys
import maps.cli
sys.argv[0] = "dateline"
try:
    maps.cli.main()
finally:
    print(re.search(r"VmHWM:\\s*(\\d+)", open("/proc/self/status").read())[1])
"""


def pdf_bomb():
    stream = zlib.compress(b"BT (snow) Tj ET " * (300_000_000 // 16), 1)
    head = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    page = b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>endobj\n"
    body = b"4 0 obj<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream endobj\n" % (len(stream), stream)
    return head + page + body + b"trailer<</Root 1 0 R>>\n%%EOF"


def entities(root, inside):
    """Return the billion laughs: 10 to the 9th times one word."""
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return f'<?xml version="1.0"?><!DOCTYPE {root} [<!ENTITY a0 "snow ">{laughs}]>{inside}'.encode()


def test_bombs_are_one_line_each_in_bounded_memory(tmp_path):
    words = b"snow in Hamar is " * 58_824
    item = "<rss version='2.0'><channel><item><title>News</title><description>&a9;</description></item></channel></rss>"
    bombs = {
        "bomb.txt.gz": zeros(300, b"Snow ", block=words),
        "bomb.html.gz": zeros(300, b"<html><body><p>", block=words),
        "bomb.rss.gz": zeros(300, b"<rss><channel><item><title>", block=words),
        "bomb.json.gz": zeros(300, b'{"text": "', block=words),
        "array.json.gz": zeros(300, b'[{"text": "', block=words),
        "bomb.jsonl.gz": zeros(300, b'{"text": "', block=words),
        "bomb.csv.gz": zeros(300, b'text,source\n"', block=words),
        "bomb.xml.gz": zeros(300, b"<nitf><body><body.content><p>", block=words),
        "bomb.mhtml.gz": zeros(300, b"Content-Type: multipart/related; boundary=a\n\n--a\n", block=words),
        "bomb.pdf": pdf_bomb(),
        "bomb.warc.gz": warc(words * 300),
        "laughs.xml": entities("nitf", "<nitf><body><body.content><p>&a9;</p></body.content></body></nitf>"),
        "laughs.rss": entities("rss", item),
    }
    for name, data in bombs.items():
        (tmp_path / "work" / name).write_bytes(data)
    Path("good.txt").write_text(STORIES[0])
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, "export", "good.txt", *bombs, "good.txt", "-o", "out.json"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    texts = [json.loads(line)["article"]["text"] for line in Path("out.json").read_text("utf-8").splitlines()]
    assert texts[0] == texts[-1] == STORIES[0]
    assert all(len(text) < 1000 for text in texts), "a bomb went off"
    lines = [line for line in done.stderr.splitlines() if "told twice" not in line]
    faults = [line for line in lines if " named " not in line and not line.startswith("wrote")]
    for name in bombs:
        assert_one_line([line for line in faults if line.startswith(name)], name)
    assert len(faults) == len(bombs)
    assert int(done.stdout) < MEMORY


@pytest.mark.usefixtures("good")
@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("where", ["/proc/none/out", "good2.txt/out", "folder", "x" * 300, "nul\0", "/proc/out"])
def test_an_output_that_cannot_be_written_is_one_line(name, where):
    Path("folder").mkdir()
    before = sorted(Path().iterdir())
    output = where if where == "folder" else f"{where}{SUFFIXES[name]}"
    done = run("export", "good.txt", "--format", name, "-o", output)
    assert done.exit_code in (1, 2), done.output
    message = str(done.exception) if not isinstance(done.exception, SystemExit) else done.stderr.splitlines()[-1]
    assert message.startswith(output.replace("\0", "\\x00").removesuffix(SUFFIXES[name])), message
    assert "choose another" in message
    assert sorted(Path().iterdir()) == before


@pytest.mark.usefixtures("good")
@pytest.mark.parametrize("name", [*FORMATS, "map"])
def test_a_full_disk_is_one_line_and_leaves_the_earlier_file(name):
    output = Path(f"out{SUFFIXES.get(name, '.html')}")
    output.write_text("earlier")
    form = ["export", "--format", name] if name != "map" else ["map"]
    before = sorted(Path().iterdir())

    # A limit on sizes stands for the disk: no mount is asked for, and Python ignores SIGXFSZ.
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
    try:
        done = run(*form, "good.txt", "-o", output)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, handler)
    message = str(done.exception)
    assert len(message.splitlines()) == 1
    assert message.startswith(f"{output}: can't be written"), message
    assert output.read_text() == "earlier"
    assert sorted(Path().iterdir()) == before


@pytest.mark.usefixtures("good")
@pytest.mark.parametrize("name", [*FORMATS, "map"])
def test_an_output_with_dots_is_written_exactly_there(name, tmp_path):
    form = ["export", "--format", name] if name != "map" else ["map"]
    suffix = SUFFIXES.get(name, ".html")
    done = run(*form, "good.txt", "-o", f"../none/../out{suffix}")
    assert done.exit_code == 0, done.output
    beside = {"geoparquet": ["out.toponyms.parquet"], "map": ["out.geojson"]}.get(name, [])
    there = sorted(path.name for path in tmp_path.iterdir())
    assert there == sorted([f"out{suffix}", *beside, "temporary", "work"])
    assert sorted(path.name for path in Path().iterdir()) == ["good.txt", "good2.txt"]


@pytest.mark.parametrize("arguments", [
    ["export", "a.geojson", "-o", "a.geojson"], ["export", "a.geojson", "-o", "link.csv"],
    ["map", "a.geojson", "-o", "a.html"], ["export", "./a.geojson", "--format", "geojson", "-o", "../work/a.geojson"],
    ["map", "a.geojson", "-o", "b.html", "--png", "link.png"],
    ["export", "b.toponyms.parquet", "-o", "b.parquet"],
])  # fmt: skip
def test_an_output_that_is_an_input_is_refused_before_it_is_lost(arguments):
    for name in ("a.geojson", "b.toponyms.parquet"):
        Path(name).write_text(STORIES[0])
    for link in ("link.csv", "link.png"):
        Path(link).symlink_to("a.geojson")
    done = run(*arguments)
    assert done.exit_code == 2
    (line,) = done.stderr.splitlines()
    assert "is one of the articles" in line
    assert Path("a.geojson").read_text() == Path("b.toponyms.parquet").read_text() == STORIES[0]
    assert not Path("b.html").exists()


@pytest.mark.usefixtures("good")
def test_names_that_break_the_line_do_not():
    done = run("export", "good.txt", "-o", "a\nb\x1b[31m.csv")
    assert done.exit_code == 0
    assert done.stderr.splitlines()[-1] == "wrote a\\nb\\x1b[31m.csv"
    assert Path("a\nb\x1b[31m.csv").exists()


@pytest.mark.usefixtures("good")
@pytest.mark.parametrize("name", FORMATS)
def test_pipes_are_written_through(name):
    os.mkfifo("pipe")
    got = []
    reader = threading.Thread(target=lambda: got.append(Path("pipe").read_bytes()))
    reader.start()
    # Two files can't go through one pipe, but the second has a name of its own.
    done = run("export", "good.txt", "--format", name, "-o", "pipe")
    reader.join()
    assert done.exit_code == 0
    assert got[0]
    assert Path("pipe").is_fifo()
    assert run("export", "good.txt", "--format", name, "-o", "file").exit_code == 0
    if name not in BINARY:
        assert got[0] == Path("file").read_bytes()


@pytest.mark.usefixtures("good")
def test_a_picture_is_written_through_a_pipe(monkeypatch):
    monkeypatch.setenv("DATELINE_BROWSER", "none")
    os.mkfifo("pipe.png")
    got = []
    reader = threading.Thread(target=lambda: got.append(Path("pipe.png").read_bytes()))
    reader.start()
    assert run("map", "good.txt", "-o", "a.html", "--png", "pipe.png").exit_code == 0
    reader.join()
    assert got[0].startswith(b"\x89PNG")
    assert Path("pipe.png").is_fifo()


SHELL = """
set -o pipefail
{d} export good.txt | head -c 10; echo "${{PIPESTATUS[0]}}"
{d} export good.txt --format csv -o /dev/stdout | head -c 14; echo
{d} export good.txt -o /dev/null --format csv; echo $?; test -c /dev/null && echo device
{d} export good.txt >&-; echo $?
"""


@pytest.mark.usefixtures("good")
def test_streams_of_the_shell(tmp_path):
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C", "HOME": "/proc", "XDG_CACHE_HOME": "/proc/none"}
    environment |= {key: os.environ[key] for key in ("PYTHONPATH",) if key in os.environ}
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("needs bash")
    done = subprocess.run([bash, "-c", SHELL.format(d=DATELINE)], capture_output=True, check=False, env=environment)
    lines = done.stdout.decode().splitlines()
    assert lines == ['{"article"0', "\ufeffevent_date,", "0", "device", "2"]
    said = [line for line in done.stderr.decode().splitlines() if " named " not in line]
    assert said == ["wrote /dev/stdout", "wrote /dev/null", "stdout is closed; write to a file with -o"]


@pytest.mark.usefixtures("good")
@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_stopped_run_says_nothing_more_and_leaves_nothing(number, status, tmp_path):
    os.mkfifo("more.txt")
    Path("out.csv").write_text("earlier")
    arguments = ["export", "good.txt", "more.txt", "-o", "out.csv"]
    with (
        subprocess.Popen([DATELINE, *arguments], stderr=subprocess.PIPE) as process,
        Path("more.txt").open("wb"),  # which waits until it is opened for reading: the run is in the middle
    ):
        process.send_signal(number)
        said = process.communicate(timeout=60)[1]
    assert process.returncode == status
    assert b"Traceback" not in said
    assert Path("out.csv").read_text() == "earlier"


@pytest.mark.usefixtures("good")
def test_a_run_stopped_while_it_writes_takes_its_half_written_file_away(tmp_path):
    os.mkfifo("out.csv")
    with subprocess.Popen([DATELINE, "export", "good.txt", "-o", "out.csv"], stderr=subprocess.PIPE) as process:
        assert process.stderr.readline().startswith(b"good.txt: ")
        while not list((tmp_path / "temporary").glob("*/part")):
            assert process.poll() is None
        process.terminate()
        process.communicate(timeout=60)
    assert process.returncode == 143
    assert not list((tmp_path / "temporary").iterdir())
