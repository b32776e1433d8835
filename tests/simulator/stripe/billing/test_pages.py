"""Buyers subscribe on a page: paid, declined, asked by their bank, on trial with and without a card, by a link."""

from typing import Any

import pytest

from tests.simulator.stripe.billing.subscriber import DAY, Subscriber

MONTHLY = {"interval": "month"}


class Page:
    """A page in subscription mode, and what is told from when it is submitted."""

    def __init__(self, shop: Subscriber | None = None, **params: Any) -> None:
        self.shop = shop or Subscriber(card=None)
        lines = params.pop("line_items", None) or [{"price": self.shop.price(1000), "quantity": 1}]
        self.session = self.shop.post(
            "checkout/sessions", mode="subscription", success_url="https://shop.example", line_items=lines, **params
        )
        self.shop.seen = len(self.shop.merchant.told())

    def act(self, act: str, **params: Any) -> list[str]:
        _, told = self.shop.merchant.act(act, object=self.session["id"], **params)
        self.shop.merchant.sandbox.flush_announcements()
        return told

    @property
    def now(self) -> Any:
        return self.shop.get(f"checkout/sessions/{self.session['id']}")

    @property
    def subscription(self) -> Any:
        return self.shop.get(f"subscriptions/{self.now['subscription']}")

    @property
    def invoice(self) -> Any:
        return self.shop.get(f"invoices/{self.now['invoice']}")


def test_a_page_is_open_and_nothing_is_subscribed_to() -> None:
    page = Page(client_reference_id="u-1")
    shown = page.session

    assert (shown["mode"], shown["status"], shown["payment_status"]) == ("subscription", "open", "unpaid")
    assert (shown["amount_total"], shown["subscription"], shown["invoice"]) == (1000, None, None)
    assert (shown["customer"], shown["customer_creation"], shown["payment_method_collection"]) == (
        None, "always", "always",
    )  # fmt: skip
    assert page.shop.get("subscriptions")["data"] == []


def test_a_buyer_subscribes_in_the_recorded_order_of_events() -> None:
    """Facts of stripe, 5, Checkout Session [S17]."""
    page = Page(subscription_data={"metadata": {"user": "1"}, "description": "Gold"}, metadata={"cart": "2"})
    told = page.act("pay", email="b@example.com")

    assert told == [
        "charge.succeeded", "payment_method.attached", "customer.created", "customer.updated",
        "checkout.session.completed", "customer.subscription.created", "payment_intent.created",
        "payment_intent.succeeded", "invoice.created", "invoice.finalized", "invoice.paid",
        "invoice.payment_succeeded", "invoice_payment.paid",
    ]  # fmt: skip
    done, made, invoice = page.now, page.subscription, page.invoice
    assert (done["status"], done["payment_status"], done["payment_intent"]) == ("complete", "paid", None)
    assert (made["status"], made["metadata"], made["description"]) == ("active", {"user": "1"}, "Gold")
    assert made["customer"] == done["customer"]
    assert made["latest_invoice"] == invoice["id"]
    assert page.shop.get(f"customers/{done['customer']}")["email"] == "b@example.com"
    assert page.shop.get(f"payment_methods/{made['default_payment_method']}")["customer"] == done["customer"]
    assert (invoice["status"], invoice["amount_paid"], invoice["billing_reason"]) == (
        "paid", 1000, "subscription_create",
    )  # fmt: skip
    assert (invoice["attempt_count"], invoice["attempted"]) == (1, True)


def test_all_of_the_pages_events_list_the_subscription() -> None:
    page = Page()
    told = page.act("pay")
    name = page.now["subscription"]
    about = [event.type for event in page.shop.merchant.books.events.values() if name in event.objects]

    assert set(told) - set(about) == {"payment_method.attached", "customer.created", "customer.updated"}


def test_what_was_subscribed_to_renews() -> None:
    page = Page()
    page.act("pay")
    page.shop.move(page.shop.stored.period_end + 2 * 3600)

    assert page.subscription["status"] == "active"
    assert [one["amount_paid"] for one in page.shop.get("invoices")["data"]] == [1000, 1000]


def test_a_decline_leaves_a_page_and_no_subscription() -> None:
    """Since basil (changelog: checkout-legacy-subscription-upgrade)."""
    page = Page()
    told = page.act("decline")
    assert "charge.failed" in told
    assert not [one for one in told if one.startswith(("invoice", "customer.subscription", "checkout"))]
    assert (page.now["status"], page.shop.get("subscriptions")["data"]) == ("open", [])
    page.act("pay")
    assert (page.now["status"], page.subscription["status"]) == ("complete", "active")
    assert len(page.shop.get("customers")["data"]) == 2  # the shop's own, and the buyer: once


@pytest.mark.parametrize("succeed", [True, False])
def test_a_bank_asks_on_the_page(succeed: bool) -> None:
    page = Page()
    page.act("pay", card="pm_card_authenticationRequired")
    assert (page.now["status"], page.shop.get("subscriptions")["data"]) == ("open", [])
    told = page.act("authenticate", succeed=succeed)
    assert ("customer.subscription.created" in told) is succeed
    assert page.now["status"] == ("complete" if succeed else "open")
    if succeed:
        assert (page.subscription["status"], page.invoice["status"]) == ("active", "paid")


def test_a_customer_who_is_known_subscribes() -> None:
    shop = Subscriber(card=None)
    page = Page(shop, customer=shop.customer)
    told = page.act("pay")

    assert "customer.created" not in told
    assert page.subscription["customer"] == shop.customer
    assert page.now["customer"] == shop.customer


def test_a_trial_takes_a_card_and_no_money() -> None:
    page = Page(subscription_data={"trial_period_days": 14})
    assert (page.session["amount_total"], page.session["payment_status"]) == (0, "unpaid")
    told = page.act("pay")
    made = page.subscription

    assert (page.now["status"], page.now["payment_status"]) == ("complete", "no_payment_required")
    assert (made["status"], made["trial_end"] - made["trial_start"]) == ("trialing", 14 * DAY)
    assert made["default_payment_method"] is not None
    assert made["pending_setup_intent"] is None
    assert not [one for one in told if one.startswith(("charge", "payment_intent"))]
    assert (page.invoice["amount_paid"], page.invoice["status"]) == (0, "paid")
    page.shop.move(made["trial_end"] + 2 * 3600)
    assert (page.subscription["status"], page.shop.invoice(made)["amount_paid"]) == ("active", 1000)


def test_a_trial_without_a_card_pauses_if_that_was_said() -> None:
    ends = {"end_behavior": {"missing_payment_method": "pause"}}
    page = Page(
        subscription_data={"trial_period_days": 14, "trial_settings": ends}, payment_method_collection="if_required"
    )
    page.act("pay")
    made = page.subscription
    assert (made["status"], made["default_payment_method"]) == ("trialing", None)
    page.shop.move(made["trial_end"])
    assert page.subscription["status"] == "paused"


def test_a_bank_asks_before_a_trial() -> None:
    page = Page(subscription_data={"trial_period_days": 14})
    page.act("pay", card="pm_card_authenticationRequiredOnSetup")
    assert page.now["status"] == "open"
    page.act("authenticate")
    assert (page.now["status"], page.subscription["status"]) == ("complete", "trialing")


def test_what_is_bought_once_stands_on_the_first_invoice() -> None:
    shop = Subscriber(card=None)
    once = {"currency": "usd", "unit_amount": 500, "product_data": {"name": "Setup"}}
    again = {**once, "unit_amount": 300, "recurring": MONTHLY, "product_data": {"name": "Plan"}}
    page = Page(shop, line_items=[{"price_data": once, "quantity": 2}, {"price_data": again, "quantity": 3}])
    assert page.session["amount_total"] == 1900
    page.act("pay")
    lines = page.invoice["lines"]["data"]

    assert [(line["description"], line["amount"]) for line in lines] == [
        ("3 × Plan (at $3.00 / month)", 900), ("Setup", 1000),
    ]  # fmt: skip
    assert [line["parent"]["type"] for line in lines] == ["subscription_item_details", "invoice_item_details"]
    assert (page.invoice["amount_paid"], len(page.subscription["items"]["data"])) == (1900, 1)
    shop.move(shop.stored.period_end + 2 * 3600)
    assert shop.invoice(page.subscription)["amount_paid"] == 900


def test_what_is_bought_once_is_paid_before_a_trial() -> None:
    shop = Subscriber(card=None)
    once = {"currency": "usd", "unit_amount": 500, "product_data": {"name": "Setup"}}
    lines = [{"price_data": once, "quantity": 1}, {"price": shop.price(1000), "quantity": 1}]
    page = Page(shop, line_items=lines, subscription_data={"trial_period_days": 7})
    assert page.session["amount_total"] == 500
    page.act("pay")

    assert (page.now["payment_status"], page.subscription["status"]) == ("paid", "trialing")
    assert page.invoice["amount_paid"] == 500


def test_a_page_that_nobody_submits_expires() -> None:
    page = Page()
    page.shop.move(page.shop.clock.at + DAY)

    assert page.now["status"] == "expired"
    assert page.shop.news() == ["checkout.session.expired"]


def test_a_payment_link_sells_a_subscription() -> None:
    shop = Subscriber(card=None)
    terms = {"trial_period_days": 7, "metadata": {"a": "b"}}
    link = shop.post("payment_links", line_items=[{"price": shop.price(1000), "quantity": 1}], subscription_data=terms)
    assert link["payment_method_collection"] == "always"
    assert (link["subscription_data"]["trial_period_days"], link["subscription_data"]["metadata"]) == (7, {"a": "b"})
    done, told = shop.merchant.act("pay", object=link["id"])
    assert (done["mode"], done["status"], done["payment_link"]) == ("subscription", "complete", link["id"])
    assert "customer.subscription.created" in told
    made = shop.get(f"subscriptions/{done['subscription']}")
    assert (made["status"], made["metadata"]) == ("trialing", {"a": "b"})


ONCE = [{"price_data": {"currency": "usd", "unit_amount": 500, "product_data": {"name": "Tea"}}, "quantity": 1}]


@pytest.mark.parametrize(
    ("params", "said"),
    [
        ({"line_items": ONCE}, "at least one recurring price"),
        ({"payment_intent_data": {"description": "x"}}, "payment_intent_data"),
        ({"subscription_data": {"trial_period_days": 0}}, "greater than or equal to 1"),
        ({"subscription_data": {"trial_end": 1_821_600_000}}, "at least 2 days"),
    ],
)
def test_what_cannot_be_a_page_of_a_subscription_is_refused(params: dict[str, Any], said: str) -> None:
    shop = Subscriber(card=None)
    page = {"mode": "subscription", "success_url": "https://shop.example"}
    lines = [{"price": shop.price(1000), "quantity": 1}]
    status, error = shop.refused("POST", "checkout/sessions", **{**page, "line_items": lines, **params})

    assert status == 400
    assert said in error["message"]


def test_a_recurring_price_stays_no_payment() -> None:
    shop = Subscriber(card=None)
    lines = [{"price": shop.price(1000), "quantity": 1}]
    _, error = shop.refused("POST", "checkout/sessions", success_url="https://shop.example", line_items=lines)

    assert "passed a recurring price" in error["message"]


def test_a_customer_pays_in_one_currency() -> None:
    shop = Subscriber()
    shop.subscribe(1000)
    lines = [{"price": shop.price(1000, currency="eur"), "quantity": 1}]
    status, error = shop.refused(
        "POST", "checkout/sessions", mode="subscription", success_url="https://shop.example", line_items=lines,
        customer=shop.customer,
    )  # fmt: skip

    assert (status, "cannot combine currencies" in error["message"]) == (400, True)
