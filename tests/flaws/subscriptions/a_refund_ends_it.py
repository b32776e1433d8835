"""Money that went back ends access, of whichever period it was: invoices are looked at without their dates."""

from collections.abc import Callable
from typing import Any

must = ("SUB-02",)
may = ()
subtle = True
replaces = "reference_app.subscriptions.entitlement:given_back"


def flawed(_original: Callable[..., Any]) -> Callable[..., Any]:
    def given_back(record: Any) -> bool:
        return any(0 < one.amount <= one.refunded + one.lost for one in record.invoices)

    return given_back
