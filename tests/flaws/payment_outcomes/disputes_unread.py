"""Disputes are the provider's mails to the bookkeeper: the shop ships, and refunds, as if there were none."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

must = ("PAY-05",)
may = ("PAY-04",)
replaces = "reference_app.providers.stripe.refetch:payment_now"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def payment_now(client: Any, object_id: str) -> Any:
        return replace(original(client, object_id), disputed=False, lost=0)

    return payment_now
