"""Figures of Square's own documentation, and of recorded subscriptions, worked through; each with its source beside it.

"sample" is an example reply of the published specification (2025-08-20) or of an earlier reference page; where a sample
does not name the cadence, it is the only one whose days are those of the sample.
"""

from typing import Any

import pytest

from simulator.square import policy
from tests.simulator.square.billing.subscriber import Subscriber

NEW_YORK, LOS_ANGELES = "America/New_York", "America/Los_Angeles"


CHARGED_THROUGH: list[tuple[str, str, list[Any], dict[str, Any], str, str]] = [
    # (source, the world begins, phases, what else is sent, the day of the look, charged_through_date)
    ("docs/subscriptions-api/actions-events", "2021-09-30T20:35:21Z", [("THIRTY_DAYS", 900)], {},
     "2021-10-01", "2021-10-30"),
    ("sample of RetrieveSubscription 2021-10-20", "2021-10-20T21:53:10Z", [("MONTHLY", 1000)],
     {"timezone": LOS_ANGELES}, "2021-10-21", "2021-11-20"),
    ("sample of SearchSubscriptions, the paused one", "2022-01-19T21:53:10Z", [("MONTHLY", 1000)],
     {"timezone": LOS_ANGELES}, "2022-07-20", "2022-08-19"),
    ("sample of SearchSubscriptions, canceled in its period", "2021-10-20T21:53:10Z", [("MONTHLY", 1000)],
     {"canceled_date": "2021-10-30"}, "2021-11-02", "2021-11-20"),
    ("sample of RetrieveSubscription 2025: on the 20th", "2022-07-27T21:53:10Z", [("MONTHLY", 25000)],
     {"timezone": LOS_ANGELES, "monthly_billing_anchor_date": 20}, "2023-10-21", "2023-11-20"),
    ("sample of UpdateSubscription: two invoices, so the first period was free", "2023-01-30T19:27:32Z",
     [("EVERY_TWO_WEEKS", 0, 1), ("EVERY_TWO_WEEKS", 900)], {}, "2023-02-28", "2023-03-13"),
    ("recorded in production, 2024-05-28", "2024-05-28T17:36:43Z", [("MONTHLY", 11000)], {"timezone": NEW_YORK},
     "2024-05-29", "2024-06-28"),
    ("recorded in production, 2024-06-01", "2024-05-28T17:47:30Z", [("MONTHLY", 11000)],
     {"timezone": NEW_YORK, "start_date": "2024-06-01"}, "2024-06-02", "2024-07-01"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("begins", "phases", "more", "day", "through"),
    [case[1:] for case in CHARGED_THROUGH],
    ids=[case[0] for case in CHARGED_THROUGH],
)
def test_through_which_day_a_subscription_is_charged(
    begins: str, phases: list[Any], more: dict[str, Any], day: str, through: str
) -> None:
    seller = Subscriber(begins=begins)
    name = seller.subscribe(seller.plan(*phases), **more)
    seller.until(day)

    assert seller.shown(name)["charged_through_date"] == through


def test_two_invoices_where_the_first_period_was_free() -> None:
    """Sample of UpdateSubscription: `invoice_ids` has two by 2023-03-13."""
    seller = Subscriber(begins="2023-01-30T19:27:32Z")
    name = seller.subscribe(seller.plan(("EVERY_TWO_WEEKS", 0, 1), ("EVERY_TWO_WEEKS", 900)))
    seller.until("2023-03-12")

    assert (len(seller.shown(name)["invoice_ids"]), seller.amounts(name)) == (2, [900, 900])


def test_the_actions_of_the_guide() -> None:
    """docs/subscriptions-api/actions-events: a swap 2021-10-30, a pause 2021-12-29, and 2022-01-28 as its end."""
    seller = Subscriber(begins="2021-09-30T20:35:21Z")
    name = seller.subscribe(seller.plan(("THIRTY_DAYS", 900)))
    seller.do(name, "swap-plan", new_plan_variation_id=seller.plan(("THIRTY_DAYS", 700)))
    seller.do(name, "pause", pause_effective_date="2021-12-29", pause_cycle_duration=1)

    assert seller.actions(name) == [("SWAP_PLAN", "2021-10-30"), ("PAUSE", "2021-12-29"), ("RESUME", "2022-01-28")]


@pytest.mark.parametrize(
    ("begins", "cadence", "asked", "effective"),
    [
        ("2023-06-20T21:53:10Z", "THIRTY_DAYS", "2023-10-20", "2023-11-17"),  # samples of PauseSubscription, SwapPlan
        ("2021-10-20T21:53:10Z", "WEEKLY", "2021-11-11", "2021-11-17"),  # samples of both at 2023-01-19
    ],
)
def test_a_pause_and_a_swap_come_with_the_next_period(begins: str, cadence: str, asked: str, effective: str) -> None:
    seller = Subscriber(begins=begins)
    plan = seller.plan((cadence, 2000))
    paused, swapped = (seller.subscribe(plan, timezone=LOS_ANGELES) for _ in range(2))
    seller.until(asked)
    seller.do(paused, "pause")
    seller.do(swapped, "swap-plan", new_plan_variation_id=seller.plan((cadence, 4000)))

    assert seller.actions(paused) == [("PAUSE", effective)]
    assert seller.actions(swapped) == [("SWAP_PLAN", effective)]


def test_the_history_of_the_samples() -> None:
    """Sample of ListSubscriptionEvents: the first six of its seven events, days and sentence.

    The seventh ends it within a period, on 2023-06-21: by which call is not told, and CancelSubscription ends a period.
    """
    seller = Subscriber(begins="2020-04-24T10:00:00Z")
    customer = seller.customer()
    plan = seller.plan(("MONTHLY", 900), monthly_billing_anchor_date=1)
    name = seller.subscribe(plan, customer_id=customer, card_id=seller.card(customer))
    seller.call("PUT", f"/v2/customers/{customer}", given_name="")
    seller.until("2020-05-02")
    seller.until("2022-05-01", 12)
    seller.call("PUT", f"/v2/customers/{customer}", given_name="Ada")
    seller.do(name, "resume")
    seller.until("2022-08-10")
    seller.do(name, "pause", pause_cycle_duration=3)
    seller.until("2023-03-10")
    seller.do(name, "swap-plan", new_plan_variation_id=seller.plan(("MONTHLY", 700)))
    seller.until("2023-04-02")
    events = seller.get(f"/v2/subscriptions/{name}/events").body["subscription_events"]

    assert [(one["subscription_event_type"], one["effective_date"]) for one in events] == [
        ("START_SUBSCRIPTION", "2020-04-24"),
        ("DEACTIVATE_SUBSCRIPTION", "2020-05-01"),
        ("RESUME_SUBSCRIPTION", "2022-05-01"),
        ("PAUSE_SUBSCRIPTION", "2022-09-01"),
        ("RESUME_SUBSCRIPTION", "2022-12-01"),
        ("PLAN_CHANGE", "2023-04-01"),
    ]
    assert events[1]["info"] == {
        "code": "CUSTOMER_NO_NAME",
        "detail": f"The customer with ID `{customer}` does not have a name on record.",
    }


def test_a_cancellation_ends_what_is_charged() -> None:
    """Recorded in production: `canceled_date` 2024-06-28 beside `charged_through_date` 2024-06-28, one invoice."""
    seller = Subscriber(begins="2024-05-28T17:31:38Z")
    name = seller.subscribe(seller.plan(("MONTHLY", 11000)), timezone=NEW_YORK)
    assert seller.do(name, "cancel").body["actions"][0]["effective_date"] == "2024-06-28"
    shown = seller.shown(name)
    assert (shown["canceled_date"], shown["charged_through_date"], shown["status"], shown["version"]) == (
        "2024-06-28", "2024-06-28", "ACTIVE", 2,
    )  # fmt: skip
    assert (shown["created_at"], shown["monthly_billing_anchor_date"]) == ("2024-05-28T13:31:38-04:00", 28)
    seller.until("2024-06-29")

    assert seller.shown(name)["status"] == "CANCELED"
    assert len(seller.amounts(name)) == 1


def test_one_that_begins_on_a_day_to_come() -> None:
    """Recorded in production: version 2 and the first as its day once it has begun; its invoice is due that day."""
    seller = Subscriber(begins="2024-05-28T17:47:30Z")
    name = seller.subscribe(seller.plan(("MONTHLY", 11000)), timezone=NEW_YORK, start_date="2024-06-01")
    seller.until("2024-06-02")
    shown = seller.shown(name)
    invoice = seller.get(f"/v2/invoices/{shown['invoice_ids'][0]}").body["invoice"]

    assert (shown["status"], shown["version"], shown["monthly_billing_anchor_date"]) == ("ACTIVE", 2, 1)
    assert (invoice["version"], invoice["status"], invoice["payment_requests"][0]["due_date"]) == (
        2,
        "PAID",
        "2024-06-01",
    )
    assert invoice["payment_requests"][0]["computed_amount_money"]["amount"] == 11000


def test_a_daily_subscription_is_charged_at_the_same_time_every_day() -> None:
    """Recorded in the sandbox, 2026-09-23: title, time of day, and a fee of 93 on 1900, told 63 seconds later."""
    seller = Subscriber(begins="2026-09-23T16:45:56Z")
    name = seller.subscribe(seller.plan(("DAILY", 1900)))
    seller.wait(2 * policy.DAY)
    made = [
        event for event in seller.books.events.values() if event.type == "invoice.created" and name in event.objects
    ]
    first = seller.get(f"/v2/invoices/{seller.shown(name)['invoice_ids'][-1]}").body["invoice"]
    payment = seller.get("/v2/payments", "sort_order=ASC").body["payments"][0]
    told = [event for event in seller.books.events.values() if payment["id"] in event.objects]
    updates = [event for event in told if event.type == "payment.updated"]

    assert first["title"] == "DAILY 19.00 USD Subscription"
    assert [one.created - made[0].created for one in made[1:]] == [policy.DAY - 1, 2 * policy.DAY - 1]
    assert payment["processing_fee"][0]["amount_money"]["amount"] == 93
    assert updates[1].created - updates[0].created == 63


def test_an_override_is_the_price_of_every_phase() -> None:
    """Square's staff, forum thread 9800: a month free, two at 5 dollars, then 10; with an override of 8 all cost 8."""
    seller = Subscriber(begins="2026-01-10T09:00:00Z")
    phases = (("MONTHLY", 0, 1), ("MONTHLY", 500, 2), ("MONTHLY", 1000))
    plain = seller.subscribe(seller.plan(*phases))
    other = seller.subscribe(seller.plan(*phases), price_override_money={"amount": 800, "currency": "USD"})
    seller.until("2026-05-11")

    assert seller.amounts(plain) == [500, 500, 1000, 1000]
    assert seller.amounts(other) == [800] * 5


def test_a_plan_of_the_15th_bills_on_the_15th() -> None:
    """docs/subscriptions-api/subscription-billing, quoted in forum thread 17736."""
    seller = Subscriber(begins="2026-01-03T09:00:00Z")
    name = seller.subscribe(seller.plan(("MONTHLY", 3100), monthly_billing_anchor_date=15))
    seller.until("2026-04-16")

    assert seller.days(name) == ["2026-01-03", "2026-01-15", "2026-02-15", "2026-03-15", "2026-04-15"]


def test_a_deactivation_leaves_the_version_alone() -> None:
    """Recorded in the sandbox, forum thread 25672: version 1 in `subscription.created` and in the update."""
    seller = Subscriber()
    customer = seller.customer()
    name = seller.subscribe(seller.plan(("WEEKLY", 900)), customer_id=customer, card_id=seller.card(customer))
    seller.send("DELETE", f"/v2/customers/{customer}")
    seller.wait(8 * policy.DAY)

    assert (seller.shown(name)["status"], seller.shown(name)["version"]) == ("DEACTIVATED", 1)
