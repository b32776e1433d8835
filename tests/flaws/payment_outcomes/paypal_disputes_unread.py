"""Disputes are mailed to the owner of the account, so the shop reads none: goods leave while the money is held."""

from collections.abc import Callable
from typing import Any

must = ("PAY-05",)
may = ("WH-ORD-01", "PAY-04")
provider = "paypal"
replaces = "reference_app.providers.paypal.refetch:_disputes"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def _disputes(api: Any, captures: Any, told: str | None) -> Any:
        return ()

    return _disputes
