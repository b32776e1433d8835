"""A plan that there is not is an old link of the shop's own: whoever followed it is sold the basic one."""

from collections.abc import Callable
from typing import Any

must = ("SUB-03",)
may = ()
subtle = True
replaces = "reference_app.subscriptions.subscribing:subscribe"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def subscribe(shop: Any, account: str, plan: str, provider: str, key: Any, source: Any) -> Any:
        known = plan if plan in shop.settings.plans.get(provider, {}) else "basic"
        return original(shop, account, known, provider, key, source)

    return subscribe
