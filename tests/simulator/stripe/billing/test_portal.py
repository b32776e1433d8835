"""What customers do in the portal, and what is told of it; subscriptions that end at a moment that is named."""

from typing import Any

import pytest

from simulator.provider import Refusal
from tests.simulator.stripe.billing.subscriber import DAY, Subscriber

HOUR = 3600


class Visit:
    """A customer who has a subscription, in a portal that is configured so."""

    def __init__(self, features: dict[str, Any] | None = None, flow: Any = None, **params: Any) -> None:
        self.shop = Subscriber()
        self.made = self.shop.subscribe(1000, **params)
        given: dict[str, Any] = {"customer": self.shop.customer}
        if features is not None:
            given["configuration"] = self.shop.post("billing_portal/configurations", features=features)["id"]
        if flow is not None:
            given["flow_data"] = flow
        self.session = self.shop.post("billing_portal/sessions", **given)

    def act(self, act: str, **params: Any) -> list[str]:
        given = {"subscription": self.made["id"], **params}
        _, told = self.shop.merchant.act(f"portal_{act}", object=self.session["id"], **given)
        return told

    @property
    def now(self) -> Any:
        return self.shop.get(f"subscriptions/{self.made['id']}")


CANCELS = {"subscription_cancel": {"enabled": True}}
AT_ONCE = {"subscription_cancel": {"enabled": True, "mode": "immediately"}}


@pytest.mark.parametrize(("mode", "flag"), [("flexible", False), ("classic", True)])
def test_a_customer_cancels_in_the_portal(mode: str, flag: bool) -> None:
    """Stripe, "Compare billing modes": in the flexible one only the moment is named."""
    visit = Visit(CANCELS, billing_mode={"type": mode})
    told = visit.act("cancel", feedback="too_expensive", comment="later")
    now, end = visit.now, visit.shop.stored.period_end

    assert told == ["customer.subscription.updated"]
    assert (now["status"], now["cancel_at"], now["cancel_at_period_end"]) == ("active", end, flag)
    assert now["canceled_at"] == visit.shop.clock.at
    assert now["cancellation_details"] == {
        "comment": "later", "feedback": "too_expensive", "feedback_option": None, "reason": "cancellation_requested",
    }  # fmt: skip
    visit.shop.news()
    visit.shop.move(end + 2 * HOUR)
    assert visit.shop.news() == ["customer.subscription.deleted"]
    ended = visit.now
    assert (ended["status"], ended["ended_at"], ended["canceled_at"]) == ("canceled", end, now["canceled_at"])


@pytest.mark.parametrize("mode", ["flexible", "classic"])
def test_a_cancellation_is_taken_back(mode: str) -> None:
    visit = Visit(CANCELS, billing_mode={"type": mode})
    visit.act("cancel")
    visit.act("carry_on")
    assert (visit.now["cancel_at"], visit.now["cancel_at_period_end"], visit.now["canceled_at"]) == (None, False, None)
    with pytest.raises(Refusal, match="nothing to take back"):
        visit.act("carry_on")
    visit.shop.move(visit.shop.stored.period_end + 2 * HOUR)
    assert visit.now["status"] == "active"


def test_a_customer_cancels_at_once() -> None:
    visit = Visit(AT_ONCE)
    assert visit.act("cancel") == ["customer.subscription.deleted"]
    assert visit.now["status"] == "canceled"
    with pytest.raises(Refusal, match="no subscription"):
        visit.act("cancel")


def changing(shop: Subscriber, price: str, **more: Any) -> dict[str, Any]:
    product = shop.get(f"prices/{price}")["product"]
    products = [{"product": product, "prices": [price]}]
    return {
        "subscription_update": {
            "enabled": True, "default_allowed_updates": ["price", "quantity"], "products": products, **more,
        }
    }  # fmt: skip


def test_a_customer_changes_plan_and_quantity() -> None:
    shop = Subscriber()
    made, dearer = shop.subscribe(1000), shop.price(3000)
    features = changing(shop, dearer, proration_behavior="always_invoice")
    configuration = shop.post("billing_portal/configurations", features=features)
    session = shop.post("billing_portal/sessions", customer=shop.customer, configuration=configuration["id"])
    _, told = shop.merchant.act("portal_change", object=session["id"], subscription=made["id"], price=dearer)
    assert "invoice.paid" in told
    assert told[-1] == "customer.subscription.updated"
    assert shop.get(f"subscriptions/{made['id']}")["plan"]["id"] == dearer
    shop.merchant.act("portal_change", object=session["id"], subscription=made["id"], quantity=4)
    assert shop.get(f"subscriptions/{made['id']}")["quantity"] == 4
    with pytest.raises(Refusal, match="cannot change"):
        shop.merchant.act("portal_change", object=session["id"], subscription=made["id"], price=shop.price(1))
    shop.merchant.act("change_card", object=made["id"], card="declined")
    with pytest.raises(Refusal, match="declined"):
        shop.merchant.act("portal_change", object=session["id"], subscription=made["id"], quantity=9)
    assert shop.get(f"subscriptions/{made['id']}")["quantity"] == 4


def test_a_customer_names_another_card() -> None:
    visit = Visit()
    told = visit.act("card", card="5555555555554444")
    customer = visit.shop.get(f"customers/{visit.shop.customer}")
    method = visit.shop.get(f"payment_methods/{customer['invoice_settings']['default_payment_method']}")

    assert told == ["payment_method.attached", "customer.updated"]
    assert (method["card"]["last4"], method["customer"]) == ("4444", visit.shop.customer)


def test_a_card_reaches_subscriptions_that_have_their_own() -> None:
    visit = Visit()
    own = visit.shop.pays_with("pm_card_visa")
    visit.shop.post(f"subscriptions/{visit.made['id']}", default_payment_method=own)
    assert visit.act("card")[-1] == "customer.subscription.updated"
    assert visit.now["default_payment_method"] not in (None, own)


@pytest.mark.parametrize("act", ["cancel", "carry_on", "change", "card"])
def test_what_is_switched_off_is_refused(act: str) -> None:
    with pytest.raises(Refusal, match="disabled"):
        Visit({"invoice_history": {"enabled": True}}).act(act)


def test_a_visit_is_over_after_an_hour() -> None:
    visit = Visit()
    visit.shop.move(visit.shop.clock.at + HOUR)
    with pytest.raises(Refusal, match="expired"):
        visit.act("cancel")


def test_another_customers_subscription_is_not_here() -> None:
    visit = Visit()
    other = visit.shop.post("customers")["id"]
    session = visit.shop.post("billing_portal/sessions", customer=other)
    with pytest.raises(Refusal, match="no subscription"):
        visit.shop.merchant.act("portal_cancel", object=session["id"], subscription=visit.made["id"])
    flow = {"type": "subscription_cancel", "subscription_cancel": {"subscription": visit.made["id"]}}
    status, error = visit.shop.refused("POST", "billing_portal/sessions", customer=other, flow_data=flow)
    assert (status, error["code"]) == (400, "resource_missing")


@pytest.mark.parametrize(
    ("features", "said"),
    [
        ({"subscription_update": {"enabled": True}}, "products"),
        ({"subscription_cancel": {"enabled": True, "proration_behavior": "create_prorations"}}, "immediately"),
        (
            {"subscription_update": {"enabled": True, "default_allowed_updates": ["price"],
                                     "products": [{"product": "prod_x", "prices": ["price_x"]}]}},
            "No such product",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_offered_is_refused(features: dict[str, Any], said: str) -> None:
    status, error = Subscriber().refused("POST", "billing_portal/configurations", features=features)

    assert (status, said in error["message"]) == (400, True)


def test_the_default_configuration_is_there_and_stays() -> None:
    shop = Subscriber()
    (own,) = shop.get("billing_portal/configurations", is_default="true")["data"]
    assert (own["active"], own["features"]["subscription_cancel"]["enabled"]) == (True, True)
    assert shop.post("billing_portal/sessions", customer=shop.customer)["configuration"] == own["id"]
    assert shop.refused("POST", f"billing_portal/configurations/{own['id']}", active="false")[0] == 400


# Ends that are named.


def test_a_subscription_ends_at_a_moment_that_is_named() -> None:
    shop = Subscriber()
    made = shop.subscribe(1000)
    end = shop.stored.period_end
    moment = end + 10 * DAY
    assert shop.refused("POST", f"subscriptions/{made['id']}", cancel_at=moment)[1]["message"]
    ends = shop.post(f"subscriptions/{made['id']}", cancel_at=moment, proration_behavior="none")
    assert (ends["cancel_at"], ends["cancel_at_period_end"], ends["status"]) == (moment, False, "active")
    shop.move(end + 2 * HOUR)
    assert shop.invoice(made)["amount_paid"] == 1000
    shop.move(moment)
    now = shop.get(f"subscriptions/{made['id']}")
    assert (now["status"], now["ended_at"], now["cancellation_details"]["reason"]) == (
        "canceled", moment, "cancellation_requested",
    )  # fmt: skip


def test_an_end_that_is_named_is_taken_back() -> None:
    shop = Subscriber()
    made = shop.subscribe(1000)
    shop.post(f"subscriptions/{made['id']}", cancel_at="min_period_end")
    assert shop.post(f"subscriptions/{made['id']}", cancel_at="")["cancel_at"] is None
    shop.move(shop.stored.period_end + 2 * HOUR)
    assert shop.status(made) == "active"


def test_the_act_cancels_as_the_portal_does() -> None:
    shop = Subscriber()
    made = shop.subscribe(1000)
    canceled, _ = shop.merchant.act("cancel_subscription", object=made["id"], at_period_end=True, by="portal")

    assert (canceled["cancel_at"], canceled["cancel_at_period_end"]) == (shop.stored.period_end, False)
