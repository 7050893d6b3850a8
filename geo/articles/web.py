"""Addresses on the web: fetched only when a user gives one, and only from public hosts that allow it."""

from __future__ import annotations

import ipaddress
import socket
import time
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from io import BytesIO
from ssl import SSLContext
from typing import Any
from urllib.parse import urljoin

import httpcore
import httpx
from protego import Protego

from geo.articles import feeds, html, pdf
from geo.articles.decoding import decode
from geo.articles.document import Document
from geo.errors import ArticleError
from geo.model import Article

__all__ = ["Web"]

_REDIRECTS = 5
_ROBOTS_BYTES = 500 * 1024  # RFC 9309, 2.5: what a crawler must at least read
_SAVE = "save the page in a browser and give the file"
_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052: the last 32 bits are an IPv4 address
_SPECIAL = tuple(map(ipaddress.ip_network, ("168.63.129.16/32", "192.0.0.0/24", "192.88.99.0/24", "3fff::/20")))
"""Azure's metadata service; IETF's protocol assignments (Oracle's metadata service is there), 6to4 relays, and IPv6 for
documentation: what the tables of `ipaddress` let pass, in whole or in some releases of Python."""
_IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address


class Web:
    """Fetches pages, feeds, PDF and text files by http and https, for a user who gave their addresses.

    Every host, that of each redirect too, is looked up first; if any of its addresses is not public (private,
    loopback, link-local, a cloud's metadata service …) it is refused, and the connection goes to an address that was
    checked. Proxies, ``.netrc`` and other settings of the environment are not used: they would undo the check.
    robots.txt is obeyed (RFC 9309: none, allowed; unreachable or a server error, not allowed) and asked for once
    per host. At most five redirects are followed.

    Parameters
    ----------
    timeout
        Seconds for all of one fetch, with robots.txt and redirects (the system's name look-up keeps its own limit).
    max_bytes
        The largest answer taken, in bytes as unpacked.
    """

    def __init__(self, *, timeout: float = 30, max_bytes: int = 10_000_000) -> None:
        self.timeout = timeout
        self.max_bytes = max_bytes
        self.user_agent = f"Dateline/{version('dateline')} (news mapping; run by a user)"
        self._robots: dict[str, Protego] = {}

    def documents(self, url: str) -> Iterator[Document]:
        """Yield the documents at an address: the article of a page, PDF or text, or the entries of a feed.

        Raises
        ------
        ArticleError
            If the address is not http or https, not public or not allowed; if the server does not give it; or if
            what it gives is too large, too slow or of no kind that can be read.
        """
        network = _Network(time.monotonic() + self.timeout, self._allowed)
        transport = _Transport(network)
        with (
            _told(url, self.timeout),
            httpx.Client(transport=transport, trust_env=False, timeout=self.timeout) as client,
        ):
            answer = self._get(client, url, url)
        yield from _read(answer, url)

    def _allowed(self, address: str) -> bool:
        """Say whether a connection may go to an IP address. (Tests overrule this for their server on loopback.)"""
        return _is_public(address)

    def _get(self, client: httpx.Client, url: str, name: str) -> _Answer:
        for _ in range(_REDIRECTS + 1):
            target = _checked(url, name)
            if not self._robots_of(client, target, name).can_fetch(str(target), "Dateline"):
                raise ArticleError(f"{name}: the site's robots.txt asks programs not to fetch {target}; {_SAVE}")
            answer = self._ask(client, target, self.max_bytes, name)
            if answer.location is None:
                return _good(answer, name)
            url = urljoin(str(target), answer.location)
        raise ArticleError(f"{name}: more than {_REDIRECTS} redirects; give the address they lead to")

    def _robots_of(self, client: httpx.Client, target: httpx.URL, name: str) -> Protego:
        """Return the rules of the target's host, from its robots.txt."""
        host = f"{target.scheme}://{target.netloc.decode('ascii')}"
        if host not in self._robots:
            url = f"{host}/robots.txt"
            for _ in range(_REDIRECTS + 1):
                answer = self._ask(client, _checked(url, name), _ROBOTS_BYTES, name, cut=True)
                if answer.location is None:
                    break
                url = urljoin(url, answer.location)
            if answer.status >= 500:
                why = f"robots.txt of {target.host} answers {answer.status}, which counts as no (RFC 9309)"
                raise ArticleError(f"{name}: {why}; try later, or {_SAVE}")
            rules = answer.content.decode("utf-8", "replace") if answer.status == 200 else ""
            self._robots[host] = Protego.parse(rules)
        return self._robots[host]

    def _ask(self, client: httpx.Client, url: httpx.URL, limit: int, name: str, *, cut: bool = False) -> _Answer:
        """Ask once, without following redirects; what is over the limit is an error, or left out if ``cut``."""
        # Only gzip is asked for, as zlib can unpack it bit by bit; httpx would unpack a bomb's first piece whole.
        headers = {"User-Agent": self.user_agent, "Accept-Encoding": "gzip", "Accept": "*/*"}
        with client.stream("GET", url, headers=headers, follow_redirects=False) as response:
            location = response.headers.get("location") if response.status_code in (301, 302, 303, 307, 308) else None
            content = b""
            if response.status_code == 200:
                packing = response.headers.get("content-encoding", "identity").strip().lower()
                if packing not in ("identity", "gzip", "x-gzip", ""):
                    raise ArticleError(f"{name}: the answer is packed by {packing!r}, which was not asked for; {_SAVE}")
                pieces = response.iter_raw()
                content = _unpacked(pieces, limit) if "gzip" in packing else _joined(pieces, limit)
            if len(content) > limit and not cut:
                raise ArticleError(f"{name}: the answer is over {limit / 1e6:g} MB; give the article's own address")
            kind = response.headers.get("content-type", "")
            return _Answer(str(url), response.status_code, location, content[:limit], kind, response.charset_encoding)


@dataclass(frozen=True, slots=True)
class _Answer:
    url: str
    status: int
    location: str | None
    content: bytes
    content_type: str
    charset: str | None


def _checked(url: str, name: str) -> httpx.URL:
    try:
        target = httpx.URL(url)
    except (httpx.InvalidURL, ValueError, TypeError) as error:
        raise ArticleError(f"{name}: {url[:200]!r} is no web address; give one that begins with https://") from error
    if target.scheme not in ("http", "https") or not target.host:
        raise ArticleError(f"{name}: {url[:200]!r} is no http or https address; give one that begins with https://")
    if target.userinfo:
        raise ArticleError(f"{name}: an address with a user name or password is not fetched; {_SAVE}")
    return target.copy_with(fragment=None)


def _good(answer: _Answer, name: str) -> _Answer:
    """Return the answer if the server gave what was asked for; or say what to do."""
    status = answer.status
    if status == 200:
        return answer
    causes = {
        401: f"the site asks for a login (401); log in with a browser, {_SAVE}",
        403: f"the site refuses programs (403); {_SAVE}",
        404: "there is no such page (404); check the address",
        410: "the page is gone (410); look for it in a web archive",
        429: f"the site asks to slow down (429); try later, or {_SAVE}",
        451: f"the site may not show this page here (451); {_SAVE}",
    }
    other = "the server has a fault; try later" if status >= 500 else f"no page came; {_SAVE}"
    raise ArticleError(f"{name}: {causes.get(status, f'the server answers {status}: {other}')}")


def _joined(pieces: Iterable[bytes], limit: int) -> bytes:
    content = bytearray()
    for piece in pieces:
        content += piece
        if len(content) > limit:
            break
    return bytes(content)


def _unpacked(pieces: Iterable[bytes], limit: int) -> bytes:
    """Unpack gzip piece by piece and stop just over the limit, however much a small piece would become."""
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    content = bytearray()
    for piece in pieces:
        packed = piece
        while packed:
            if unpacker.eof:  # a packed file may have several members, one after the other (RFC 1952, 2.2)
                unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
            content += unpacker.decompress(packed, limit + 1 - len(content))
            if len(content) > limit:
                return bytes(content)
            packed = unpacker.unused_data
    if not unpacker.eof:
        raise zlib.error("the answer is cut off")
    return bytes(content)


def _read(answer: _Answer, name: str) -> Iterator[Document]:
    """Give the answer to the reader of its kind, as its content type says or, if that says little, as it begins."""
    content, kind = answer.content, answer.content_type.split(";")[0].strip().lower()
    start = content[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    markup = kind.endswith(("/xml", "+xml"))
    vague = kind in ("", "application/octet-stream", "binary/octet-stream", "unknown/unknown")
    if kind == "application/pdf" or (vague and start.startswith(b"%pdf-")):
        yield from pdf.documents(BytesIO(content), name)
    elif kind in ("text/html", "application/xhtml+xml") or (b"<html" in start and (markup or vague)):
        yield from html.documents(BytesIO(content), name, url=answer.url, charset=answer.charset)
    elif markup or (vague and start.startswith((b"<?xml", b"<rss", b"<feed"))):
        yield from feeds.documents(BytesIO(content), name)
    elif kind == "text/plain":
        text = html.declared(content, answer.charset) or decode(content, name)
        yield Document(name, Article(text, source=httpx.URL(answer.url).host.removeprefix("www."), id=answer.url))
    else:
        what = f"is of the type {kind!r}" if kind else "does not say its type"
        raise ArticleError(f"{name}: the answer {what}; give the address of a page, feed, PDF or text")


@contextmanager
def _told(url: str, timeout: float) -> Iterator[None]:
    """Turn the network's errors into one line each."""
    try:
        yield
    except _NotPublicError as error:
        raise ArticleError(f"{url}: {error}; if you trust it, {_SAVE}") from error
    except (httpcore.TimeoutException, httpx.TimeoutException) as error:
        raise ArticleError(f"{url}: no whole answer within {timeout:g} seconds; try later, or {_SAVE}") from error
    except (httpcore.ConnectError, httpx.ConnectError, socket.gaierror, UnicodeError, OverflowError) as error:
        cause = " ".join(str(error).split()) or type(error).__name__
        raise ArticleError(f"{url}: the host can't be reached ({cause}); check the address and connection") from error
    except (httpx.HTTPError, httpx.StreamError, httpcore.NetworkError, httpcore.ProtocolError, zlib.error) as error:
        cause = " ".join(str(error).split()) or type(error).__name__
        raise ArticleError(f"{url}: the answer is broken ({cause}); try later, or {_SAVE}") from error


def _is_public(address: str) -> bool:
    """Say whether an IP address is one of the open internet; addresses that wrap an IPv4 address are as public as it.

    Beyond `ipaddress.is_global` (the IANA special-purpose registries) this refuses multicast, reserved and
    site-local addresses, and looks into IPv4-mapped, 6to4, Teredo and NAT64 addresses.
    """
    ip: _IPAddress = ipaddress.ip_address(address)
    if ip.version == 6:
        inner = [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())]
        if ip in _NAT64:
            inner.append(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
        wrapped = [str(v4) for v4 in inner if v4]
        if wrapped:
            return all(map(_is_public, wrapped))
        if ip.is_site_local:
            return False
    refused = ip.is_multicast or ip.is_reserved or ip.is_unspecified or ip.is_loopback or ip.is_link_local
    return ip.is_global and not refused and not any(ip in network for network in _SPECIAL)


class _NotPublicError(Exception):
    """Raised when a host has an address that is not allowed."""


class _Network(httpcore.NetworkBackend):
    """Looks up a host, checks every address of it, and connects to one of those: no second look-up may differ."""

    def __init__(self, deadline: float, allowed: Any) -> None:
        self._sockets = httpcore.SyncBackend()
        self._deadline = deadline
        self._allowed = allowed

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - the deadline of the whole fetch stands instead
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        for address in addresses:
            if not self._allowed(address):
                where = f"{host} is at {address}, which" if host != address else host
                raise _NotPublicError(f"{where} is no public address")
        for number, address in enumerate(addresses, 1):
            left = _left(self._deadline, httpcore.ConnectTimeout)
            try:
                stream = self._sockets.connect_tcp(address, port, left, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if number == len(addresses):
                    raise
            else:
                return _Stream(stream, self._deadline)
        raise httpcore.ConnectError("the host has no address")


class _Stream(httpcore.NetworkStream):
    """A connection whose every step must end by one deadline, so that no server can go on for ever bit by bit."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        return self._stream.read(max_bytes, _left(self._deadline, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        self._stream.write(buffer, _left(self._deadline, httpcore.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        left = _left(self._deadline, httpcore.ConnectTimeout)
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, left), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _left(deadline: float, error: type[Exception]) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise error
    return left


@cache
def _ssl() -> SSLContext:
    return httpx.create_ssl_context(trust_env=False)


class _Transport(httpx.BaseTransport):
    """What httpx.HTTPTransport is, but over a network of ours, for which that one has no parameter."""

    def __init__(self, network: _Network) -> None:
        self._pool = httpcore.ConnectionPool(ssl_context=_ssl(), network_backend=network)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        response = self._pool.handle_request(
            httpcore.Request(
                request.method,
                httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx.Response(response.status, headers=response.headers, stream=_Body(response.stream))

    def close(self) -> None:
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        yield from self._stream

    def close(self) -> None:
        self._stream.close()
