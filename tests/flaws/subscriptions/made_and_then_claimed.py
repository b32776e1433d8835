"""Nobody has a subscription, so one is made at the provider, and the row is written when its id is known.

Between the question and the row is a call to the provider: a second click finds nobody there, either.
"""

from collections.abc import Callable
from typing import Any

must = ("SUB-03",)
may = ("API-02", "API-03")
subtle = True
replaces = "reference_app.subscriptions.subscribing:subscribe"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def subscribe(shop: Any, account: str, plan: str, provider: str, key: Any, source: Any) -> Any:
        from reference_app.subscriptions import claiming, selling, store, subscribing

        offered, _ = selling.plan_on_sale(shop, provider, plan)
        wanted = store.new_subscription(account, provider, plan, trial=offered.trial_days > 0, request_key=key)
        with shop.database.reading() as look:
            if store.by_request(look, account, key) or store.living_of(look, account):
                return original(shop, account, plan, provider, key, source)
        begun = subscribing._begin(shop, shop.billing(provider), wanted, source)
        one = claiming.claim(shop.database, wanted)
        if one.id != wanted.id:
            return original(shop, account, plan, provider, key, source)
        return store.bind(shop.database, one, begun.object_id), begun

    return subscribe
