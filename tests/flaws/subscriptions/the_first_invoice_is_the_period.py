"""What was paid for is read from the invoice that began it; in the first month there is no other one."""

from collections.abc import Callable
from typing import Any

must = ("SUB-02",)
may = ()
subtle = True
replaces = "reference_app.subscriptions.entitlement:paid_until"


def flawed(_original: Callable[..., Any]) -> Callable[..., Any]:
    def paid_until(record: Any) -> int | None:
        paid = sorted((one for one in record.invoices if one.status == "paid"), key=lambda one: one.created)
        return paid[0].covers_until if paid else None

    return paid_until
