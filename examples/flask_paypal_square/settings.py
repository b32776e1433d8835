"""What the shop must be told before it may open. Not: what it sells, how it keeps its books.

Every mistake is collected, so that one start shows them all. Names are printed, values never.
"""

import os
import re
from dataclasses import dataclass
from pathlib import Path

SQUARE_BASES = {"test": "https://connect.squareupsandbox.com", "live": "https://connect.squareup.com"}
APPLICATIONS = {"test": "sandbox-sq0idb-", "live": "sq0idp-"}
LONG = r"[A-Za-z0-9_-]{40,}"


class Unready(SystemExit):
    """The shop does not open; the message is what the operator reads."""


@dataclass(frozen=True)
class Settings:
    live: bool
    books: str
    home: str
    """Where buyers reach the shop; PayPal sends them back there."""
    paypal_id: str
    paypal_secret: str
    paypal_webhook: str
    square_token: str
    square_location: str
    square_key: str
    square_url: str
    """The address in Square's webhook subscription, which Square signs with each event. Never from a request."""
    square_base: str
    square_ca_file: str | None
    """Whom to believe as Square, where not the authorities that its library brings along."""


def read(env=os.environ):
    """Return the settings, or raise Unready with one line for each thing that is wrong."""
    mode = env.get("SHOP_MODE", "").strip()
    wrong = [] if mode in SQUARE_BASES else ["SHOP_MODE must be test or live"]
    wrong += [f"{name} is missing or empty" for name in ("SHOP_BOOKS", "SHOP_HOME") if not env.get(name, "").strip()]
    checked = {
        "PAYPAL_CLIENT_ID": LONG,
        "PAYPAL_CLIENT_SECRET": LONG,
        "PAYPAL_WEBHOOK_ID": r"[A-Z0-9]{10,50}",
        "SQUARE_ACCESS_TOKEN": r"EAAA[A-Za-z0-9_-]{30,}",
        "SQUARE_APPLICATION_ID": re.escape(APPLICATIONS.get(mode, "-")) + r"[A-Za-z0-9_-]{16,}",
        "SQUARE_LOCATION_ID": r"[A-Z0-9]{8,}",
        "SQUARE_SIGNATURE_KEY": r"[A-Za-z0-9_-]{16,}",
    }
    for name, pattern in checked.items():
        value = env.get(name, "")
        if not value.strip():
            wrong.append(f"{name} is missing or empty")
        elif not re.fullmatch(pattern, value) or len(set(value)) < 8:
            wrong.append(f"{name} is no such thing of this mode's, or a placeholder")
    ca_file = env.get("SQUARE_CA_FILE", "").strip() or None
    if ca_file and not Path(ca_file).is_file():
        wrong.append("SQUARE_CA_FILE must be the path of a PEM file")
    if wrong:
        raise Unready("the shop does not open:\n  " + "\n  ".join(wrong))
    return Settings(
        live=mode == "live",
        books=env["SHOP_BOOKS"].strip(),
        home=env["SHOP_HOME"].rstrip("/"),
        paypal_id=env["PAYPAL_CLIENT_ID"],
        paypal_secret=env["PAYPAL_CLIENT_SECRET"],
        paypal_webhook=env["PAYPAL_WEBHOOK_ID"],
        square_token=env["SQUARE_ACCESS_TOKEN"],
        square_location=env["SQUARE_LOCATION_ID"],
        square_key=env["SQUARE_SIGNATURE_KEY"],
        square_url=f"{env['SHOP_HOME'].rstrip('/')}/hooks/square",
        square_base=env.get("SQUARE_API_BASE") or SQUARE_BASES[mode],
        square_ca_file=ca_file,
    )
