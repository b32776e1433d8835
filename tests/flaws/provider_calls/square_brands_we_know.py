"""The brand of a card is an enum of that day: a new one is an error whenever a payment is read that it made."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any

must = ("API-05",)
may = ("WH-ORD-02",)
subtle = True
provider = "square"
replaces = "reference_app.providers.square.reading:shown"


class Brand(StrEnum):
    VISA = "VISA"
    MASTERCARD = "MASTERCARD"
    AMERICAN_EXPRESS = "AMERICAN_EXPRESS"
    DISCOVER = "DISCOVER"
    DISCOVER_DINERS = "DISCOVER_DINERS"
    JCB = "JCB"
    CHINA_UNIONPAY = "CHINA_UNIONPAY"
    INTERAC = "INTERAC"
    OTHER_BRAND = "OTHER_BRAND"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def shown(payment: Any) -> Any:
        if payment.card_details and payment.card_details.card:
            Brand(str(payment.card_details.card.card_brand))
        return original(payment)

    return shown
