"""Every operation of the simulator is driven by the official SDK, in both of its styles, over real HTTP."""

import time
from collections.abc import Callable
from typing import Any

import pytest

from simulator.stripe.routes import ROUTES
from tests.fidelity import (
    billing_operations,
    cash_operations,
    catalogue_operations,
    clock_operations,
    connect_operations,
    file_operations,
    metering_operations,
    operations_of_setup,
    payout_operations,
    platform_operations,
    subscriber_operations,
)
from tests.fidelity.conftest import Merchant
from tests.fidelity.make_parameters import UNPUBLISHED

LINE = {"price_data": {"currency": "usd", "unit_amount": 900, "product_data": {"name": "tea"}}, "quantity": 2}
CARD = {"number": "4242424242424242", "exp_month": 12, "exp_year": 2040, "cvc": "123"}
PAGE = {"mode": "payment", "success_url": "https://shop.example/ok?s={CHECKOUT_SESSION_ID}", "line_items": [LINE]}
PAID = {"amount": 2000, "currency": "usd", "confirm": True, "payment_method": "pm_card_visa"}
HELD = {**PAID, "capture_method": "manual"}
ENDPOINT = {"url": "http://127.0.0.1:1/hook", "enabled_events": ["payment_intent.succeeded"]}


def owned(sdk: Any) -> Any:
    customer = sdk.customers.create({"email": "a@example.com"})
    return sdk.payment_methods.attach("pm_card_visa", {"customer": customer.id})


def their_method(sdk: Any) -> Any:
    method = owned(sdk)
    return sdk.customers.payment_methods.retrieve(method.customer, method.id)


def booked(sdk: Any) -> str:
    """Return the id of a row in the books; synchronous capture books at once."""
    intent = sdk.payment_intents.create({**PAID, "capture_method": "automatic", "expand": ["latest_charge"]})
    return str(intent.latest_charge.balance_transaction)


def refunded(sdk: Any) -> Any:
    return sdk.refunds.create({"payment_intent": sdk.payment_intents.create(PAID).id, "amount": 500})


def disputed(sdk: Any) -> Any:
    """Return a dispute of a test card; the world's clock runs with the wall's, so it comes within seconds."""
    intent = sdk.payment_intents.create({**PAID, "payment_method": "pm_card_createDispute"})
    until = time.monotonic() + 20
    while time.monotonic() < until:
        made = sdk.disputes.list({"payment_intent": intent.id}).data
        if made:
            return made[0]
        time.sleep(0.1)  # no event can be waited for here: the SDK is all there is
    raise AssertionError("the card's dispute did not come")


def with_coupon(sdk: Any) -> Any:
    """Return a customer who was given a coupon, as versions before basil allow."""
    coupon = catalogue_operations.coupon(sdk).id
    return sdk.customers.create({"coupon": coupon}, {"stripe_version": "2025-02-24.acacia"})


# SDK method, the operation in the journal, how it is called, and what it gives back.
CLIENT: dict[str, tuple[str, Callable[[Any], Any], str]] = {
    "payment_intents.create": ("payment_intents.create", lambda s: s.payment_intents.create(PAID), "payment_intent"),
    "payment_intents.list": ("payment_intents.list", lambda s: s.payment_intents.list({"limit": 3}), "list"),
    "payment_intents.retrieve": (
        "payment_intents.retrieve", lambda s: s.payment_intents.retrieve(s.payment_intents.create(PAID).id),
        "payment_intent"),
    "payment_intents.update": (
        "payment_intents.update",
        lambda s: s.payment_intents.update(s.payment_intents.create(PAID).id, {"metadata": {"a": "b"}}),
        "payment_intent"),
    "payment_intents.confirm": (
        "payment_intents.confirm",
        lambda s: s.payment_intents.confirm(
            s.payment_intents.create({"amount": 500, "currency": "eur"}).id, {"payment_method": "pm_card_visa"}),
        "payment_intent"),
    "payment_intents.capture": (
        "payment_intents.capture", lambda s: s.payment_intents.capture(s.payment_intents.create(HELD).id),
        "payment_intent"),
    "payment_intents.cancel": (
        "payment_intents.cancel", lambda s: s.payment_intents.cancel(s.payment_intents.create(HELD).id),
        "payment_intent"),
    "payment_intents.search": (
        "payment_intents.search", lambda s: s.payment_intents.search({"query": "status:'succeeded'", "limit": 3}),
        "search_result"),
    "charges.list": ("charges.list", lambda s: s.charges.list(), "list"),
    "charges.retrieve": (
        "charges.retrieve", lambda s: s.charges.retrieve(s.payment_intents.create(PAID).latest_charge), "charge"),
    "charges.update": (
        "charges.update",
        lambda s: s.charges.update(s.payment_intents.create(PAID).latest_charge, {"description": "tea"}), "charge"),
    "charges.capture": (
        "charges.capture", lambda s: s.charges.capture(s.payment_intents.create(HELD).latest_charge), "charge"),
    "charges.search": (
        "charges.search", lambda s: s.charges.search({"query": "amount>1000 AND currency:'usd'"}), "search_result"),
    "refunds.create": ("refunds.create", refunded, "refund"),
    "refunds.list": ("refunds.list", lambda s: s.refunds.list(), "list"),
    "refunds.retrieve": ("refunds.retrieve", lambda s: s.refunds.retrieve(refunded(s).id), "refund"),
    "refunds.update": (
        "refunds.update", lambda s: s.refunds.update(refunded(s).id, {"metadata": {"a": "b"}}), "refund"),
    "customers.create": ("customers.create", lambda s: s.customers.create({"name": "Ada"}), "customer"),
    "customers.list": ("customers.list", lambda s: s.customers.list({"email": "a@example.com"}), "list"),
    "customers.retrieve": (
        "customers.retrieve", lambda s: s.customers.retrieve(s.customers.create().id), "customer"),
    "customers.update": (
        "customers.update", lambda s: s.customers.update(s.customers.create().id, {"name": "Bo"}), "customer"),
    "customers.delete_discount": (
        "customers.discount.delete", lambda s: s.customers.delete_discount(with_coupon(s).id), "discount"),
    "customers.delete": ("customers.delete", lambda s: s.customers.delete(s.customers.create().id), "customer"),
    "prices.search": (
        "prices.search", lambda s: s.prices.search({"query": "active:'true' AND type:'one_time'"}), "search_result"),
    "products.search": (
        "products.search", lambda s: s.products.search({"query": "name~'tea' OR shippable:null"}), "search_result"),
    "customers.search": (
        "customers.search", lambda s: s.customers.search({"query": "email~'example'"}), "search_result"),
    "customers.payment_methods.list": (
        "customers.payment_methods.list", lambda s: s.customers.payment_methods.list(owned(s).customer), "list"),
    "customers.payment_methods.retrieve": (
        "customers.payment_methods.retrieve",
        their_method, "payment_method"),
    "payment_methods.create": (
        "payment_methods.create", lambda s: s.payment_methods.create({"type": "card", "card": CARD}),
        "payment_method"),
    "payment_methods.list": (
        "payment_methods.list", lambda s: s.payment_methods.list({"customer": owned(s).customer, "type": "card"}),
        "list"),
    "payment_methods.retrieve": (
        "payment_methods.retrieve", lambda s: s.payment_methods.retrieve(owned(s).id), "payment_method"),
    "payment_methods.update": (
        "payment_methods.update", lambda s: s.payment_methods.update(owned(s).id, {"metadata": {"a": "b"}}),
        "payment_method"),
    "payment_methods.attach": ("payment_methods.attach", owned, "payment_method"),
    "payment_methods.detach": (
        "payment_methods.detach", lambda s: s.payment_methods.detach(owned(s).id), "payment_method"),
    "customers.payment_sources.list": (
        "customers.sources.list", lambda s: s.customers.payment_sources.list(s.customers.create().id), "list"),
    "checkout.sessions.create": (
        "checkout.sessions.create", lambda s: s.checkout.sessions.create(PAGE), "checkout.session"),
    "checkout.sessions.list": ("checkout.sessions.list", lambda s: s.checkout.sessions.list(), "list"),
    "checkout.sessions.retrieve": (
        "checkout.sessions.retrieve", lambda s: s.checkout.sessions.retrieve(s.checkout.sessions.create(PAGE).id),
        "checkout.session"),
    "checkout.sessions.update": (
        "checkout.sessions.update",
        lambda s: s.checkout.sessions.update(s.checkout.sessions.create(PAGE).id, {"metadata": {"a": "b"}}),
        "checkout.session"),
    "checkout.sessions.expire": (
        "checkout.sessions.expire", lambda s: s.checkout.sessions.expire(s.checkout.sessions.create(PAGE).id),
        "checkout.session"),
    "checkout.sessions.line_items.list": (
        "checkout.sessions.line_items",
        lambda s: s.checkout.sessions.line_items.list(s.checkout.sessions.create(PAGE).id), "list"),
    "events.list": ("events.list", lambda s: s.events.list({"types": ["charge.succeeded"]}), "list"),
    "events.retrieve": (
        "events.retrieve",
        lambda s: s.events.retrieve([s.customers.create(), s.events.list()][1].data[0].id), "event"),
    "disputes.list": ("disputes.list", lambda s: s.disputes.list(), "list"),
    "disputes.retrieve": ("disputes.retrieve", lambda s: s.disputes.retrieve(disputed(s).id), "dispute"),
    "disputes.update": (
        "disputes.update",
        lambda s: s.disputes.update(disputed(s).id, {"evidence": {"product_description": "tea"}}), "dispute"),
    "disputes.close": ("disputes.close", lambda s: s.disputes.close(disputed(s).id), "dispute"),
    "webhook_endpoints.create": (
        "webhook_endpoints.create", lambda s: s.webhook_endpoints.create(ENDPOINT), "webhook_endpoint"),
    "webhook_endpoints.list": ("webhook_endpoints.list", lambda s: s.webhook_endpoints.list(), "list"),
    "webhook_endpoints.retrieve": (
        "webhook_endpoints.retrieve", lambda s: s.webhook_endpoints.retrieve(s.webhook_endpoints.create(ENDPOINT).id),
        "webhook_endpoint"),
    "webhook_endpoints.update": (
        "webhook_endpoints.update",
        lambda s: s.webhook_endpoints.update(s.webhook_endpoints.create(ENDPOINT).id, {"enabled_events": ["*"]}),
        "webhook_endpoint"),
    "webhook_endpoints.delete": (
        "webhook_endpoints.delete", lambda s: s.webhook_endpoints.delete(s.webhook_endpoints.create(ENDPOINT).id),
        "webhook_endpoint"),
    "balance_transactions.list": ("balance_transactions.list", lambda s: s.balance_transactions.list(), "list"),
    "balance_transactions.retrieve": (
        "balance_transactions.retrieve", lambda s: s.balance_transactions.retrieve(booked(s)), "balance_transaction"),
    "balance.retrieve": ("balance.retrieve", lambda s: s.balance.retrieve(), "balance"),
    "accounts.retrieve_current": ("account.retrieve", lambda s: s.accounts.retrieve_current(), "account"),
    "accounts.retrieve": (
        "accounts.retrieve", lambda s: s.accounts.retrieve(s.accounts.retrieve_current().id), "account"),
    **billing_operations.CLIENT,
    **cash_operations.CLIENT,
    **clock_operations.CLIENT,
    **metering_operations.CLIENT,
    **catalogue_operations.CLIENT,
    **connect_operations.CLIENT,
    **operations_of_setup.CLIENT,
    **payout_operations.CLIENT,
    **platform_operations.CLIENT,
    **subscriber_operations.CLIENT,
    **file_operations.CLIENT,
}  # fmt: skip

REFUSED = {"charges.create", "customers.sources.create", "refunds.cancel", "payouts.reverse"}
"""Operations that Stripe has and refuses on every account of today; tests/fidelity/test_refusals.py drives them."""


WITHOUT_SDK = {"customers.discount.retrieve", "files.contents", *UNPUBLISHED}
"""Addresses that the SDK has no method for; files, discounts, checkout and the CLI ask for them."""


@pytest.mark.parametrize("name", CLIENT)
def test_the_client_drives(name: str, merchant: Merchant) -> None:
    operation, call, kind = CLIENT[name]

    answer = call(merchant.sdk)
    journal = merchant.world.calls()[-1]

    assert answer.object == kind
    assert (journal.operation, journal.status, journal.unsupported) == (operation, 200, False)
    assert answer.last_response.request_id == journal.request_id


def test_every_operation_has_a_method_that_drives_it() -> None:
    driven = {operation for operation, _, _ in (*CLIENT.values(), *platform_operations.WITH_RECEIVER.values())}
    driven |= REFUSED | WITHOUT_SDK

    assert driven == {route.operation for route in ROUTES}


# The module-wide style, object methods included.
GLOBAL: dict[str, Callable[[Any], Any]] = {
    "PaymentIntent.create": lambda s: s.PaymentIntent.create(**PAID),
    "PaymentIntent.retrieve": lambda s: s.PaymentIntent.retrieve(s.PaymentIntent.create(**PAID).id),
    "PaymentIntent.modify": lambda s: s.PaymentIntent.modify(s.PaymentIntent.create(**PAID).id, description="tea"),
    "PaymentIntent.list": lambda s: s.PaymentIntent.list(limit=1),
    "PaymentIntent.search": lambda s: s.PaymentIntent.search(query="amount:2000"),
    "PaymentIntent.confirm": lambda s: s.PaymentIntent.create(amount=500, currency="usd").confirm(
        payment_method="pm_card_visa"),
    "PaymentIntent.capture": lambda s: s.PaymentIntent.create(**HELD).capture(amount_to_capture=1500),
    "PaymentIntent.cancel": lambda s: s.PaymentIntent.create(**HELD).cancel(),
    "Charge.retrieve": lambda s: s.Charge.retrieve(s.PaymentIntent.create(**PAID).latest_charge),
    "Charge.modify": lambda s: s.Charge.modify(s.PaymentIntent.create(**PAID).latest_charge, metadata={"a": "b"}),
    "Charge.list": lambda s: s.Charge.list(),
    "Charge.search": lambda s: s.Charge.search(query="refunded:null", expand=["total_count", "data.customer"]),
    "Charge.capture": lambda s: s.Charge.retrieve(s.PaymentIntent.create(**HELD).latest_charge).capture(),
    "Refund.create": lambda s: s.Refund.create(payment_intent=s.PaymentIntent.create(**PAID).id),
    "Refund.retrieve": lambda s: s.Refund.retrieve(
        s.Refund.create(payment_intent=s.PaymentIntent.create(**PAID).id).id),
    "Refund.modify": lambda s: s.Refund.modify(
        s.Refund.create(payment_intent=s.PaymentIntent.create(**PAID).id).id, metadata={"a": "b"}),
    "Refund.list": lambda s: s.Refund.list(),
    "Customer.create": lambda s: s.Customer.create(email="a@example.com"),
    "Customer.retrieve": lambda s: s.Customer.retrieve(s.Customer.create().id),
    "Customer.modify": lambda s: s.Customer.modify(s.Customer.create().id, name="Bo"),
    "Customer.delete": lambda s: s.Customer.create().delete(),
    "Customer.list": lambda s: s.Customer.list(),
    "Price.search": lambda s: s.Price.search(query='lookup_key:"tea"'),
    "Product.search": lambda s: s.Product.search(query='-metadata["order"]:null'),
    "Customer.search": lambda s: s.Customer.search(query='metadata["order"]:"6735"'),
    "Customer.list_payment_methods": lambda s: s.Customer.list_payment_methods(s.Customer.create().id),
    "PaymentMethod.create": lambda s: s.PaymentMethod.create(type="card", card={"token": "tok_visa"}),
    "PaymentMethod.attach": lambda s: s.PaymentMethod.attach("pm_card_visa", customer=s.Customer.create().id),
    "PaymentMethod.detach": lambda s: s.PaymentMethod.attach(
        "pm_card_visa", customer=s.Customer.create().id).detach(),
    "PaymentMethod.retrieve": lambda s: s.PaymentMethod.retrieve(
        s.PaymentMethod.create(type="card", card=CARD).id),
    "PaymentMethod.list": lambda s: s.PaymentMethod.list(customer=s.Customer.create().id),
    "checkout.Session.create": lambda s: s.checkout.Session.create(**PAGE),
    "checkout.Session.retrieve": lambda s: s.checkout.Session.retrieve(
        s.checkout.Session.create(**PAGE).id, expand=["line_items"]),
    "checkout.Session.list": lambda s: s.checkout.Session.list(),
    "checkout.Session.expire": lambda s: s.checkout.Session.create(**PAGE).expire(),
    "checkout.Session.list_line_items": lambda s: s.checkout.Session.create(**PAGE).list_line_items(),
    "Event.list": lambda s: s.Event.list(limit=5),
    "Event.retrieve": lambda s: s.Event.retrieve([s.Customer.create(), s.Event.list()][1].data[0].id),
    "WebhookEndpoint.create": lambda s: s.WebhookEndpoint.create(**ENDPOINT),
    "WebhookEndpoint.retrieve": lambda s: s.WebhookEndpoint.retrieve(s.WebhookEndpoint.create(**ENDPOINT).id),
    "WebhookEndpoint.modify": lambda s: s.WebhookEndpoint.modify(
        s.WebhookEndpoint.create(**ENDPOINT).id, disabled=True),
    "WebhookEndpoint.list": lambda s: s.WebhookEndpoint.list(),
    "WebhookEndpoint.delete": lambda s: s.WebhookEndpoint.create(**ENDPOINT).delete(),
    "BalanceTransaction.list": lambda s: s.BalanceTransaction.list(),
    "Balance.retrieve": lambda s: s.Balance.retrieve(),
    "Account.retrieve": lambda s: s.Account.retrieve(),
    **billing_operations.GLOBAL,
    **cash_operations.GLOBAL,
    **catalogue_operations.GLOBAL,
    **connect_operations.GLOBAL,
    **payout_operations.GLOBAL,
    **platform_operations.GLOBAL,
    **subscriber_operations.GLOBAL,
    **file_operations.GLOBAL,
}  # fmt: skip


GLOBAL |= operations_of_setup.GLOBAL


@pytest.mark.parametrize("name", GLOBAL)
def test_the_module_wide_style_drives(name: str, globally: Any) -> None:
    answer = GLOBAL[name](globally)

    assert answer.object
