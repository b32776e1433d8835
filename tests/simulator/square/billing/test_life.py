"""What becomes of subscriptions: by their phases, by their scheduled actions, and while the clock is moved."""

import time
from itertools import pairwise
from typing import Any

import pytest

from simulator.provider import Refusal
from simulator.square import SQUARE
from simulator.square.resources.order import Order
from simulator.square.resources.payment import Payment
from tests.simulator.square.billing.subscriber import DAY, Subscriber

MONTHLY = ("MONTHLY", 1900)


def codes(answer: Any) -> list[str]:
    return [error["code"] for error in answer.body["errors"]]


# Phases and prices.


def test_a_trial_costs_nothing_and_has_no_invoice() -> None:
    seller = Subscriber(begins="2026-01-10T09:00:00Z")
    name = seller.subscribe(
        str(seller.act("sell_plan", name="Tea", amount=900, currency="USD", interval="month", trial_days=14)[0]["id"])
    )
    assert (seller.shown(name)["charged_through_date"], seller.amounts(name)) == ("2026-01-24", [])
    assert seller.shown(name)["monthly_billing_anchor_date"] == 24, "that of the phase that follows"
    seller.until("2026-02-25")

    assert seller.days(name) == ["2026-01-24", "2026-02-24"]


def test_the_last_phase_ends_a_subscription() -> None:
    seller = Subscriber(begins="2026-01-10T09:00:00Z")
    name = seller.subscribe(seller.plan(("WEEKLY", 500, 2), ("MONTHLY", 1000, 1)))
    seller.until("2026-03-01")
    shown = seller.shown(name)

    assert seller.amounts(name) == [500, 500, 1000]
    assert (shown["status"], shown["completed_date"]) == ("CANCELED", "2026-02-24")


def test_what_is_short_costs_its_share() -> None:
    seller = Subscriber(begins="2026-01-10T09:00:00Z")
    anchored = seller.subscribe(seller.plan(("MONTHLY", 3100), monthly_billing_anchor_date=15))
    ended = seller.subscribe(seller.plan(("MONTHLY", 3100)), canceled_date="2026-01-20")
    whole = seller.subscribe(seller.plan(("MONTHLY", 3100), can_prorate=False, monthly_billing_anchor_date=15))
    seller.until("2026-01-21")

    assert seller.amounts(anchored) == [500, 3100], "5 of the 31 days until the 15th"
    assert (seller.amounts(ended), seller.shown(ended)["status"]) == ([1000], "CANCELED")
    assert seller.amounts(whole) == [3100, 3100]


def test_a_relative_price_is_that_of_its_order_template() -> None:
    seller = Subscriber()
    plan = seller.plan(MONTHLY)
    data = seller.get(f"/v2/catalog/object/{plan}").body["object"]["subscription_plan_variation_data"]
    relative = {"name": "Box", "phases": [{"cadence": "MONTHLY", "pricing": {"type": "RELATIVE"}}],
                "subscription_plan_id": data["subscription_plan_id"]}  # fmt: skip
    sent = {"type": "SUBSCRIPTION_PLAN_VARIATION", "id": "#v", "subscription_plan_variation_data": relative}
    box = seller.call("POST", "/v2/catalog/object", idempotency_key="b", object=sent).body["catalog_object"]["id"]
    template = seller.order(700, 350, state="DRAFT").body["order"]["id"]
    assert codes(seller.asked(box)) == ["MISSING_REQUIRED_PARAMETER"]
    assert codes(seller.asked(box, phases=[{"ordinal": 0, "order_template_id": "no order"}])) == [
        "INTERNAL_SERVER_ERROR"
    ]
    name = seller.subscribe(box, phases=[{"ordinal": 0, "order_template_id": template}])
    [order] = [one for one in seller.books.of_kind(Order) if one.subscription_id == name]

    assert seller.shown(name)["phases"][0]["order_template_id"] == template
    assert ([line["name"] for line in order.priced["line_items"]], order.total) == (["tea", "tea"], 1050)


def test_what_a_plan_cannot_be() -> None:
    """Recorded: forum threads 10913, 10986 and 11994."""
    seller = Subscriber()

    def upsert(**data: Any) -> Any:
        sent = {
            "type": "SUBSCRIPTION_PLAN_VARIATION",
            "id": "#v",
            "subscription_plan_variation_data": {"name": "x", **data},
        }
        return seller.call("POST", "/v2/catalog/object", idempotency_key=seller.key(), object=sent)

    priced: dict[str, Any] = {"cadence": "MONTHLY", "pricing": {"price": {"amount": 5, "currency": "USD"}}}
    plan = seller.get(f"/v2/catalog/object/{seller.plan(MONTHLY)}").body["object"]
    parent = plan["subscription_plan_variation_data"]["subscription_plan_id"]
    assert codes(upsert(phases=[], subscription_plan_id=parent)) == ["ARRAY_EMPTY"]
    assert codes(upsert(phases=[priced])) == ["MISSING_REQUIRED_PARAMETER"]
    assert codes(upsert(phases=[priced, priced], subscription_plan_id=parent)) == ["INVALID_VALUE"]
    assert codes(upsert(phases=[{"cadence": "MONTHLY"}], subscription_plan_id=parent)) == ["MISSING_REQUIRED_PARAMETER"]
    discounted = {**priced, "pricing": {**priced["pricing"], "discount_ids": ["x"]}}
    assert codes(upsert(phases=[discounted], subscription_plan_id=parent)) == ["NOT_IMPLEMENTED"]
    plan["subscription_plan_variation_data"]["phases"][0]["cadence"] = "WEEKLY"
    changed = seller.call("POST", "/v2/catalog/object", idempotency_key="again", object=plan)
    assert changed.body["errors"][0]["detail"].startswith("On existing plan ")
    assert upsert(phases=[priced], subscription_plan_id=parent).status == 200


# What is scheduled.


def test_what_is_ended_or_in_the_way_is_refused() -> None:
    seller = Subscriber()
    name = seller.subscribe(seller.plan(MONTHLY))
    for what, params in (
        ("resume", {}),
        ("pause", {"pause_cycle_duration": 0}),
        ("pause", {"pause_cycle_duration": 1, "resume_effective_date": "2026-05-01"}),
        ("pause", {"resume_effective_date": "2026-01-02"}),
        ("pause", {"pause_effective_date": "soon"}),
        ("swap-plan", {}),
        ("swap-plan", {"new_plan_variation_id": "none"}),
        ("billing-anchor", {}),
    ):
        assert seller.do(name, what, **params).status in (400, 404), what
    assert seller.actions(name) == []
    seller.do(name, "cancel")
    for what in ("cancel", "pause"):
        assert "pending cancel date" in seller.do(name, what).body["errors"][0]["detail"]
    seller.wait(40 * DAY)
    assert (
        seller.do(name, "cancel").body["errors"][0]["detail"].endswith("is in status CANCELED and cannot be changed.")
    )
    assert seller.call("PUT", f"/v2/subscriptions/{name}", subscription={"tax_percentage": "1"}).status == 400


def test_a_pause_lasts_until_it_is_ended() -> None:
    seller = Subscriber(begins="2026-01-10T09:00:00Z")
    name = seller.subscribe(seller.plan(MONTHLY))
    seller.do(name, "pause")
    seller.until("2026-04-20", 12)
    assert (seller.shown(name)["status"], seller.amounts(name)) == ("PAUSED", [1900])
    seller.do(name, "resume", resume_effective_date="2026-04-25", resume_change_timing="END_OF_BILLING_CYCLE")
    assert seller.actions(name) == [("RESUME", "2026-05-10")]
    seller.until("2026-05-11")

    assert (seller.shown(name)["status"], seller.days(name)) == ("ACTIVE", ["2026-01-10", "2026-05-10"])


def test_one_that_is_paused_ends_at_once() -> None:
    seller = Subscriber()
    name = seller.subscribe(seller.plan(MONTHLY))
    seller.do(name, "pause", pause_cycle_duration=2)
    seller.wait(35 * DAY)
    answer = seller.do(name, "cancel").body["subscription"]

    assert answer["status"] == "CANCELED"
    seller.wait(90 * DAY)
    assert seller.amounts(name) == [1900]


def test_a_swap_keeps_the_days_and_begins_the_new_phases() -> None:
    seller = Subscriber(begins="2026-01-10T09:00:00Z")
    name = seller.subscribe(seller.plan(MONTHLY))
    trial = seller.plan(("WEEKLY", 0, 1), ("MONTHLY", 4900))
    other = seller.subscribe(seller.plan(MONTHLY))
    seller.do(name, "swap-plan", new_plan_variation_id=trial)
    seller.do(other, "swap-plan", new_plan_variation_id=trial, phases=[{"ordinal": 1}])
    seller.until("2026-03-25")

    assert (seller.days(name), seller.amounts(name)) == (["2026-01-10", "2026-02-17", "2026-03-17"], [1900, 4900, 4900])
    assert (seller.days(other), seller.amounts(other)) == (
        ["2026-01-10", "2026-02-10", "2026-03-10"],
        [1900, 4900, 4900],
    )


def test_a_subscription_that_begins_later_can_be_canceled_before() -> None:
    seller = Subscriber(begins="2026-01-10T09:00:00Z")
    name = seller.subscribe(seller.plan(MONTHLY), start_date="2026-02-01")
    seller.do(name, "cancel")
    seller.until("2026-02-02")

    assert (seller.shown(name)["status"], seller.amounts(name)) == ("CANCELED", [])


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"start_date": "2025-12-31"}, "INVALID_DATE"),
        ({"start_date": "2026-13-01"}, "INVALID_DATE"),
        ({"canceled_date": "2026-01-01"}, "INVALID_DATE"),
        ({"timezone": "Europe/Nowhere"}, "INVALID_ENUM_VALUE"),
        ({"card_id": "ccof:none"}, "NOT_FOUND"),
        ({"tax_percentage": "a tenth"}, "INVALID_VALUE"),
        ({"phases": [{"ordinal": 7}]}, "INVALID_VALUE"),
        ({"location_id": "LNONE"}, "FORBIDDEN"),
        ({"customer_id": "nobody"}, "NOT_FOUND"),
        ({"plan_variation_id": "none"}, "NOT_FOUND"),
        ({"price_override_money": {"amount": 5, "currency": "EUR"}}, "INVALID_VALUE"),
    ],
)
def test_what_no_subscription_can_be(wrong: dict[str, Any], code: str) -> None:
    seller = Subscriber()
    customer = seller.customer()
    told = {"customer_id": customer, "plan_variation_id": seller.plan(MONTHLY), "location_id": seller.location}

    assert codes(seller.call("POST", "/v2/subscriptions", **{**told, **wrong})) == [code]


def test_a_plan_is_no_plan_variation() -> None:
    """Recorded of payment links: forum thread 10881."""
    seller = Subscriber()
    data = seller.get(f"/v2/catalog/object/{seller.plan(MONTHLY)}").body["object"]["subscription_plan_variation_data"]
    answer = seller.asked(data["subscription_plan_id"])

    assert answer.body["errors"][0]["detail"].endswith("incorrect object type SUBSCRIPTION_PLAN.")


# Time.


def test_each_thing_is_dated_by_the_second_for_which_it_was_due() -> None:
    seller = Subscriber(begins="2026-01-10T09:00:00Z")
    name = seller.subscribe(seller.plan(("DAILY", 500)))
    seller.wait(20 * DAY)
    told = [event for event in seller.books.events.values() if name in event.objects]
    payments = [one for one in seller.books.of_kind(Payment) if one.subscription_id == name]

    assert [event.created for event in told] == sorted(event.created for event in told)
    assert len(payments) == 21
    gaps = {(later.created_at - one.created_at) // 1000 for one, later in pairwise(payments[1:])}
    assert gaps == {DAY}, "but for the first, which comes a second late"
    fees = [event.created for event in told if event.type == "payment.updated" and event.snapshot.fee is not None]
    assert len(fees) == 20, "that of the last is to come"


def test_a_month_of_a_thousand_subscriptions_is_quick() -> None:
    """Each is billed once, and told of in eight events: under two seconds of this machine's own time."""
    seller = Subscriber(begins="2026-01-10T09:00:00Z")
    plan, customer = seller.plan(MONTHLY), seller.customer()
    told = {"customer_id": customer, "card_id": seller.card(customer), "location_id": seller.location}
    for _ in range(1000):
        seller.call("POST", "/v2/subscriptions", plan_variation_id=plan, **told)
    seller.wait(100)
    before, began = len(seller.books.events), time.process_time()
    seller.wait(31 * DAY)

    assert time.process_time() - began < 2
    assert len(seller.books.events) - before == 8 * 1000


def test_a_year_of_a_world_that_began_in_the_past_is_billed_month_by_month() -> None:
    seller = Subscriber(begins="2025-06-05T08:00:00Z")
    name = seller.subscribe(seller.plan(MONTHLY))
    seller.until("2025-12-06")

    assert seller.days(name) == [f"2025-{month:02d}-05" for month in range(6, 13)]


# Acts.


def test_what_is_pretended_is_not_done() -> None:
    seller = Subscriber()
    name = seller.asked(seller.plan(MONTHLY)).body["subscription"]["id"]
    before = dict(seller.books.objects)
    for act, params in (("pay", {}), ("cancel_subscription", {"at_period_end": True})):
        _, lies = seller.sandbox.act(seller.world, SQUARE, "test", act, {"object": name, **params}, pretend=True)
        assert lies
        assert all(event.invented and name in event.objects for event in lies)
        assert seller.books.objects == before
    paid = [event.type for event in seller.books.events.values() if event.invented]
    assert {"invoice.payment_made", "payment.updated", "subscription.updated"} <= set(paid)


def test_a_buyer_pays_before_the_first_invoice_was_sent() -> None:
    """An act does not wait for what comes in a second by itself, and it comes once."""
    seller = Subscriber()
    customer = seller.customer()
    made = seller.act("subscribe", plan=seller.plan(MONTHLY), customer=customer)[0]
    paid, told = seller.act("pay", object=made["id"])
    seller.wait(5)

    assert (paid["status"], told[:3]) == ("COMPLETED", ["order.created", "invoice.created", "invoice.published"])
    assert seller.amounts(made["id"]) == [1900]


@pytest.mark.parametrize(
    ("act", "params"),
    [
        ("sell_plan", {"name": "", "amount": 5, "interval": "month"}),
        ("sell_plan", {"name": "x", "amount": "5", "interval": "month"}),
        ("sell_plan", {"name": "x", "amount": 5, "interval": "fortnight"}),
        ("sell_plan", {"name": "x", "amount": 5, "interval": "month", "trial_days": -1}),
        ("sell_plan", {"name": "x", "amount": 5, "interval": "month", "currency": "EUR"}),
        ("subscribe", {"plan": "none", "customer": "CUSTOMER"}),
        ("subscribe", {"plan": "PLAN", "customer": "none"}),
        ("cancel_subscription", {"object": "SUB", "at_period_end": False}),
        ("cancel_subscription", {"object": "none"}),
        ("change_plan", {"object": "SUB", "plan": "none"}),
        ("change_card", {"object": "SUB", "card": "authenticate"}),
        ("change_card", {"object": "SUB", "card": "golden"}),
        ("pay", {"object": "SUB"}),
        ("process", {"object": "ORDER"}),
    ],
)
def test_what_cannot_happen_is_said(act: str, params: dict[str, Any]) -> None:
    seller = Subscriber()
    customer, plan = seller.customer(), seller.plan(MONTHLY)
    name = seller.subscribe(plan)
    [order] = [one.id for one in seller.books.of_kind(Order) if one.subscription_id == name]
    there = {"CUSTOMER": customer, "PLAN": plan, "SUB": name, "ORDER": order}
    before = dict(seller.books.objects)

    with pytest.raises(Refusal) as refused:
        seller.act(act, **{key: there.get(str(value), value) for key, value in params.items()})
    assert refused.value.message
    assert seller.books.objects == before


def test_a_card_that_was_taken_off_the_file_is_declined() -> None:
    seller = Subscriber()
    customer = seller.customer()
    card = seller.card(customer)
    name = seller.subscribe(seller.plan(("WEEKLY", 900)), customer_id=customer, card_id=card)
    seller.call("POST", f"/v2/cards/{card}/disable")
    seller.wait(8 * DAY)
    newest = seller.get(f"/v2/invoices/{seller.shown(name)['invoice_ids'][0]}").body["invoice"]

    assert (newest["status"], seller.shown(name)["status"]) == ("UNPAID", "ACTIVE")
    assert seller.act("refund", object=name)[0]["amount_money"]["amount"] == 900, "of the payment that went through"


# Payment links that sell a subscription.


def linked(seller: Subscriber, plan: str, **more: Any) -> Any:
    quick = {"name": "Tea", "price_money": {"amount": 1900, "currency": "USD"}, "location_id": seller.location}
    options = {"subscription_plan_id": plan, **more}
    return seller.call("POST", "/v2/online-checkout/payment-links", quick_pay=quick, checkout_options=options)


def test_a_buyer_subscribes_on_a_links_page() -> None:
    seller = Subscriber(begins="2026-01-10T09:00:00Z")
    plan = seller.plan(MONTHLY)
    made = linked(seller, plan).body
    assert made["related_resources"]["subscription_plans"][0]["type"] == "SUBSCRIPTION_PLAN"
    assert seller.act("decline", object=made["payment_link"]["id"])[0]["status"] == "FAILED"
    payment, told = seller.act("pay", object=made["payment_link"]["id"], email="bo@example.com")
    assert told == [
        "payment.created", "order.updated", "payment.updated", "customer.created", "card.created",
        "subscription.created",
    ]  # fmt: skip
    [customer] = seller.get("/v2/customers").body["customers"]
    [shown] = seller.call("POST", "/v2/subscriptions/search").body["subscriptions"]
    assert (customer["email_address"], shown["customer_id"]) == ("bo@example.com", customer["id"])
    assert (shown["charged_through_date"], payment["status"]) == ("2026-02-10", "COMPLETED")
    assert any(shown["id"] in one.objects for one in seller.books.events.values() if one.type == "payment.updated")
    seller.until("2026-02-11")
    assert seller.amounts(shown["id"]) == [1900]
    assert seller.act("refund", object=shown["id"])[0]["status"] == "PENDING"


def test_what_no_link_can_sell() -> None:
    seller = Subscriber()
    free = seller.plan(("WEEKLY", 0, 1), MONTHLY)

    assert codes(linked(seller, free)) == ["NOT_IMPLEMENTED"]
    assert codes(linked(seller, seller.plan(("WEEKLY", 1, 1), MONTHLY))) == ["INVALID_VALUE"]
    fee = {"app_fee_money": {"amount": 1, "currency": "USD"}}
    assert codes(linked(seller, seller.plan(MONTHLY), **fee)) == ["BAD_REQUEST"]


def test_two_sandboxes_of_one_seed_bill_alike() -> None:
    def told(seller: Subscriber) -> list[str]:
        name = seller.subscribe(seller.plan(MONTHLY))
        seller.wait(40 * DAY)
        return [name, *(event.id for event in seller.books.events.values())]

    assert told(Subscriber()) == told(Subscriber())
