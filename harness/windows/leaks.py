"""Keys and card numbers in texts: which are found where. Not: reading the tree or its history (`source.py`).

A value is shown by its sort and its last four characters, and named by its SHA-256, so that a known and harmless one
can be allowed by that name without being written down once more. Shapes of keys: Stripe, "API keys"; Square, "Access
tokens". Lengths of card numbers by their beginning: ISO/IEC 7812 and the networks' published ranges.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from hashlib import sha256
from math import log2

from harness.observation import Leak
from harness.redaction import shown
from simulator.masking import TEST_CARDS, luhn

KEYS = {
    "a live secret key": re.compile(r"\b[sr]k_live_[A-Za-z0-9]{16,}"),
    "a webhook secret": re.compile(r"\bwhsec_[A-Za-z0-9+/]{24,}={0,2}"),
    "a secret key of test mode": re.compile(r"\b[sr]k_test_[A-Za-z0-9]{16,}"),
    "an access token of Square": re.compile(r"\bEAAA[A-Za-z0-9_-]{50,}"),
}
NEAR_A_PROVIDER = re.compile(
    r"(?:stripe|paypal|square)[\w.-]*(?:secret|key|token)\w*[\"\']?\s*(?::|=>?|:=)\s*[\"\']?([A-Za-z0-9_/+-]{24,}={0,2})",
    re.IGNORECASE,
)
"""Something long beside a provider's name, whatever its shape: it is a secret if it looks random."""
RANDOM_BITS = 3.9
"""Bits for each character: words and names in code have fewer."""
IN_HISTORY = r"[sr]k_(live|test)_[A-Za-z0-9]{16}|whsec_[A-Za-z0-9+/]{24}|EAAA[A-Za-z0-9_-]{50}"
"""What a commit must have touched to be looked into, as git and Python both read it."""
TEST_MODE = ("a secret key of test mode",)
PLACEHOLDER = re.compile(
    r"x{4}|0{6}|your|example|placeholder|changeme|replace|dummy|redacted|1234567890", re.IGNORECASE
)
FEW_CHARACTERS = 8
"""A key has more different characters than something that was typed to stand for one."""
PUBLISHED = {
    "2cafc0970149a84f3b9e62eaf169f36f59907a3b3e31f7b82e68c69cd27f7326",
    "f2d6ca16515033e5dce14eba840b979d27b5cbae24bb3e5bf484339667f86397",
}
"""Keys of test mode that stand in Stripe's own documentation for everybody to try."""
NUMBER = re.compile(
    r"(?<![\w.+/-])(?:[2-6]\d{12,18}|[2-6]\d{3}([ -])\d{4}\1\d{4}\1\d{4}|3\d{3}([ -])\d{6}\2\d{4,5})(?![\w/=-])"
)
ISSUED = re.compile(
    r"4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}"
    r"|3(?:0[0-5]|[68]\d)\d{11}|35\d{14}|6(?:011|4[4-9]\d|5\d\d)\d{12}|62\d{14,17}"
)
GENERATED = (".lock", ".svg", ".map", ".min.js", "-lock.json", "-lock.yaml", ".sum")
"""Ends of names of files full of digits that nobody has written."""


_Finder = Callable[[str], Iterator[tuple[str, str]]]


def keys(files: Mapping[str, str], harmless: Collection[str]) -> list[Leak]:
    """Return every key of a provider in these texts (by path), but for those whose SHA-256 is known to be harmless."""
    return [leak for path, text in files.items() for leak in _found(path, text, _keys_in, harmless)]


def card_numbers(files: Mapping[str, str], harmless: Collection[str]) -> list[Leak]:
    """Return every number of a card that is no published test card: right length, beginning and check digit."""
    written = {path: text for path, text in files.items() if not path.endswith(GENERATED)}
    return [leak for path, text in written.items() for leak in _found(path, text, _numbers_in, harmless)]


def _found(path: str, text: str, find: _Finder, harmless: Collection[str]) -> Iterator[Leak]:
    for number, line in enumerate(text.splitlines(), start=1):
        for what, value in find(line):
            digest = sha256(value.encode()).hexdigest()
            if digest not in harmless and digest not in PUBLISHED:
                yield Leak(f"{path}:{number}", what, shown(value), digest, live=what not in TEST_MODE)


def _keys_in(line: str) -> Iterator[tuple[str, str]]:
    named: set[str] = set()
    for what, pattern in KEYS.items():
        for found in pattern.finditer(line):
            if _is_one(found.group()):
                named.add(found.group())
                yield what, found.group()
    for found in NEAR_A_PROVIDER.finditer(line):
        value = found.group(1)
        if value not in named and _is_one(value) and _looks_random(value):
            yield "something random beside a provider's name", value


def _is_one(value: str) -> bool:
    core = value.rpartition("_")[2]
    return not PLACEHOLDER.search(value) and len(set(core)) >= FEW_CHARACTERS


def _looks_random(value: str) -> bool:
    mixed = any(char.isdigit() for char in value) and any(char.isupper() for char in value) and value != value.upper()
    return mixed and -sum((n := value.count(char) / len(value)) * log2(n) for char in set(value)) >= RANDOM_BITS


def _numbers_in(line: str) -> Iterator[tuple[str, str]]:
    for found in NUMBER.finditer(line):
        digits = re.sub(r"\D", "", found.group())
        if digits not in TEST_CARDS and ISSUED.fullmatch(digits) and luhn(digits) and len(set(digits)) > 2:
            yield "a card number that is no published test card", digits
