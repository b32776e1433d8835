"""Collection is paused, trials pause, what is paused resumes; updates wait for their payment."""

from typing import Any

import pytest

from tests.simulator.stripe.billing.subscriber import DAY, Subscriber

HOUR = 3600


def listed(shop: Subscriber) -> list[tuple[str, str]]:
    return [(one["billing_reason"], one["status"]) for one in shop.get("invoices")["data"]]


@pytest.mark.parametrize(
    ("behavior", "status", "told"),
    [
        ("keep_as_draft", "draft", []),
        (
            "mark_uncollectible",
            "uncollectible",
            ["invoice.finalized", "payment_intent.created", "invoice.marked_uncollectible"],
        ),
        ("void", "void", ["invoice.voided"]),
    ],
)
def test_collection_is_paused(behavior: str, status: str, told: list[str]) -> None:
    """Stripe, "Pause payment collection": no upcoming invoice, the status stays, nothing is taken."""
    shop = Subscriber()
    made = shop.subscribe()
    paused = shop.post(f"subscriptions/{made['id']}", pause_collection={"behavior": behavior})
    assert (paused["status"], paused["pause_collection"]) == ("active", {"behavior": behavior, "resumes_at": None})
    shop.news()
    end = shop.stored.period_end
    shop.move(end + 2 * HOUR)
    assert shop.news() == ["invoice.created", "customer.subscription.updated", *told]
    assert listed(shop) == [("subscription_cycle", status), ("subscription_create", "paid")]
    assert shop.invoice(made)["auto_advance"] is False
    assert shop.status(made) == "active"
    cleared = shop.post(f"subscriptions/{made['id']}", pause_collection="")
    assert cleared["pause_collection"] is None
    shop.move(shop.stored.period_end + 2 * HOUR)
    assert listed(shop)[0] == ("subscription_cycle", "paid")


def test_collection_begins_again_by_itself() -> None:
    shop = Subscriber()
    made = shop.subscribe()
    end = shop.stored.period_end
    pause = {"behavior": "void", "resumes_at": end + DAY}
    assert shop.post(f"subscriptions/{made['id']}", pause_collection=pause)["pause_collection"] == pause
    shop.move(end + DAY)
    assert shop.get(f"subscriptions/{made['id']}")["pause_collection"] is None
    shop.move(shop.stored.period_end + 2 * HOUR)
    assert [status for _, status in listed(shop)] == ["paid", "void", "paid"]
    _, error = shop.refused("POST", f"subscriptions/{made['id']}", pause_collection={**pause, "resumes_at": 1})
    assert "in the past" in error["message"]


# Paused, and resumed.


def paused() -> tuple[Subscriber, Any]:
    shop = Subscriber(card=None)
    ends = {"end_behavior": {"missing_payment_method": "pause"}}
    made = shop.subscribe(trial_period_days=7, trial_settings=ends)
    shop.move(made["trial_end"] + DAY)
    assert shop.status(made) == "paused"
    shop.news()
    return shop, made


@pytest.mark.parametrize("card", [None, "pm_card_visa"])
def test_resuming_waits_for_a_payment(card: str | None) -> None:
    """Facts of billing, 3.8 [12][PH12]."""
    shop, made = paused()
    if card:
        shop.pays_with(card)
        shop.news()
    now = shop.post(f"subscriptions/{made['id']}/resume")
    invoice = shop.invoice(made)

    assert (now["status"], now["latest_invoice"] != made["latest_invoice"]) == ("paused", True)
    assert now["pending_update"] == {
        "billing_cycle_anchor": None, "cancel_at_period_end": None, "discount": None, "discounts": None,
        "expires_at": shop.clock.at + 82_800, "metadata": None, "subscription_items": None, "trial_end": None,
        "trial_from_plan": None,
    }  # fmt: skip
    assert (invoice["status"], invoice["attempted"], invoice["billing_reason"]) == (
        "open", False, "subscription_cycle",
    )  # fmt: skip
    begun = shop.clock.at
    shop.move(begun + HOUR)
    shop.news()
    _, told = shop.merchant.act("pay", object=made["id"])
    after = shop.get(f"subscriptions/{made['id']}")
    assert told[-2:] == ["customer.subscription.resumed", "customer.subscription.updated"]
    assert (after["status"], after["pending_update"], after["billing_cycle_anchor"]) == ("active", None, begun)
    assert after["items"]["data"][0]["current_period_start"] == begun
    shop.pays_with("pm_card_visa")
    shop.move(shop.stored.period_end + 2 * HOUR)
    assert shop.invoice(made)["status"] == "paid"


def test_a_failed_attempt_resumes_into_debt() -> None:
    shop, made = paused()
    shop.post(f"subscriptions/{made['id']}/resume")
    shop.merchant.act("decline", object=made["id"])
    assert shop.status(made) == "past_due"
    shop.merchant.act("pay", object=made["id"])
    assert shop.status(made) == "active"


def test_a_resumption_that_nobody_pays_runs_out() -> None:
    shop, made = paused()
    now = shop.post(f"subscriptions/{made['id']}/resume")
    shop.move(now["pending_update"]["expires_at"])
    after = shop.get(f"subscriptions/{made['id']}")

    assert (after["status"], after["pending_update"], shop.invoice(made)["status"]) == ("paused", None, "void")
    assert shop.post(f"subscriptions/{made['id']}/resume")["pending_update"] is not None


@pytest.mark.parametrize(("call", "status"), [("void", "paused"), ("mark_uncollectible", "active")])
def test_what_becomes_of_its_invoice_decides(call: str, status: str) -> None:
    shop, made = paused()
    now = shop.post(f"subscriptions/{made['id']}/resume")
    shop.post(f"invoices/{now['latest_invoice']}/{call}")

    assert shop.status(made) == status
    assert shop.get(f"subscriptions/{made['id']}")["pending_update"] is None


def test_only_what_is_paused_resumes() -> None:
    shop = Subscriber()
    made = shop.subscribe()
    status, error = shop.refused("POST", f"subscriptions/{made['id']}/resume")
    assert (status, error["message"]) == (400, "You can only resume a subscription if it is `paused`.")
    shop.call("DELETE", f"subscriptions/{made['id']}")
    status, error = shop.refused("POST", f"subscriptions/{made['id']}/resume")
    assert (status, error["code"], error["param"]) == (404, "resource_missing", "id")


# Updates that wait.

PENDING = {"payment_behavior": "pending_if_incomplete", "proration_behavior": "always_invoice"}


def waiting(card: str = "pm_card_chargeCustomerFail") -> tuple[Subscriber, Any, Any]:
    shop = Subscriber()
    made = shop.subscribe(1000)
    shop.pays_with(card)
    changed = shop.change(made, 5000, **PENDING)
    return shop, made, changed


@pytest.mark.parametrize("card", ["pm_card_chargeCustomerFail", "pm_card_authenticationRequired"])
def test_an_update_waits_for_its_payment(card: str) -> None:
    shop, made, changed = waiting(card)
    update = changed["pending_update"]

    assert (changed["status"], changed["plan"]["amount"]) == ("active", 1000)
    assert [item["price"]["unit_amount"] for item in update["subscription_items"]] == [5000]
    assert update["expires_at"] == shop.clock.at + 82_800
    assert (shop.invoice(made)["status"], shop.invoice(made)["auto_advance"]) == ("open", False)
    shop.news()
    _, told = shop.merchant.act("pay", object=made["id"])
    after = shop.get(f"subscriptions/{made['id']}")
    assert told[-2:] == ["customer.subscription.updated", "customer.subscription.pending_update_applied"]
    assert (after["pending_update"], after["plan"]["amount"], after["status"]) == (None, 5000, "active")


def test_an_update_that_is_paid_for_does_not_wait() -> None:
    shop = Subscriber()
    changed = shop.change(shop.subscribe(1000), 5000, **PENDING)

    assert (changed["pending_update"], changed["plan"]["amount"]) == (None, 5000)


def test_an_update_that_nobody_pays_runs_out() -> None:
    shop, made, changed = waiting()
    shop.news()
    shop.move(changed["pending_update"]["expires_at"])
    after = shop.get(f"subscriptions/{made['id']}")

    assert shop.news() == [
        "payment_intent.canceled", "invoice.voided", "customer.subscription.updated",
        "customer.subscription.pending_update_expired",
    ]  # fmt: skip
    assert (after["pending_update"], after["plan"]["amount"], after["status"]) == (None, 1000, "active")


def test_another_attempt_that_fails_changes_nothing() -> None:
    shop, made, changed = waiting()
    shop.merchant.act("decline", object=made["id"])
    after = shop.get(f"subscriptions/{made['id']}")

    assert (after["status"], after["pending_update"]) == ("active", changed["pending_update"])


def test_a_later_update_takes_the_place_of_one_that_waits() -> None:
    shop, made, changed = waiting()
    shop.change(made, 7000, **PENDING)
    first, second = changed["latest_invoice"], shop.get(f"subscriptions/{made['id']}")["latest_invoice"]

    assert shop.get(f"invoices/{first}")["status"] == "void"
    assert shop.get(f"invoices/{second}")["status"] == "open"


def test_an_item_that_is_added_waits_too() -> None:
    shop = Subscriber()
    made = shop.subscribe(1000)
    shop.pays_with("pm_card_chargeCustomerFail")
    shop.call("POST", "subscription_items", subscription=made["id"], price=shop.price(3000), **PENDING)
    assert len(shop.get("subscription_items", subscription=made["id"])["data"]) == 1
    shop.merchant.act("pay", object=made["id"])
    assert len(shop.get("subscription_items", subscription=made["id"])["data"]) == 2


def test_only_what_costs_can_wait() -> None:
    shop = Subscriber()
    made = shop.subscribe(1000)
    status, error = shop.refused("POST", f"subscriptions/{made['id']}", metadata={"a": "b"}, **PENDING)

    assert (status, error["param"]) == (400, "metadata")


def test_what_was_given_up_in_a_pause_can_still_be_paid() -> None:
    shop = Subscriber()
    made = shop.subscribe()
    shop.post(f"subscriptions/{made['id']}", pause_collection={"behavior": "mark_uncollectible"})
    shop.move(shop.stored.period_end + 2 * HOUR)

    assert shop.post(f"invoices/{shop.invoice(made)['id']}/pay")["status"] == "paid"


def test_a_credit_that_was_written_off_is_not_paid() -> None:
    shop = Subscriber()
    made = shop.subscribe()
    gone = shop.call("DELETE", f"subscriptions/{made['id']}", prorate=True, invoice_now=True).body
    shop.move(shop.clock.at + 10)
    status, error = shop.refused("POST", f"invoices/{gone['latest_invoice']}/pay")

    assert (status, error["type"]) == (400, "invalid_request_error")


def test_a_subscription_is_paused_by_a_call() -> None:
    """Since endive: no more is billed, and what is left of the period is given back when it is resumed."""
    shop = Subscriber("2027-04-01")
    made = shop.subscribe(1000)
    shop.move(shop.clock.at + 15 * DAY)
    shop.news()
    stopped = shop.post(f"subscriptions/{made['id']}/pause")
    assert shop.news() == [
        "invoiceitem.created", "customer.subscription.paused", "customer.subscription.updated",
    ]  # fmt: skip
    assert (stopped["status"], stopped["items"]["data"][0]["current_period_end"]) == ("paused", shop.clock.at)
    shop.move(shop.clock.at + 40 * DAY)
    assert shop.news() == []
    resumed = shop.post(f"subscriptions/{made['id']}/resume")
    lines = shop.get(f"invoices/{resumed['latest_invoice']}")["lines"]["data"]
    assert [line["amount"] for line in lines] == [-500, 1000]
    shop.merchant.act("pay", object=made["id"])
    assert shop.status(made) == "active"


@pytest.mark.parametrize("params", [{"trial_period_days": 7}, {"billing_mode": {"type": "classic"}}])
def test_what_cannot_be_paused_by_a_call_is_refused(params: dict[str, Any]) -> None:
    shop = Subscriber()
    made = shop.subscribe(**params)

    assert shop.refused("POST", f"subscriptions/{made['id']}/pause")[0] == 400
