"""Keys, card and account numbers out of any text: door 3 of the simulator, a pure leaf. Not: a run's own secrets.

A published test card is no secret and stays legible, for it is what evidence is about; any other number that passes
the card networks' check digit is cut to its first six and last four, as PCI DSS 3.4.1 allows at most. Of an IBAN and
of an account number only the end is left, of published ones too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_PUBLISHED = """
4242424242424242 4000056655665556 5555555555554444 2223003122003222 5200828282828210 5105105105105100 378282246310005
371449635398431 6011111111111117 6011000990139424 6011981111111113 3056930009020004 36227206271667 6555900000604105
3566002020360505 6200000000000005 6200000000000047 6205500000000000004 6282000000000000000 4000000000000002
4000000000009995 4000000000009987 4000000000009979 4000000000000069 4000000000000127 4000000000000119 4000000000006975
4242424242424241 4000000000000341 4000000000000077 4000003720000278 4000002500003155 4000002760003184 4000003800000446
4000008260003178 4000008400001629 4000000000003220 4000000000003055 4000000000003063 4000000000003097 4000000000000101
4000000000000010 4000000000000028 4000000000000036 4000000000000044 4000000000009235 4000000000004954 4100000000000019
4000000000000259 4000000000002685 4000000000001976 4000000000005423 4000000404000079 4000000404000038 4000000000007726
4000000000005126 4111111111111111 4012888888881881 4005519200000004 4009348888881881 4012000033330026 4500600000000061
4532015112830366 4012000077777777 5424000000000015 371744000000000 4532759734545858 5409889944179029 6011988461284820
36004244846408 3569990010095841 4000020951595032 4002690951595030
6011000000000004 3000000000000004 340000000000009 6222988812340000 4310000000201019 5500000000201016 6011000000201016
370000000201014
"""

TEST_CARDS: frozenset[str] = frozenset(_PUBLISHED.split())
"""Numbers that providers publish for testing (Stripe, PayPal and Square sandboxes): they belong to nobody."""

_KEY = re.compile(r"\b((?:sk|rk)_(?:test|live)_|whsec_)[A-Za-z0-9+/=]{4,}")
_PAYPAL = re.compile(
    r"(?<![A-Za-z0-9_-])(A21AA|E)(?:(?<=A21AA)[A-Za-z0-9_-]{20,}|(?<=E)[A-Za-z0-9_-]{79})(?![A-Za-z0-9_-])"
)
"""An access token, and a client secret: 80 characters that begin with E. A client id, with A, is public."""
_TOKEN = re.compile(r"\b(EAAA)[A-Za-z0-9_-]{12,}")
_NAMED_SECRET = re.compile(r'("(?:access_token|refresh_token|signature_key)"\s*:\s*")[^"]{4,}([^"]{4}")')
"""What nothing but its name tells: Square's signature keys are 22 letters."""
_CLIENT_SECRET = re.compile(r"\b((?:pi|seti|cs)_[A-Za-z0-9_]+?_secret_)[A-Za-z0-9]{4,}")
_CREDENTIALS = re.compile(r"\b(Bearer|Basic)\s+(?!sk_|rk_|pk_)[A-Za-z0-9._~+/=-]{8,}")
_PAN = re.compile(r"(?<![\w.])[2-6](?:[ -]?\d){12,18}(?![\w])")
_IBAN = re.compile(r"(?<![\w.])[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}(?![\w])")
_ACCOUNT_FIELDS = frozenset({"account_number", "iban"})
_CODE_FIELDS = frozenset({"cvc", "cvv", "security_code", "card_cvc"})
_SECRET_FIELDS = frozenset({"access_token", "refresh_token", "signature_key"})
_NAMED_FIELDS = _ACCOUNT_FIELDS | _CODE_FIELDS | _SECRET_FIELDS


_SIGNATURE = re.compile(r"[A-Za-z0-9+/_-]{20,}={0,2}")
_SECRET_HEADERS = frozenset({"authorization", "cookie", "set-cookie", "proxy-authorization"})


_SHORTEST = 10
"""Characters of the shortest text that one of the patterns fits: `whsec_` and four more."""


def mask(text: str) -> str:
    """Return `text` with every key, secret, credential, IBAN and real-looking card number cut short."""
    if len(text) < _SHORTEST:
        return text
    text = _KEY.sub(_cut, text)
    text = _TOKEN.sub(_cut, text)
    text = _NAMED_SECRET.sub(r"\1…\2", text)
    text = _CLIENT_SECRET.sub(_cut, text)
    text = _PAYPAL.sub(_cut, text)
    text = _CREDENTIALS.sub(r"\1 …", text)
    text = _IBAN.sub(_cut_iban, text)
    return _PAN.sub(_cut_pan, text)


def mask_parameters(value: Any, name: str = "") -> Any:
    """Return decoded parameters with every text masked, and no card's security code left at all.

    What has nothing to mask in it is returned as it is; nothing is changed in place.
    """
    if type(value) is dict and name not in _CODE_FIELDS:
        if _is_plain_hash(value):
            return value
        return {
            key: item if _is_plain(item) and key not in _NAMED_FIELDS else mask_parameters(item, str(key))
            for key, item in value.items()
        }
    if name in _CODE_FIELDS and value is not None:
        return "***"
    if name in (_ACCOUNT_FIELDS | _SECRET_FIELDS) and isinstance(value, str):
        return "…" + value[-4:] if len(value) > 8 else "…"
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, Mapping):
        return {key: mask_parameters(item, str(key)) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [mask_parameters(item, name) for item in value]
    return value


def mask_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Return headers of a message: of a signature only both ends are left, of credentials and cookies nothing."""
    return {name: _mask_header(name.lower(), value) for name, value in headers.items()}


def _mask_header(name: str, value: str) -> str:
    if name in _SECRET_HEADERS:
        return "…"
    if "signature" in name or name.endswith("-sig"):
        return _SIGNATURE.sub(_cut_signature, value)
    return mask(value)


def _is_plain(item: Any) -> bool:
    """Say whether there is nothing to mask in a value, whatever it is called; most are short texts and numbers."""
    kind = type(item)
    return len(item) < _SHORTEST if kind is str else kind in _PLAIN


def _is_plain_hash(value: dict[Any, Any]) -> bool:
    """Say whether there is nothing to mask in a hash, nor in those within it; a long text may be anything."""
    if not _NAMED_FIELDS.isdisjoint(value):
        return False
    for item in value.values():
        kind = type(item)
        if kind is str:
            if len(item) >= _SHORTEST:
                return False
        elif kind not in _PLAIN and not (kind is dict and _is_plain_hash(item)):
            return False
    return True


_PLAIN = frozenset({int, bool, type(None)})


def iban_fits(iban: str) -> bool:
    """Say whether a text without spaces is built as an IBAN and its check digits fit (ISO 13616, MOD 97-10)."""
    if not re.fullmatch(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}", iban):
        return False
    return int("".join(str(int(char, 36)) for char in iban[4:] + iban[:4])) % 97 == 1


def luhn(digits: str) -> bool:
    """Say whether the check digit of the card networks fits (ISO/IEC 7812-1, annex B)."""
    total = 0
    for place, char in enumerate(reversed(digits)):
        digit = int(char)
        if place % 2:
            digit = digit * 2 - 9 if digit > 4 else digit * 2
        total += digit
    return total % 10 == 0


def _cut(found: re.Match[str]) -> str:
    return f"{found.group(1)}…{found.group(0)[-4:]}"


def _cut_signature(found: re.Match[str]) -> str:
    return f"{found.group(0)[:6]}…{found.group(0)[-4:]}"


def _cut_iban(found: re.Match[str]) -> str:
    """Cut the longest beginning that is an IBAN: a word in capitals after it may have been caught by its space."""
    text = found.group(0)
    for end in range(len(text), 14, -1):
        iban = text[:end].replace(" ", "")
        if text[end - 1] != " " and iban_fits(iban):
            return f"{iban[:2]}…{iban[-4:]}{text[end:]}"
    return text


def _cut_pan(found: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", found.group(0))
    if digits in TEST_CARDS or not luhn(digits):
        return found.group(0)
    return digits[:6] + "*" * (len(digits) - 10) + digits[-4:]
