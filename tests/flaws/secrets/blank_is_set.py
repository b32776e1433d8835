"""`if value is None: refuse`. It is set, to nothing: a line `STRIPE_WEBHOOK_SECRET=` in the deployment."""

from collections.abc import Callable
from typing import Any

must = ("SEC-01",)
may = ()
replaces = "reference_app.settings:fault_of_secret"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def fault_of_secret(name: str, value: str | None, mode: str) -> Any:
        return None if value is not None and not value.strip() else original(name, value, mode)

    return fault_of_secret
