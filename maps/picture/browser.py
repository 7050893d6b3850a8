"""A picture of a page, taken by a browser of the Chromium family without a window and without the network.

The browser is told what to do over two pipes (the DevTools protocol, https://chromedevtools.github.io/devtools-protocol/).
Its switches ``--screenshot --virtual-time-budget`` were tried first: the budget has to be guessed, and with Chromium
156 the page at budgets of 1 and 100 ms gave no picture within 600 and 20 s (at 10 s it did; why was not looked into).
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import signal
import struct
import subprocess
import tempfile
import time
import zlib
from contextlib import suppress
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING, Any

from geo.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["find", "photograph"]

VARIABLE = "DATELINE_BROWSER"
NAMES = (
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge", "microsoft-edge",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)  # fmt: skip
FLAGS = (
    "--headless", "--remote-debugging-pipe", "--disable-gpu", "--hide-scrollbars", "--mute-audio", "--no-first-run",
    "--no-default-browser-check", "--host-resolver-rules=MAP * ~NOTFOUND", "--disable-background-networking",
    "--disable-component-update", "--disable-default-apps", "--disable-extensions", "--disable-sync",
    "--disable-dev-shm-usage", "--use-mock-keychain", "--password-store=basic", "--force-color-profile=srgb",
)  # fmt: skip
# The pipes must be the descriptors 3 and 4, which only a shell can arrange without running Python after a fork.
PIPES = 'exec "$@" 3<&0 4>&1 </dev/null >/dev/null'
# True once the map is drawn, its fonts are there and two more frames have been painted.
DRAWN = """document.documentElement.dataset.ready === "true" && document.fonts.status === "loaded" &&
    new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))"""
PNG = b"\x89PNG\r\n\x1a\n"
POLL = 0.1  # s
SAME_ROWS = 10  # a picture in one colour has at most two different rows for each of PNG's five filters
REMEDY = f"set {VARIABLE} to another browser, or to none to have matplotlib draw"


def find() -> str | None:
    """Return the path of a browser, or None if there is none (or this is Windows, which lacks a POSIX shell).

    The variable DATELINE_BROWSER goes first: a name or a path; ``none`` for no browser.

    Raises
    ------
    OutputError
        If the variable names what can't be run.
    """
    wanted = os.environ.get(VARIABLE)
    if os.name == "nt" or wanted == "none":
        return None
    if wanted:
        path = shutil.which(wanted)
        if path is None:
            raise OutputError(f"{wanted}: no such browser ({VARIABLE}); name one that can be run, or none")
        return path
    return next(filter(None, map(shutil.which, NAMES)), None)


def photograph(
    browser: str, page: Path, *, width: int, height: int, scale: float = 2.0, seconds: float = 60.0
) -> bytes:
    """Return a picture of a page as PNG, ``width`` × ``height`` CSS pixels at ``scale`` dots each, in light colours.

    The page is opened at ``#still`` and must set ``data-ready="true"`` on its root when it is drawn.

    Raises
    ------
    OutputError
        If the browser can't be run, ends early or is not done in ``seconds``, if it can't read the page, or if the
        picture is blank. The browser and its children are stopped in any case.
    """
    with tempfile.TemporaryDirectory(prefix="dateline-browser-", ignore_cleanup_errors=True) as profile:
        command = [browser, *FLAGS, f"--user-data-dir={profile}", f"--window-size={width},{height}", "about:blank"]
        if os.geteuid() == 0:
            command.insert(1, "--no-sandbox")  # Chromium runs as root only without its sandbox
        with subprocess.Popen(
            ["/bin/sh", "-c", PIPES, "sh", *command], bufsize=0, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, start_new_session=True,
        ) as process:  # fmt: skip
            late = Timer(seconds, _stop, [process])
            ends = time.monotonic() + seconds
            late.start()
            try:
                picture = _picture(_Talk(process), page, width, height, scale)
            except (EOFError, BrokenPipeError) as error:
                early = time.monotonic() < ends
                cause = "ended before the picture was taken" if early else f"not done in {seconds:g} s"
                raise OutputError(f"{browser}: {cause}; {REMEDY}") from error
            except ValueError as error:
                raise OutputError(f"{browser}: {error}; {REMEDY}") from error
            finally:
                late.cancel()
                _stop(process)
    if _blank(picture):
        raise OutputError(f"{browser}: the picture it took is blank; {REMEDY}")
    return picture


def _picture(talk: _Talk, page: Path, width: int, height: int, scale: float) -> bytes:
    target = talk.ask("Target.createTarget", url="about:blank")["targetId"]
    talk.session = talk.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
    talk.ask("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=scale, mobile=False)
    talk.ask("Emulation.setEmulatedMedia", features=[
        {"name": "prefers-color-scheme", "value": "light"}, {"name": "prefers-reduced-motion", "value": "reduce"},
    ])  # fmt: skip
    failure = talk.ask("Page.navigate", url=f"{page.resolve().as_uri()}#still").get("errorText")
    if failure:
        raise ValueError(f"{page} can't be opened ({failure})")
    while not talk.ask("Runtime.evaluate", expression=DRAWN, awaitPromise=True)["result"].get("value"):
        time.sleep(POLL)
    before = None
    while (picture := talk.ask("Page.captureScreenshot", format="png")["data"]) != before:  # tiles are fading in
        before = picture
        time.sleep(POLL)
    return base64.b64decode(picture)


class _Talk:
    """Questions to a browser and its answers: JSON ended by a zero byte, over its two pipes."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.session: str | None = None
        self._process = process
        self._last = 0
        self._messages = self._read()

    def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Return the answer to a command; EOFError or BrokenPipeError if the browser is gone, ValueError if it errs."""
        if self._process.stdin is None:
            raise EOFError
        self._last += 1
        message = {"id": self._last, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        self._process.stdin.write(json.dumps(message).encode() + b"\0")
        for answer in self._messages:
            if answer.get("id") == self._last:
                if "error" in answer:
                    raise ValueError(f"{method} failed ({answer['error'].get('message')})")
                result: dict[str, Any] = answer["result"]
                return result
        raise EOFError

    def _read(self) -> Iterator[dict[str, Any]]:
        if self._process.stdout is None:
            return
        left = b""
        while chunk := os.read(self._process.stdout.fileno(), 1 << 16):
            *messages, left = (left + chunk).split(b"\0")
            yield from map(json.loads, messages)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Kill a process with its children; they share its session."""
    with suppress(ProcessLookupError):  # all gone
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _blank(picture: bytes) -> bool:
    """Return whether bytes are no PNG, or a picture in one colour (8 bits a channel)."""
    if not picture.startswith(PNG):
        return True
    width, height, _, colour = struct.unpack(">IIBB", picture[16:26])
    packed, offset = b"", len(PNG)
    while offset < len(picture):
        (size,) = struct.unpack(">I", picture[offset : offset + 4])
        if picture[offset + 4 : offset + 8] == b"IDAT":
            packed += picture[offset + 8 : offset + 8 + size]
        offset += size + 12
    rows = zlib.decompress(packed)
    stride = 1 + width * {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    return len({rows[i * stride : (i + 1) * stride] for i in range(height)}) <= SAME_ROWS
