"""What the harness asks of subscriptions, by HTTP: acts as of the other providers, and what is told of them."""

from typing import Any

import pytest

from simulator.client import SimulatorError, WorldClient
from tests.simulator.paypal.conftest import Api

MONTH = 31 * 86_400


def sold(world: WorldClient, **more: Any) -> str:
    asked = {"name": "Tea", "amount": 1_000, "currency": "usd", "interval": "month", **more}
    return str(world.act("sell_plan", provider="paypal", **asked).answer["id"])


def subscribed(world: WorldClient, api: Api, plan: str | None = None) -> str:
    made = api.post("/v1/billing/subscriptions", {"plan_id": plan or sold(world)}).json()["id"]
    world.act("pay", provider="paypal", object=made)
    return str(made)


def told(world: WorldClient, name: str) -> list[str]:
    return [event.type for event in world.events(name, provider="paypal")]


def status(api: Api, name: str) -> str:
    return str(api.http.get(f"/v1/billing/subscriptions/{name}").json()["status"])


def test_a_plan_that_was_sold_is_subscribed_to(world: WorldClient, api: Api) -> None:
    plan = sold(world, trial_days=7)
    shown = api.http.get(f"/v1/billing/plans/{plan}").json()

    assert shown["status"] == "ACTIVE"
    assert [one["tenure_type"] for one in shown["billing_cycles"]] == ["TRIAL", "REGULAR"]
    assert shown["billing_cycles"][0]["frequency"] == {"interval_unit": "DAY", "interval_count": 7}
    assert shown["billing_cycles"][1]["pricing_scheme"]["fixed_price"] == {"currency_code": "USD", "value": "10.0"}
    assert status(api, subscribed(world, api, plan)) == "ACTIVE"


def test_all_of_a_subscriptions_life_is_found_by_its_id(world: WorldClient, api: Api) -> None:
    """Events of its sales, refunds and disputes, too, oldest first; and the calls about it."""
    name = subscribed(world, api)
    world.act("refund", provider="paypal", object=name, amount=400)
    world.advance(MONTH)
    world.act("dispute", provider="paypal", object=name)
    world.act("close_dispute", provider="paypal", object=name, won=False)
    sale = api.http.get(
        f"/v1/billing/subscriptions/{name}/transactions?start_time=2000-01-01T00:00:00Z&end_time=2099-01-01T00:00:00Z"
    ).json()["transactions"][0]["id"]
    api.http.get(f"/v1/payments/sale/{sale}")
    world.act("cancel_subscription", provider="paypal", object=name)

    assert told(world, name) == [
        "BILLING.SUBSCRIPTION.CREATED", "BILLING.SUBSCRIPTION.ACTIVATED", "PAYMENT.SALE.COMPLETED",
        "PAYMENT.SALE.REFUNDED", "PAYMENT.SALE.COMPLETED", "CUSTOMER.DISPUTE.CREATED", "CUSTOMER.DISPUTE.RESOLVED",
        "PAYMENT.SALE.REVERSED", "BILLING.SUBSCRIPTION.CANCELLED",
    ]  # fmt: skip
    times = [event.created for event in world.events(name, provider="paypal")]
    assert times == sorted(times)
    assert [call.operation for call in world.calls(object=name)] == [
        "subscriptions.create", "subscriptions.transactions", "sale.get",
    ]  # fmt: skip


def test_a_renewal_fails_and_is_paid_by_the_buyers_hand(world: WorldClient, api: Api) -> None:
    name = subscribed(world, api)
    world.act("change_card", provider="paypal", object=name, card="declined")
    world.advance(MONTH)
    failed = told(world, name)[-1]
    world.act("decline", provider="paypal", object=name)
    world.act("pay", provider="paypal", object=name)
    world.advance(MONTH)

    assert failed == "BILLING.SUBSCRIPTION.PAYMENT.FAILED"
    assert told(world, name)[4:] == [failed, "PAYMENT.SALE.COMPLETED", "PAYMENT.SALE.COMPLETED"]


@pytest.mark.parametrize(("threshold", "ends"), [({}, "SUSPENDED"), ({"threshold": 0}, "ACTIVE")])
def test_a_renewal_that_goes_on_failing(world: WorldClient, api: Api, threshold: dict[str, int], ends: str) -> None:
    """Ten days after the renewal, or never."""
    name = subscribed(world, api, sold(world, **threshold))
    world.act("change_card", provider="paypal", object=name, card="declined")
    world.advance(MONTH + 12 * 86_400)
    last = status(api, name)
    world.act("pay", provider="paypal", object=name)

    assert (last, status(api, name)) == (ends, "ACTIVE")


def test_a_first_payment_that_is_declined(world: WorldClient, api: Api) -> None:
    made = api.post("/v1/billing/subscriptions", {"plan_id": sold(world)}).json()["id"]
    world.act("decline", provider="paypal", object=made, soft=True)
    waits = status(api, made)
    world.act("decline", provider="paypal", object=made)

    assert waits == "APPROVAL_PENDING"
    assert told(world, made)[-1] == "BILLING.SUBSCRIPTION.PAYMENT.FAILED"
    assert "PAYMENT.SALE.COMPLETED" not in told(world, made)


def test_the_merchant_subscribes_somebody_and_changes_the_plan(world: WorldClient, api: Api) -> None:
    plan = sold(world)
    name = world.act("subscribe", provider="paypal", plan=plan, email="ada@example.com").answer["id"]
    product = api.http.get(f"/v1/billing/plans/{plan}").json()["product_id"]
    price = {"fixed_price": {"currency_code": "USD", "value": "20"}}
    cycle = {"frequency": {"interval_unit": "MONTH"}, "tenure_type": "REGULAR", "sequence": 1, "total_cycles": 0}
    body = {"product_id": product, "name": "More", "payment_preferences": {},
            "billing_cycles": [{**cycle, "pricing_scheme": price}]}  # fmt: skip
    dearer = api.post("/v1/billing/plans", body).json()["id"]
    world.act("change_plan", provider="paypal", object=name, plan=dearer)
    world.advance(MONTH)
    last = world.events(name, provider="paypal")[-1]

    assert (last.type, told(world, name)[-2]) == ("PAYMENT.SALE.COMPLETED", "BILLING.SUBSCRIPTION.UPDATED")
    assert api.http.get(f"/v1/billing/subscriptions/{name}").json()["billing_info"]["last_payment"]["amount"] == {
        "currency_code": "USD", "value": "20.0",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("act", "params", "said"),
    [
        ("cancel_subscription", {"at_period_end": True}, "PayPal cancels at once"),
        ("change_card", {"card": "authenticate"}, "Write one of: ok, declined, pending"),
        ("change_plan", {"plan": "P-1"}, "resource ID does not exist"),
        ("pay", {}, "owes nothing"),
        ("authorize", {}, "is no order"),
    ],
)
def test_what_cannot_be_done_is_said_in_words(
    world: WorldClient, api: Api, act: str, params: dict[str, Any], said: str
) -> None:
    name = subscribed(world, api)
    with pytest.raises(SimulatorError, match=said):
        world.act(act, provider="paypal", object=name, **params)


@pytest.mark.parametrize(
    ("params", "said"),
    [
        ({"amount": 0}, "amount = 0"), ({"currency": "xxx"}, "currency = 'xxx'"), ({"interval": "hour"}, "interval"),
        ({"trial_days": 400}, "trial_days = 400"), ({"threshold": -1}, "threshold = -1"),
    ],
)  # fmt: skip
def test_what_cannot_be_sold_is_said_in_words(world: WorldClient, params: dict[str, Any], said: str) -> None:
    with pytest.raises(SimulatorError, match=said):
        sold(world, **params)


def test_what_is_only_pretended_is_told_and_leaves_no_trace(world: WorldClient, api: Api) -> None:
    made = api.post("/v1/billing/subscriptions", {"plan_id": sold(world)}).json()["id"]
    paid = world.act("pay", provider="paypal", pretend=True, object=made)
    name = subscribed(world, api)
    ended = world.act("cancel_subscription", provider="paypal", pretend=True, object=name)

    assert [event.type for event in paid.events] == ["BILLING.SUBSCRIPTION.ACTIVATED", "PAYMENT.SALE.COMPLETED"]
    assert [event.type for event in ended.events] == ["BILLING.SUBSCRIPTION.CANCELLED"]
    assert (status(api, made), status(api, name)) == ("APPROVAL_PENDING", "ACTIVE")


def test_a_world_that_began_in_the_past_comes_to_the_present(simulator: Any) -> None:
    world = simulator.control.new_world(began_ago=90 * 86_400)
    api = Api(world)
    name = subscribed(world, api)
    world.advance(89 * 86_400)

    assert told(world, name).count("PAYMENT.SALE.COMPLETED") in (3, 4)  # by the lengths of the months
    assert api.http.get(f"/v1/billing/subscriptions/{name}").status_code == 200
    api.http.close()
    world.close()
