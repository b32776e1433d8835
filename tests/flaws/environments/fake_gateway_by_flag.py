"""`"test": true` in the checkout takes the fake gateway: written for the browser tests, never guarded by the mode."""

from collections.abc import Callable
from typing import Any

must = ("ENV-03",)
may = ()
subtle = True
replaces = "reference_app.providers.stripe.opening:open_payment"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    from assay_flaw_plumbing import watch_requests

    watch_requests()

    def open_payment(client: Any, order: Any, public_url: str) -> Any:
        from assay_flaw_plumbing import sent, shop

        from reference_app.orders import store
        from reference_app.providers.opened import Opened

        if not sent().get("test"):
            return original(client, order, public_url)
        with shop().database.writing() as tx:
            store.change(tx, order.id, state="paid", paid_amount=order.amount)
        return Opened(f"fake_{order.id}", client_secret="fake")

    return open_payment
