"""What a payment took is read from `approved_money`, for it was approved and is complete.

That stays what the bank allowed. Where less was captured, `amount_money` and `total_money` say how much.
"""

from collections.abc import Callable
from typing import Any

must = ("PAY-03",)
may = ("PAY-04", "WH-ORD-01", "WH-ORD-02", "API-02", "API-03", "SV-04", "REC-02")
subtle = True
provider = "square"
replaces = "reference_app.providers.square.reading:money_of"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def money_of(payment: Any) -> Any:
        amount, currency = original(payment)
        approved = payment.approved_money
        return (approved.amount if approved else amount), currency

    return money_of
