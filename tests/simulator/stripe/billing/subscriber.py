"""A merchant whose clock stands until it is moved, and a customer with a card: for laws of billing. Not: test cases."""

import datetime as dt
from typing import Any

from simulator.stripe.flows.clocks.living import StoppedClock
from simulator.stripe.resources.subscription import Subscription
from tests.simulator.stripe.inprocess import Answer, Merchant

DAY = 86_400


def second(text: str) -> int:
    return int(dt.datetime.fromisoformat(f"{text}+00:00").timestamp())


class Subscriber:
    """Speaks to the pipeline as the SDK does. Times are unix seconds."""

    def __init__(self, now: str = "2027-09-21T20:08:24", card: str | None = "pm_card_visa", **customer: Any) -> None:
        self.merchant = Merchant()
        self.clock = StoppedClock(at=second(now))
        self.merchant.world.clock = self.clock
        for books in self.merchant.world.all_books():
            books.clock = self.clock
        self.customer = self.post("customers", email="a@example.com", **customer)["id"]
        if card is not None:
            self.pays_with(card)
        self.seen = len(self.merchant.told())

    def call(self, method: str, path: str, **params: Any) -> Answer:
        return self.merchant.call(method, f"/v1/{path}", **params)

    def post(self, path: str, **params: Any) -> Any:
        answer = self.call("POST", path, **params)
        assert answer.status == 200, answer.body
        return answer.body

    def get(self, path: str, **params: Any) -> Any:
        answer = self.call("GET", path, **params)
        assert answer.status == 200, answer.body
        return answer.body

    def refused(self, method: str, path: str, **params: Any) -> tuple[int, Any]:
        answer = self.call(method, path, **params)
        assert answer.status >= 400, answer.body
        return answer.status, answer.body["error"]

    def pays_with(self, card: str) -> str:
        """Make a card the customer's default; returns its id."""
        name = str(self.post(f"payment_methods/{card}/attach", customer=self.customer)["id"])
        self.post(f"customers/{self.customer}", invoice_settings={"default_payment_method": name})
        return name

    def price(self, amount: int, interval: str = "month", currency: str = "usd", **more: Any) -> str:
        made = self.post(
            "prices", currency=currency, unit_amount=amount, recurring={"interval": interval, **more},
            product_data={"name": "Gold"},
        )  # fmt: skip
        return str(made["id"])

    def subscribe(self, amount: int = 1000, quantity: int = 1, **params: Any) -> Any:
        items = [{"price": self.price(amount), "quantity": quantity}]
        made = self.post("subscriptions", **{"customer": self.customer, "items": items, **params})
        self.seen = len(self.merchant.told())
        return made

    def change(self, subscription: Any, amount: int | None = None, quantity: int | None = None, **params: Any) -> Any:
        """Change the only item; returns the subscription afterwards."""
        item: dict[str, Any] = {"id": subscription["items"]["data"][0]["id"]}
        if amount is not None:
            item["price"] = self.price(amount)
        if quantity is not None:
            item["quantity"] = quantity
        self.seen = len(self.merchant.told())
        return self.post(f"subscriptions/{subscription['id']}", items=[item], **params)

    def invoice(self, subscription: Any) -> Any:
        """Return its latest invoice."""
        latest = self.get(f"subscriptions/{subscription['id']}")["latest_invoice"]
        return self.get(f"invoices/{latest}")

    def status(self, subscription: Any) -> str:
        return str(self.get(f"subscriptions/{subscription['id']}")["status"])

    def balance(self) -> int:
        return int(self.get(f"customers/{self.customer}")["balance"])

    def move(self, to: int) -> None:
        """Move the clock forward and let everything that has come due happen."""
        assert to >= self.clock.at
        self.clock.at = to
        self.merchant.sandbox.tick()

    def news(self) -> list[str]:
        """Return the types of what was told since this was last asked, oldest first, but for what is booked later."""
        told = self.merchant.told()
        since, self.seen = told[self.seen :], len(told)
        return [kind for kind in since if kind not in ("charge.updated", "balance.available")]

    @property
    def stored(self) -> Subscription:
        found = next(self.merchant.books.of_kind(Subscription))
        assert isinstance(found, Subscription)
        return found
