"""How many digits currencies have after the point, where they are not two. Source: Stripe, "Supported currencies"."""

from __future__ import annotations

NO_MINOR_UNITS = frozenset(
    ("bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "ugx", "vnd", "vuv", "xaf", "xof", "xpf")
)
"""Currencies whose amounts have no fraction."""
WITH_THREE_DECIMALS = ("bhd", "jod", "kwd", "omr", "tnd")
DECIMALS = {**dict.fromkeys(NO_MINOR_UNITS, 0), **dict.fromkeys(WITH_THREE_DECIMALS, 3)}
"""Digits after the point where they are not two."""
