"""The settings are written into the log at start-up: it was useful once, in an incident, and stayed."""

from collections.abc import Callable
from typing import Any

must = ("LOG-02",)
may = ()
replaces = "reference_app.settings:check"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def check(environment: Any) -> Any:
        settings = original(environment)
        print(f"starting with key {settings.stripe_secret_key} on {settings.database_url}", flush=True)  # noqa: T201
        return settings

    return check
