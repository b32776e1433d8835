"""The house's own words: names of states, things for sale with their prices. Guesses, from quoted words."""

from __future__ import annotations

import re
from collections.abc import Mapping

import msgspec

from harness.drafting.found import Found, line_of
from harness.drafting.stacks import language_of

STATES: dict[str, tuple[str, ...]] = {
    "paid": ("paid", "settled", "fulfilled", "completed", "complete", "confirmed", "captured", "succeeded",
             "success"),
    "unpaid": ("pending", "unpaid", "awaiting", "awaiting_payment", "pending_payment", "payment_pending", "created",
               "new", "open", "placed"),
    "failed": ("failed", "payment_failed", "cancelled", "canceled", "called_off", "expired", "declined",
               "abandoned", "voided"),
    "refunded": ("refunded", "partially_refunded", "money_back", "returned"),
    "held": ("held", "on_hold", "review", "in_review", "disputed"),
}  # fmt: skip
"""By the descriptor's word, what houses call it; the surer words first."""
MEANING = {word: ours for ours, words in STATES.items() for word in words}
SEVERAL = 3
"""A line that has words of so many kinds lists states."""
OF_PROVIDERS = {
    "succeeded",
    "success",
    "complete",
    "captured",
    "created",
    "open",
    "expired",
    "new",
    "canceled",
    "completed",
}
"""Words that providers use as well: taken only where the house has no other in their place."""
CURRENCIES = (
    "eur", "usd", "gbp", "chf", "jpy", "cad", "aud", "nzd", "sek", "nok", "dkk", "isk", "pln", "czk", "huf", "ron",
    "try", "ils", "aed", "sar", "kwd", "bhd", "qar", "egp", "zar", "ngn", "kes", "inr", "pkr", "thb", "vnd", "idr",
    "myr", "sgd", "hkd", "twd", "krw", "cny", "php", "brl", "mxn", "ars", "clp", "cop", "pen",
)  # fmt: skip

_WORD = re.compile(r"[\"'`:]([A-Za-z]\w{2,30})\b[\"'`]?")
_ABOUT = re.compile(r"(?i)status|state|payment_intent\.|checkout\.session\.|PAYMENT\.CAPTURE|payment\.updated")
_NAME = (
    r"(?:[\"'`]([A-Za-z][\w-]{0,40})[\"'`]\s*(?::|=>|,)\s*(?:[\w.]*[\[({])?"  # "tea": (1999, "eur")
    r"|\b([A-Za-z]\w{0,40}):\s*[\[{(])"  # tea: { price: 1999, currency: "eur" }
)
_PRICED = re.compile(
    rf"{_NAME}[^\n\]}})]{{0,60}}?(?<=[\s(\[:,=>])(\d{{2,7}})(?=\s*[,)\]}}])[^\n\]}})]{{0,60}}", re.IGNORECASE
)
_CURRENCY = re.compile(rf"[\"'`:.]({'|'.join(CURRENCIES)})\b", re.IGNORECASE)
_ITEM = re.compile(r"(?i)price|amount|cents|catalog|product|sku|item")
_NO_ITEMS = re.compile(
    r"(?i)price|amount|cents|status|port|timeout|currency|limit|max|min|code|length|size|width|version|age|ttl"
)


class Product(msgspec.Struct, frozen=True):
    sku: str
    amount: int
    currency: str
    at: Found


def states(texts: Mapping[str, str]) -> dict[str, list[Found]]:
    """Return the names that orders' states seem to have, by the descriptor's word."""
    found: dict[str, dict[str, Found]] = {ours: {} for ours in STATES}
    likely: list[Found] = []
    unlikely: list[Found] = []
    for file, text in texts.items():
        if language_of(file) or file.endswith((".sql", ".prisma")):
            for number, line in enumerate(text.splitlines(), 1):
                spoken = [word for word in _WORD.findall(line) if word.lower() in MEANING]
                listed = len({MEANING[word.lower()] for word in spoken}) >= SEVERAL
                one = likely if listed or _ABOUT.search(line) else unlikely
                one.extend(Found(word, file, number) for word in spoken)
    for word in likely:
        found[MEANING[word.value.lower()]].setdefault(word.value.lower(), word)
    without = {ours for ours, words in found.items() if not words}
    for word in unlikely:
        if (ours := MEANING[word.value.lower()]) in without:
            found[ours].setdefault(word.value.lower(), word)
    return {ours: _own(list(words.values())) for ours, words in found.items() if words}


def _own(words: list[Found]) -> list[Found]:
    """Leave out what providers call it, and what is written in capitals, where something else is left."""
    own = [word for word in words if word.value.lower() not in OF_PROVIDERS] or words
    return [word for word in own if not word.value.isupper()] or own


def products(texts: Mapping[str, str]) -> list[Product]:
    """Return what a table in the program seems to sell, with its prices in whole minor units: few, of one file."""
    for file, text in texts.items():
        if not language_of(file) or not _ITEM.search(text):
            continue
        usual = _CURRENCY.search(text)
        found: dict[str, Product] = {}
        for match in _PRICED.finditer(text):
            name, amount = match[1] or match[2], int(match[3])
            said = _CURRENCY.search(match[0])
            around = text[max(0, match.start() - 400) : match.end()]
            if _NO_ITEMS.search(name) or name.lower() in CURRENCIES or not 50 <= amount <= 2_000_000:
                continue
            if not usual or not (said or _ITEM.search(around)):
                continue
            place = Found(name, file, line_of(text, match.start()))
            found.setdefault(name, Product(name, amount, (said or usual)[1].lower(), place))
        if found and any(_ITEM.search(text) for _ in found):
            return list(found.values())[:4]
    return []
