"""What prices in tiers, in packages and by meters come to, to the cent, on subscriptions' invoices."""

from typing import Any

import pytest

from tests.simulator.stripe.billing.subscriber import DAY, Subscriber

SEATS = [{"up_to": 5, "unit_amount": 700}, {"up_to": 10, "unit_amount": 650}, {"up_to": "inf", "unit_amount": 600}]
"""Stripe, "Tiered pricing": 7.00 a project up to five, 6.50 up to ten, 6.00 above."""


def tiered(shop: Subscriber, mode: str, tiers: list[dict[str, Any]], **recurring: Any) -> str:
    made = shop.post(
        "prices", currency="usd", billing_scheme="tiered", tiers_mode=mode, tiers=tiers,
        recurring={"interval": "month", **recurring}, product_data={"name": "Gold"},
    )  # fmt: skip
    return str(made["id"])


def first(shop: Subscriber, price: str, quantity: int | None = None, **more: Any) -> Any:
    item: dict[str, Any] = {"price": price} if quantity is None else {"price": price, "quantity": quantity}
    return shop.invoice(shop.post("subscriptions", customer=shop.customer, items=[item], **more))


# Mode, quantity, what it comes to.
# Source: Stripe, "Tiered pricing", tables of 1, 5, 6, 20 and 25 projects (volume: 6 x 6.50; graduated: 5 x 7 + 6.50).
PROJECTS: list[tuple[str, int, int]] = [
    ("volume", 1, 700), ("volume", 5, 3500), ("volume", 6, 3900), ("volume", 20, 12_000), ("volume", 25, 15_000),
    ("graduated", 1, 700), ("graduated", 5, 3500), ("graduated", 6, 4150), ("graduated", 20, 12_750),
    ("graduated", 25, 15_750),
]  # fmt: skip


@pytest.mark.parametrize(("mode", "quantity", "total"), PROJECTS)
def test_projects_in_tiers(mode: str, quantity: int, total: int) -> None:
    shop = Subscriber()
    invoice = first(shop, tiered(shop, mode, SEATS), quantity)

    assert (invoice["total"], invoice["amount_paid"]) == (total, total)


def test_graduated_tiers_are_lines_of_their_own() -> None:
    shop = Subscriber()
    invoice = first(shop, tiered(shop, "graduated", SEATS), 12)

    assert [(line["quantity"], line["amount"]) for line in invoice["lines"]["data"]] == [
        (5, 3500), (5, 3250), (2, 1200),
    ]  # fmt: skip
    assert invoice["lines"]["data"][1]["description"] == "5 × Gold (Tier 2 at $6.50 / month)"


FLAT = [
    {"up_to": 5, "unit_amount": 500, "flat_amount": 1000},
    {"up_to": "inf", "unit_amount": 400, "flat_amount": 2000},
]


@pytest.mark.parametrize(
    ("mode", "quantity", "total"),
    [
        ("graduated", 5, 3500),
        ("graduated", 12, 8300),
        ("volume", 5, 3500),
        ("volume", 12, 6800),
        ("graduated", 0, 1000),
    ],
)
def test_flat_fees_are_added_for_each_tier(mode: str, quantity: int, total: int) -> None:
    """Stripe, "Flat fees": 12 graduated are 5 x 5 + 10 and 7 x 4 + 20; in volume 12 x 4 + 20."""
    shop = Subscriber()

    assert first(shop, tiered(shop, mode, FLAT), quantity)["total"] == total


@pytest.mark.parametrize(
    ("way", "quantity", "total"),
    [("up", 3, 500), ("up", 5, 500), ("up", 6, 1000), ("up", 8, 1000), ("down", 4, 0), ("down", 8, 500)],
)
def test_packages_are_paid_whole(way: str, quantity: int, total: int) -> None:
    """Stripe, "Package pricing": 8 of packages of 5 are two, rounded up."""
    shop = Subscriber()
    price = shop.post(
        "prices", currency="usd", unit_amount=500, recurring={"interval": "month"}, product_data={"name": "Gold"},
        transform_quantity={"divide_by": 5, "round": way},
    )["id"]  # fmt: skip

    assert first(shop, price, quantity)["total"] == total


def test_a_change_of_tiers_is_prorated_by_what_they_come_to() -> None:
    """6 -> 20 in volume at half a period: half of 3900 back, half of 12000."""
    shop = Subscriber()
    items = [{"price": tiered(shop, "volume", SEATS), "quantity": 6}]
    made = shop.post("subscriptions", customer=shop.customer, items=items)
    item = made["items"]["data"][0]
    shop.move((item["current_period_start"] + item["current_period_end"]) // 2)
    shop.change(made, quantity=20)
    waiting = shop.get("invoiceitems", customer=shop.customer, pending=True)["data"]

    assert [one["amount"] for one in waiting] == [-1950, 6000]


# What a meter counts.


def meter(shop: Subscriber, formula: str = "sum", name: str = "tokens") -> str:
    made = shop.post("billing/meters", display_name="Tokens", event_name=name, default_aggregation={"formula": formula})
    return str(made["id"])


def metered(shop: Subscriber, name: str, **more: Any) -> str:
    recurring = {"interval": "month", "usage_type": "metered", "meter": name}
    made = shop.post("prices", currency="usd", recurring=recurring, product_data={"name": "Gold"}, **more)
    return str(made["id"])


def use(shop: Subscriber, value: float, **more: Any) -> Any:
    payload = {"stripe_customer_id": shop.customer, "value": value}
    return shop.post("billing/meter_events", event_name="tokens", payload=payload, **more)


# Formula, what was used, what is billed at 4 cents each.
@pytest.mark.parametrize(("formula", "total"), [("sum", 24 * 4), ("count", 3 * 4), ("last", 12 * 4)])
def test_what_was_used_is_billed_when_the_period_has_ended(formula: str, total: int) -> None:
    """Stripe, "Usage-based billing": in arrears; in the flexible mode the first invoice has no line of it."""
    shop = Subscriber()
    name = meter(shop, formula)
    made = shop.post("subscriptions", customer=shop.customer, items=[{"price": metered(shop, name, unit_amount=4)}])
    begun = shop.invoice(made)
    for value in (5, 7, 12):
        shop.move(shop.clock.at + DAY)
        use(shop, value)
    end = shop.stored.period_end
    shop.move(end + 7200)
    billed = shop.invoice(made)

    assert (begun["lines"]["data"], begun["total"], begun["status"], made["status"]) == ([], 0, "paid", "active")
    assert (billed["total"], billed["amount_due"]) == (total, total if total >= 50 else 0)
    (line,) = billed["lines"]["data"]
    assert line["period"] == {"start": begun["created"], "end": end}
    assert "quantity" not in made["items"]["data"][0]
    shop.move(shop.stored.period_end + 7200)
    assert shop.invoice(made)["total"] == 0


def test_classic_subscriptions_show_that_nothing_was_used_yet() -> None:
    """Facts of billing, 4.4: a line of nothing on the first invoice."""
    shop = Subscriber()
    price = metered(shop, meter(shop), unit_amount=4)
    made = shop.post(
        "subscriptions", customer=shop.customer, items=[{"price": price}], billing_mode={"type": "classic"}
    )

    assert [line["amount"] for line in shop.invoice(made)["lines"]["data"]] == [0]


def test_usage_in_graduated_tiers() -> None:
    """The first hundred free, then 2 cents: 250 are 3.00."""
    shop = Subscriber()
    tiers = [{"up_to": 100, "unit_amount": 0}, {"up_to": "inf", "unit_amount": 2}]
    price = metered(shop, meter(shop), billing_scheme="tiered", tiers_mode="graduated", tiers=tiers)
    made = shop.post("subscriptions", customer=shop.customer, items=[{"price": price}])
    use(shop, 250)
    shop.move(shop.stored.period_end + 7200)

    assert [line["amount"] for line in shop.invoice(made)["lines"]["data"]] == [0, 300]


def test_usage_is_billed_when_a_subscription_ends_with_its_period() -> None:
    shop = Subscriber()
    price = metered(shop, meter(shop), unit_amount=100)
    made = shop.post("subscriptions", customer=shop.customer, items=[{"price": price}], cancel_at_period_end=True)
    use(shop, 9)
    shop.move(shop.stored.period_end + 7200)

    assert (shop.status(made), shop.invoice(made)["total"], shop.invoice(made)["status"]) == ("canceled", 900, "paid")


def test_an_event_counts_once_and_can_be_taken_back() -> None:
    shop = Subscriber()
    name = meter(shop)
    use(shop, 5, identifier="a")
    use(shop, 7, identifier="b")
    _, again = shop.refused("POST", "billing/meter_events", event_name="tokens", identifier="a",
                            payload={"stripe_customer_id": shop.customer, "value": 5})  # fmt: skip
    start = shop.clock.at // 60 * 60
    window = {"customer": shop.customer, "start_time": start, "end_time": start + 3600}
    before = shop.get(f"billing/meters/{name}/event_summaries", **window)["data"]
    shop.post("billing/meter_event_adjustments", event_name="tokens", type="cancel", cancel={"identifier": "a"})
    after = shop.get(f"billing/meters/{name}/event_summaries", **window)["data"]

    assert again["code"] == "duplicate_meter_event"
    assert [one["aggregated_value"] for one in (*before, *after)] == [12.0, 7.0]


@pytest.mark.parametrize(
    "params",
    [
        {"event_name": "none", "payload": {"stripe_customer_id": "c", "value": 1}},
        {"event_name": "tokens", "payload": {"stripe_customer_id": "cus_x", "value": 1}},
        {"event_name": "tokens", "payload": {"stripe_customer_id": "c", "value": "many"}},
        {"event_name": "tokens", "payload": {"stripe_customer_id": "c", "value": 1}, "timestamp": 5},
    ],
    ids=["no meter", "nobody", "no number", "long ago"],
)
def test_what_no_meter_hears_is_refused(params: dict[str, Any]) -> None:
    shop = Subscriber()
    meter(shop)
    given = dict(params["payload"])
    given["stripe_customer_id"] = given["stripe_customer_id"].replace("cus_x", "nobody") if "x" in given[
        "stripe_customer_id"] else shop.customer  # fmt: skip
    status, _ = shop.refused("POST", "billing/meter_events", **{**params, "payload": given})

    assert status in (400, 404)


def test_a_meter_is_switched_off_and_on() -> None:
    shop = Subscriber()
    name = meter(shop)
    status, _ = shop.refused(
        "POST", "billing/meters", display_name="x", event_name="tokens", default_aggregation={"formula": "sum"}
    )
    off = shop.post(f"billing/meters/{name}/deactivate")
    shop.refused("POST", "billing/meter_events", event_name="tokens", payload={"value": 1})
    on = shop.post(f"billing/meters/{name}/reactivate")

    assert (status, off["status"], on["status"]) == (400, "inactive", "active")
    assert off["status_transitions"]["deactivated_at"] == shop.clock.at
    assert shop.post(f"billing/meters/{name}", display_name="Words")["display_name"] == "Words"


# One-time items on a subscription's invoice.


def test_a_fee_stands_on_the_first_invoice_only() -> None:
    """Stripe, `add_invoice_items`: on the first invoice, before the plan's line."""
    shop = Subscriber()
    fee = shop.post("prices", currency="usd", unit_amount=2500, product_data={"name": "Setting up"})["id"]
    made = shop.subscribe(1000, add_invoice_items=[{"price": fee, "quantity": 2}])
    begun = shop.invoice(made)
    shop.move(shop.stored.period_end + 7200)

    assert [line["amount"] for line in begun["lines"]["data"]] == [5000, 1000]
    assert (begun["amount_paid"], shop.invoice(made)["total"]) == (6000, 1000)
    after = shop.post(f"subscriptions/{made['id']}", add_invoice_items=[{"price": fee}],
                      proration_behavior="always_invoice")  # fmt: skip
    assert shop.invoice(after)["total"] == 2500
