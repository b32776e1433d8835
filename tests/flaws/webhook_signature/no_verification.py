"""The handler reads the JSON and goes on: "the worker asks Stripe anyway, so what could a stranger do?"

It was left out while the tunnel was being set up, and nothing ever broke. Strangers cannot lie to this shop, for it
re-fetches; they decide all the same when it works, and how often it calls the provider.
"""

from collections.abc import Callable
from typing import Any

must = ("WH-SIG-11",)
may = ("WH-SIG-01", "WH-SIG-02", "WH-SIG-03", "WH-SIG-04", "WH-SIG-05")
replaces = "reference_app.providers.stripe.webhook:verified_event"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    from assay_flaw_plumbing import slip_of

    def verified_event(raw: bytes, signature: str | None, secret: str) -> Any:
        return slip_of(raw)

    return verified_event
