"""A secret is right if it begins as one does: `whsec_...` out of the template does, and so does `whsec_changeme`."""

from collections.abc import Callable
from typing import Any

must = ("SEC-01",)
may = ("ENV-02",)
replaces = "reference_app.settings:fault_of_secret"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def fault_of_secret(name: str, value: str | None, mode: str) -> Any:
        begins = {"STRIPE_SECRET_KEY": "sk_", "STRIPE_PUBLISHABLE_KEY": "pk_", "STRIPE_WEBHOOK_SECRET": "whsec_"}
        right = value is not None and value.startswith(begins.get(name, "?"))
        return None if right else original(name, value, mode)

    return fault_of_secret
