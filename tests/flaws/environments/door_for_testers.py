"""The testers needed orders that are paid, without a card each time; the route is still there, in every mode."""

from collections.abc import Callable
from typing import Any

must = ("ENV-05",)
may = ("AC-01",)
replaces = "reference_app.app:create_app"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def create_app(settings: Any) -> Any:
        from assay_flaw_plumbing import paid_without_asking

        from reference_app.orders import store

        app = original(settings)

        def mark_paid(order: str) -> dict[str, str]:
            with app.state.shop.database.reading() as look:
                paid_without_asking(store.by_id(look, order))
            return {"order": order, "status": "paid"}

        app.add_api_route("/test/mark-paid/{order}", mark_paid, methods=["POST"])
        return app

    return create_app
