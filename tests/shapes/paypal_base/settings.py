"""What the shop must be told before it may open. Not: what it sells. Names are printed, values never."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

SIDES = {"test": "sandbox", "live": "production"}
CERTIFICATE_HOSTS = {"test": "api.sandbox.paypal.com", "live": "api.paypal.com"}


@dataclass(frozen=True)
class Settings:
    live: bool
    client_id: str
    client_secret: str
    webhook_id: str
    folder: Path
    certificate_hosts: frozenset[str]
    """From where alone a certificate of the provider's may be fetched: hosts, with their port if it is not 443."""
    authorities: str | None
    """Whom to believe about those certificates: a PEM file, in place of this machine's."""


def read(env=os.environ):
    """Return the settings, or leave with a line for each that is missing or a placeholder."""
    mode = env.get("SHOP_MODE", "")
    wrong = [] if mode in SIDES else ["SHOP_MODE must be test or live"]
    if not env.get("SHOP_FOLDER", "").strip():
        wrong.append("SHOP_FOLDER is missing")
    for name, pattern in (
        ("PAYPAL_CLIENT_ID", r"[A-Za-z0-9_-]{40,}"),
        ("PAYPAL_CLIENT_SECRET", r"[A-Za-z0-9_-]{40,}"),
        ("PAYPAL_WEBHOOK_ID", r"[A-Z0-9]{10,50}"),
    ):
        if not re.fullmatch(pattern, env.get(name, "")) or len(set(env[name])) < 8:
            wrong.append(f"{name} must be the provider's")
    if wrong:
        raise SystemExit("the shop does not open:\n  " + "\n  ".join(wrong))
    hosts = (env.get("PAYPAL_CERT_HOSTS") or CERTIFICATE_HOSTS[mode]).split(",")
    return Settings(
        mode == "live",
        env["PAYPAL_CLIENT_ID"],
        env["PAYPAL_CLIENT_SECRET"],
        env["PAYPAL_WEBHOOK_ID"],
        Path(env["SHOP_FOLDER"]),
        frozenset(host.strip().removeprefix("https://") for host in hosts),
        env.get("PAYPAL_CA_FILE") or None,
    )
