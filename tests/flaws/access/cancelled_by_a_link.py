"""The mail that reminds of an unpaid order has a link to cancel it. `SameSite=Lax` lets a cookie follow links."""

from collections.abc import Callable
from typing import Any

must = ("AC-02",)
may = ()
subtle = True
replaces = "reference_app.app:create_app"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def create_app(settings: Any) -> Any:
        from reference_app.checkout import routes

        app = original(settings)
        app.add_api_route("/orders/{order}/cancel", routes.cancel, methods=["GET"])
        return app

    return create_app
