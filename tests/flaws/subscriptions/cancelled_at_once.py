"""Cancelling is the call that is named so: it ends the subscription now, with the weeks that are paid for."""

from collections.abc import Callable
from typing import Any

must = ("SUB-02",)
may = ()
replaces = "reference_app.providers.stripe.billing.changing:cancel"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def cancel(client: Any, object_id: str, key: str, *, now: bool) -> None:
        original(client, object_id, key, now=True)

    return cancel
