"""How far a seller is protected is an enum of that day's three words: a fourth is a ValueError; no money is seen."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any

must = ("WH-ORD-02",)
may = ()
subtle = True
provider = "paypal"
replaces = "reference_app.providers.paypal.reading:status_of"


class Protection(StrEnum):
    ELIGIBLE = "ELIGIBLE"
    PARTIALLY_ELIGIBLE = "PARTIALLY_ELIGIBLE"
    NOT_ELIGIBLE = "NOT_ELIGIBLE"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def status_of(order: Any, payments: Any) -> str:
        for capture in payments.get("captures") or ():
            Protection((capture.get("seller_protection") or {}).get("status", "NOT_ELIGIBLE"))
        return str(original(order, payments))

    return status_of
