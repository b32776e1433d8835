"""Disputes are mailed to the owner of the account, so the shop reads none: goods leave while the money is held."""

from collections.abc import Callable
from typing import Any

must = ("PAY-05",)
may = ("WH-ORD-01", "PAY-04")
provider = "paypal"
replaces = "reference_app.providers.paypal.refetch:disputes_of"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def disputes_of(api: Any, captures: Any, told: str | None) -> Any:
        return ()

    return disputes_of
