"""A checkpoint is the world as it was: nothing that happens later is seen in it, and one can go back to it for ever."""

import dataclasses
import gc
import threading
from collections.abc import Iterator
from random import Random

import pytest
import stripe
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.client import Fault, SimulatorError, SimulatorProcess, WorldClient
from simulator.delivery.engine import Engine
from simulator.index import Index
from simulator.snapshot import Checkpoint, go_back, hold
from simulator.stripe import STRIPE
from simulator.world import Books, World
from tests.simulator.receiver import Receiver
from tests.simulator.snapshot.test_snapshots import A_DAY, busy, told
from tests.simulator.stripe.inprocess import Merchant
from tests.simulator.test_control_api import paid, sdk

CARD = {
    "amount": 1999,
    "currency": "eur",
    "confirm": True,
    "payment_method": "pm_card_visa",
    "return_url": "http://a.b",
}
MUTABLE = (dict, list, set, Random, Index, Books)


def test_what_happens_after_a_checkpoint_is_not_in_it_however_often_one_goes_back(world: WorldClient) -> None:
    busy(world)
    world.fault(Fault(operation="payouts.create", status=503, times=2))
    then = world.advance(0)
    before = told(world)
    world.checkpoint()
    for _ in range(2):
        busy(world)
        world.fault(Fault(operation="customers.create", status=500, after=99))
        world.advance(40 * A_DAY)
        assert told(world) != before
        world.go_back()

        assert told(world) == before
        assert 0 <= world.advance(0) - then < A_DAY
        assert world.calls() == []
    assert sdk(world).v1.payment_intents.list().data


def test_checkpoints_have_names_and_go_with_their_world(simulator: SimulatorProcess, world: WorldClient) -> None:
    world.checkpoint("empty, at first")
    intent = paid(world)
    world.checkpoint("paid")
    world.go_back("empty, at first")
    assert world.objects("pi_") == []
    world.go_back("paid")
    assert [one["id"] for one in world.objects("pi_")] == [intent.id]
    world.checkpoint("empty, at first")
    world.go_back("empty, at first")
    assert len(world.objects("pi_")) == 1
    world.drop_checkpoint("paid")

    with pytest.raises(SimulatorError, match=r"no checkpoint 'paid'. There are: empty, at first"):
        world.go_back("paid")
    saved = world.snapshot()
    simulator.control.restore(saved, replace=True)
    with pytest.raises(SimulatorError, match="none yet: PUT makes one"):
        world.go_back("empty, at first")


def test_keys_retries_and_held_news_are_as_they_were(world: WorldClient, receiver: Receiver) -> None:
    receiver.status = 500
    world.endpoint(receiver.url, enabled_events=["payment_intent.succeeded"])
    options: stripe.RequestOptions = {"idempotency_key": "order-1"}
    first = sdk(world).v1.payment_intents.create({"amount": 100, "currency": "eur"}, options)
    paid(world)
    receiver.wait_for(1)
    assert world.quiet()
    world.hold_news()
    held = paid(world)
    later = world.key().secret_key
    world.checkpoint()
    receiver.status = 200
    world.expire_key(later)
    world.release()
    world.advance(7 * A_DAY)
    got = len(receiver.wait_for(3))
    assert world.quiet()
    world.go_back()

    assert len(receiver.got) == got
    assert {event.held for event in world.events(object=held.id)} == {True}
    client = stripe.StripeClient(later, base_addresses={"api": world.provider().base_url})
    assert client.v1.payment_intents.create({"amount": 100, "currency": "eur"}, options).id == first.id
    world.advance(7 * A_DAY)
    assert len(receiver.wait_for(got + 1)) == got + 1, "the retry is due again"
    assert world.quiet()
    world.release()
    receiver.wait_for(got + 2)


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_call_of_before_does_nothing_and_tells_nothing_afterwards(
    moment: str, world: WorldClient, receiver: Receiver
) -> None:
    """Held before or after its commit: neither its news nor its line in the journal belongs to the world now."""
    secret = world.endpoint(receiver.url).secret
    world.checkpoint()
    world.fault(Fault(operation="customers.create", action="hold", seconds=20, moment=moment))  # type: ignore[arg-type]

    lost: list[stripe.APIConnectionError] = []

    def calling() -> None:
        try:
            sdk(world).v1.customers.create({}, {"max_network_retries": 0})
        except stripe.APIConnectionError as no_answer:
            lost.append(no_answer)

    caller = threading.Thread(target=calling)
    caller.start()
    while not any(struck.holding for struck in world.faults()):
        pass
    world.go_back()
    caller.join(10)
    sdk(world).v1.payment_intents.create({"amount": 100, "currency": "eur"})
    receiver.wait_for(1)
    assert world.quiet()

    assert len(lost) == 1
    assert world.objects("cus_") == []
    assert [call.operation for call in world.calls()] == ["payment_intents.create"]
    assert [sent.verified(secret).type for sent in receiver.got] == ["payment_intent.created"]


def kept(merchant: Merchant) -> tuple[Engine, Checkpoint]:
    engine = Engine({"stripe": STRIPE})
    return engine, hold(merchant.sandbox, engine, merchant.world)


def with_account(merchant: Merchant) -> None:
    """Let something happen in a connected account."""
    account = merchant.call("POST", "/v1/accounts", type="standard", country="DE").body["id"]
    headers = {"stripe-account": account}
    merchant.call("POST", "/v1/payment_intents", amount=700, currency="eur", headers=headers)


def family(world: World) -> Iterator[tuple[str, Books]]:
    for (name, side), books in world.books.items():
        for nth, one in enumerate(books.family()):
            yield f"{name}/{side}/{nth}", one


def containers(place: str, value: object) -> Iterator[tuple[str, object]]:
    """Yield whatever can be changed in place, and what is in it, by where it is."""
    if isinstance(value, MUTABLE):
        yield place, value
    if isinstance(value, Books | Index):
        for field in dataclasses.fields(value):
            if field.name not in ("neighbour", "platform"):
                yield from containers(f"{place}.{field.name}", getattr(value, field.name))
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from containers(f"{place}[{key}]", inner)


def test_a_world_and_its_checkpoint_share_nothing_that_changes() -> None:
    merchant = Merchant()
    merchant.call("POST", "/v1/payment_intents", **CARD)
    with_account(merchant)
    merchant.world.clock.advance(60)
    merchant.call("GET", "/v1/payment_intents/search", query="amount:1999")
    _, checkpoint = kept(merchant)
    theirs = dict(family(checkpoint.world))
    mine = {place: one for name, books in family(merchant.world) for place, one in containers(name, books)}
    copies = {place: one for name, books in theirs.items() for place, one in containers(name, books)}

    assert mine.keys() == copies.keys()
    assert [place for place in mine if mine[place] is copies[place]] == []
    assert len(mine) > 40
    for name, books in family(merchant.world):
        assert books.objects == theirs[name].objects
        assert all(one is theirs[name].objects[one.id] for one in books.objects.values())


steps = st.lists(st.sampled_from(["pay", "hold", "customer", "again", "refund", "wait", "month", "search"]), max_size=8)


def goes_on(merchant: Merchant, acts: list[str]) -> list[object]:
    """Do something, and return what was answered and told, but for the seconds that it was at."""
    seen: list[object] = []
    for act in acts:
        if act in ("wait", "month"):
            merchant.world.clock.advance(60 if act == "wait" else 31 * A_DAY)
            merchant.sandbox.tick()
        elif act == "search":
            found = merchant.call("GET", "/v1/payment_intents/search", query="amount:1999").body["data"]
            seen.append(sorted(one["id"][-8:] for one in found))
        elif act == "refund":
            made = merchant.call("GET", "/v1/payment_intents").body["data"]
            refunded = merchant.call(
                "POST", "/v1/refunds", payment_intent=made[0]["id"] if made else "pi_none", amount=7
            )
            seen.append(refunded.status)
        else:
            params = {"customer": {"name": "Ada"}}.get(
                act, {**CARD, **({"capture_method": "manual"} if act == "hold" else {})}
            )
            path = "/v1/customers" if act == "customer" else "/v1/payment_intents"
            key = {"idempotency-key": "same"} if act == "again" else None
            seen.append(merchant.call("POST", path, headers=key, **params).body["id"][-8:])
    return [*seen, [(event.id[-8:], event.type) for event in merchant.books.events.values()]]


@settings(deadline=None)
@given(before=steps, after=steps, other=steps)
def test_it_goes_on_as_it_would_have_gone_on(before: list[str], after: list[str], other: list[str]) -> None:
    """The same acts get the same answers, whatever else happened between: from the checkpoint and from its like."""
    merchant = Merchant()
    goes_on(merchant, before)
    engine, checkpoint = kept(merchant)
    went_on = goes_on(merchant, after)
    for meanwhile in ([], other):
        goes_on(merchant, meanwhile)
        merchant.world = go_back(merchant.sandbox, engine, checkpoint)

        assert goes_on(merchant, after) == went_on


def test_a_world_that_was_left_is_gone_at_once() -> None:
    """Without waiting for a search for garbage: that is rare in a simulator, and a large world is large."""

    def alive() -> int:
        return sum(type(one) is Books for one in gc.get_objects())

    merchant = Merchant()
    with_account(merchant)
    engine, checkpoint = kept(merchant)
    gc.collect()
    gc.disable()
    try:
        before = alive()
        for _ in range(3):
            merchant.call("POST", "/v1/payment_intents", **CARD)
            merchant.world = go_back(merchant.sandbox, engine, checkpoint)
        after = alive()
        del checkpoint
        merchant.sandbox.close_world(merchant.world.id)
        merchant.world = World("none", 0, merchant.world.clock)
        closed = alive()
    finally:
        gc.enable()

    assert after == before
    assert closed == before - 6, "two sides and an account, in the world and in its checkpoint"
