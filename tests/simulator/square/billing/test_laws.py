"""Laws of billing, whatever the merchant, the buyer and time do to a subscription."""

from contextlib import suppress
from typing import Any

import httpx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulator.client import SimulatorProcess, WorldClient
from simulator.provider import Refusal
from simulator.square import SQUARE
from simulator.square.resources.invoice import Invoice
from simulator.square.resources.order import Order
from simulator.square.resources.subscription import Subscription
from tests.simulator.square.billing.subscriber import DAY, Subscriber

PHASES = st.sampled_from([
    [("MONTHLY", 1900)],
    [("WEEKLY", 0, 2), ("MONTHLY", 1900)],
    [("DAILY", 300, 5), ("EVERY_TWO_WEEKS", 900, 3)],
    [("QUARTERLY", 4000)],
])  # fmt: skip

DEEDS = st.one_of(
    st.tuples(st.just("wait"), st.integers(0, 45)),
    st.tuples(st.just("act"), st.sampled_from(["pay", "decline", "refund", "cancel_subscription", "change_plan"])),
    st.tuples(st.just("card"), st.sampled_from(["ok", "declined"])),
    st.tuples(st.just("ask"), st.sampled_from(["cancel", "pause", "resume", "swap-plan", "billing-anchor"])),
    st.tuples(st.just("clear"), st.just("canceled_date")),
    st.tuples(st.just("delete"), st.integers(0, 2)),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(PHASES, st.booleans(), st.lists(DEEDS, max_size=12))
def test_whatever_happens_the_books_agree(phases: list[Any], with_card: bool, deeds: list[tuple[str, Any]]) -> None:
    seller = Subscriber(begins="2025-01-31T22:30:00Z")
    plan, other = seller.plan(*phases), seller.plan(("MONTHLY", 4900))
    told: dict[str, Any] = {} if with_card else {"card_id": None}
    name = seller.subscribe(plan, timezone="America/New_York", **told)
    for deed, what in deeds:
        _do(seller, name, other, deed, what)
    seller.wait(3 * DAY)

    subscription = seller.books.objects[name]
    assert isinstance(subscription, Subscription)
    _check_events(seller, name)
    _check_bills(seller, subscription)


def _do(seller: Subscriber, name: str, other: str, deed: str, what: Any) -> None:
    if deed == "wait":
        seller.wait(what * DAY)
    elif deed in ("act", "card"):
        params = {"plan": other} if what == "change_plan" else {"card": what} if deed == "card" else {}
        with suppress(Refusal):
            seller.act("change_card" if deed == "card" else what, object=name, **params)
    elif deed == "ask":
        bodies: dict[str, dict[str, Any]] = {
            "swap-plan": {"new_plan_variation_id": other},
            "billing-anchor": {"monthly_billing_anchor_date": 31},
        }
        assert seller.do(name, what, **bodies.get(what, {})).status in (200, 400)
    elif deed == "clear":
        assert seller.call("PUT", f"/v2/subscriptions/{name}", subscription={what: None}).status in (200, 400)
    else:
        actions = seller.shown(name).get("actions", [])
        for one in actions[what : what + 1]:
            seller.send("DELETE", f"/v2/subscriptions/{name}/actions/{one['id']}")


def _check_events(seller: Subscriber, name: str) -> None:
    """In their order, each rendered, each naming the subscription; its version grows by one with each update."""
    told = [event for event in seller.books.events.values() if name in event.objects]
    at = [event.created + event.milliseconds / 1000 for event in told]
    versions = [event.snapshot.version for event in told if isinstance(event.snapshot, Subscription)]
    mine = {one.id for kind in (Order, Invoice) for one in seller.books.of_kind(kind) if one.subscription_id == name}

    assert at == sorted(at)
    assert versions == list(range(1, len(versions) + 1))
    assert all(SQUARE.render_event(seller.books, event, None) for event in told)
    assert all(name in event.objects for event in seller.books.events.values() if event.snapshot.id in mine)


def _check_bills(seller: Subscriber, subscription: Subscription) -> None:
    """Each period is billed once, none while it is paused or ended; what is paid is what its orders took."""
    invoices = [seller.books.objects[name] for name in reversed(subscription.invoice_ids)]
    days = [one.requests[0].due_date for one in invoices]
    ended = [one.effective_date for one in subscription.happenings if one.type == "STOP_SUBSCRIPTION"]

    assert len(set(days)) == len(days)
    assert days == sorted(days)
    assert all(day < ended[0] for day in days if ended)
    assert (subscription.status == "CANCELED") == bool(ended)
    for invoice in invoices:
        order = seller.books.objects[invoice.order_id]
        assert (invoice.paid, invoice.due) == (order.captured, order.total - order.captured)
        assert (order.state == "COMPLETED") == (invoice.due == 0)
    if subscription.status == "ACTIVE":
        assert seller.books.due, "the next bill, or the end, is planned"


def test_a_subscription_comes_back_from_a_snapshot(simulator: SimulatorProcess) -> None:
    """Scheduled actions, history and the next bill are written down with it."""
    world = simulator.control.new_world(seed=4)
    sold = world.act("sell_plan", provider="square", name="Tea", amount=900, currency="USD", interval="week").answer
    customer = ask(world, "POST", "/v2/customers", {"given_name": "Ada", "email_address": "a@b.co"})["customer"]["id"]
    made = world.act("subscribe", provider="square", plan=sold["id"], customer=customer).answer["id"]
    world.advance(2)
    ask(world, "POST", f"/v2/subscriptions/{made}/pause", {"pause_cycle_duration": 1})
    before = ask(world, "GET", f"/v2/subscriptions/{made}?include=actions")
    kept = world.snapshot()
    world.close()
    back = simulator.control.restore(kept)

    assert ask(back, "GET", f"/v2/subscriptions/{made}?include=actions") == before
    assert [one["type"] for one in before["subscription"]["actions"]] == ["PAUSE", "RESUME"]
    back.advance(15 * DAY)
    after = ask(back, "GET", f"/v2/subscriptions/{made}")["subscription"]
    assert (after["status"], len(after["invoice_ids"])) == ("ACTIVE", 2)
    back.close()


def ask(world: WorldClient, method: str, path: str, body: Any = None) -> Any:
    view = world.provider("square")
    told = {"Authorization": f"Bearer {view.test.credentials['access_token']}"}
    return httpx.request(method, view.base_url + path, headers=told, json=body, trust_env=False).json()
