"""The worked figures of the facts on billing, 4.3, through the API and on their own days: whole subscriptions."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import pytest

from tests.simulator.stripe.billing.subscriber import DAY, Subscriber, second

HOUR = 3600


class Figure(NamedTuple):
    """Somebody subscribes on a day, and changes at a moment; the lines of the change, in minor units."""

    anchor: str
    moment: int
    """Seconds after the anchor."""
    before: tuple[int, int]
    """Amount and quantity; so the next."""
    after: tuple[int, int]
    lines: list[int]
    interval: Mapping[str, Any] = MappingProxyType({"interval": "month"})
    currency: str = "usd"


def since(anchor: str, day: str) -> int:
    return second(day) - second(anchor)


FIGURES: dict[str, Figure] = {
    "12 [D]": Figure("2020-08-06T21:28:08", since("2020-08-06T21:28:08", "2020-09-01T17:42:28"), (1000, 1), (3252, 1),
                     [-166, 541]),
    "13 [D]": Figure("2027-04-01", 15 * DAY, (1000, 1), (2000, 1), [-500, 1000]),
    "18 [O]": Figure("2027-03-01", 10 * DAY, (1000, 2), (1000, 3), [-1355, 2032]),
    "19 [C]": Figure("2027-02-01", 14 * DAY, (3000, 1), (4500, 1), [-1500, 2250]),
    "20 [C]": Figure("2028-02-01", 9 * DAY, (2900, 1), (5800, 1), [-2000, 4000]),
    "21 [C]": Figure("2027-01-31", 14 * DAY, (1000, 1), (2000, 1), [-500, 1000]),
    "22 [C]": Figure("2027-01-31", since("2027-01-31", "2027-03-15"), (1000, 1), (2000, 1), [-516, 1032]),
    "23 [C]": Figure("2027-01-31", since("2027-01-31", "2027-05-21"), (1000, 1), (2500, 1), [-323, 806]),
    "24 [C]": Figure("2027-01-01", 100 * DAY, (12_000, 1), (24_000, 1), [-8712, 17_425], {"interval": "year"}),
    "25 [C]": Figure("2028-01-01", 100 * DAY, (12_000, 1), (24_000, 1), [-8721, 17_443], {"interval": "year"}),
    "26 [C]": Figure("2027-03-01", 7 * DAY - 90_000, (700, 1), (1400, 1), [-104, 208], {"interval": "week"}),
    "27 [C]": Figure("2027-01-01", 50 * DAY, (9000, 1), (12_000, 1), [-4000, 5333],
                     {"interval": "month", "interval_count": 3}),
    "28 [C]": Figure("2027-04-01", 1, (1000, 1), (2000, 1), [-1000, 2000]),
    "29 [C]": Figure("2027-03-01", 12 * DAY, (1499, 1), (2999, 1), [-919, 1838]),
    "30 [C]": Figure("2027-04-01", 15 * DAY, (1500, 5), (1500, 2), [-3750, 1500]),
    "31 [C]": Figure("2027-04-01", 15 * DAY, (999, 1), (1000, 1), [-500, 500]),
    "32 [C]": Figure("2027-04-01", 15 * DAY, (1000, 1), (1001, 1), [-500, 500]),
    "34 [C]": Figure("2027-04-01", 20 * DAY, (1000, 1), (2500, 1), [-333, 833], currency="jpy"),
    "37 [D][C]": Figure("2027-01-01", 15 * DAY, (5000, 1), (10_000, 1), [-2581, 5161]),
}  # fmt: skip


def changed(figure: Figure, **how: Any) -> tuple[Subscriber, Any]:
    """Return somebody who has subscribed and changed, and their subscription afterwards."""
    shop = Subscriber(figure.anchor)

    def price(amount: int) -> str:
        interval = dict(figure.interval)
        return shop.price(amount, interval.pop("interval"), figure.currency, **interval)

    (was, pieces), (is_now, many) = figure.before, figure.after
    items = [{"price": price(was), "quantity": pieces}]
    made = shop.post("subscriptions", customer=shop.customer, items=items)
    shop.move(second(figure.anchor) + figure.moment)
    item = {"id": made["items"]["data"][0]["id"], "quantity": many}
    if is_now != was:
        item["price"] = price(is_now)
    return shop, shop.post(f"subscriptions/{made['id']}", items=[item], **how)


@pytest.mark.parametrize("name", FIGURES)
def test_a_change_comes_to_the_worked_lines(name: str) -> None:
    figure = FIGURES[name]
    shop, made = changed(figure, proration_behavior="always_invoice")
    invoice = shop.invoice(made)
    least = 50
    total = sum(figure.lines)

    assert [line["amount"] for line in invoice["lines"]["data"]] == figure.lines
    assert (invoice["status"], invoice["total"]) == ("paid", total)
    assert (invoice["amount_paid"], shop.balance()) == ((total, 0) if total >= least else (0, total))


@pytest.mark.parametrize(("name", "total"), [("12 [D]", 3627), ("37 [D][C]", 12_580)])
def test_what_waits_comes_with_the_renewal(name: str, total: int) -> None:
    shop, made = changed(FIGURES[name])
    shop.move(shop.stored.period_end + 2 * HOUR)
    renewed = shop.invoice(made)

    assert (renewed["billing_reason"], renewed["amount_paid"]) == ("subscription_cycle", total)
    assert [line["amount"] for line in renewed["lines"]["data"]][:2] == FIGURES[name].lines


def test_an_item_is_added_and_taken_off_again() -> None:
    """33 [C]."""
    shop = Subscriber("2027-04-01")
    made = shop.subscribe(1000)
    shop.move(second("2027-04-01") + 20 * DAY)
    item = shop.post("subscription_items", subscription=made["id"], price=shop.price(500))
    shop.call("DELETE", f"subscription_items/{item['id']}")

    assert sorted(one["amount"] for one in shop.get("invoiceitems", pending="true")["data"]) == [-167, 167]


@pytest.mark.parametrize(
    ("balance", "amount", "due", "left"), [(-334, 1000, 666, 0), (-1000, 400, 0, -600)], ids=["35 [C]", "36 [C]"]
)
def test_a_renewal_uses_the_balance(balance: int, amount: int, due: int, left: int) -> None:
    shop = Subscriber("2027-04-01")
    made = shop.subscribe(amount)
    shop.post(f"customers/{shop.customer}", balance=balance)
    shop.move(shop.stored.period_end + 2 * HOUR)
    renewed = shop.invoice(made)

    assert (renewed["amount_paid"], renewed["status"], renewed["ending_balance"], shop.balance()) == (
        due, "paid", left, left,
    )  # fmt: skip
