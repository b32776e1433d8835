"""What the shop must be told before it may open. Not: how Django is set up with it (`settings.py`).

Every mistake is collected, so that one start shows them all. Names are printed, values never.
"""

import os
import re
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ImproperlyConfigured

PLANS = ("basic", "plus", "tried")
BEGINNINGS = {"test": ("sk_test_",), "live": ("sk_live_",)}
ENDPOINT = "5f0c7f6e-2f0b-4a53-9a1c-6d1f3c0b7a42"
"""The end of the address of news, unless SHOP_WEBHOOK_UUID says otherwise; the whole of it is
/stripe/webhook/5f0c7f6e-2f0b-4a53-9a1c-6d1f3c0b7a42/"""


@dataclass(frozen=True)
class Environment:
    live: bool
    api_key: str
    webhook_secret: str
    webhook_uuid: UUID
    form_key: str
    prices: dict[str, str]
    books: str
    mail_host: str
    mail_port: int
    api_base: str | None
    ca_file: str | None


def read(env=os.environ):
    """Return the settings of this process, or raise ImproperlyConfigured with a line for each thing that is wrong."""
    wrong = []
    mode = env.get("SHOP_MODE", "").strip()
    if mode not in ("test", "live"):
        wrong.append("SHOP_MODE must be test or live")
    api_key = _secret(env, "STRIPE_SECRET_KEY", BEGINNINGS.get(mode, ("sk_test_", "sk_live_")), wrong)
    webhook_secret = _secret(env, "STRIPE_WEBHOOK_SECRET", ("whsec_",), wrong)
    form_key = _secret(env, "SHOP_FORM_KEY", ("",), wrong)
    prices = {plan: env.get(f"STRIPE_PRICE_{plan.upper()}", "").strip() for plan in PLANS}
    wrong += [
        f"STRIPE_PRICE_{plan.upper()} must be the id of the plan's price, which begins with price_"
        for plan, price in prices.items()
        if not price.startswith("price_")
    ]
    books = env.get("SHOP_BOOKS", "").strip()
    if not books:
        wrong.append("SHOP_BOOKS must be the path of the SQLite file")
    mail_port = env.get("SHOP_MAIL_PORT", "25")
    if not mail_port.isdigit():
        wrong.append("SHOP_MAIL_PORT must be a number")
    try:
        webhook_uuid = UUID(env.get("SHOP_WEBHOOK_UUID", ENDPOINT))
    except ValueError:
        wrong.append("SHOP_WEBHOOK_UUID must be a UUID")
    if wrong:
        raise ImproperlyConfigured("the shop does not open:\n  " + "\n  ".join(wrong))
    return Environment(
        live=mode == "live",
        api_key=api_key,
        webhook_secret=webhook_secret,
        webhook_uuid=webhook_uuid,
        form_key=form_key,
        prices=prices,
        books=books,
        mail_host=env.get("SHOP_MAIL_HOST", "127.0.0.1"),
        mail_port=int(mail_port),
        api_base=env.get("STRIPE_API_HOST", "").strip() or None,
        ca_file=env.get("STRIPE_CA_FILE", "").strip() or None,
    )


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
