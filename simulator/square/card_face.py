"""What a card shows of itself, wherever it appears: in a payment, and on file. Not: its number, which nobody keeps."""

from __future__ import annotations

import msgspec


class CardFace(msgspec.Struct, frozen=True, gc=False):
    """A card without its number. `month` is 1 to 12."""

    brand: str
    last_4: str
    bin: str
    month: int
    year: int
    fingerprint: str
    type: str = "CREDIT"
    postal_code: str | None = None
    declines: str | None = None
    """The code with which every payment by it is declined; None: it is good."""
