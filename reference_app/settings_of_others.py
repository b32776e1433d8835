"""Settings of PayPal and of Square: each all or nothing. Not: Stripe's, nor what is common (`settings.py`).

A shop that names no variable of a provider does not take it. One that names some of them is refused with the first that
is missing: half a configuration would be found out by the first buyer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from reference_app import env
from reference_app.env import SettingError

Fault = Callable[[str, str | None, str], str | None]

PAYPAL = ("PAYPAL_CLIENT_ID", "PAYPAL_CLIENT_SECRET", "PAYPAL_WEBHOOK_ID")
SQUARE = ("SQUARE_ACCESS_TOKEN", "SQUARE_APPLICATION_ID", "SQUARE_LOCATION_ID", "SQUARE_SIGNATURE_KEY")
NAMES = re.compile(r"[A-Z0-9]{8,50}")
"""What ids look like that are no secrets: PayPal's webhook, Square's location."""

PAYPAL_CERT_HOSTS = {
    "test": "api.sandbox.paypal.com,api-m.sandbox.paypal.com",
    "live": "api.paypal.com,api-m.paypal.com",
}
PAYPAL_JS = {"test": "https://www.sandbox.paypal.com/sdk/js", "live": "https://www.paypal.com/sdk/js"}
SQUARE_API = {"test": "https://connect.squareupsandbox.com", "live": "https://connect.squareup.com"}
SQUARE_JS = {
    "test": "https://sandbox.web.squarecdn.com/v1/square.js",
    "live": "https://web.squarecdn.com/v1/square.js",
}


@dataclass(frozen=True, slots=True, repr=False)
class PayPalSettings:
    """Checked settings of PayPal. There is no address of its API: the official SDK has none to set, only two sides."""

    live: bool
    client_id: str
    client_secret: str
    webhook_id: str
    """Which subscription's events we take: it is part of what PayPal signs, and stands in no request."""
    cert_hosts: frozenset[str]
    """From which hosts (with port, if not 443) a certificate of PayPal's may be fetched: no others are ever asked."""
    cert_name: str
    """For which name PayPal's certificate is made out."""
    ca_file: str | None
    """Whom we believe to be PayPal when we call it, in place of the authorities that the client brings along."""
    cert_ca_file: str | None
    """Whom we believe about the certificates that sign its webhooks, in place of this machine's authorities."""
    js_url: str
    timeout: float


@dataclass(frozen=True, slots=True, repr=False)
class SquareSettings:
    """Checked settings of Square."""

    live: bool
    access_token: str
    application_id: str
    location_id: str
    signature_key: str
    notification_url: str
    """As it is written in the webhook subscription: Square signs it with every event. Never from a request."""
    api_base: str
    ca_file: str | None
    js_url: str
    timeout: float


def paypal(environment: Mapping[str, str], mode: str, fault: Fault) -> PayPalSettings | None:
    """Return PayPal's settings; None: the shop does not take PayPal. Raises SettingError."""
    if not _wanted(environment, PAYPAL):
        return None
    for name in PAYPAL[:2]:
        _check(name, environment, mode, fault)
    _same_side("PAYPAL_ENVIRONMENT", environment, mode)
    return PayPalSettings(
        live=mode == "live",
        client_id=environment["PAYPAL_CLIENT_ID"],
        client_secret=environment["PAYPAL_CLIENT_SECRET"],
        webhook_id=_name("PAYPAL_WEBHOOK_ID", environment),
        cert_hosts=_hosts(environment, "PAYPAL_CERT_HOSTS", PAYPAL_CERT_HOSTS[mode]),
        cert_name=environment.get("PAYPAL_CERT_NAME", "").strip() or "messageverificationcerts.paypal.com",
        ca_file=env.file(environment, "PAYPAL_CA_FILE"),
        cert_ca_file=env.file(environment, "PAYPAL_CERT_CA_FILE") or env.file(environment, "PAYPAL_CA_FILE"),
        js_url=env.address(environment, "PAYPAL_JS_URL", PAYPAL_JS[mode], mode),
        timeout=env.seconds(environment, "PAYPAL_TIMEOUT", 8.0),
    )


def square(environment: Mapping[str, str], mode: str, public_url: str, fault: Fault) -> SquareSettings | None:
    """Return Square's settings; None: the shop does not take Square. Raises SettingError."""
    if not _wanted(environment, SQUARE):
        return None
    for name in ("SQUARE_ACCESS_TOKEN", "SQUARE_APPLICATION_ID", "SQUARE_SIGNATURE_KEY"):
        _check(name, environment, mode, fault)
    _same_side("SQUARE_ENVIRONMENT", environment, mode)
    return SquareSettings(
        live=mode == "live",
        access_token=environment["SQUARE_ACCESS_TOKEN"],
        application_id=environment["SQUARE_APPLICATION_ID"],
        location_id=_name("SQUARE_LOCATION_ID", environment),
        signature_key=environment["SQUARE_SIGNATURE_KEY"],
        notification_url=f"{public_url}/webhooks/square",
        api_base=env.address(environment, "SQUARE_API_BASE", SQUARE_API[mode], mode),
        ca_file=env.file(environment, "SQUARE_CA_FILE"),
        js_url=env.address(environment, "SQUARE_JS_URL", SQUARE_JS[mode], mode),
        timeout=env.seconds(environment, "SQUARE_TIMEOUT", 8.0),
    )


def _wanted(environment: Mapping[str, str], names: tuple[str, ...]) -> bool:
    return any(environment.get(name, "").strip() for name in names)


def _check(name: str, environment: Mapping[str, str], mode: str, fault: Fault) -> None:
    if found := fault(name, environment.get(name), mode):
        raise SettingError(found)


def _name(name: str, environment: Mapping[str, str]) -> str:
    value = environment.get(name, "")
    if not NAMES.fullmatch(value):
        raise SettingError(f"{name} is missing, or is no such id. Set it; .env.example says where to find it.")
    return value


def _same_side(name: str, environment: Mapping[str, str], mode: str) -> None:
    """Refuse a provider's side that is not the shop's: its keys may say nothing about where they belong."""
    side = "production" if mode == "live" else "sandbox"
    if environment.get(name, "").strip() not in ("", side):
        raise SettingError(f"{name} does not belong to SHOP_MODE={mode}: write {side}, or leave it out.")


def _hosts(environment: Mapping[str, str], name: str, default: str) -> frozenset[str]:
    """Return exact hosts, each with its port if it is not 443; an https address counts as the host in it."""
    told = environment.get(name, "").strip() or default
    hosts = frozenset(host.strip().lower().removeprefix("https://") for host in told.split(",") if host.strip())
    if not hosts or not all(re.fullmatch(r"[a-z0-9.-]+(:[0-9]{1,5})?", host) for host in hosts):
        raise SettingError(f"{name} is no list of hosts. Write HOST[:PORT],HOST[:PORT] without https:// or paths.")
    return hosts
