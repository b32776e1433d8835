"""How buyers come to subscriptions, by the official SDKs: checkout's page, payment links, and the pages themselves."""

from typing import Any

import httpx
import pytest
import stripe

from tests.fidelity.billing_operations import MONTH, subscriber
from tests.fidelity.catalogue_operations import price
from tests.fidelity.conftest import Merchant

SUCCESS = "http://127.0.0.1:9/thanks?session={CHECKOUT_SESSION_ID}"


def page(merchant: Merchant, **more: Any) -> Any:
    lines = [{"price": price(merchant.sdk, recurring=MONTH).id, "quantity": 1}]
    return merchant.sdk.checkout.sessions.create(
        {"mode": "subscription", "success_url": SUCCESS, "line_items": lines, **more}
    )


def typed(card: str) -> dict[str, str]:
    return {"email": "kim@example.org", "card": card, "expiry": "12/34", "cvc": "123"}


def test_a_buyer_subscribes_on_a_page(merchant: Merchant) -> None:
    made = page(merchant, subscription_data={"metadata": {"user": "7"}}, client_reference_id="u-7")
    merchant.world.act("pay", object=made.id, email="kim@example.org")
    done = merchant.sdk.checkout.sessions.retrieve(
        made.id, {"expand": ["subscription.default_payment_method", "invoice", "customer", "line_items"]}
    )

    assert (done.status, done.payment_status, done.payment_intent) == ("complete", "paid", None)
    assert (done.subscription.status, done.subscription.metadata.to_dict()) == ("active", {"user": "7"})
    assert done.subscription.default_payment_method.card.last4 == "4242"
    assert (done.invoice.status, done.invoice.billing_reason) == ("paid", "subscription_create")
    assert done.customer.email == "kim@example.org"
    assert merchant.sdk.checkout.sessions.list({"subscription": done.subscription.id}).data[0].id == made.id
    event = merchant.sdk.events.list({"type": "checkout.session.completed"}).data[0]
    assert (event.data.object.subscription, event.data.object.invoice) == (done.subscription.id, done.invoice.id)
    payments = merchant.sdk.invoice_payments.list({"invoice": done.invoice.id}).data
    intent = merchant.sdk.payment_intents.retrieve(payments[0].payment.payment_intent)
    assert (intent.status, intent.setup_future_usage) == ("succeeded", "off_session")
    assert (intent.description, intent.customer) == ("Subscription creation", done.customer.id)


def test_an_older_version_names_the_payment_of_a_pages_invoice(merchant: Merchant) -> None:
    made = page(merchant)
    merchant.world.act("pay", object=made.id)
    then = {"stripe_version": "2024-06-20"}
    done = merchant.sdk.checkout.sessions.retrieve(
        made.id, {"expand": ["invoice.payment_intent", "subscription"]}, then
    )

    assert (done.ui_mode, done.invoice.payment_intent.status, done.invoice.subscription) == (
        "hosted", "succeeded", done.subscription.id,
    )  # fmt: skip
    assert done.subscription.current_period_end > done.created


def test_the_page_shows_the_plan_and_a_declined_buyer_tries_again(merchant: Merchant) -> None:
    made = page(merchant)
    shown = httpx.get(made.url, trust_env=False)
    assert "per month" in shown.text
    assert "Subscribe" in shown.text
    declined = httpx.post(made.url, data=typed("4000000000009995"), trust_env=False)
    assert (declined.status_code, "insufficient funds" in declined.text) == (402, True)
    assert merchant.sdk.subscriptions.list().data == []
    done = httpx.post(made.url, data=typed("4242424242424242"), trust_env=False)
    assert (done.status_code, done.headers["location"]) == (303, SUCCESS.format(CHECKOUT_SESSION_ID=made.id))
    assert [one.status for one in merchant.sdk.subscriptions.list().data] == ["active"]


@pytest.mark.parametrize(("answer", "status"), [("true", "complete"), ("false", "open")])
def test_the_bank_asks_on_the_page(merchant: Merchant, answer: str, status: str) -> None:
    made = page(merchant)
    httpx.post(made.url, data=typed("4000002760003184"), trust_env=False)
    assert "Complete authentication" in httpx.get(made.url, trust_env=False).text
    httpx.post(made.url, data={"succeed": answer}, trust_env=False)

    assert merchant.sdk.checkout.sessions.retrieve(made.id).status == status


def test_a_trial_without_a_card_is_had_without_a_card(merchant: Merchant) -> None:
    made = page(merchant, payment_method_collection="if_required", subscription_data={"trial_period_days": 14})
    shown = httpx.get(made.url, trust_env=False)
    assert "14 days free, then" in shown.text
    assert "no card is needed" in shown.text
    httpx.post(made.url, data={"email": "kim@example.org"}, trust_env=False)
    done = merchant.sdk.checkout.sessions.retrieve(made.id, {"expand": ["subscription"]})

    assert (done.payment_status, done.amount_total) == ("no_payment_required", 0)
    assert (done.subscription.status, done.subscription.default_payment_method) == ("trialing", None)


def test_a_trial_with_a_card_is_shown_to_be_free_today(merchant: Merchant) -> None:
    made = page(merchant, customer=subscriber(merchant.sdk), subscription_data={"trial_period_days": 7})
    httpx.post(made.url, data=typed("4242424242424242"), trust_env=False)
    done = merchant.sdk.checkout.sessions.retrieve(made.id, {"expand": ["subscription", "invoice"]})

    assert (done.status, done.subscription.status, done.invoice.amount_paid) == ("complete", "trialing", 0)
    assert done.subscription.default_payment_method is not None
    assert done.subscription.pending_setup_intent is None


def test_a_price_may_be_made_for_the_page(merchant: Merchant) -> None:
    data = {"currency": "eur", "unit_amount": 900, "recurring": MONTH, "product_data": {"name": "Gold"}}
    made = page(merchant, line_items=[{"price_data": data, "quantity": 2}])
    merchant.world.act("pay", object=made.id)
    (begun,) = merchant.sdk.subscriptions.list().data

    assert (made.amount_total, begun.quantity, begun.plan.amount, begun.currency) == (1800, 2, 900, "eur")


def test_a_payment_link_opens_a_page_of_a_subscription(merchant: Merchant) -> None:
    lines = [{"price": price(merchant.sdk, recurring=MONTH).id, "quantity": 1}]
    link = merchant.sdk.payment_links.create({"line_items": lines, "subscription_data": {"trial_period_days": 5}})
    opened = httpx.get(link.url, trust_env=False)
    shown = httpx.get(opened.headers["location"], trust_env=False)
    merchant.world.act("pay", object=link.id)
    changed = merchant.sdk.payment_links.update(link.id, {"subscription_data": {"trial_period_days": ""}})

    assert (opened.status_code, "5 days free, then" in shown.text) == (303, True)
    assert [one.status for one in merchant.sdk.subscriptions.list().data] == ["trialing"]
    assert (link.subscription_data.trial_period_days, changed.subscription_data.trial_period_days) == (5, None)


def test_a_page_of_one_payment_takes_no_terms_of_a_subscription(merchant: Merchant) -> None:
    once = [{"price": price(merchant.sdk).id, "quantity": 1}]
    with pytest.raises(stripe.InvalidRequestError, match="subscription_data"):
        merchant.sdk.checkout.sessions.create(
            {"success_url": SUCCESS, "line_items": once, "subscription_data": {"description": "x"}}
        )
    assert not merchant.world.calls()[-1].unsupported


def test_discounts_of_a_page_of_a_subscription_are_a_gap(merchant: Merchant) -> None:
    coupon = merchant.sdk.coupons.create({"percent_off": 10, "duration": "once"}).id
    with pytest.raises(stripe.InvalidRequestError):
        page(merchant, discounts=[{"coupon": coupon}])
    assert merchant.world.calls()[-1].unsupported
