"""Events that are given whole: delivered byte for byte, signed and forged like any other, and in no list."""

import pytest
import stripe

from simulator.client import Control, SimulatorError, SimulatorProcess, WorldClient
from simulator.schedules.schedule import one
from tests.simulator.receiver import Receiver
from tests.simulator.test_control_api import paid, sdk, succeeded

BODY = b'{ "id":"evt_1", "object":"event","type":"payment_intent.succeeded","data":{"object":{"id":"pi_1","n":1.50}}}'


def test_what_was_given_is_delivered_as_it_stands_and_signed(world: WorldClient, receiver: Receiver) -> None:
    endpoint = world.endpoint(receiver.url)

    told = world.give("first~2", BODY)
    (record,) = world.deliver(one("first~2"))

    (webhook,) = receiver.got
    assert webhook.body == BODY
    assert webhook.verified(endpoint.secret).id == "evt_1"
    assert (record.event_id, record.event_type) == ("first~2", "payment_intent.succeeded")
    assert (told.objects, told.invented) == (("pi_1",), True)
    assert sdk(world).v1.events.list().data == []


def test_it_is_forged_and_written_otherwise_like_any_other(world: WorldClient, receiver: Receiver) -> None:
    endpoint = world.endpoint(receiver.url)
    world.give("evt_1", BODY)

    world.deliver(one("evt_1", forgery="byte-changed"))
    world.deliver(one("evt_1", set={"/data/object/id": "pi_2"}))

    forged, changed = receiver.got
    with pytest.raises(stripe.SignatureVerificationError):
        forged.verified(endpoint.secret)
    assert changed.verified(endpoint.secret).data.object.id == "pi_2"


def test_it_can_be_given_anew_and_its_body_read(world: WorldClient) -> None:
    world.give("evt_1", BODY.replace(b"pi_1", b"pi_0"))
    world.give("evt_1", BODY)

    assert world.body("evt_1")["data"] == {"object": {"id": "pi_1", "n": 1.5}}


def test_a_world_that_is_restored_still_has_it(simulator: SimulatorProcess, receiver: Receiver) -> None:
    world = simulator.control.new_world(seed=5)
    world.endpoint(receiver.url)
    world.give("evt_1", BODY)

    again: Control = simulator.control
    restored = again.restore(world.snapshot(), replace=True)
    restored.deliver(one("evt_1"))
    restored.close()

    assert [webhook.body for webhook in receiver.got] == [BODY]


def test_an_event_of_the_worlds_own_stays_what_it_is(world: WorldClient) -> None:
    event = succeeded(world, paid(world).id)

    with pytest.raises(SimulatorError, match=f"'{event}' is an event of this world. Give yours another name"):
        world.give(event, BODY)


@pytest.mark.parametrize(("body", "wrong"), [(b"{}", "type"), (b'{"type": 1}', "type"), (b"{,", "no JSON")])
def test_what_is_no_event_is_refused(world: WorldClient, body: bytes, wrong: str) -> None:
    with pytest.raises(SimulatorError, match=wrong):
        world.give("evt_1", body)
