"""Fetching what a user asks for, from public hosts only; every server here is on 127.0.0.1."""

from __future__ import annotations

import gzip
import ipaddress
import re
import socket
import ssl
import subprocess
import threading
import time
import zlib

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Response

from geo import ArticleError
from geo.articles.web import Web, _is_public

PAGE = """<html><head><title>x</title></head><body><article><h1>Ferry runs aground</h1>
<p>A ferry with ninety people ran aground off Lindø on Sunday, and all were brought ashore.</p></article></body>
</html>"""
FEED = """<rss version="2.0"><channel><title>Harbor wire</title>
<item><title>Ferry runs aground</title><description>All were brought ashore at Lindø.</description></item>
<item><title>Quay reopens</title><description>Boats are back in Sund.</description></item></channel></rss>"""


class Loopback(Web):
    """A fetcher that may also reach 127.0.0.1, where the tests' server is."""

    def _allowed(self, address):
        return address == "127.0.0.1" or super()._allowed(address)


@pytest.fixture
def web():
    return Loopback(timeout=5)


@pytest.fixture
def site(httpserver):
    """A server whose robots.txt allows everything; call it with a path for the address."""
    httpserver.expect_request("/robots.txt").respond_with_data("", status=404)
    return httpserver


def at(server, path):
    return f"http://127.0.0.1:{server.port}{path}"


def refusal(web, url):
    with pytest.raises(ArticleError) as caught:
        list(web.documents(url))
    message = str(caught.value)
    assert message.startswith(url)
    assert "\n" not in message
    return message


def test_a_page_is_fetched_with_an_identifying_user_agent(site, web):
    site.expect_request("/ferry").respond_with_data(PAGE, content_type="text/html; charset=utf-8")
    (document,) = web.documents(at(site, "/ferry#top"))
    assert document.article.title == "Ferry runs aground"
    assert "Lindø" in document.article.text
    assert document.article.id == at(site, "/ferry")
    assert document.article.source == "127.0.0.1"
    agents = {request.headers["User-Agent"] for request, _ in site.log}
    assert len(agents) == 1
    assert re.fullmatch(r"Dateline/\d+\.\d+\S* \(news mapping; run by a user\)", agents.pop())


@pytest.mark.parametrize("content_type", ["application/rss+xml", "text/xml", "application/octet-stream"])
def test_a_feed_is_many_documents(site, web, content_type):
    site.expect_request("/feed").respond_with_data(FEED.encode(), content_type=content_type)
    documents = list(web.documents(at(site, "/feed")))
    assert [d.article.title for d in documents] == ["Ferry runs aground", "Quay reopens"]
    assert documents[1].name == f"{at(site, '/feed')} entry 2"


def test_xhtml_sent_as_xml_is_a_page(site, web):
    root = '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"'
    page = PAGE.replace("<html", root)
    site.expect_request("/x").respond_with_data(page.encode(), content_type="application/xml")
    (document,) = web.documents(at(site, "/x"))
    assert document.article.title == "Ferry runs aground"


def test_the_servers_charset_is_used(site, web):
    site.expect_request("/t").respond_with_data(
        "Снег в Твери.".encode("cp1251"), content_type="text/plain; charset=cp1251"
    )
    (document,) = web.documents(at(site, "/t"))
    assert document.article.text == "Снег в Твери."


def test_a_pdf_goes_to_its_reader(site, web):
    site.expect_request("/p").respond_with_data(b"no PDF at all", content_type="application/pdf")
    assert "is no PDF" in refusal(web, at(site, "/p"))


def test_other_kinds_are_named(site, web):
    site.expect_request("/i").respond_with_data(b"\x89PNG", content_type="image/png")
    assert "'image/png'" in refusal(web, at(site, "/i"))


@pytest.mark.parametrize(
    ("status", "word"),
    [(401, "login"), (403, "refuses"), (404, "no such page"), (410, "gone"), (429, "slow down"), (503, "try later"),
     (418, "418")],
)  # fmt: skip
def test_each_refusal_of_a_server_says_what_to_do(site, web, status, word):
    site.expect_request("/s").respond_with_data("", status=status)
    assert word in refusal(web, at(site, "/s"))


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://0/",
        "http://0.0.0.0/",
        "http://[::1]/",
        "http://[::]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://[::127.0.0.1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "http://[fd00:ec2::254]/",
        "http://[fe80::1]/",
        "http://[ff02::1]/",
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/",
        "http://192.0.0.192/opc/v2/instance/",
        "http://192.88.99.1/",
        "http://[3fff::1]/",
        "http://172.16.0.1/",
        "http://192.168.1.1:8080/",
        "http://100.64.0.1/",
        "http://100.100.100.200/",
        "http://168.63.129.16/",
        "http://198.18.0.1/",
        "http://224.0.0.1/",
        "http://240.0.0.1/",
        "http://255.255.255.255/",
        "https://localhost/",
    ],
)
def test_addresses_that_are_not_public_are_refused(url, monkeypatch):
    connected = []
    monkeypatch.setattr(socket, "create_connection", lambda *given, **_: connected.append(given))
    assert "is no public address" in refusal(Web(timeout=5), url)
    assert not connected


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::"]
)
def test_public_addresses_are_told_from_others(address):
    assert _is_public(address)


@pytest.mark.parametrize("network", ["10.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "100.64.0.0/10", "224.0.0.0/4"])
def test_a_refused_network_stays_refused_however_ipv6_wraps_it(network):
    v4 = int(ipaddress.ip_network(network)[77])
    for wrapped in ((0xFFFF << 32) | v4, (0x64FF9B << 96) | v4, (0x2002 << 112) | (v4 << 80), v4):
        assert not _is_public(str(ipaddress.IPv6Address(wrapped)))


def answers(*addresses):
    return lambda _host, port, *_, **__: [
        (socket.AF_INET6 if ":" in a else socket.AF_INET, socket.SOCK_STREAM, 6, "", (a, port)) for a in addresses
    ]


@pytest.mark.parametrize("addresses", [["10.1.2.3"], ["8.8.8.8", "10.1.2.3"], ["8.8.8.8", "::1"]])
def test_a_name_with_any_private_address_is_refused(monkeypatch, addresses):
    monkeypatch.setattr(socket, "getaddrinfo", answers(*addresses))
    assert f"news.example is at {addresses[-1]}" in refusal(Web(), "https://news.example/a")


def test_the_connection_goes_to_the_address_that_was_checked(site, web, monkeypatch):
    """A name that changes its address after the check (DNS rebinding) gains nothing: it is looked up once."""
    site.expect_request("/a").respond_with_data(PAGE, content_type="text/html")
    asked, real = [], socket.getaddrinfo

    def rebinding(host, port, *rest, **named):
        if host != "news.example":
            return real(host, port, *rest, **named)
        asked.append(host)
        return answers("127.0.0.1" if len(asked) <= 2 else "10.1.2.3")(host, port)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    (document,) = web.documents(f"http://news.example:{site.port}/a")
    assert document.article.source == "news.example"
    assert {request.headers["Host"] for request, _ in site.log} == {f"news.example:{site.port}"}
    assert len(asked) <= len(site.log)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://h.example/a",
        "file:///etc/passwd",
        "//h.example/a",
        "a.html",
        "http://",
        "http://[",
        "http://0177.0.0.1/",
        "http://①②⑦.0.0.1/",
    ],
)
def test_what_is_no_web_address_is_refused(url):
    assert "address" in refusal(Web(), url)


def test_addresses_with_passwords_are_refused():
    assert "password" in refusal(Web(), "https://anna:secret@h.example/a")


@pytest.mark.parametrize(
    ("target", "word"),
    [
        ("http://10.0.0.1/", "no public address"),
        ("http://169.254.169.254/latest/meta-data/", "no public address"),
        ("http://[::1]/", "no public address"),
        ("file:///etc/passwd", "no http or https"),
        ("gopher://h.example/", "no http or https"),
        ("http://u:p@h.example/", "password"),
        ("/loop", "5 redirects"),
    ],
)
def test_every_redirect_is_checked(site, web, target, word):
    site.expect_request("/loop").respond_with_data("", status=302, headers={"Location": target})
    assert word in refusal(web, at(site, "/loop"))


def test_a_good_redirect_is_followed(site, web):
    site.expect_request("/old").respond_with_data("", status=301, headers={"Location": "/new?a=1"})
    site.expect_request("/new").respond_with_data(PAGE, content_type="text/html")
    (document,) = web.documents(at(site, "/old"))
    assert document.name == at(site, "/old")
    assert document.article.id == at(site, "/new?a=1")


def test_proxies_of_the_environment_are_not_used(site, web, monkeypatch):
    site.expect_request("/a").respond_with_data(PAGE, content_type="text/html")
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    (document,) = web.documents(at(site, "/a"))
    assert document.article


@pytest.mark.parametrize("packed", [False, True])
def test_an_answer_over_the_limit_is_refused(site, packed):
    content = b"<p>" + b"a" * 300_000
    headers = {"Content-Encoding": "gzip"} if packed else {}
    body = gzip.compress(content) if packed else content
    site.expect_request("/big").respond_with_data(body, content_type="text/html", headers=headers)
    assert "over 0.2 MB" in refusal(Loopback(max_bytes=200_000), at(site, "/big"))


def test_a_bomb_stops_at_the_limit(site, web, monkeypatch):
    """300 MB of zeros in 300 kB: what is unpacked never passes the limit by more than a byte."""
    bomb = gzip.compress(bytes(300_000_000))
    site.expect_request("/bomb").respond_with_data(bomb, content_type="text/html", headers={"Content-Encoding": "gzip"})
    unpacked, real = [], zlib.decompressobj

    class Watched:
        def __init__(self, *given):
            self.inner = real(*given)

        def decompress(self, *given):
            unpacked.append(len(out := self.inner.decompress(*given)))
            return out

        def __getattr__(self, name):
            return getattr(self.inner, name)

    monkeypatch.setattr(zlib, "decompressobj", Watched)
    assert "over 10 MB" in refusal(web, at(site, "/bomb"))
    assert sum(unpacked) == web.max_bytes + 1


def test_packed_pages_are_unpacked_and_other_packings_refused(site, web):
    packed = {"Content-Encoding": "gzip"}
    site.expect_request("/gz").respond_with_data(gzip.compress(PAGE.encode()), content_type="text/html", headers=packed)
    (document,) = web.documents(at(site, "/gz"))
    assert document.article.title == "Ferry runs aground"
    site.expect_request("/br").respond_with_data(b"x", content_type="text/html", headers={"Content-Encoding": "br"})
    assert "'br'" in refusal(web, at(site, "/br"))
    half = len(PAGE) // 2
    members = gzip.compress(PAGE[:half].encode()) + gzip.compress(PAGE[half:].encode())
    site.expect_request("/members").respond_with_data(members, content_type="text/html", headers=packed)
    (document,) = web.documents(at(site, "/members"))
    assert document.article.title == "Ferry runs aground"
    cut = gzip.compress(PAGE.encode())[:-20]
    site.expect_request("/cut").respond_with_data(cut, content_type="text/html", headers=packed)
    assert "cut off" in refusal(web, at(site, "/cut"))
    site.expect_request("/bad").respond_with_data(b"no gzip", content_type="text/html", headers=packed)
    assert "broken" in refusal(web, at(site, "/bad"))


@pytest.fixture
def secure(tmp_path, monkeypatch):
    """A server that shows a certificate for news.example, and a context that trusts it; every name leads to it."""
    certificate, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    subject = ["-subj", "/CN=news.example", "-addext", "subjectAltName=DNS:news.example"]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", *subject, "-keyout", key, "-out", certificate],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with HTTPServer(host="127.0.0.1", ssl_context=context) as server:
        server.expect_request("/robots.txt").respond_with_data("", status=404)
        server.expect_request("/a").respond_with_data(PAGE, content_type="text/html")
        monkeypatch.setattr(socket, "getaddrinfo", answers("127.0.0.1"))
        yield server, ssl.create_default_context(cafile=certificate)


def test_a_certificate_is_checked_by_the_hosts_name(secure, web, monkeypatch):
    server, trusting = secure
    assert "certificate" in refusal(web, f"https://news.example:{server.port}/a")  # nobody known signed it
    monkeypatch.setattr("geo.articles.web._ssl", lambda: trusting)
    (document,) = web.documents(f"https://news.example:{server.port}/a")
    assert document.article.source == "news.example"
    assert "certificate" in refusal(web, f"https://other.example:{server.port}/a")


@pytest.fixture
def raw():
    """Start servers that write what a function says, on connections that they take one by one."""
    stop, threads, servers = threading.Event(), [], []

    def start(talk):
        server = socket.create_server(("127.0.0.1", 0))
        server.settimeout(0.1)
        servers.append(server)

        def serve():
            while not stop.is_set():
                try:
                    connection, _ = server.accept()
                except TimeoutError:
                    continue
                with connection:
                    try:
                        path = connection.recv(10_000).split(b" ")[1]
                        if path == b"/robots.txt":
                            connection.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
                        else:
                            talk(connection, stop)
                    except (OSError, IndexError):
                        continue

        threads.append(threading.Thread(target=serve, daemon=True))
        threads[-1].start()
        return f"http://127.0.0.1:{server.getsockname()[1]}/"

    yield start
    stop.set()
    for thread in threads:
        thread.join()
    for server in servers:
        server.close()


@pytest.mark.parametrize(
    "begin", [b"", b"HTTP/1.1 200 OK\r\nX-Slow: ", b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n"]
)
def test_a_server_that_goes_on_bit_by_bit_is_left(raw, begin):
    def drip(connection, stop):
        connection.sendall(begin)
        while not stop.is_set():
            time.sleep(0.05)
            connection.sendall(b"a")

    assert "within 0.5 seconds" in refusal(Loopback(timeout=0.5), raw(drip if begin else lambda _, stop: stop.wait(3)))


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\x00\xff garbage\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5000\r\n\r\n<p>cut",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
)
def test_a_broken_answer_is_told(raw, answer):
    assert "broken" in refusal(Loopback(timeout=5), raw(lambda connection, _: connection.sendall(answer)))


def test_a_host_that_is_not_there_is_told():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert "can't be reached" in refusal(Loopback(timeout=5), f"http://127.0.0.1:{port}/a")
    assert "address" in refusal(Loopback(timeout=5), "http://127.0.0.1:99999/a")


def test_robots_txt_is_obeyed_and_asked_for_once(httpserver, web):
    rules = "User-agent: *\nDisallow: /\n\nUser-agent: dateline\nDisallow: /private\n"
    httpserver.expect_request("/robots.txt").respond_with_data(rules)
    httpserver.expect_request("/a").respond_with_data(PAGE, content_type="text/html")
    assert list(web.documents(at(httpserver, "/a")))
    assert "robots.txt" in refusal(web, at(httpserver, "/private/b"))
    assert [request.path for request, _ in httpserver.log] == ["/robots.txt", "/a"]


def test_robots_txt_counts_on_the_way_of_a_redirect(httpserver, web):
    httpserver.expect_request("/robots.txt").respond_with_data("User-agent: *\nDisallow: /private")
    httpserver.expect_request("/a").respond_with_data("", status=302, headers={"Location": "/private"})
    assert "robots.txt" in refusal(web, at(httpserver, "/a"))
    assert [request.path for request, _ in httpserver.log] == ["/robots.txt", "/a"]


def test_robots_txt_with_a_server_error_forbids(httpserver, web):
    httpserver.expect_request("/robots.txt").respond_with_data("", status=503)
    assert "answers 503" in refusal(web, at(httpserver, "/a"))


def test_robots_txt_may_be_redirected_and_long(httpserver, web):
    rules = b"User-agent: *\nDisallow: /a\n" + b"# filling\n" * 100_000 + b"Disallow: /b\n"
    httpserver.expect_request("/robots.txt").respond_with_data("", status=301, headers={"Location": "/r2"})
    httpserver.expect_request("/r2").respond_with_data(rules)
    httpserver.expect_request("/b").respond_with_handler(lambda _: Response(PAGE, content_type="text/html"))
    assert "robots.txt" in refusal(web, at(httpserver, "/a"))
    assert list(web.documents(at(httpserver, "/b")))  # its rule stands beyond the first 500 KiB


def test_robots_txt_is_not_fetched_from_private_hosts(httpserver, web):
    httpserver.expect_request("/robots.txt").respond_with_data("", status=302, headers={"Location": "http://10.0.0.1/"})
    assert "no public address" in refusal(web, at(httpserver, "/a"))
