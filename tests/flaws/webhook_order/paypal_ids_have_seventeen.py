"""The columns for PayPal's ids are VARCHAR(17), as long as every one so far, and the database cuts in silence."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

must = ("WH-ORD-02",)
may = ()
subtle = True
provider = "paypal"
replaces = "reference_app.providers.paypal.webhook:slip_of"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def slip_of(event: Mapping[str, Any], *, livemode: bool) -> Any:
        slip = original(event, livemode=livemode)
        return replace(slip, object_id=slip.object_id[:17], payment_intent=slip.payment_intent[:17])

    return slip_of
