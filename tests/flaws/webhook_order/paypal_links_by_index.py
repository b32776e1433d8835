"""The buyer is sent to the second of the order's links, which has been the one for approving it ever since.

A link is known by its relation. What stands where depends on what can be done next, and on PayPal.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

must = ("WH-ORD-02",)
may = ()
subtle = True
provider = "paypal"
replaces = "reference_app.providers.paypal.reading:opened"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def opened(order: Any, flow: str) -> Any:
        made = original(order, flow)
        links = order.get("links") or ()
        return made if made.url is None else replace(made, url=links[1]["href"])

    return opened
