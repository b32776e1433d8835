"""Tax rates on subscriptions' invoices, to the cent."""

from typing import Any

import pytest

from tests.simulator.stripe.billing.subscriber import Subscriber


def rate(shop: Subscriber, percentage: float, *, inclusive: bool = False) -> str:
    return str(shop.post("tax_rates", display_name="VAT", percentage=percentage, inclusive=inclusive)["id"])


# Percentages with whether they are contained; of 1000: taxes, total, what is left without them.
# Source: Stripe, "Tax rates: inclusive and exclusive", whose rule these follow; 10.00 with 20 % is theirs.
RATES: dict[str, tuple[list[tuple[float, bool]], list[int], int, int]] = {
    "on top": ([(20, False)], [200], 1200, 1000),
    "contained": ([(20, True)], [167], 1000, 833),
    "a fraction on top": ([(7.25, False)], [73], 1073, 1000),
    "two on top": ([(5, False), (9.975, False)], [50, 100], 1150, 1000),
    "two contained": ([(10, True), (10, True)], [83, 83], 1000, 834),
    "both": ([(20, True), (10, False)], [167, 83], 1083, 833),
    "nothing": ([(0, False)], [0], 1000, 1000),
}


@pytest.mark.parametrize("name", RATES)
def test_a_rate_is_added_or_contained(name: str) -> None:
    given, taxes, total, without = RATES[name]
    shop = Subscriber()
    names = [rate(shop, percentage, inclusive=inclusive) for percentage, inclusive in given]
    invoice = shop.invoice(shop.subscribe(1000, default_tax_rates=names))

    assert [one["amount"] for one in invoice["total_taxes"]] == taxes
    assert (invoice["total"], invoice["total_excluding_tax"], invoice["amount_paid"]) == (total, without, total)
    assert [one["tax_rate_details"]["tax_rate"] for one in invoice["lines"]["data"][0]["taxes"]] == names
    assert [one["id"] for one in invoice["default_tax_rates"]] == names


def test_discounts_are_taken_off_before_taxes() -> None:
    """Stripe, "Tax rates": 20 % of 1000 - 25 %."""
    shop = Subscriber()
    off = shop.post("coupons", percent_off=25, duration="forever")["id"]
    made = shop.subscribe(1000, default_tax_rates=[rate(shop, 20)], discounts=[{"coupon": off}])
    invoice = shop.invoice(made)

    assert (invoice["subtotal"], invoice["total_taxes"][0]["amount"], invoice["total"]) == (1000, 150, 900)
    assert invoice["total_taxes"][0]["taxable_amount"] == 750


def test_an_items_own_rates_take_the_place_of_the_invoices() -> None:
    shop = Subscriber()
    items: list[Any] = [{"price": shop.price(1000), "tax_rates": [rate(shop, 5)]}, {"price": shop.price(2000)}]
    made = shop.post("subscriptions", customer=shop.customer, items=items, default_tax_rates=[rate(shop, 20)])

    assert [line["taxes"][0]["amount"] for line in shop.invoice(made)["lines"]["data"]] == [50, 400]


def test_who_is_exempt_is_not_asked_for_taxes() -> None:
    shop = Subscriber(tax_exempt="exempt")
    invoice = shop.invoice(shop.subscribe(1000, default_tax_rates=[rate(shop, 20)]))

    assert (invoice["total"], invoice["total_taxes"][0]["taxability_reason"]) == (1000, "customer_exempt")


def test_a_proration_is_taxed_as_what_it_gives_back() -> None:
    shop = Subscriber()
    made = shop.subscribe(1000, default_tax_rates=[rate(shop, 20)])
    item = made["items"]["data"][0]
    shop.move((item["current_period_start"] + item["current_period_end"]) // 2)
    after = shop.change(made, amount=3000, proration_behavior="always_invoice")
    invoice = shop.invoice(after)

    assert [line["amount"] for line in invoice["lines"]["data"]] == [-500, 1500]
    assert [line["taxes"][0]["amount"] for line in invoice["lines"]["data"]] == [-100, 300]
    assert invoice["total"] == 1200


def test_before_basil_a_tax_stood_by_itself() -> None:
    shop = Subscriber()
    made = shop.subscribe(1000, default_tax_rates=[rate(shop, 20)])
    then = {"stripe-version": "2025-02-24.acacia"}
    invoice = shop.merchant.call("GET", f"/v1/invoices/{made['latest_invoice']}", headers=then).body

    assert (invoice["tax"], invoice["total_tax_amounts"][0]["amount"]) == (200, 200)
    assert invoice["lines"]["data"][0]["tax_amounts"][0]["inclusive"] is False
