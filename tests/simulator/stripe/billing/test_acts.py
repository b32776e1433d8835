"""What happens to subscriptions outside of the API: the acts that every provider has, and what is told of them."""

from typing import Any

import pytest

from simulator.provider import Refusal
from tests.simulator.stripe.billing.subscriber import DAY, Subscriber

HOUR = 3600


def sold(shop: Subscriber, **more: Any) -> str:
    plan, told = shop.merchant.act("sell_plan", name="Gold", amount=1000, currency="usd", interval="month", **more)
    assert told == ["price.created"] or told == ["product.created", "price.created"]
    assert (plan["unit_amount"], plan["recurring"]["interval"], plan["active"]) == (1000, "month", True)
    return str(plan["id"])


def subscribed(shop: Subscriber, plan: str | None = None) -> Any:
    made, _ = shop.merchant.act("subscribe", plan=plan or sold(shop), customer=shop.customer)
    shop.merchant.sandbox.flush_announcements()
    return made


def renewed(shop: Subscriber) -> None:
    shop.move(shop.stored.period_end + 2 * HOUR)


def about(shop: Subscriber, name: str) -> list[str]:
    """Return the types of events that list an object."""
    return [event.type for event in shop.merchant.books.events.values() if name in event.objects]


def test_a_plan_that_was_sold_is_subscribed_to() -> None:
    shop = Subscriber()
    made = subscribed(shop)

    assert (made["status"], made["plan"]["amount"]) == ("active", 1000)
    assert shop.post("subscriptions", customer=shop.customer, items=[{"price": made["plan"]["id"]}])["status"] == (
        "active"
    )


def test_the_trial_of_a_plan_is_had_in_the_dashboard() -> None:
    shop = Subscriber()
    made = subscribed(shop, sold(shop, trial_days=14))

    assert (made["status"], made["trial_end"] - made["trial_start"]) == ("trialing", 14 * DAY)


def test_a_card_is_changed_and_the_renewal_fails_and_is_paid_on_the_invoice_page() -> None:
    shop = Subscriber()
    made = subscribed(shop)
    changed, told = shop.merchant.act("change_card", object=made["id"], card="declined")
    assert told == ["payment_method.attached", "customer.subscription.updated"]
    assert changed["default_payment_method"] != made["default_payment_method"]
    renewed(shop)
    assert (shop.status(made), shop.invoice(made)["status"]) == ("past_due", "open")
    shop.merchant.act("decline", object=made["id"])
    assert shop.status(made) == "past_due"
    _, told = shop.merchant.act("pay", object=made["id"])
    assert told == [
        "charge.succeeded", "payment_intent.succeeded", "invoice.paid", "invoice.payment_succeeded",
        "invoice_payment.paid", "customer.subscription.updated",
    ]  # fmt: skip
    assert (shop.status(made), shop.invoice(made)["status"]) == ("active", "paid")


def test_a_bank_that_asks_at_the_renewal_is_answered() -> None:
    shop = Subscriber()
    made = subscribed(shop)
    shop.merchant.act("change_card", object=made["id"], card="authenticate")
    renewed(shop)
    assert shop.status(made) == "past_due"
    shop.merchant.act("decline", object=made["id"])
    assert shop.status(made) == "past_due"
    shop.merchant.act("pay", object=made["id"])
    assert shop.status(made) == "active"


def test_a_first_invoice_is_paid_by_its_subscription() -> None:
    shop = Subscriber(card=None)
    made = shop.subscribe(payment_behavior="default_incomplete")
    shop.merchant.act("decline", object=made["id"])
    assert shop.status(made) == "incomplete"
    shop.merchant.act("pay", object=made["id"])
    assert shop.status(made) == "active"
    with pytest.raises(Refusal, match="nothing waits to be paid"):
        shop.merchant.act("pay", object=made["id"])


def test_a_trial_without_a_card_gets_one() -> None:
    shop = Subscriber(card=None)
    made = shop.subscribe(trial_period_days=10)
    _, told = shop.merchant.act("pay", object=made["id"])
    now = shop.get(f"subscriptions/{made['id']}")

    assert "setup_intent.succeeded" in told
    assert now["default_payment_method"] is not None


@pytest.mark.parametrize("at_period_end", [True, False])
def test_a_subscription_is_canceled_in_the_dashboard(at_period_end: bool) -> None:
    shop = Subscriber()
    made = subscribed(shop)
    _, told = shop.merchant.act("cancel_subscription", object=made["id"], at_period_end=at_period_end)

    assert told == ["customer.subscription.updated" if at_period_end else "customer.subscription.deleted"]
    renewed_at = shop.stored.period_end
    shop.move(renewed_at + 2 * HOUR)
    assert (shop.status(made), len(shop.get("invoices")["data"])) == ("canceled", 1)
    with pytest.raises(Refusal, match="it has ended"):
        shop.merchant.act("cancel_subscription", object=made["id"])


def test_a_plan_is_changed_in_the_dashboard() -> None:
    shop = Subscriber()
    made = subscribed(shop)
    other, _ = shop.merchant.act("sell_plan", name="Platinum", amount=3000, currency="usd", interval="month")
    changed, told = shop.merchant.act("change_plan", object=made["id"], plan=other["id"])

    assert changed["plan"]["id"] == other["id"]
    assert told == ["invoiceitem.created", "invoiceitem.created", "customer.subscription.updated"]


def test_all_that_a_subscription_leads_to_lists_it() -> None:
    """Its invoices, their payments, what is refunded of these and disputed; the calls that are about it, too."""
    shop = Subscriber()
    made = subscribed(shop)
    renewed(shop)
    refunded, _ = shop.merchant.act("refund", object=made["id"], amount=300)
    disputed, _ = shop.merchant.act("dispute", object=made["id"])
    shop.post(f"invoices/{shop.invoice(made)['id']}", metadata={"a": "b"})
    shop.refused("POST", f"invoices/{shop.invoice(made)['id']}/pay")
    told = about(shop, made["id"])

    assert refunded["charge"] == disputed["charge"]
    assert told.count("invoice.paid") == told.count("payment_intent.succeeded") == 2
    assert {
        "customer.subscription.created", "invoice.created", "invoice.finalized", "payment_intent.created",
        "charge.succeeded", "invoice_payment.paid", "invoice.upcoming", "customer.subscription.updated",
        "refund.created", "charge.refunded", "charge.dispute.created",
    } <= set(told)  # fmt: skip
    calls = [
        call.operation
        for call in shop.merchant.sandbox.journal.of(shop.merchant.world.id, 0, made["id"])
        if call.operation is not None
    ]
    assert calls.count("invoices.retrieve") == 2
    assert {"invoices.update", "invoices.pay", "subscriptions.retrieve"} <= set(calls)


@pytest.mark.parametrize(
    ("act", "kind"), [("pay", "invoice.paid"), ("cancel_subscription", "customer.subscription.deleted")]
)
def test_an_act_can_be_pretended(act: str, kind: str) -> None:
    shop = Subscriber(card=None)
    made = shop.subscribe(payment_behavior="default_incomplete")
    _, lies = shop.merchant.act(act, object=made["id"], pretend=True)

    assert kind in lies
    assert kind not in [event.type for event in shop.merchant.books.events.values() if not event.invented]
    assert shop.status(made) == "incomplete"


@pytest.mark.parametrize(
    ("act", "params", "said"),
    [
        ("sell_plan", {"interval": "fortnight", "amount": 1, "currency": "usd"}, "interval"),
        ("sell_plan", {"interval": "month", "amount": -1, "currency": "usd"}, "amount"),
        ("sell_plan", {"interval": "month", "amount": 1, "currency": "usd", "trial_days": -1}, "trial_days"),
        ("sell_plan", {"interval": "month", "amount": 1, "currency": "xxx"}, "currency"),
        ("subscribe", {"plan": "price_none", "customer": "cus_none"}, "No such customer"),
        ("change_card", {"object": "sub_none"}, "No such subscription"),
    ],
)
def test_what_cannot_happen_is_said(act: str, params: dict[str, Any], said: str) -> None:
    with pytest.raises(Refusal) as refused:
        Subscriber().merchant.act(act, **params)
    assert said in refused.value.message
