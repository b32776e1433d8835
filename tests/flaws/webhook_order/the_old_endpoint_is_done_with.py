"""During an upgrade there are two endpoints; what still carries `charges` is of the old one, which is done with.

`charges` of an intent went with 2022-11-15. The new endpoint was made without a version, and so has the account's."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

must = ("WH-ORD-03",)
may = ()
subtle = True
replaces = "reference_app.providers.stripe.webhook:slip_of"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def slip_of(event: Any) -> Any:
        slip = original(event)
        return replace(slip, event_type="of the old endpoint") if "charges" in event.data.object.to_dict() else slip

    return slip_of
