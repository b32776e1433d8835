"""Under which ids the providers know the shop's plans. Not: whether what they have under these is right (`selling.py`).

A shop that names none sells no subscriptions; it sells those that it names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from reference_app.env import SettingError
from reference_app.subscriptions.plans import CURRENCIES, PLANS

VARIABLES = {"stripe": "STRIPE_PRICE_", "paypal": "PAYPAL_PLAN_", "square": "SQUARE_PLAN_"}
"""How the variables begin; they end in the plan's name: STRIPE_PRICE_BASIC."""
NAME = re.compile(r"[A-Za-z0-9_-]{4,255}")


def plans(environment: Mapping[str, str]) -> Mapping[str, Mapping[str, str]]:
    """Return, by provider, the provider's id for each plan that is sold there. Raises SettingError."""
    found = {provider: _of_one(environment, beginning) for provider, beginning in VARIABLES.items()}
    return {provider: ids for provider, ids in found.items() if ids}


def currency(environment: Mapping[str, str]) -> str:
    """Return in which currency the plans are sold: the provider's plans must be in it. Raises SettingError."""
    value = environment.get("PLAN_CURRENCY", "").strip().lower() or CURRENCIES[0]
    if value not in CURRENCIES:
        raise SettingError(f"PLAN_CURRENCY is none that plans are sold in. Write {' or '.join(CURRENCIES)}.")
    return value


def _of_one(environment: Mapping[str, str], beginning: str) -> dict[str, str]:
    ids: dict[str, str] = {}
    for plan in PLANS:
        name = beginning + plan.upper()
        value = environment.get(name, "").strip()
        if not value:
            continue
        if not NAME.fullmatch(value):
            raise SettingError(f"{name} is no id of a provider's. Write it as its dashboard shows it, or leave it out.")
        if value in ids.values():
            raise SettingError(f"{name} is the id of another plan, too. Each plan needs its own.")
        ids[plan] = value
    return ids
