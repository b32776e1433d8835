"""The shop over TLS: what it serves with, what it says without, and whom it takes for its provider."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from starlette.datastructures import URL

from harness.target.authority import Authority
from reference_app import settings, transport
from tests.reference_app.conftest import KEYS, RunningShop, _free_port


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path / "authority")


@pytest.fixture
def secure(tmp_path: Path, authority: Authority) -> Iterator[RunningShop]:
    """A shop that serves TLS by a certificate of its own authority, and has no provider."""
    pair = authority.pair("shop")
    shop = RunningShop(tmp_path)
    shop.url = shop.url.replace("http:", "https:")
    shop.http = httpx.Client(
        base_url=shop.url, timeout=40, trust_env=False, verify=ssl.create_default_context(cafile=authority.certificate)
    )
    shop.env |= {
        "PUBLIC_URL": shop.url,
        "TLS_CERTIFICATE": str(pair.certificate),
        "TLS_KEY": str(pair.key),
        "PLAIN_PORT": str(_free_port()),
    }
    assert shop.command("migrate").returncode == 0
    shop.start("web")
    yield shop
    shop.stop()


def test_it_serves_tls_and_sends_browsers_there(secure: RunningShop) -> None:
    page = secure.http.get("/")
    plain = httpx.Client(base_url=f"http://127.0.0.1:{secure.env['PLAIN_PORT']}", trust_env=False)
    read, sent = plain.get("/?a=b"), plain.post("/webhooks/stripe", content=b"{}")

    assert page.status_code == 200
    assert page.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    assert (read.status_code, read.headers["location"]) == (301, f"{secure.url}/?a=b")
    assert (sent.status_code, "location" in sent.headers) == (403, False)


def test_it_speaks_nothing_older_than_1_2(authority: Authority) -> None:
    pair = authority.pair("shop")
    files = {"TLS_CERTIFICATE": str(pair.certificate), "TLS_KEY": str(pair.key), "PUBLIC_URL": "https://shop.example"}
    context = transport.serving(settings.check({**KEYS, **files}))

    assert context is not None
    assert context.minimum_version == ssl.TLSVersion.TLSv1_2
    assert transport.serving(settings.check(KEYS)) is None


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_without_tls_only_a_reader_is_sent_on(method: str) -> None:
    url = URL("https://shop.example/webhooks/stripe")

    assert transport.answer_to_plain_http(method, url).status_code == 403
    assert transport.answer_to_plain_http("GET", url).headers["location"] == str(url)


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"TLS_CERTIFICATE": "HERE"}, "TLS_KEY"),
        ({"TLS_KEY": "HERE"}, "TLS_CERTIFICATE"),
        ({"TLS_CERTIFICATE": "HERE", "TLS_KEY": "HERE"}, "PUBLIC_URL"),
        ({"TLS_CERTIFICATE": "/nowhere.pem"}, "TLS_CERTIFICATE"),
        ({"STRIPE_CA_FILE": "/nowhere.pem"}, "STRIPE_CA_FILE"),
        ({"TLS_CERTIFICATE": "HERE", "TLS_KEY": "HERE", "PUBLIC_URL": "https://a.example", "PLAIN_PORT": "x"}, "PLAIN"),
    ],
)
def test_half_of_a_setting_is_refused_by_name(given: dict[str, str], named: str) -> None:
    files = {name: __file__ if value == "HERE" else value for name, value in given.items()}

    with pytest.raises(settings.SettingError, match=f"^{named}"):
        settings.check({**KEYS, **files})
