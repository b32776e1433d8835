"""Protection: card numbers never get in. Not: validation of cards, which is the provider's business alone.

A number that is typed into a note once would sit in the database, its backups and the logs for years, and puts all
of them in the scope of PCI DSS. So a request that holds one anywhere is refused before anything is stored or logged.
"""

from __future__ import annotations

import re
from urllib.parse import unquote_plus

from fastapi import Request

from reference_app.logs import log
from reference_app.refusal import RefusalError

# 13 to 19 digits, also in groups: 4242 4242 4242 4242, 4242-4242-…, 4242.4242.…
RUNS = re.compile(r"(?<!\d)\d(?:[ \t._\-\u00a0\u2009\u202f]{0,2}\d){12,18}(?!\d)")
# How the brands begin and how long they are: most long numbers that are no cards fall through here.
BRANDS = re.compile(
    r"4(\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|2(22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}"
    r"|3(0[0-59]|[689]\d)\d{11,16}|35\d{14,17}|6\d{12,18}|5[06-9]\d{11,17}"
)
# A random key holds digits in a row now and then; no buyer types a card in this form.
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.IGNORECASE)
ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")


def card_like(text: str) -> bool:
    """Say whether some digits in the text begin like a card, are as long, and pass its check sum (Luhn)."""
    runs = ("".join(sign for sign in run if sign.isdecimal()) for run in RUNS.findall(text))
    return any(BRANDS.fullmatch(run) and _luhn([int(sign) for sign in run]) for run in runs)


async def no_card_numbers(request: Request) -> None:
    """Refuse the request if its body, or a header that we store, holds what looks like a card number."""
    body = (await request.body()).decode("utf-8", "replace")
    plain = ESCAPED.sub(lambda found: chr(int(found[1], 16)), body)
    key = UUID.sub("", request.headers.get("idempotency-key", ""))
    if card_like(plain) or card_like(unquote_plus(plain)) or card_like(key):
        log("card_number_refused", route=request.url.path)
        raise RefusalError(
            422,
            "card_number",
            "This looks like a card number. Please never send one here; cards go to the provider only.",
        )


def _luhn(digits: list[int]) -> bool:
    even = [digit * 2 - 9 if digit > 4 else digit * 2 for digit in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(even)) % 10 == 0
