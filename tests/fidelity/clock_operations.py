"""How the SDK drives test clocks, and customers who live by them. Not: test cases."""

from collections.abc import Callable
from typing import Any

from tests.fidelity.billing_operations import MONTH
from tests.fidelity.catalogue_operations import price

DAY = 86_400
BEGUN = 1_798_761_600  # 2027-01-01


def clock(sdk: Any, at: int = BEGUN) -> str:
    return str(sdk.test_helpers.test_clocks.create({"frozen_time": at, "name": "a year"}).id)


def clocked(sdk: Any, name: str, card: str = "pm_card_visa") -> str:
    """Return a customer with a card who lives by a clock."""
    customer = str(sdk.customers.create({"email": "a@example.com", "test_clock": name}).id)
    method = sdk.payment_methods.attach(card, {"customer": customer}).id
    sdk.customers.update(customer, {"invoice_settings": {"default_payment_method": method}})
    return customer


def subscribed(sdk: Any, name: str, amount: int = 5000, **more: Any) -> Any:
    items = [{"price": price(sdk, recurring=MONTH, unit_amount=amount).id}]
    return sdk.subscriptions.create({"customer": clocked(sdk, name), "items": items, **more})


CLIENT: dict[str, tuple[str, Callable[[Any], Any], str]] = {
    "test_helpers.test_clocks.create": (
        "test_helpers.test_clocks.create", lambda s: s.test_helpers.test_clocks.create({"frozen_time": BEGUN}),
        "test_helpers.test_clock"),
    "test_helpers.test_clocks.list": (
        "test_helpers.test_clocks.list", lambda s: [clock(s), s.test_helpers.test_clocks.list()][1], "list"),
    "test_helpers.test_clocks.retrieve": (
        "test_helpers.test_clocks.retrieve", lambda s: s.test_helpers.test_clocks.retrieve(clock(s)),
        "test_helpers.test_clock"),
    "test_helpers.test_clocks.advance": (
        "test_helpers.test_clocks.advance",
        lambda s: s.test_helpers.test_clocks.advance(clock(s), {"frozen_time": BEGUN + DAY}),
        "test_helpers.test_clock"),
    "test_helpers.test_clocks.delete": (
        "test_helpers.test_clocks.delete", lambda s: s.test_helpers.test_clocks.delete(clock(s)),
        "test_helpers.test_clock"),
}  # fmt: skip
