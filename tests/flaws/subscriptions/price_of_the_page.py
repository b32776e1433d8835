"""The page knows the price's id, since it shows the price, and sends it along; the server bills that one."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

must = ("SUB-03",)
may = ()
replaces = "reference_app.subscriptions.subscribing:_wanted"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    from assay_flaw_plumbing import sent, watch_requests

    watch_requests()

    def _wanted(shop: Any, billing: Any, one: Any, source: Any) -> Any:
        wanted = original(shop, billing, one, source)
        return replace(wanted, plan_id=sent().get("price_id", wanted.plan_id))

    return _wanted
