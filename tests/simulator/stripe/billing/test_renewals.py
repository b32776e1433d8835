"""What time does to subscriptions: renewals, failed ones, trials, and what is never paid. All on the world's clock."""

import gc
import time
from typing import Any

import pytest
from msgspec.structs import replace

from simulator.stripe.resources.invoice import Invoice
from simulator.stripe.resources.subscription import Subscription
from tests.simulator.stripe.billing.subscriber import DAY, Subscriber, second

HOUR = 3600
PAID = [
    "invoice.finalized", "payment_intent.created", "charge.succeeded", "payment_intent.succeeded", "invoice.paid",
    "invoice.payment_succeeded", "invoice_payment.paid",
]  # fmt: skip


def events(shop: Subscriber, kind: str) -> list[Any]:
    return [event for event in shop.merchant.books.events.values() if event.type == kind]


def test_a_renewal_is_drafted_and_paid_an_hour_later() -> None:
    """Facts of billing, 3.4."""
    shop = Subscriber()
    made = shop.subscribe(1000)
    end = shop.stored.period_end
    shop.news()
    shop.move(end - 3 * DAY)
    assert shop.news() == ["invoice.upcoming"]
    shop.move(end)
    draft = shop.invoice(made)
    assert shop.news() == ["invoice.created", "customer.subscription.updated"]
    assert (draft["status"], draft["billing_reason"], draft["number"]) == ("draft", "subscription_cycle", None)
    assert (draft["next_payment_attempt"], draft["automatically_finalizes_at"]) == (end + 3600, end + 3601)
    assert (draft["auto_advance"], draft["attempted"], draft["amount_due"]) == (True, False, 1000)
    assert (draft["period_start"], draft["period_end"]) == (made["start_date"], end)
    assert draft["lines"]["data"][0]["period"] == {"start": end, "end": shop.stored.period_end}
    assert shop.status(made) == "active"
    shop.move(end + 3601)
    renewed = shop.invoice(made)
    assert shop.news() == PAID
    assert (renewed["status"], renewed["attempt_count"], renewed["number"][-5:]) == ("paid", 1, "-0002")


def test_what_was_due_in_a_leap_bears_the_time_for_which_it_was_due() -> None:
    """Three renewals at once are three renewals, each in its own month, and so are their events."""
    shop = Subscriber("2027-01-31")
    shop.subscribe(1000)
    shop.move(second("2027-04-30") + 2 * HOUR)
    made = [
        invoice for invoice in shop.merchant.books.of_kind(Invoice) if invoice.billing_reason != "subscription_create"
    ]
    days = [second(day) for day in ("2027-02-28", "2027-03-31", "2027-04-30")]

    assert [invoice.created for invoice in made] == days
    assert [invoice.paid_at for invoice in made] == [day + 3601 for day in days]
    assert [event.created for event in events(shop, "invoice.paid")[1:]] == [day + 3601 for day in days]
    assert [event.created for event in events(shop, "charge.succeeded")[1:]] == [day + 3601 for day in days]
    times = [event.created for event in shop.merchant.books.events.values() if event.type.startswith(("inv", "cust"))]
    assert times == sorted(times)


def failing(**params: Any) -> tuple[Subscriber, Any, int]:
    """Return somebody whose card was good once and is no more, what they subscribed to, and the end of its period."""
    shop = Subscriber()
    made = shop.subscribe(1000, **params)
    shop.pays_with("pm_card_chargeCustomerFail")
    end = shop.stored.period_end
    shop.move(end)
    shop.news()
    return shop, made, end


def test_a_failed_renewal_is_past_due_and_is_tried_again() -> None:
    """Facts of billing, 3.5 [O], of the events; the days of the tries are ours."""
    shop, made, end = failing()
    shop.move(end + 2 * HOUR)
    invoice = shop.invoice(made)

    assert shop.news() == [
        "invoice.finalized", "payment_intent.created", "charge.failed", "payment_intent.payment_failed",
        "invoice.payment_failed", "customer.subscription.updated",
    ]  # fmt: skip
    assert (invoice["status"], invoice["attempted"], invoice["attempt_count"]) == ("open", True, 1)
    assert (invoice["next_payment_attempt"], shop.status(made)) == (end + 3601 + DAY, "past_due")
    shop.move(end + 2 * HOUR + DAY)
    assert shop.invoice(made)["attempt_count"] == 2
    assert shop.news() == ["charge.failed", "payment_intent.payment_failed", "invoice.payment_failed"]


@pytest.mark.parametrize(("setting", "status"), [(None, "canceled"), ("unpaid", "unpaid"), ("past_due", "past_due")])
def test_the_last_try_decides(setting: str | None, status: str) -> None:
    shop, made, end = failing()
    if setting is not None:
        shop.merchant.act("billing_settings", after_retries=setting)
    shop.move(end + 15 * DAY)
    after, invoice = shop.get(f"subscriptions/{made['id']}"), shop.invoice(made)

    assert (after["status"], invoice["status"], invoice["attempt_count"]) == (status, "open", 8)
    assert (invoice["next_payment_attempt"], invoice["auto_advance"]) == (None, False)
    assert after["cancellation_details"]["reason"] == ("payment_failed" if status == "canceled" else None)


def test_whoever_owes_and_pays_goes_on() -> None:
    shop, made, end = failing()
    shop.move(end + 2 * HOUR)
    card = shop.pays_with("pm_card_visa")
    shop.news()
    paid = shop.post(f"invoices/{shop.invoice(made)['id']}/pay", payment_method=card)

    assert (paid["status"], paid["attempt_count"], shop.status(made)) == ("paid", 1, "active")
    assert shop.news()[-4:] == [
        "invoice.paid", "invoice.payment_succeeded", "invoice_payment.paid", "customer.subscription.updated",
    ]  # fmt: skip
    shop.move(end + 15 * DAY)
    assert shop.status(made) == "active"


def test_the_next_try_pays_with_a_new_card() -> None:
    shop, made, end = failing()
    shop.move(end + 2 * HOUR)
    shop.pays_with("pm_card_visa")
    shop.move(end + 2 * HOUR + DAY)

    assert (shop.invoice(made)["status"], shop.invoice(made)["attempt_count"], shop.status(made)) == (
        "paid",
        2,
        "active",
    )


def test_invoices_of_an_unpaid_subscription_stay_drafts_until_one_is_paid() -> None:
    shop, made, _ = failing()
    shop.merchant.act("billing_settings", after_retries="unpaid")
    shop.move(shop.stored.period_end + 2 * HOUR)
    draft = shop.invoice(made)
    card = shop.pays_with("pm_card_visa")

    assert (draft["status"], draft["auto_advance"], draft["automatically_finalizes_at"]) == ("draft", False, None)
    assert shop.post(f"invoices/{draft['id']}/pay", payment_method=card)["status"] == "paid"
    assert shop.status(made) == "active"


def test_a_card_that_is_refused_for_good_is_counted_and_not_charged() -> None:
    shop = Subscriber()
    made = shop.subscribe(1000)
    shop.pays_with("pm_card_visa")
    method = next(iter(shop.get(f"customers/{shop.customer}/payment_methods")["data"]))["id"]
    stored = shop.merchant.books.objects[method]
    shop.merchant.books.put((replace(stored, instrument="4000000000009979"),))  # stolen after it was attached
    shop.move(shop.stored.period_end + 2 * HOUR)
    charges = len(shop.get("charges")["data"])
    shop.move(shop.clock.at + DAY)

    assert (shop.invoice(made)["attempt_count"], len(shop.get("charges")["data"])) == (2, charges)


def test_a_card_whose_bank_insists_waits_for_its_holder() -> None:
    shop = Subscriber()
    made = shop.subscribe(1000)
    shop.pays_with("pm_card_authenticationRequired")
    shop.move(shop.stored.period_end)
    shop.news()
    shop.move(shop.clock.at + 2 * HOUR)
    invoice = shop.invoice(made)
    assert shop.news() == [
        "invoice.finalized", "payment_intent.created", "payment_intent.requires_action",
        "invoice.payment_action_required", "invoice.payment_failed", "customer.subscription.updated",
    ]  # fmt: skip
    assert (invoice["status"], shop.status(made)) == ("open", "past_due")
    (payment,) = shop.get("invoice_payments", invoice=invoice["id"])["data"]
    shop.merchant.act("authenticate", object=payment["payment"]["payment_intent"])
    assert (shop.invoice(made)["status"], shop.status(made)) == ("paid", "active")


# Trials.


def test_a_trial_is_free_is_announced_and_ends_in_a_renewal() -> None:
    """Facts of billing, 3.1, 3.3 and 6, run (c) of the guide."""
    shop = Subscriber("2027-01-01")
    made = shop.subscribe(1000, trial_period_days=7)
    first = shop.invoice(made)
    end = second("2027-01-08")

    assert (made["status"], made["trial_start"], made["trial_end"]) == ("trialing", second("2027-01-01"), end)
    assert made["billing_cycle_anchor"] == made["items"]["data"][0]["current_period_end"] == end
    assert (first["status"], first["amount_due"], first["attempt_count"]) == ("paid", 0, 0)
    assert first["lines"]["data"][0]["description"] == "Free trial for 1 × Gold"
    shop.move(second("2027-01-05"))
    assert "customer.subscription.trial_will_end" in shop.news()
    shop.move(end + 2 * HOUR)
    assert (shop.status(made), shop.invoice(made)["amount_paid"]) == ("active", 1000)
    assert shop.stored.period_end == second("2027-02-08")
    shop.move(second("2027-02-08") + 2 * HOUR)
    assert len(events(shop, "invoice.paid")) == 3


def test_the_end_of_a_short_trial_is_announced_at_once() -> None:
    shop = Subscriber()
    shop.subscribe(1000, trial_period_days=2)
    shop.move(shop.clock.at + 1)

    assert "customer.subscription.trial_will_end" in [*shop.merchant.told()]


@pytest.mark.parametrize(
    ("ends", "status"), [("create_invoice", "past_due"), ("cancel", "canceled"), ("pause", "paused")]
)
def test_a_trial_ends_without_anything_to_pay_with(ends: str, status: str) -> None:
    shop = Subscriber(card=None)
    made = shop.subscribe(1000, trial_period_days=7, trial_settings={"end_behavior": {"missing_payment_method": ends}})
    assert made["pending_setup_intent"].startswith("seti_")
    shop.move(shop.clock.at + 7 * DAY + 2 * HOUR)

    assert shop.status(made) == status
    assert (shop.invoice(made)["status"] == "open") == (ends == "create_invoice")


def test_a_trial_that_is_ended_now_is_billed_now() -> None:
    """Facts of billing, 3.3 [12][E]."""
    shop = Subscriber()
    made = shop.subscribe(1000, trial_period_days=7)
    shop.move(shop.clock.at + DAY)
    after = shop.post(f"subscriptions/{made['id']}", trial_end="now")
    invoice = shop.invoice(made)

    assert (after["status"], after["billing_cycle_anchor"]) == ("active", shop.clock.at)
    assert (after["trial_end"], after["trial_start"]) == (shop.clock.at - 1, made["trial_start"])
    assert (invoice["billing_reason"], invoice["amount_paid"]) == ("subscription_update", 1000)
    assert invoice["lines"]["data"][0]["period"]["end"] == shop.stored.period_end
    shop.move(made["trial_end"] + 2 * HOUR)
    assert shop.invoice(made)["id"] == invoice["id"]  # what was planned for the trial's end is nobody's any more


def test_a_card_that_is_set_up_during_a_trial_pays_at_its_end() -> None:
    shop = Subscriber(card=None)
    made = shop.subscribe(1000, trial_period_days=7)
    shop.merchant.act("set_up", object=made["pending_setup_intent"])
    after = shop.get(f"subscriptions/{made['id']}")
    assert (after["pending_setup_intent"], after["default_payment_method"][:3]) == (None, "pm_")
    shop.move(shop.clock.at + 7 * DAY + 2 * HOUR)

    assert (shop.status(made), shop.invoice(made)["status"]) == ("active", "paid")


def test_a_trial_is_made_longer_and_is_announced_and_billed_then() -> None:
    shop = Subscriber()
    made = shop.subscribe(1000, trial_period_days=7)
    end = made["trial_end"] + 7 * DAY
    after = shop.post(f"subscriptions/{made['id']}", trial_end=end)
    assert after["trial_end"] == after["billing_cycle_anchor"] == after["items"]["data"][0]["current_period_end"] == end
    shop.news()
    shop.move(made["trial_end"] + 2 * HOUR)
    assert (shop.status(made), shop.news()) == ("trialing", [])
    shop.move(end + 2 * HOUR)
    assert (shop.status(made), shop.invoice(made)["status"]) == ("active", "paid")
    assert "customer.subscription.trial_will_end" in shop.news()
    assert shop.refused("POST", f"subscriptions/{made['id']}", trial_end=end)[0] == 400


# Ends.


def test_what_was_canceled_for_the_end_ends_there() -> None:
    """Facts of billing, 3.6."""
    shop = Subscriber()
    made = shop.subscribe(1000)
    asked = shop.post(f"subscriptions/{made['id']}", cancel_at_period_end=True)
    end = shop.stored.period_end
    assert (asked["status"], asked["cancel_at"], asked["canceled_at"]) == ("active", end, shop.clock.at)
    assert asked["cancellation_details"]["reason"] == "cancellation_requested"
    kept = shop.post(f"subscriptions/{made['id']}", cancel_at_period_end=False)
    assert (kept["cancel_at"], kept["canceled_at"], kept["cancellation_details"]["reason"]) == (None, None, None)
    shop.post(f"subscriptions/{made['id']}", cancel_at_period_end=True)
    shop.news()
    shop.move(end + 2 * HOUR)
    gone = shop.get(f"subscriptions/{made['id']}")

    assert (gone["status"], gone["ended_at"], gone["latest_invoice"]) == ("canceled", end, made["latest_invoice"])
    assert shop.news() == ["customer.subscription.deleted"]


def test_what_a_deleted_customer_subscribed_to_is_canceled() -> None:
    shop = Subscriber()
    made = shop.subscribe(1000)
    shop.call("DELETE", f"customers/{shop.customer}")

    assert shop.status(made) == "canceled"
    assert shop.news() == ["customer.subscription.deleted", "customer.deleted"]
    shop.move(shop.clock.at + 90 * DAY)
    assert shop.news() == []


def test_a_first_invoice_that_nobody_pays_runs_out() -> None:
    """Facts of billing, 3.1 and 3.11: 23 hours."""
    shop = Subscriber()
    made = shop.subscribe(1000, payment_behavior="default_incomplete")
    shop.move(shop.clock.at + 82_799)
    assert shop.status(made) == "incomplete"
    shop.news()
    shop.move(shop.clock.at + 1)

    assert (shop.status(made), shop.invoice(made)["status"]) == ("incomplete_expired", "void")
    assert shop.news() == ["payment_intent.canceled", "invoice.voided", "customer.subscription.updated"]
    shop.move(shop.clock.at + 60 * DAY)
    assert shop.news() == []


def test_a_thousand_renewals_are_quick() -> None:
    """A month is let pass over a thousand subscriptions within two seconds."""
    shop = Subscriber()
    price = shop.price(1000)
    for _ in range(1000):
        shop.post("subscriptions", customer=shop.customer, items=[{"price": price}])
    gc.collect()
    began = time.process_time()
    shop.move(shop.stored.period_end + 2 * HOUR)
    took = time.process_time() - began

    renewed = [
        invoice for invoice in shop.merchant.books.of_kind(Invoice) if invoice.billing_reason == "subscription_cycle"
    ]
    assert len(renewed) == 1000
    assert {invoice.status for invoice in renewed} == {"paid"}
    assert {subscription.status for subscription in shop.merchant.books.of_kind(Subscription)} == {"active"}
    assert took < 2, took
