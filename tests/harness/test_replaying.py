"""Deliveries of a file, sent again to a receiver: the same bytes, the same manner, the same distances."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest
import stripe

from harness.deliveries import SCHEMA, Answered, Kept, Round, Sent
from harness.replaying import Again, Way, replay, with_new_ids, with_texts, with_values
from simulator.client import BrokenPointer, overlapped
from tests.simulator.receiver import Receiver

SECRET = "whsec_of_the_developers_own"
AS_200 = Answered(status=200)


def event(name: str, payment: str = "pi_1", **more: Any) -> dict[str, Any]:
    told = {"id": payment, "object": "payment_intent", "amount": 1999, "metadata": {"order": "7"}, **more}
    return {"id": name, "object": "event", "type": "payment_intent.succeeded", "data": {"object": told}}


def one(*deliveries: Sent, at: int = 0, took: int = 0) -> Round:
    return Round(at=at, took=took, deliveries=deliveries or (Sent(event="evt_1", answered=AS_200),))


def kept(*rounds: Round) -> Kept:
    return Kept(
        schema=SCHEMA,
        assay="0.1.0",
        check="WH-SIG-01/stripe/x",
        title="What must be true.",
        summary="It was not.",
        provider="stripe",
        to="http://127.0.0.1:9/webhooks/stripe",
        rounds=rounds,
        events={"evt_1": event("evt_1"), "evt_2": event("evt_2")},
    )


def sent_to(receiver: Receiver, what: Kept, **how: Any) -> list[Again]:
    return list(replay(what, Way(receiver.url, SECRET, **how)))


def sent(**fields: Any) -> Sent:
    return Sent(**{"event": "evt_1", "answered": AS_200, **fields})


@pytest.fixture
def receiver() -> Any:
    with Receiver() as made:
        yield made


def test_the_same_event_arrives_signed_with_the_developers_secret(receiver: Receiver) -> None:
    (again,) = sent_to(receiver, kept(one()))

    (webhook,) = receiver.got
    assert webhook.verified(SECRET).to_dict() == event("evt_1")
    assert again.same
    assert again.record.status == 200


def test_another_answer_than_then_is_seen(receiver: Receiver) -> None:
    receiver.status = 400

    then = (AS_200, Answered(status=400), Answered(error="timed out"))
    told = sent_to(receiver, kept(one(*(sent(answered=answered) for answered in then))))

    assert [again.same for again in told] == [False, True, False]


def test_what_was_forged_changed_or_signed_otherwise_is_so_again(receiver: Receiver) -> None:
    ways: list[dict[str, Any]] = [
        {"forgery": "no-header"},
        {"alter": {"/data/object/amount": 1}},
        {"secrets": ("other",)},
        {"aged": 600},
        {"set": {"/data/object/amount": 1}},
        {"secrets": ("other", "own")},
    ]
    sent_to(receiver, kept(one(*(sent(in_turn=True, **way) for way in ways))))

    *bad, changed, rotated = receiver.got
    assert "stripe-signature" not in bad[0].headers
    for webhook in bad:
        with pytest.raises(stripe.SignatureVerificationError):
            webhook.verified(SECRET)
    assert changed.verified(SECRET).data.object.amount == 1
    assert rotated.verified(SECRET).data.object.amount == 1999
    assert rotated.headers["stripe-signature"].count("v1=") == 2


def test_what_left_in_one_instant_does_so_again_even_quickly(receiver: Receiver) -> None:
    receiver.gate.clear()
    opener = threading.Thread(target=lambda: (receiver.wait_for(3), receiver.gate.set()))
    opener.start()
    told = sent_to(receiver, kept(one(*(sent(copy=copy, at=5_000) for copy in range(3)))), quick=True)
    opener.join()

    assert overlapped([again.record for again in told])
    assert [again.sent.copy for again in told] == [0, 1, 2]


def test_schedules_are_as_far_apart_as_they_were(receiver: Receiver) -> None:
    told = sent_to(receiver, kept(one(took=100), one(at=700, took=10)))

    first, second = (again.record for again in told)
    assert first.done_at is not None
    assert second.due_at - first.done_at >= 0.6


def test_quickly_nothing_is_waited_for_but_the_answers(receiver: Receiver) -> None:
    late = one(sent(), sent(copy=1, at=60_000))
    began = time.monotonic()
    told = sent_to(receiver, kept(late, one(at=600_000)), quick=True)

    records = [again.record for again in told]
    assert time.monotonic() - began < 30
    assert len(records) == 3
    assert not overlapped(records)


def test_what_began_while_another_was_under_way_does_so_again(receiver: Receiver) -> None:
    receiver.gate.clear()
    opener = threading.Thread(target=lambda: (receiver.wait_for(2), receiver.gate.set()))
    opener.start()
    told = sent_to(receiver, kept(one(took=500), one(sent(event="evt_2"), at=50, took=500)))
    opener.join()

    assert overlapped([again.record for again in told])


def test_a_value_is_set_where_there_is_such_a_place_and_then_signed(receiver: Receiver) -> None:
    planned = kept(one(sent(set={"/data/object/amount": 5}), sent(event="evt_2", in_turn=True)))
    del planned.events["evt_2"]["data"]
    sent_to(receiver, with_values(planned, {"/data/object/amount": 1}))

    told, other = (webhook.verified(SECRET) for webhook in receiver.got)
    assert told.data.object.amount == 1
    assert "data" not in other


@pytest.mark.parametrize("pointer", ["/nowhere/amount", "amount", ""])
def test_a_pointer_that_leads_nowhere_at_all_is_refused(pointer: str) -> None:
    with pytest.raises(BrokenPointer):
        with_values(kept(one()), {pointer: 1})


def test_a_value_is_replaced_wherever_it_stands_and_no_part_of_another(receiver: Receiver) -> None:
    planned = kept(one(sent(set={"/data/object/metadata/parent": "7"})))
    planned.events["evt_1"]["data"]["object"]["description"] = "order 7"
    sent_to(receiver, with_texts(planned, {"7": "12"}))

    told = receiver.got[0].verified(SECRET).data.object
    assert told.metadata.to_dict() == {"order": "12", "parent": "12"}
    assert (told.description, told.amount) == ("order 7", 1999)


def test_new_ids_are_new_each_time_and_copies_share_one(receiver: Receiver) -> None:
    planned = kept(one(*(sent(event=name, in_turn=True) for name in ("evt_1", "evt_1", "evt_2"))))
    for _ in range(2):
        sent_to(receiver, with_new_ids(planned), quick=True)

    ids = [webhook.verified(SECRET).id for webhook in receiver.got]
    assert ids[0] == ids[1] != ids[2]
    assert len(set(ids)) == 4
    assert not {"evt_1", "evt_2"} & set(ids)
