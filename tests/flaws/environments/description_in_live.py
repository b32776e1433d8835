"""The description of the API, admin routes and all, is published in every mode: the switch looked elsewhere."""

from collections.abc import Callable
from typing import Any

must = ("ENV-05",)
may = ()
replaces = "reference_app.app:create_app"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def create_app(settings: Any) -> Any:
        app = original(settings)
        if app.openapi_url is None:
            app.openapi_url, app.docs_url = "/openapi.json", "/docs"
            app.setup()
        return app

    return create_app
