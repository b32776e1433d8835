"""The control API through its typed client, with the official SDK as the target."""

import json
import threading
import time

import httpx
import pytest
import stripe

from simulator.client import Control, Fault, Kill, SimulatorError, SimulatorProcess, WorldClient, overlapped
from simulator.schedules.behaviours import parallel_duplicate
from simulator.schedules.forgeries import names_for
from simulator.schedules.schedule import Delivery, one
from tests.simulator.receiver import Receiver


def sdk(world: WorldClient) -> stripe.StripeClient:
    provider = world.provider()
    return stripe.StripeClient(provider.test.secret_key, base_addresses={"api": provider.base_url})


def paid(world: WorldClient) -> stripe.PaymentIntent:
    methods = {"enabled": True, "allow_redirects": "never"}
    params = {"amount": 1999, "currency": "eur", "payment_method": "pm_card_visa", "confirm": True}
    return sdk(world).v1.payment_intents.create({**params, "automatic_payment_methods": methods})  # type: ignore[arg-type]


def succeeded(world: WorldClient, intent: str) -> str:
    (event,) = world.events(object=intent, type="payment_intent.succeeded")
    return event.id


def test_news_is_held_seen_and_released(world: WorldClient, receiver: Receiver) -> None:
    world.endpoint(receiver.url)
    world.hold_news()
    intent = paid(world)
    seen = world.events(object=intent.id)

    assert "payment_intent.succeeded" in {event.type for event in seen}
    assert all(event.held for event in seen)
    assert world.quiet()
    assert receiver.got == []

    released = world.release()
    webhooks = receiver.wait_for(len(released))

    assert released == [event.id for event in world.events()]
    assert len(webhooks) == len(released)
    assert not any(event.held for event in world.events())


def test_a_schedule_is_executed_and_recorded(world: WorldClient, receiver: Receiver) -> None:
    endpoint = world.endpoint(receiver.url)
    world.hold_news()
    event = succeeded(world, paid(world).id)
    (record,) = world.deliver(one("order-1/payment_intent.succeeded"), {"order-1/payment_intent.succeeded": event})
    (webhook,) = receiver.got

    assert webhook.verified(endpoint.secret).id == event
    assert (record.event_id, record.status, record.label) == (event, 200, "order-1/payment_intent.succeeded")
    assert world.deliveries() == [record]
    assert world.deliveries(since=record.seq) == []


def test_parallel_duplicates_overlap(world: WorldClient, receiver: Receiver) -> None:
    world.endpoint(receiver.url)
    world.hold_news()
    schedule = parallel_duplicate(one(succeeded(world, paid(world).id)), seed=1, copies=9)
    receiver.gate.clear()
    opener = threading.Thread(target=lambda: (receiver.wait_for(10), receiver.gate.set()))
    opener.start()
    records = world.deliver(schedule)
    opener.join()

    assert [record.status for record in records] == [200] * 10
    assert overlapped(records)


@pytest.mark.parametrize("forgery", names_for("stripe"))
def test_the_sdk_refuses_what_was_forged(forgery: str, world: WorldClient, receiver: Receiver) -> None:
    endpoint = world.endpoint(receiver.url)
    world.hold_news()
    world.deliver(one(succeeded(world, paid(world).id), forgery=forgery))

    with pytest.raises(stripe.SignatureVerificationError):
        receiver.got[0].verified(endpoint.secret)


def test_a_pretended_act_leaves_no_trace_but_its_invented_events(world: WorldClient, receiver: Receiver) -> None:
    endpoint = world.endpoint(receiver.url)
    world.hold_news()
    intent = sdk(world).v1.payment_intents.create({"amount": 1999, "currency": "eur"})
    lie = world.act("pay", object=intent.id, pretend=True)
    event = next(event for event in lie.events if event.type == "payment_intent.succeeded")
    world.deliver(one(event.id))

    assert event.invented
    assert lie.answer["status"] == "succeeded"
    assert world.object(intent.id)["status"] == "requires_payment_method"
    assert receiver.got[0].verified(endpoint.secret).data.object.status == "succeeded"
    assert event.id not in {listed.id for listed in sdk(world).v1.events.list().data}


def test_an_untold_act_happens_and_nobody_hears_of_it(world: WorldClient, receiver: Receiver) -> None:
    """Nor of what follows from it by itself: the balance is booked later, and that is no event either."""
    world.endpoint(receiver.url)
    intent = sdk(world).v1.payment_intents.create({"amount": 1999, "currency": "eur"})
    assert receiver.wait_for(1)
    before = [event.id for event in world.events()]

    done = world.act("pay", object=intent.id, untold=True)
    world.act("refund", object=intent.id, amount=500, untold=True)
    world.advance(60)
    assert world.quiet()

    assert done.events == []
    assert [event.id for event in world.events(object=intent.id)] == before
    assert sdk(world).v1.charges.retrieve(world.object(intent.id)["latest_charge"]).amount_refunded == 500
    assert len(receiver.got) == 1


def test_a_world_may_begin_in_the_past_and_be_moved_into_the_present(simulator: SimulatorProcess) -> None:
    world = simulator.control.new_world(seed=5, began_ago=3 * 86_400)
    old = sdk(world).v1.payment_intents.create({"amount": 1999, "currency": "eur"}).created
    now = world.advance(3 * 86_400)
    new = sdk(world).v1.payment_intents.create({"amount": 1999, "currency": "eur"}).created

    assert abs(new - time.time()) <= 2
    assert abs(new - now) <= 2
    assert 3 * 86_400 <= new - old <= 3 * 86_400 + 5


def test_an_act_is_real(world: WorldClient, receiver: Receiver) -> None:
    endpoint = world.endpoint(receiver.url)
    intent = sdk(world).v1.payment_intents.create({"amount": 1999, "currency": "eur"})
    done = world.act("pay", object=intent.id, card="4242424242424242")
    assert world.quiet()
    told = {webhook.verified(endpoint.secret).id for webhook in receiver.got}

    assert done.answer["status"] == "succeeded"
    assert {event.id for event in done.events} <= told


def test_calls_of_the_target_are_on_record_and_ours_are_not(world: WorldClient) -> None:
    intent = paid(world)
    world.object(intent.id)
    (call,) = world.calls(object=intent.id)

    assert (call.operation, call.status, call.writes, call.by) == ("payment_intents.create", 200, True, "secret_key")
    assert world.calls(since=call.seq) == []


def test_a_fault_strikes_as_often_as_it_says_and_counts(world: WorldClient) -> None:
    fault = world.fault(Fault(operation="payment_intents.create", status=500, times=1, after=1))
    client = sdk(world)
    fields = {"amount": 1999, "currency": "eur"}
    client.v1.payment_intents.create(fields)  # type: ignore[arg-type]
    with pytest.raises(stripe.APIError):
        client.v1.payment_intents.create(fields)  # type: ignore[arg-type]
    client.v1.payment_intents.create(fields)  # type: ignore[arg-type]

    assert [(view.fault.id, view.hits) for view in world.faults()] == [(fault, 1)]
    world.heal(fault)
    assert world.faults() == []


def test_a_reply_lost_after_the_commit_leaves_the_money_moved_and_its_news_told(
    world: WorldClient, receiver: Receiver
) -> None:
    world.endpoint(receiver.url)
    world.fault(Fault(operation="payment_intents.create", action="lost_reply", moment="after"))
    with pytest.raises(stripe.APIConnectionError):
        paid(world)
    (call,) = world.calls()

    assert call.status is None
    assert call.fault is not None
    assert any(event.type == "payment_intent.succeeded" for event in world.events())
    assert receiver.wait_for(1)


def test_retries_follow_the_worlds_clock(world: WorldClient, receiver: Receiver) -> None:
    world.endpoint(receiver.url, enabled_events=["payment_intent.succeeded"])
    receiver.status = 500
    paid(world)
    receiver.wait_for(1)
    assert world.quiet()
    receiver.status = 200
    before = world.advance(0)
    after = world.advance(7 * 86_400)
    receiver.wait_for(2)
    assert world.quiet()

    assert after - before >= 7 * 86_400
    assert [(record.attempt, record.status) for record in world.deliveries()] == [(1, 500), (2, 200)]


def test_secrets_rotate(world: WorldClient, receiver: Receiver) -> None:
    endpoint = world.endpoint(receiver.url)
    world.hold_news()
    event = succeeded(world, paid(world).id)
    world.change_endpoint(endpoint.id, secrets=["whsec_new", endpoint.secret])
    world.deliver(one(event))

    assert receiver.got[0].verified(endpoint.secret)
    assert receiver.got[0].verified("whsec_new")


def test_a_disabled_endpoint_hears_nothing(world: WorldClient, receiver: Receiver) -> None:
    endpoint = world.endpoint(receiver.url)
    assert not world.change_endpoint(endpoint.id, enabled=False).enabled
    paid(world)

    assert world.quiet()
    assert receiver.got == []


def test_worlds_are_strangers_to_each_other(simulator: SimulatorProcess, world: WorldClient) -> None:
    other = simulator.control.new_world(seed=1)
    intent = paid(world)

    with pytest.raises(SimulatorError, match="no object"):
        other.object(intent.id)
    assert other.events() == []
    other.close()
    with pytest.raises(SimulatorError, match="no world"):
        other.events()


def test_every_refusal_is_one_sentence_with_the_remedy(simulator: SimulatorProcess, world: WorldClient) -> None:
    url = "http://127.0.0.1:9/"
    stranger = Control(simulator.control.base_url, "wrong")
    refusals = {
        r"the token is missing or unknown": stranger.new_world,
        r"there is no provider 'stripes'": lambda: world.events(provider="stripes"),
        r"there is no act 'steal'\. Write one of: ": lambda: world.act("steal"),
        r"\$\[0\]\.event = 'nothing'": lambda: world.deliver(one("nothing")),
        r"\$\.schedule\[0\]\.at": lambda: world.deliver([Delivery(event="e", at="soon")]),  # type: ignore[arg-type]
        r"not on loopback": lambda: world.endpoint("https://example.com/hook"),
        r"there is no webhook endpoint 'we_0'": lambda: world.change_endpoint("we_0", url=url),
        r"rights: 'everything' is no right\. Write some of: ": lambda: world.key(rights=["everything"]),
        r"there is no such key": lambda: world.expire_key("sk_test_0"),
        r"is not held": lambda: world.release(["evt_0"]),
        r"at `\$\.advance`": lambda: world.advance(-1),
        r"is no error\. Write one from 400": lambda: world.fault(Fault(status=200)),
        r"simulator's own|no group of a target": lambda: world.deliver([], kill=Kill(process_group=1)),
    }
    for sentence, refused in refusals.items():
        with pytest.raises(SimulatorError, match=sentence):
            refused()
    stranger.close()


def test_a_world_has_the_api_version_that_it_was_made_with(simulator: SimulatorProcess, receiver: Receiver) -> None:
    world = simulator.control.new_world(api_versions={"stripe": "2024-06-20"})
    provider = world.provider()
    world.endpoint(receiver.url)
    newer = world.endpoint("", api_version="2025-09-30.clover")
    answer = httpx.post(
        f"{provider.base_url}/v1/payment_intents",
        data={"amount": "500", "currency": "usd"},
        headers={"Authorization": f"Bearer {provider.test.secret_key}"},
        trust_env=False,
    )
    (webhook,) = receiver.wait_for(1)
    world.close()

    assert (answer.headers["stripe-version"], answer.json()["invoice"]) == ("2024-06-20", None)
    told = json.loads(webhook.body)
    assert (told["api_version"], told["data"]["object"]["invoice"]) == ("2024-06-20", None)
    assert newer.api_version == "2025-09-30.clover"


@pytest.mark.parametrize("versions", [{"stripe": "2021-01-01"}, {"stripe": "2019-12-03"}, {"strype": "2024-06-20"}])
def test_a_world_of_no_such_version_is_refused(simulator: SimulatorProcess, versions: dict[str, str]) -> None:
    with pytest.raises(SimulatorError, match="api_version"):
        simulator.control.new_world(api_versions=versions)


def test_an_endpoint_of_no_such_version_is_refused(world: WorldClient) -> None:
    with pytest.raises(SimulatorError, match="2021-01-01"):
        world.endpoint("", api_version="2021-01-01")
