"""What the functions are told by their environment. Read in the init phase: what is wrong is told at the deployment.

All mistakes are told together, by the names of the variables; values are never shown.
"""

import os
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

KEYS = {"test": r"(?:sk|rk)_test_", "live": r"(?:sk|rk)_live_"}


@dataclass(frozen=True)
class Settings:
    live: bool
    api_key: str
    webhook_secret: str
    api_base: str
    public_url: str
    ca_file: str | None


def read(env=os.environ):
    """Return the settings, or end the process with a line for each thing that is wrong."""
    wrong = []

    def wanted(name, pattern, meaning):
        value = env.get(name, "")
        if not value.strip():
            wrong.append(f"{name} is not set")
        elif not re.fullmatch(pattern, value):
            wrong.append(f"{name} is not {meaning}")
        return value

    def secret(name, prefix, meaning):
        value = wanted(name, rf"{prefix}[A-Za-z0-9]{{16,}}", meaning)
        if value and len(set(value.rpartition("_")[2])) < 8:
            wrong.append(f"{name} is a placeholder")
        return value

    stage = wanted("STAGE", "dev|prod", "dev or prod")
    mode = "live" if stage == "prod" else "test"
    settings = Settings(
        live=mode == "live",
        api_key=secret("STRIPE_API_KEY", KEYS[mode], f"a key of Stripe's {mode} mode"),
        webhook_secret=secret("STRIPE_WEBHOOK_SECRET", "whsec_", "the secret of a webhook endpoint"),
        api_base=env.get("STRIPE_API_BASE") or "https://api.stripe.com",
        public_url=wanted("PUBLIC_URL", r"https?://[\w.:-]+", "an address without a path"),
        ca_file=env.get("STRIPE_CA_FILE") or None,
    )
    for name in ("SHOP_TABLES", "SHOP_QUEUE"):
        wanted(name, r".+", "the path of a file")
    if settings.ca_file and not Path(settings.ca_file).is_file():
        wrong.append("STRIPE_CA_FILE is not the path of a file")
    if not urlsplit(settings.api_base).hostname:
        wrong.append("STRIPE_API_BASE is not an address")
    if wrong:
        raise SystemExit("the functions cannot start:\n  " + "\n  ".join(wrong))
    return settings


SETTINGS = read()
