"""Events are read into a model that forbids what it does not know: the day a property is added, all of them are 400."""

from collections.abc import Callable
from typing import Any

must = ("WH-ORD-02",)
may = ("WH-ORD-03",)
replaces = "reference_app.providers.stripe.webhook:slip_of"

KNOWN = {
    *("id", "object", "account", "api_version", "context", "created", "data", "livemode", "pending_webhooks"),
    *("request", "type"),
}


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def slip_of(event: Any) -> Any:
        if more := set(event.to_dict()) - KNOWN:
            raise TypeError(f"extra fields not permitted: {more}")
        return original(event)

    return slip_of
