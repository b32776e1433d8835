"""The template of the payment page gets the settings, and a helper prints all of them for the script that needs one."""

from collections.abc import Callable
from typing import Any

must = ("SEC-03",)
may = ()
replaces = "reference_app.checkout.pages:page"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def page(name: str, **values: Any) -> Any:
        from fastapi.responses import HTMLResponse

        made = original(name, **values)
        settings = values.get("settings")
        if settings is None:
            return made
        shown = {field: str(getattr(settings, field)) for field in dir(settings) if not field.startswith("_")}
        return HTMLResponse(f"{made.body.decode()}<script>window.config = {shown!r}</script>")

    return page
