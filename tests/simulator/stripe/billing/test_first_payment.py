"""A subscription begins: paid, declined, challenged, left incomplete, or refused as a whole."""

from typing import Any

import pytest

from simulator.provider import Refusal
from simulator.stripe.resources.subscription import Subscription
from tests.simulator.stripe.billing.subscriber import Subscriber

CREATED = [
    "customer.updated", "customer.subscription.created", "invoice.created", "invoice.finalized",
    "payment_intent.created",
]  # fmt: skip
PAID = [
    "charge.succeeded", "payment_intent.succeeded", "invoice.paid", "invoice.payment_succeeded",
    "invoice_payment.paid",
]  # fmt: skip
CHALLENGED, DECLINED = "pm_card_authenticationRequired", "pm_card_chargeCustomerFail"
EXPANDED = ["latest_invoice.payments"]


def begun(card: str | None = "pm_card_visa", **params: Any) -> tuple[Subscriber, Any, list[str]]:
    """Return the subscriber, the subscription and what was told of it."""
    shop = Subscriber(card=card)
    price = shop.price(1000)
    shop.news()
    made = shop.post("subscriptions", customer=shop.customer, items=[{"price": price}], expand=EXPANDED, **params)
    return shop, made, shop.news()


def intent_of(shop: Subscriber, made: Any) -> Any:
    (payment,) = made["latest_invoice"]["payments"]["data"]
    return shop.get(f"payment_intents/{payment['payment']['payment_intent']}")


def test_a_good_card_pays_in_the_same_second() -> None:
    """Facts of billing, 2 and 3.10 [01]."""
    shop, made, news = begun()
    invoice = made["latest_invoice"]

    assert (made["status"], invoice["status"], invoice["attempt_count"]) == ("active", "paid", 1)
    assert news == CREATED + PAID
    at = made["created"]
    assert invoice["status_transitions"]["paid_at"] == invoice["status_transitions"]["finalized_at"] == at
    assert invoice["effective_at"] == invoice["created"] == invoice["period_start"] == invoice["period_end"] == at
    assert invoice["number"].endswith("-0001")
    assert shop.get(f"customers/{shop.customer}")["currency"] == "usd"
    told = shop.merchant.books.events.values()
    (first,) = [event.snapshot for event in told if event.type == "customer.subscription.created"]
    assert isinstance(first, Subscription)
    assert first.status == "active"


def test_a_declined_card_leaves_it_incomplete() -> None:
    """Facts of billing, 3.1 [D][E]."""
    _, made, news = begun(DECLINED)
    invoice = made["latest_invoice"]

    assert (made["status"], invoice["status"]) == ("incomplete", "open")
    assert (invoice["attempted"], invoice["attempt_count"], invoice["next_payment_attempt"]) == (True, 1, None)
    assert news == [*CREATED, "charge.failed", "payment_intent.payment_failed", "invoice.payment_failed"]


def test_a_challenged_card_leaves_it_incomplete_until_its_holder_comes() -> None:
    """Facts of billing, 3.2 [12][PH12][D]."""
    shop, made, news = begun(CHALLENGED)
    invoice, intent = made["latest_invoice"], intent_of(shop, made)

    assert (made["status"], invoice["status"], intent["status"]) == ("incomplete", "open", "requires_action")
    assert (invoice["attempted"], invoice["attempt_count"], invoice["next_payment_attempt"]) == (True, 0, None)
    assert news == [*CREATED, "payment_intent.requires_action", "invoice.payment_action_required"]
    shop.merchant.act("authenticate", object=intent["id"])
    assert (shop.status(made), shop.invoice(made)["status"]) == ("active", "paid")
    assert shop.news() == [*PAID, "customer.subscription.updated"]


def test_whoever_fails_to_authenticate_may_try_again() -> None:
    shop, made, _ = begun(CHALLENGED)
    intent = intent_of(shop, made)
    shop.merchant.act("authenticate", object=intent["id"], succeed=False)
    assert (shop.status(made), shop.invoice(made)["status"]) == ("incomplete", "open")
    assert shop.news() == ["payment_intent.payment_failed", "invoice.payment_failed"]
    shop.post(f"payment_intents/{intent['id']}/confirm", payment_method=shop.pays_with("pm_card_visa"))
    assert (shop.status(made), shop.invoice(made)["status"]) == ("active", "paid")


def test_a_page_pays_what_was_left_incomplete() -> None:
    """Facts of billing, 3.1 [D]: the intent waits, and what it is paid with is the customer's for the renewals."""
    shop, made, news = begun(None, payment_behavior="default_incomplete",
                             payment_settings={"save_default_payment_method": "on_subscription"})  # fmt: skip
    invoice, intent = made["latest_invoice"], intent_of(shop, made)

    assert (made["status"], invoice["status"], intent["status"]) == ("incomplete", "open", "requires_payment_method")
    assert (invoice["attempted"], invoice["attempt_count"]) == (False, 0)
    assert news == CREATED
    shop.merchant.act("pay", object=intent["id"])
    after = shop.get(f"subscriptions/{made['id']}", expand=["default_payment_method"])
    assert (after["status"], after["default_payment_method"]["customer"]) == ("active", shop.customer)
    shop.move(shop.stored.period_end + 7200)
    assert (shop.invoice(made)["billing_reason"], shop.invoice(made)["status"]) == ("subscription_cycle", "paid")


def test_the_secret_of_the_first_payment_confirms_it() -> None:
    shop, made, _ = begun(None, payment_behavior="default_incomplete")
    invoice = shop.get(f"invoices/{made['latest_invoice']['id']}", expand=["confirmation_secret"])
    intent = intent_of(shop, made)

    assert invoice["confirmation_secret"] == {"client_secret": intent["client_secret"], "type": "payment_intent"}
    assert not {"payments", "confirmation_secret"} & shop.get(f"invoices/{invoice['id']}").keys()


@pytest.mark.parametrize(
    ("card", "code"), [(CHALLENGED, "subscription_payment_intent_requires_action"), (DECLINED, "card_declined")]
)
def test_all_or_nothing_leaves_nothing(card: str, code: str) -> None:
    """Facts of billing, 3.1 and 5 [12]."""
    shop = Subscriber(card=card)
    price = shop.price(1000)
    shop.news()
    status, said = shop.refused(
        "POST",
        "subscriptions",
        customer=shop.customer,
        items=[{"price": price}],
        payment_behavior="error_if_incomplete",
    )

    assert (status, said["type"], said["code"]) == (402, "card_error", code)
    assert ("doc_url" in said, "payment_intent" in said) == (code == "card_declined", False)
    assert (shop.get("subscriptions")["data"], shop.get("invoices")["data"], shop.news()) == ([], [], [])


def test_nothing_to_pay_with_is_refused() -> None:
    shop = Subscriber(card=None)
    status, said = shop.refused("POST", "subscriptions", customer=shop.customer, items=[{"price": shop.price(1000)}])

    assert (status, said["code"], "param" in said) == (400, "resource_missing", False)
    assert said["message"].startswith("This customer has no attached payment source or default payment method.")


def test_an_intent_of_an_invoice_is_not_canceled_by_itself() -> None:
    shop, made, _ = begun(None, payment_behavior="default_incomplete")
    status, _ = shop.refused("POST", f"payment_intents/{intent_of(shop, made)['id']}/cancel")

    assert (status, shop.status(made)) == (400, "incomplete")


@pytest.mark.parametrize(("name", "value"), [("amount", 1), ("currency", "eur"), ("capture_method", "manual")])
def test_what_an_invoice_has_said_of_its_intent_stays(name: str, value: Any) -> None:
    shop, made, _ = begun(None, payment_behavior="default_incomplete")
    path = f"payment_intents/{intent_of(shop, made)['id']}"

    assert shop.refused("POST", path, **{name: value})[1]["param"] == name
    assert shop.post(path, metadata={"a": "b"})["metadata"] == {"a": "b"}
    with pytest.raises(Refusal):
        shop.merchant.act("authorize", object=intent_of(shop, made)["id"])


REFUSED: dict[str, tuple[dict[str, Any], int, str | None, str | None, str]] = {
    "pending": ({"payment_behavior": "pending_if_incomplete"}, 400, None, "payment_behavior", "Setting `payment_behav"),
    "behavior": (
        {"payment_behavior": "no"}, 400, None, "payment_behavior",
        "Invalid payment_behavior: must be one of allow_incomplete, error_if_incomplete, pending_if_incomplete, or "
        "default_incomplete"),
    "items": ({"items": None}, 400, "parameter_missing", "items", "Missing required param: items."),
    "price": (
        {"items": [{"price": "price_x"}]}, 400, "resource_missing", "items[0][price]", "No such price: 'price_x'"),
    "customer": ({"customer": "cus_x"}, 404, "resource_missing", "customer", "No such customer: 'cus_x'"),
    "past": ({"trial_end": 1000}, 400, None, "trial_end", "The parameter `trial_end` expects a unix timestamp"),
    "plan": (
        {"trial_end": 2_000_000_000, "trial_from_plan": True}, 400, None, None, "You cannot set `trial_end` or"),
    "days": ({"days_until_due": 3}, 400, None, None, "You can only specify 'days_until_due' if invoice collection"),
}  # fmt: skip
"""Facts of billing, 5 [12]."""


@pytest.mark.parametrize("name", REFUSED)
def test_refusals_are_as_recorded(name: str) -> None:
    changed, status, code, param, begins = REFUSED[name]
    shop = Subscriber()
    params = {"customer": shop.customer, "items": [{"price": shop.price(1000)}], **changed}
    given = {key: value for key, value in params.items() if value is not None}
    met, said = shop.refused("POST", "subscriptions", **given)

    assert (met, said.get("code"), said.get("param")) == (status, code, param)
    assert said["message"].startswith(begins)
    assert ("doc_url" in said) == (code is not None)


def test_other_refusals_are_as_recorded() -> None:
    """Facts of billing, 5 [12]."""
    shop = Subscriber()
    price = shop.price(1000)
    twice = shop.refused("POST", "subscriptions", customer=shop.customer, items=[{"price": price}, {"price": price}])
    made = shop.subscribe(1000)
    unknown = shop.refused("GET", "subscriptions/sub_x")
    item = shop.refused("GET", "subscription_items/si_x")
    listed = shop.refused("GET", "subscription_items")
    status = shop.refused("GET", "subscriptions", status="gone")
    shop.call("DELETE", f"subscriptions/{made['id']}")
    again = shop.refused("DELETE", f"subscriptions/{made['id']}")
    changed = shop.refused("POST", f"subscriptions/{made['id']}", cancel_at_period_end=True)

    assert (twice[1]["param"], twice[1]["message"]) == (
        "plan", f"Cannot create a Subscription with multiple Subscription Items with the same Price: {price}"
    )  # fmt: skip
    assert (unknown[0], unknown[1]["param"], unknown[1]["message"]) == (404, "id", "No such subscription: 'sub_x'")
    assert (item[0], item[1]) == (
        404, {"message": "Invalid subscription_item id: si_x", "type": "invalid_request_error"} | _log(item[1])
    )  # fmt: skip
    assert (listed[1]["code"], listed[1]["param"]) == ("parameter_missing", "subscription")
    assert status[1]["message"] == (
        "Invalid status: must be one of active, past_due, unpaid, canceled, incomplete, incomplete_expired, trialing, "
        "paused, all, or ended"
    )
    assert (again[0], again[1]["code"], again[1]["param"]) == (404, "resource_missing", "id")
    assert changed[1]["code"] == "invalid_canceled_subscription_fields"
    assert shop.post(f"subscriptions/{made['id']}", metadata={"a": "b"})["metadata"] == {"a": "b"}


def _log(said: Any) -> dict[str, Any]:
    return {name: said[name] for name in ("request_log_url",) if name in said}


@pytest.mark.parametrize(
    "params",
    [
        {"automatic_tax": {"enabled": True}},
        {"backdate_start_date": 1},
        {"billing_cycle_anchor": 2_000_000_000},
        {"transfer_data": {"destination": "acct_x"}},
    ],
    ids=lambda params: next(iter(params)),
)
def test_what_is_not_simulated_is_refused_as_a_gap(params: dict[str, Any]) -> None:
    shop = Subscriber()
    _, said = shop.refused("POST", "subscriptions", customer=shop.customer, items=[{"price": shop.price(1)}], **params)

    assert said["message"].startswith("The simulator does not know this:")
