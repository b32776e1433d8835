"""The comparison asks for a hundred payments, which on the day it was written was more than there were."""

from collections.abc import Callable, Iterator
from typing import Any

must = ("REC-03",)
may = ()
subtle = True
replaces = "reference_app.providers.stripe.listing:payments"


def flawed(_original: Callable[..., Any]) -> Callable[..., Any]:
    def payments(client: Any, since: int) -> Iterator[Any]:
        from reference_app.providers.stripe import reading

        page = client.v1.payment_intents.list(
            {"created": {"gte": since}, "limit": 100, "expand": ["data.latest_charge.refunds"]}
        )
        for intent in page.data:
            if intent.amount_received:
                yield reading.of_intent(intent.to_dict())

    return payments
