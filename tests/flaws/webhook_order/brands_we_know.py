"""The brand of a card is an enum of the day on which it was written: a new one is a ValueError in the worker."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any

must = ("WH-ORD-02",)
may = ()
subtle = True
replaces = "reference_app.providers.card:shown_card"


class Brand(StrEnum):
    VISA = "visa"
    MASTERCARD = "mastercard"
    AMEX = "amex"
    DISCOVER = "discover"
    DINERS = "diners"
    JCB = "jcb"
    UNIONPAY = "unionpay"
    UNKNOWN = "unknown"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def shown_card(method: Any) -> Any:
        card = (method or {}).get("card")
        if card is not None:
            Brand(card["brand"])
        return original(method)

    return shown_card
