"""Which providers a shop has is a matter of its settings, and what it does not take it does not load."""

from __future__ import annotations

import pytest

from reference_app import settings
from tests.reference_app.test_settings import GOOD

PAYPAL = {
    "PAYPAL_CLIENT_ID": "AfQ7mZ2xVb4Lt8Kr3Wn6Yc1Hd5Gs0PaTqUe",
    "PAYPAL_CLIENT_SECRET": "EK9fK2mQ7xVb4Zt8Lr3Wn6Yc1Hd5Gs0PaXy",
    "PAYPAL_WEBHOOK_ID": "62S05328W88208146",
}
SQUARE = {
    "SQUARE_ACCESS_TOKEN": "EAAAl9fK2mQ7xVb4Zt8Lr3Wn6Yc1Hd5Gs0Pa",
    "SQUARE_APPLICATION_ID": "sandbox-sq0idb-9fK2mQ7xVb4Zt8Lr3Wn6Yc",
    "SQUARE_LOCATION_ID": "LQ7XVB4ZT8LR3",
    "SQUARE_SIGNATURE_KEY": "Wn6Yc1Hd5Gs0PaTqUe9fKz",
}
SDKS = {"square", "paypalserversdk", "cryptography.x509"}


def test_a_shop_for_stripe_alone_has_no_other() -> None:
    checked = settings.check(GOOD)

    assert checked.paypal is None
    assert checked.square is None


def test_a_provider_is_taken_with_all_of_its_settings() -> None:
    checked = settings.check({**GOOD, **PAYPAL, **SQUARE, "PUBLIC_URL": "https://shop.example/"})

    assert checked.paypal is not None
    assert checked.paypal.cert_hosts == {"api.sandbox.paypal.com", "api-m.sandbox.paypal.com"}
    assert checked.square is not None
    assert checked.square.notification_url == "https://shop.example/webhooks/square"
    assert checked.square.api_base == "https://connect.squareupsandbox.com"


@pytest.mark.parametrize("name", [*PAYPAL, *SQUARE])
@pytest.mark.parametrize("value", [None, "", "  ", "changeme"])
def test_half_of_a_provider_is_refused_by_the_name_of_what_is_missing(name: str, value: str | None) -> None:
    whole = {**GOOD, **PAYPAL, **SQUARE}
    half = {**whole, name: value} if value is not None else {k: v for k, v in whole.items() if k != name}

    with pytest.raises(settings.SettingError, match=f"^{name} "):
        settings.check(half)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SQUARE_APPLICATION_ID", "sq0idp-9fK2mQ7xVb4Zt8Lr3Wn6Yc"),
        ("SQUARE_ENVIRONMENT", "production"),
        ("PAYPAL_ENVIRONMENT", "production"),
    ],
)
def test_what_belongs_to_the_other_side_is_refused(name: str, value: str) -> None:
    with pytest.raises(settings.SettingError, match=f"^{name} does not belong to SHOP_MODE=test"):
        settings.check({**GOOD, **PAYPAL, **SQUARE, name: value})


def test_the_live_shop_takes_the_live_side() -> None:
    live = {key: value.replace("_test_", "_live_") for key, value in GOOD.items()}
    live |= {**PAYPAL, **SQUARE, "SHOP_MODE": "live", "SQUARE_APPLICATION_ID": "sq0idp-9fK2mQ7xVb4Zt8Lr3Wn6Yc"}
    checked = settings.check(live)

    assert checked.square is not None
    assert checked.square.api_base == "https://connect.squareup.com"
    assert checked.paypal is not None
    assert checked.paypal.live
    assert checked.paypal.cert_hosts == {"api.paypal.com", "api-m.paypal.com"}
    with pytest.raises(settings.SettingError, match=r"^SQUARE_API_BASE is not https"):
        settings.check({**live, "SQUARE_API_BASE": "http://square.example"})


@pytest.mark.parametrize("hosts", ["api.paypal.com/certs", "api.paypal.com,*", ",", "http://api.paypal.com"])
def test_hosts_of_certificates_are_exact(hosts: str) -> None:
    with pytest.raises(settings.SettingError, match=r"^PAYPAL_CERT_HOSTS "):
        settings.check({**GOOD, **PAYPAL, "PAYPAL_CERT_HOSTS": hosts})


@pytest.mark.parametrize("given", [{}, {**PAYPAL, **SQUARE}], ids=["stripe alone", "all three"])
def test_no_sdk_but_stripes_is_loaded_before_it_is_needed(shop, given: dict[str, str]) -> None:
    """It takes a second to load them, in which a web process that was restarted would answer no webhook."""
    shop.env |= {**given, "PYTHONPROFILEIMPORTTIME": "1"}
    shop.start("web")
    assert shop.http.get("/").status_code == 200
    refused = {path: shop.http.post(f"/webhooks/{path}", content=b"{}").status_code for path in ("paypal", "square")}
    shop.kill("web", 15)

    said = shop.log("web").read_text().splitlines()
    loaded = {line.rsplit("|", 1)[-1].strip() for line in said if line.startswith("import time:")}
    assert "stripe" in loaded
    assert not {name for name in loaded if name in SDKS or name.startswith(("square.client", "paypalserversdk"))} - {
        "square"
    }
    assert ("square" in loaded) == bool(given)
    assert set(refused.values()) == ({400} if given else {404})


def test_what_the_shop_does_not_take_is_refused_at_checkout(trade) -> None:
    refused = trade.shop.ask_checkout(provider="square", sku="mug")

    assert refused.status_code == 422
    assert refused.json()["error"] == "not_taken"
    assert trade.shop.ask_checkout(provider="klarna").status_code == 422
