"""What the shop must be told before it may open. Not: what it sells, how it keeps its books.

Every mistake is collected, so that one start shows them all. Names are printed, values never.
"""

import os
import re
from dataclasses import dataclass
from pathlib import Path

BEGINNINGS = {"test": ("sk_test_", "rk_test_"), "live": ("sk_live_", "rk_live_")}


class Unready(SystemExit):
    """The shop does not open; the message is what the operator reads."""


@dataclass(frozen=True)
class Settings:
    mode: str
    api_key: str
    hook_secret: str
    api_base: str
    books: str
    ca_file: str | None
    """Whom to believe as the provider, where not the authorities that its library brings along."""

    @property
    def live(self):
        return self.mode == "live"


def read(env=os.environ):
    """Return the settings, or raise Unready with one line for each thing that is wrong."""
    wrong = []
    mode = env.get("SHOP_MODE", "").strip()
    if mode not in ("test", "live"):
        wrong.append("SHOP_MODE must be test or live")
    api_key = _secret(env, "PAY_API_KEY", BEGINNINGS.get(mode, BEGINNINGS["test"] + BEGINNINGS["live"]), wrong)
    hook_secret = _secret(env, "PAY_HOOK_SECRET", ("whsec_",), wrong)
    books = env.get("SHOP_BOOKS", "").strip()
    if not books:
        wrong.append("SHOP_BOOKS must be the path of the SQLite file")
    ca_file = env.get("PAY_CA_FILE", "").strip() or None
    if ca_file and not Path(ca_file).is_file():
        wrong.append("PAY_CA_FILE must be the path of a PEM file")
    if wrong:
        raise Unready("the shop does not open:\n  " + "\n  ".join(wrong))
    return Settings(mode, api_key, hook_secret, env.get("PAY_API_BASE") or "https://api.stripe.com", books, ca_file)


def _secret(env, name, prefixes, wrong):
    value = env.get(name, "")
    if not value.strip():
        wrong.append(f"{name} is missing or empty")
    elif not value.startswith(prefixes):
        wrong.append(f"{name} must begin with {' or '.join(prefixes)}")
    elif not _drawn_at_random(next(value.removeprefix(p) for p in prefixes if value.startswith(p))):
        wrong.append(f"{name} looks like a placeholder")
    return value


def _drawn_at_random(text):
    """Sixteen letters and digits or more, of at least eight kinds: `changemechangeme` and `xxxx…` are not."""
    return re.fullmatch(r"[A-Za-z0-9]{16,}", text) is not None and len(set(text)) >= 8
