"""The customer portal by the official SDK, and its page by plain HTTP as a browser uses it."""

import re
from typing import Any

import httpx
import pytest
import stripe

from tests.fidelity.billing_operations import MONTH, subscriber, subscription
from tests.fidelity.catalogue_operations import price
from tests.fidelity.conftest import Merchant
from tests.fidelity.subscriber_operations import FEATURES, configuration, visit

RETURN = "http://127.0.0.1:9/account"


def page(session: Any) -> str:
    answer = httpx.get(session.url, trust_env=False)
    assert answer.status_code == 200
    return answer.text


def submit(session: Any, **form: str) -> httpx.Response:
    return httpx.post(session.url, data=form, trust_env=False)


def test_a_configuration_shows_what_was_not_said(merchant: Merchant) -> None:
    made = configuration(merchant.sdk)
    features = made.features

    assert (made.active, made.is_default, made.login_page.enabled) == (True, False, False)
    assert (features.subscription_cancel.mode, features.subscription_cancel.proration_behavior) == (
        "immediately", "none",
    )  # fmt: skip
    assert features.subscription_update.enabled is False
    assert features.payment_method_update.enabled is False
    assert "customer_service" in features.subscription_cancel.cancellation_reason.options
    changed = merchant.sdk.billing_portal.configurations.update(made.id, {"features": {"invoice_history": {
        "enabled": False}}, "metadata": {"a": "b"}, "business_profile": {"headline": "Tea"}})  # fmt: skip
    assert (changed.features.invoice_history.enabled, changed.features.subscription_cancel.mode) == (
        False, "immediately",
    )  # fmt: skip
    assert merchant.types() == ["billing_portal.configuration.created", "billing_portal.configuration.updated"]


def test_a_customer_visits_the_portal_and_cancels(merchant: Merchant) -> None:
    sdk = merchant.sdk
    made = subscription(sdk)
    session = visit(sdk, customer=made.customer, return_url=RETURN, expand=["configuration"])
    assert (session.configuration.is_default, session.return_url) == (True, RETURN)
    shown = page(session)
    assert "renews on" in shown
    assert f'href="{RETURN}"' in shown
    assert "visa" in shown
    assert re.search(r"<td>\S+-0001</td><td>\$", shown)
    done = submit(session, do="portal_cancel", subscription=made.id)
    assert done.status_code == 303
    assert "ends on" in page(session)
    now = sdk.subscriptions.retrieve(made.id)
    assert (now.cancel_at, now.cancel_at_period_end) == (made["items"].data[0].current_period_end, False)
    submit(session, do="portal_carry_on", subscription=made.id)
    assert sdk.subscriptions.retrieve(made.id).cancel_at is None
    told = [event.type for event in merchant.world.events(object=made.id)]
    assert told.count("customer.subscription.updated") == 2
    assert "billing_portal.session.created" in merchant.types()


def test_a_customer_changes_their_card_and_plan(merchant: Merchant) -> None:
    sdk = merchant.sdk
    customer = subscriber(sdk)
    made = subscription(sdk, customer)
    other = price(sdk, recurring=MONTH, unit_amount=9000)
    offered = {
        "enabled": True, "default_allowed_updates": ["price"], "proration_behavior": "always_invoice",
        "products": [{"product": other.product, "prices": [other.id]}],
    }  # fmt: skip
    features = {**FEATURES, "payment_method_update": {"enabled": True}, "subscription_update": offered}
    configured = sdk.billing_portal.configurations.create({"features": features})
    assert configured.features.subscription_update.products[0].prices == [other.id]
    session = visit(sdk, customer=customer, configuration=configured.id)
    assert "Change to" in page(session)
    assert submit(session, do="portal_change", subscription=made.id, price=other.id).status_code == 303
    assert sdk.subscriptions.retrieve(made.id)["items"].data[0].price.id == other.id
    wrong = submit(session, do="portal_card", card="4242", expiry="12/34", cvc="123")
    assert (wrong.status_code, "incomplete" in wrong.text) == (402, True)
    submit(session, do="portal_card", card="5555555555554444", expiry="12/34", cvc="123")
    assert "4444" in page(session)
    submit(session, do="portal_cancel", subscription=made.id)
    assert sdk.subscriptions.retrieve(made.id).status == "canceled"


def test_a_flow_leads_to_one_thing_and_back(merchant: Merchant) -> None:
    sdk = merchant.sdk
    made = subscription(sdk)
    flow = {
        "type": "subscription_cancel",
        "subscription_cancel": {"subscription": made.id},
        "after_completion": {"type": "redirect", "redirect": {"return_url": RETURN}},
    }
    session = visit(sdk, customer=made.customer, flow_data=flow)
    assert session.flow.subscription_cancel.subscription == made.id
    done = submit(session, do="portal_cancel", subscription=made.id)
    assert (done.status_code, done.headers["location"]) == (303, RETURN)


def test_what_a_portal_does_not_take_is_refused(merchant: Merchant) -> None:
    sdk = merchant.sdk
    with pytest.raises(stripe.InvalidRequestError, match="Missing required param: customer"):
        sdk.billing_portal.sessions.create({"return_url": RETURN})
    with pytest.raises(stripe.InvalidRequestError, match="No such customer"):
        sdk.billing_portal.sessions.create({"customer": "cus_none"})
    with pytest.raises(stripe.InvalidRequestError, match="No such configuration"):
        visit(sdk, configuration="bpc_none")
    with pytest.raises(stripe.InvalidRequestError, match="disabled"):
        visit(sdk, configuration=configuration(sdk).id, flow_data={"type": "payment_method_update"})
    assert not [call for call in merchant.world.calls() if call.unsupported]


def test_an_address_is_good_for_an_hour_and_a_guess_for_nothing(merchant: Merchant) -> None:
    session = visit(merchant.sdk)
    assert httpx.get(session.url + "x", trust_env=False).status_code == 404
    merchant.world.advance(3_600)
    assert "Session expired" in page(session)
