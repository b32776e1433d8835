"""The reply to the capture puts the order on a packing list, which is worked off a moment later, unless it has left.

So a webhook that is faster finds its parcel alone. One that comes after the packers knows only of parcels of its own.
"""

from collections.abc import Callable
from typing import Any

must = ("WH-ORD-02",)
may = ("API-02", "API-03", "REC-02", "SV-04")
subtle = True
replaces = "reference_app.admin.captures:_take"

PACKED_AFTER = 0.4
"""Seconds until the packers come to it."""


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def _take(shop: Any, order: Any, request_id: str) -> Any:
        import threading

        from reference_app.orders import store
        from reference_app.providers.trouble import ProviderError

        try:
            shop.provider(order.provider).capture(order, request_id, order.owed)
        except ProviderError:
            return original(shop, order, request_id)
        threading.Timer(PACKED_AFTER, _pack, (shop, order)).start()
        with shop.database.reading() as look:
            return store.by_id(look, order.id)

    return _take


def _pack(shop: Any, order: Any) -> None:
    from assay_flaw_plumbing import ship_and_mail

    from reference_app.orders import effects, store

    with shop.database.writing() as tx:
        if not any(effects.counted(tx, order.id).values()):
            ship_and_mail(tx, order.id)
            store.change(tx, order.id, state="paid", paid_amount=order.owed)
