"""Currencies: how many minor units make a major one, and how an amount is shown to people. Not: exchange rates.

Amounts are integers in the minor unit everywhere. Source: Stripe, "Supported currencies" (zero- and three-decimal).
"""

from __future__ import annotations

from fractions import Fraction
from math import floor

ZERO_DECIMAL = frozenset(
    {"bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "ugx", "vnd", "vuv", "xaf", "xof", "xpf"}
)
THREE_DECIMAL = frozenset({"bhd", "jod", "kwd", "omr", "tnd"})

_SUPPORTED = """
usd aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bhd bif bmd bnd bob brl bsd bwp byn bzd cad cdf chf clp
cny cop crc cve czk djf dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gnf gtq gyd hkd hnl hrk htg huf idr ils inr
isk jmd jod jpy kes kgs khr kmf krw kwd kyd kzt lak lbp lkr lrd lsl mad mdl mga mkd mmk mnt mop mur mvr mwk mxn myr
mzn nad ngn nio nok npr nzd omr pab pen pgk php pkr pln pyg qar ron rsd rub rwf sar sbd scr sek sgd shp sle sll sos
srd std szl thb tjs tnd top try ttd twd tzs uah ugx usdc uyu uzs vnd vuv wst xaf xcd xcg xof xpf yer zar zmw
"""

CURRENCIES: tuple[str, ...] = tuple(_SUPPORTED.split())
"""Lower case, in the order in which Stripe lists them: the dollar first, then by alphabet."""

_SIGNS = {"usd": "$", "eur": "€", "gbp": "£", "jpy": "¥", "cad": "CA$", "aud": "A$", "inr": "₹", "brl": "R$"}


def exponent(currency: str) -> int:
    """Return how many decimals the currency's major unit has: 2, but 0 for the yen and 3 for the dinars."""
    if currency in ZERO_DECIMAL:
        return 0
    return 3 if currency in THREE_DECIMAL else 2


def step(currency: str) -> int:
    """Return the least difference between two amounts that can be charged: the last of three decimals must be 0."""
    return 10 if exponent(currency) == 3 else 1


def half_up(amount: Fraction) -> int:
    """Return the amount rounded to a whole number, a half upwards. Amounts here are never below nothing."""
    return floor(amount + Fraction(1, 2))


def shown(amount: int, currency: str) -> str:
    """Return the amount as an English reader writes it: `$25.00`, `¥2,500`, `25.00 SEK`."""
    places = exponent(currency)
    sign = "-" if amount < 0 else ""
    whole, rest = divmod(abs(amount), 10**places)
    number = f"{whole:,}.{rest:0{places}d}" if places else f"{whole:,}"
    prefix = _SIGNS.get(currency)
    return f"{sign}{prefix}{number}" if prefix else f"{sign}{number} {currency.upper()}"
