"""What the shop must be told before it may open. Not: what it sells. Names are printed, values never."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

APPLICATIONS = {"test": "sandbox-sq0idb-", "live": "sq0idp-"}
BASES = {"test": "https://connect.squareupsandbox.com", "live": "https://connect.squareup.com"}


@dataclass(frozen=True)
class Settings:
    live: bool
    token: str
    location: str
    signature_key: str
    news_url: str
    """As it stands in the webhook subscription: Square signs it with each event. Never from a request."""
    base: str
    folder: Path


def read(env=os.environ):
    """Return the settings, or leave with a line for each that is missing, a placeholder, or of the other mode."""
    mode = env.get("SHOP_MODE", "")
    wrong = [] if mode in BASES else ["SHOP_MODE must be test or live"]
    wrong += [f"{name} is missing" for name in ("SQUARE_NEWS_URL", "SHOP_FOLDER") if not env.get(name, "").strip()]
    for name, pattern in (
        ("SQUARE_ACCESS_TOKEN", r"EAAA[A-Za-z0-9_-]{30,}"),
        ("SQUARE_APPLICATION_ID", re.escape(APPLICATIONS.get(mode, "-")) + r"[A-Za-z0-9_-]{16,}"),
        ("SQUARE_SIGNATURE_KEY", r"[A-Za-z0-9_-]{16,}"),
        ("SQUARE_LOCATION_ID", r"[A-Z0-9]{8,}"),
    ):
        if not re.fullmatch(pattern, env.get(name, "")) or len(set(env[name])) < 8:
            wrong.append(f"{name} must be the provider's, and of this mode")
    if wrong:
        raise SystemExit("the shop does not open:\n  " + "\n  ".join(wrong))
    return Settings(
        mode == "live",
        env["SQUARE_ACCESS_TOKEN"],
        env["SQUARE_LOCATION_ID"],
        env["SQUARE_SIGNATURE_KEY"],
        env["SQUARE_NEWS_URL"],
        env.get("SQUARE_API_BASE") or BASES[mode],
        Path(env["SHOP_FOLDER"]),
    )
