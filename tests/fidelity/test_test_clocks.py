"""Test clocks as the official SDK sees them: the runs of Stripe's own guide, limits, what lives by a clock."""

import datetime as dt
from typing import Any

import pytest
import stripe

from tests.fidelity.clock_operations import BEGUN, DAY, clock, clocked, subscribed
from tests.fidelity.conftest import Merchant


def second(text: str) -> int:
    return int(dt.datetime.fromisoformat(f"{text}+00:00").timestamp())


def advance(merchant: Merchant, name: str, to: int) -> Any:
    """Advance a clock and let it arrive; returns the clock."""
    merchant.sdk.test_helpers.test_clocks.advance(name, {"frozen_time": to})
    merchant.world.advance(2)
    return merchant.sdk.test_helpers.test_clocks.retrieve(name)


def test_a_clock_is_on_its_way_and_then_ready(merchant: Merchant) -> None:
    """Stripe, "Advance a test clock": the reply shows where it was."""
    sdk, name = merchant.sdk, clock(merchant.sdk)
    leaving = sdk.test_helpers.test_clocks.advance(name, {"frozen_time": BEGUN + DAY})
    with pytest.raises(stripe.InvalidRequestError, match="underway"):
        sdk.test_helpers.test_clocks.advance(name, {"frozen_time": BEGUN + 2 * DAY})
    merchant.world.advance(2)
    there = sdk.test_helpers.test_clocks.retrieve(name)

    assert (leaving.status, leaving.frozen_time) == ("advancing", BEGUN)
    assert leaving.status_details.advancing.target_frozen_time == BEGUN + DAY
    assert (there.status, there.frozen_time, there.status_details.to_dict()) == ("ready", BEGUN + DAY, {})
    assert there.deletes_after == there.created + 7 * DAY
    assert merchant.types() == [f"test_helpers.test_clock.{what}" for what in ("created", "advancing", "ready")]


def test_run_a_of_the_guide_a_renewal_is_a_draft_for_an_hour(merchant: Merchant) -> None:
    """Stripe, "Simulate subscriptions": from 1 January to 1 February a draft of 50, an hour later it is paid."""
    sdk, name = merchant.sdk, clock(merchant.sdk)
    made = subscribed(sdk, name)
    advance(merchant, name, second("2027-02-01"))
    draft = sdk.invoices.retrieve(sdk.subscriptions.retrieve(made.id).latest_invoice)
    advance(merchant, name, second("2027-02-01T01:00:01"))
    paid = sdk.invoices.retrieve(draft.id)

    assert (made.created, made.test_clock) == (BEGUN, name)
    assert (draft.status, draft.total, draft.created, draft.test_clock) == ("draft", 5000, second("2027-02-01"), name)
    assert draft.next_payment_attempt == draft.created + 3600
    assert (paid.status, paid.amount_paid, paid.status_transitions.paid_at) == ("paid", 5000, draft.created + 3601)


def test_run_b_of_the_guide_a_change_is_prorated_by_the_clock(merchant: Merchant) -> None:
    """The same, 37 [D][C]: 5000 -> 10000 on 16 January; the guide rounds to 125."""
    sdk, name = merchant.sdk, clock(merchant.sdk)
    made = subscribed(sdk, name)
    advance(merchant, name, second("2027-01-16"))
    other = sdk.prices.create({"currency": "usd", "unit_amount": 10_000, "recurring": {"interval": "month"},
                               "product_data": {"name": "Gold"}}).id  # fmt: skip
    sdk.subscriptions.update(made.id, {"items": [{"id": made["items"].data[0].id, "price": other}]})
    advance(merchant, name, second("2027-02-01"))
    draft = sdk.invoices.retrieve(sdk.subscriptions.retrieve(made.id).latest_invoice)

    assert [line.amount for line in draft.lines.data] == [-2581, 5161, 10_000]
    assert (draft.total, draft.status) == (12_580, "draft")


def test_run_c_of_the_guide_a_trial_ends_by_the_clock(merchant: Merchant) -> None:
    """The same: a week of trial from 1 January; told of by 5 January; first paid on 8 January, then on 8 February."""
    sdk, name = merchant.sdk, clock(merchant.sdk)
    made = subscribed(sdk, name, trial_period_days=7)
    assert sdk.invoices.retrieve(made.latest_invoice).total == 0
    advance(merchant, name, second("2027-01-05"))
    assert "customer.subscription.trial_will_end" in merchant.types()
    advance(merchant, name, second("2027-01-08T01:00:01"))
    first = sdk.invoices.retrieve(sdk.subscriptions.retrieve(made.id).latest_invoice)
    advance(merchant, name, second("2027-02-08T01:00:01"))
    renewed = sdk.invoices.retrieve(sdk.subscriptions.retrieve(made.id).latest_invoice)

    assert (first.created, first.amount_paid, first.status) == (second("2027-01-08"), 5000, "paid")
    assert (renewed.created, renewed.amount_paid, renewed.status) == (second("2027-02-08"), 5000, "paid")


def test_what_is_due_comes_in_its_order_between_advancing_and_ready(merchant: Merchant) -> None:
    """Also of two customers, each at its own second."""
    sdk, name = merchant.sdk, clock(merchant.sdk)
    first = subscribed(sdk, name)
    advance(merchant, name, BEGUN + DAY)
    second_one = subscribed(sdk, name, 700)
    known = len(merchant.types())
    advance(merchant, name, second("2027-02-03"))
    told = [kind for kind in merchant.types()[known:] if kind != "charge.updated"]  # booked by the world's clock
    renewals = [sdk.invoices.retrieve(sdk.subscriptions.retrieve(one.id).latest_invoice) for one in (first, second_one)]

    assert (told[0], told[-1]) == ("test_helpers.test_clock.advancing", "test_helpers.test_clock.ready")
    assert told.count("invoice.paid") == 2
    assert [invoice.created for invoice in renewals] == [second("2027-02-01"), second("2027-02-02")]
    assert [event.objects[0] for event in merchant.world.events(side="test") if event.type == "invoice.paid"][-2:] == [
        invoice.id for invoice in renewals
    ]


def test_the_worlds_time_does_nothing_to_them(merchant: Merchant) -> None:
    sdk, name = merchant.sdk, clock(merchant.sdk)
    made = subscribed(sdk, name)
    merchant.world.advance(3 * DAY)

    assert len(sdk.invoices.list({"subscription": made.id}).data) == 1
    charge = sdk.charges.list({"customer": made.customer}).data[0]
    assert charge.balance_transaction is not None


def test_limits(merchant: Merchant) -> None:
    """Stripe, "Test clocks: limits": three customers, three subscriptions each, two intervals, two years without."""
    sdk, name = merchant.sdk, clock(merchant.sdk)
    with pytest.raises(stripe.InvalidRequestError, match="two intervals"):
        sdk.test_helpers.test_clocks.advance(name, {"frozen_time": second("2029-01-02")})
    with pytest.raises(stripe.InvalidRequestError, match="later"):
        sdk.test_helpers.test_clocks.advance(name, {"frozen_time": BEGUN})
    made = subscribed(sdk, name)
    for _ in range(2):
        sdk.subscriptions.create({"customer": made.customer, "items": [{"price": made.plan.id}]})
    with pytest.raises(stripe.InvalidRequestError, match="3 subscriptions"):
        sdk.subscriptions.create({"customer": made.customer, "items": [{"price": made.plan.id}]})
    for _ in range(2):
        clocked(sdk, name)
    with pytest.raises(stripe.InvalidRequestError, match="3 customers"):
        clocked(sdk, name)
    with pytest.raises(stripe.InvalidRequestError, match="two intervals"):
        sdk.test_helpers.test_clocks.advance(name, {"frozen_time": second("2027-03-02")})


def test_a_deleted_clock_takes_its_customers_with_it(merchant: Merchant) -> None:
    """Stripe, "Test clocks": their subscriptions are canceled."""
    sdk, name = merchant.sdk, clock(merchant.sdk)
    made = subscribed(sdk, name)
    gone = sdk.test_helpers.test_clocks.delete(name)

    assert gone.deleted
    assert sdk.subscriptions.retrieve(made.id).status == "canceled"
    assert sdk.customers.retrieve(made.customer).deleted
    assert sdk.test_helpers.test_clocks.list().data == []
    with pytest.raises(stripe.InvalidRequestError):
        sdk.test_helpers.test_clocks.retrieve(name)


def test_a_clock_comes_back_from_a_snapshot_with_what_it_has_due(merchant: Merchant, simulator: Any) -> None:
    sdk, name = merchant.sdk, clock(merchant.sdk)
    made = subscribed(sdk, name)
    merchant.world = simulator.control.restore(merchant.world.snapshot(), replace=True)
    advance(merchant, name, second("2027-02-02"))

    assert len(merchant.sdk.invoices.list({"subscription": made.id, "status": "paid"}).data) == 2


def test_expanded_and_filtered(merchant: Merchant) -> None:
    sdk, name = merchant.sdk, clock(merchant.sdk)
    made = subscribed(sdk, name, expand=["test_clock", "customer.test_clock"])

    assert (made.test_clock.frozen_time, made.customer.test_clock.id) == (BEGUN, name)
    assert [one.id for one in sdk.subscriptions.list({"test_clock": name}).data] == [made.id]
