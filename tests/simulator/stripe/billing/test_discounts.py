"""What coupons and promotion codes take off subscriptions and their invoices, to the cent, and for how long."""

from typing import Any

import pytest

from tests.simulator.stripe.billing.subscriber import DAY, Subscriber, second


def coupon(shop: Subscriber, **given: Any) -> str:
    return str(shop.post("coupons", **given)["id"])


def amount(shop: Subscriber, off: int, duration: str = "forever", **more: Any) -> str:
    return coupon(shop, amount_off=off, currency="usd", duration=duration, **more)


def percent(shop: Subscriber, off: float, duration: str = "forever", **more: Any) -> str:
    return coupon(shop, percent_off=off, duration=duration, **more)


def two_items(shop: Subscriber, **params: Any) -> Any:
    items = [{"price": shop.price(1000)}, {"price": shop.price(2000)}]
    made = shop.post("subscriptions", customer=shop.customer, items=items, **params)
    shop.seen = len(shop.merchant.told())
    return made


def shares(invoice: Any) -> list[list[int]]:
    return [[one["amount"] for one in line["discount_amounts"]] for line in invoice["lines"]["data"]]


def test_an_amount_is_shared_among_the_lines() -> None:
    """16 [D]: 500 off 1000 and 2000 are 166 and 334, the rest on the last line."""
    shop = Subscriber()
    made = two_items(shop, discounts=[{"coupon": amount(shop, 500)}])
    invoice = shop.invoice(made)

    assert shares(invoice) == [[166], [334]]
    assert (invoice["subtotal"], invoice["total"], invoice["amount_paid"]) == (3000, 2500, 2500)
    assert invoice["total_discount_amounts"] == [{"amount": 500, "discount": made["discounts"][0]}]
    assert invoice["discounts"] == made["discounts"]


@pytest.mark.parametrize(("mode", "credit"), [("classic", -250), ("flexible", -417)], ids=["17 [D]", "17 [D] flexible"])
def test_what_a_removed_item_gives_back_less_its_discount(mode: str, credit: int) -> None:
    shop = Subscriber()
    made = two_items(shop, discounts=[{"coupon": amount(shop, 500)}], billing_mode={"type": mode})
    period = made["items"]["data"][0]
    shop.move((period["current_period_start"] + period["current_period_end"]) // 2)
    shop.post(f"subscriptions/{made['id']}", items=[{"id": period["id"], "deleted": True}])
    (waiting,) = shop.get("invoiceitems", customer=shop.customer, pending=True)["data"]

    assert waiting["amount"] == credit


# What is taken off 2000 usd one after the other: (percent or amount) each, and what is left.
STACKED: dict[str, tuple[list[tuple[str, float]], list[int], int]] = {
    "percent then amount": ([("percent", 20), ("amount", 500)], [400, 500], 1100),
    "amount then percent": ([("amount", 500), ("percent", 20)], [500, 300], 1200),
    "two percentages": ([("percent", 10), ("percent", 10)], [200, 180], 1620),
    "more than all": ([("amount", 1500), ("amount", 1500)], [1500, 500], 0),
    "all of it": ([("percent", 100)], [2000], 0),
}


@pytest.mark.parametrize("name", STACKED)
def test_discounts_are_taken_off_one_after_the_other(name: str) -> None:
    """Stripe, "Stack coupons": in the order in which they are named, each off what is left."""
    given, taken, left = STACKED[name]
    shop = Subscriber()
    ways = {"percent": percent, "amount": amount}
    named = [{"coupon": ways[kind](shop, off)} for kind, off in given]  # type: ignore[operator]
    invoice = shop.invoice(shop.subscribe(2000, discounts=named))

    assert [one["amount"] for one in invoice["total_discount_amounts"]] == taken
    assert (invoice["total"], invoice["status"]) == (left, "paid")


def test_a_percentage_is_rounded_half_up() -> None:
    """12.5 % of 1999 is 249.875."""
    shop = Subscriber()
    invoice = shop.invoice(shop.subscribe(1999, discounts=[{"coupon": percent(shop, 12.5)}]))

    assert (shares(invoice), invoice["total"]) == ([[250]], 1749)


def test_a_discount_of_an_item_is_taken_off_first() -> None:
    """10 % off the first item alone, then 1000 off both: 900 and 2000 are left, of which 310 and 690 are taken."""
    shop = Subscriber()
    items = [{"price": shop.price(1000), "discounts": [{"coupon": percent(shop, 10)}]}, {"price": shop.price(2000)}]
    made = shop.post("subscriptions", customer=shop.customer, items=items, discounts=[{"coupon": amount(shop, 1000)}])
    invoice = shop.invoice(made)
    first, second_line = invoice["lines"]["data"]

    assert shares(invoice) == [[100, 310], [690]]
    assert first["discounts"] == made["items"]["data"][0]["discounts"]
    assert second_line["discounts"] == []
    assert invoice["total"] == 1900


def test_a_coupon_for_a_product_leaves_the_others() -> None:
    shop = Subscriber()
    cheap, dear = shop.price(1000), shop.price(2000)
    product = shop.get(f"prices/{dear}")["product"]
    off = percent(shop, 50, applies_to={"products": [product]})
    items = [{"price": cheap}, {"price": dear}]
    made = shop.post("subscriptions", customer=shop.customer, items=items, discounts=[{"coupon": off}])

    assert shares(shop.invoice(made)) == [[], [1000]]


def test_a_coupon_for_once_counts_on_the_first_invoice() -> None:
    """Probed on a real account [PH12]: it leaves the subscription's discounts empty."""
    shop = Subscriber()
    made = shop.subscribe(1000, discounts=[{"coupon": amount(shop, 300, "once")}])
    first = shop.invoice(made)
    shop.move(shop.stored.period_end + 7200)

    assert (made["discounts"], first["total"], shop.invoice(made)["total"]) == ([], 700, 1000)
    assert first["discounts"][0].startswith("di_")
    assert shop.get(f"invoices/{first['id']}", expand=["discounts"])["discounts"][0]["subscription"] == made["id"]


def test_a_coupon_for_three_months_counts_on_three_invoices() -> None:
    """Stripe, "Coupons": so many months after it was given; its end is shown, and told."""
    shop = Subscriber("2027-01-31T10:00:00")
    made = shop.subscribe(1000, discounts=[{"coupon": percent(shop, 25, "repeating", duration_in_months=3)}])
    (held,) = shop.get(f"subscriptions/{made['id']}", expand=["discounts"])["discounts"]
    totals = [shop.invoice(made)["total"]]
    for _ in range(4):
        shop.move(shop.stored.period_end + 7200)
        totals.append(shop.invoice(made)["total"])

    assert held["end"] == second("2027-04-30T10:00:00")
    assert totals == [750, 750, 750, 1000, 1000]
    assert shop.news().count("customer.discount.deleted") == 1
    assert shop.get(f"subscriptions/{made['id']}")["discounts"] == []


def test_a_discount_is_changed_without_a_proration_and_told() -> None:
    """Stripe, "Prorations": a changed discount alone makes none."""
    shop = Subscriber()
    made = shop.subscribe(1000, discounts=[{"coupon": percent(shop, 10)}])
    shop.move(shop.clock.at + DAY)
    path = f"subscriptions/{made['id']}"
    kept = shop.post(path, discounts=[{"discount": made["discounts"][0]}, {"coupon": amount(shop, 100)}])
    assert (kept["discounts"][0], len(kept["discounts"])) == (made["discounts"][0], 2)
    shop.news()
    other = shop.post(path, discounts=[{"coupon": percent(shop, 50)}])
    assert shop.news()[:1] == ["coupon.created"]
    assert shop.get("invoiceitems", customer=shop.customer)["data"] == []
    shop.move(shop.stored.period_end + 7200)
    assert shop.invoice(other)["total"] == 500
    assert shop.post(path, discounts="")["discounts"] == []


def test_a_change_is_prorated_with_the_discount_of_the_same_call() -> None:
    """Stripe, "Prorations": 1000 -> 2000 at half a period with 50 % off: -500 of what was billed, 500 of 1000."""
    shop = Subscriber()
    made = shop.subscribe(1000)
    item = made["items"]["data"][0]
    shop.move((item["current_period_start"] + item["current_period_end"]) // 2)
    half = percent(shop, 50)
    shop.change(made, amount=2000, discounts=[{"coupon": half}])
    waiting = shop.get("invoiceitems", customer=shop.customer, pending=True)["data"]

    assert [one["amount"] for one in waiting] == [-500, 500]
    assert [one["discountable"] for one in waiting] == [False, False]


def test_what_a_subscription_is_given_is_told_and_counted() -> None:
    shop = Subscriber()
    off = percent(shop, 25, max_redemptions=1)
    code = shop.post("promotion_codes", promotion={"type": "coupon", "coupon": off})
    shop.news()
    made = shop.post("subscriptions", customer=shop.customer, items=[{"price": shop.price(1000)}],
                     discounts=[{"promotion_code": code["id"]}])  # fmt: skip
    told = shop.news()

    first = told.index("customer.subscription.created")
    assert told[first + 1 : first + 4] == ["coupon.updated", "promotion_code.updated", "customer.discount.created"]
    (held,) = shop.get(f"subscriptions/{made['id']}", expand=["discounts.source.coupon"])["discounts"]
    assert (held["promotion_code"], held["source"]["coupon"]["times_redeemed"]) == (code["id"], 1)
    assert (held["customer"], held["subscription"]) == (shop.customer, made["id"])
    _, said = shop.refused("POST", "subscriptions", customer=shop.customer, items=[{"price": shop.price(1)}],
                           discounts=[{"coupon": off}])  # fmt: skip
    assert said["param"] == "discounts[0][coupon]"


def test_before_basil_one_coupon_stood_for_all() -> None:
    shop = Subscriber()
    off = percent(shop, 25)
    then = {"stripe-version": "2025-02-24.acacia"}
    items = {"0": {"price": shop.price(1000)}}
    made = shop.merchant.call(
        "POST", "/v1/subscriptions", headers=then, customer=shop.customer, items=items, coupon=off
    ).body
    invoice = shop.merchant.call("GET", f"/v1/invoices/{made['latest_invoice']}", headers=then).body

    assert (made["discount"]["coupon"]["id"], made["discount"]["subscription"]) == (off, made["id"])
    assert (invoice["discount"]["coupon"]["percent_off"], invoice["total"]) == (25.0, 750)
    cleared = shop.merchant.call("POST", f"/v1/subscriptions/{made['id']}", headers=then, coupon="").body
    assert (cleared["discount"], cleared["discounts"]) == (None, [])
    _, said = shop.refused("POST", f"subscriptions/{made['id']}", coupon=off)
    assert said["code"] == "parameter_unknown"


def test_a_customers_own_discount_counts_where_a_subscription_has_none() -> None:
    """Stripe, "Coupons": what a subscription is given takes the place of the customer's."""
    shop = Subscriber()
    off = percent(shop, 10)
    then = {"stripe-version": "2025-02-24.acacia"}
    shop.merchant.call("POST", f"/v1/customers/{shop.customer}", headers=then, coupon=off)

    assert shop.invoice(shop.subscribe(1000))["total"] == 900
    assert shop.invoice(shop.subscribe(1000, discounts=[{"coupon": percent(shop, 50)}]))["total"] == 500
