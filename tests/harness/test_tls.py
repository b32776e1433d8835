"""TLS as a stranger meets it, at real servers: versions, certificate, and who is asked over it."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread
from typing import Any

import msgspec
import pytest

from harness.descriptor.model import Profile
from harness.descriptor.reader import read
from harness.failures import NoVerdict, WindowShut
from harness.notebook import Notebook
from harness.target.authority import ELSEWHERE, Authority, Pair
from harness.target.over_tls import OverTls, Place
from harness.windows import tls

GOOD = Path(__file__).parent / "descriptor" / "good.toml"
OK = b"HTTP/1.1 200 OK\r\nStrict-Transport-Security: max-age=31536000\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


@contextmanager
def server(pair: Pair, least: str = "TLS 1.2", most: str = "TLS 1.3") -> Iterator[int]:
    """Serve handshakes, and one answer to whatever is asked, on a free port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pair.certificate, pair.key)
    context = tls.limited(context, tls.VERSIONS[least], tls.VERSIONS[most])
    if least in tls.OLD:
        context.set_ciphers("ALL:@SECLEVEL=0")
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                raw, _ = listening.accept()
            except OSError:
                return
            with suppress(OSError), context.wrap_socket(raw, server_side=True) as inside:
                inside.settimeout(5)
                if inside.recv(4096):
                    inside.sendall(OK)

    Thread(target=serve, daemon=True).start()
    yield int(listening.getsockname()[1])
    listening.shutdown(socket.SHUT_RDWR)
    listening.close()


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.mark.skipif(not all(map(tls.speaks, tls.OLD)), reason="this OpenSSL cannot offer old versions")
@pytest.mark.parametrize(
    ("least", "most", "accepted"),
    [
        ("TLS 1.2", "TLS 1.3", ["TLS 1.2", "TLS 1.3"]),
        ("TLS 1.3", "TLS 1.3", ["TLS 1.3"]),
        ("TLS 1.0", "TLS 1.3", ["TLS 1.0", "TLS 1.1", "TLS 1.2", "TLS 1.3"]),
        ("TLS 1.1", "TLS 1.1", ["TLS 1.1"]),
    ],
)
def test_each_version_is_offered_alone(authority: Authority, least: str, most: str, accepted: list[str]) -> None:
    with server(authority.pair("versions"), least, most) as port:
        tried = tls.handshakes("127.0.0.1", port)

    assert [one.version for one in tried] == list(tls.VERSIONS)
    assert [one.version for one in tried if one.accepted] == accepted


def test_where_nobody_listens_no_version_is_accepted() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = int(taken.getsockname()[1])

    assert not any(one.accepted for one in tls.handshakes("127.0.0.1", port))


def test_a_certificate_is_believed_for_its_names_and_its_time_alone(authority: Authority, tmp_path: Path) -> None:
    stranger = Authority(tmp_path, "somebody else")
    pairs = {
        "right": authority.pair("right"),
        "expired": authority.pair("old", expired=True),
        "name": authority.pair("name", ELSEWHERE),
        "stranger": stranger.pair("right"),
    }
    found = {}
    for what, pair in pairs.items():
        with server(pair) as port:
            found[what] = tls.certificate("127.0.0.1", port, authority.certificate)

    assert {what: one.believed for what, one in found.items()} == {
        "right": True,
        "expired": False,
        "name": False,
        "stranger": False,
    }
    assert "expired" in found["expired"].told
    assert "127.0.0.1" in found["name"].told


def test_a_file_without_certificates_shows_nothing(authority: Authority) -> None:
    with server(authority.pair("right")) as port:
        found = tls.certificate("127.0.0.1", port, Path(__file__))

    assert (found.believed, "no certificates in PEM" in found.told) == (None, True)


def test_keys_are_for_their_owner_alone(authority: Authority) -> None:
    assert authority.pair("mine").key.stat().st_mode & 0o077 == 0


# where it is looked at


def described(**target: Any) -> Any:
    descriptor = read(GOOD)
    return msgspec.structs.replace(descriptor, target=msgspec.structs.replace(descriptor.target, **target))


def started() -> Any:
    raise AssertionError("nothing was to be started")


def over(descriptor: Any, folder: Path) -> OverTls:
    return OverTls(descriptor, folder, Notebook(), started)


def test_plain_loopback_is_open_and_says_what_would_show_it(tmp_path: Path) -> None:
    plain = over(described(profiles={}), tmp_path)

    with pytest.raises(WindowShut) as shut:
        plain.place()
    assert "tls.certificate" in shut.value.needs
    with pytest.raises(WindowShut) as shut:
        plain.calling()
    assert "tls.ca" in shut.value.needs


def test_a_profile_without_the_authority_says_so(tmp_path: Path) -> None:
    half = over(described(profiles={"tls": Profile(env={"CERT": "{tls.certificate}"})}), tmp_path)

    with pytest.raises(WindowShut, match="plain HTTP"):
        half.calling()


def test_a_deployment_is_only_looked_at(authority: Authority, tmp_path: Path) -> None:
    with server(authority.pair("deployed")) as port:
        url = f"https://127.0.0.1:{port}/shop"
        looked = over(described(public_url=url, ca_file=str(authority.certificate)), tmp_path)
        place = looked.place()

        assert (place.url, place.target, place.certificate().believed) == (url, None, True)
        assert looked.hsts(place) == {"GET /": "max-age=31536000"}
        assert {answer.status for answer in looked.in_the_open(place)} == {None}


def test_authorities_that_are_not_there_are_named(tmp_path: Path) -> None:
    lost = over(described(public_url="https://shop.example", ca_file="lost.pem"), tmp_path)

    with pytest.raises(WindowShut) as shut:
        lost.place()
    assert "lost.pem" in shut.value.needs


def test_a_deployment_that_does_not_answer_is_unreachable(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = int(taken.getsockname()[1])
    with pytest.raises(NoVerdict, match="no answer"):
        over(described(), tmp_path).hsts(Place("127.0.0.1", port, (port,), None))
