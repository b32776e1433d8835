"""Faults strike the calls they are meant for, as often as they say, and count it."""

import json
from typing import Any

import pytest

from simulator.exchange import Dropped, Hang, Held, Wait
from simulator.faults import Fault, Faults, Subject, matches
from simulator.pipeline import handle
from simulator.provider import Request
from simulator.stripe import STRIPE
from tests.simulator.stripe.inprocess import Merchant

CALL = Subject("stripe", "test", "payment_intents.capture", "secret_key", frozenset({"pi_1", "ch_1"}), 500, 100.0)


@pytest.mark.parametrize(
    ("fields", "meant"),
    [
        ({}, True),
        ({"operation": "payment_intents.*"}, True),
        ({"operation": "*.retrieve"}, False),
        ({"object": "ch_1"}, True),
        ({"object": "pi_2"}, False),
        ({"amount": 500}, True),
        ({"amount": 501}, False),
        ({"side": "live"}, False),
        ({"by": "publishable_key"}, False),
        ({"by": "any"}, True),
        ({"until": 99.0}, False),
        ({"until": 100.0}, True),
        ({"provider": "paypal"}, False),
    ],
)
def test_a_fault_is_matched_by_what_it_names(fields: dict[str, Any], meant: bool) -> None:
    assert matches(Fault(**fields), CALL) is meant


def test_the_second_capture_fails_once() -> None:
    faults = Faults()
    fault = faults.add("w", Fault(operation="*.capture", after=1, times=1))
    struck = [faults.strike("w", "before", CALL) for _ in range(4)]

    assert struck == [None, fault, None, None]
    assert [(struck.fault, struck.hits) for struck in faults.of("w")] == [(fault, 1)]
    assert faults.remove("w", fault.id)
    assert not faults.any_set("w")


def test_whoever_waits_is_woken_when_a_world_is_forgotten() -> None:
    faults = Faults()
    fault = faults.add("w", Fault(action="hold", seconds=30))
    woken: list[str] = []
    faults.wait("w", fault.id, lambda: woken.append("early"))
    faults.forget("w")
    faults.wait("w", fault.id, lambda: woken.append("late"))

    assert woken == ["early", "late"]
    assert faults.of("w") == []


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("action", ["hold", "latency"])
def test_a_held_call_whose_world_was_closed_is_dropped(action: Any, moment: Any) -> None:
    merchant = Merchant()
    merchant.sandbox.faults.add(merchant.world.id, Fault(action=action, moment=moment, seconds=30))
    headers = {"authorization": f"Bearer {merchant.books.secret_key}"}
    steps = handle(merchant.sandbox, STRIPE, Request("POST", "/v1/payment_intents", "", headers, PAID.encode()))
    held = next(steps)
    merchant.sandbox.close_world(merchant.world.id)

    assert isinstance(held, Held if action == "hold" else Wait)
    with pytest.raises(StopIteration) as end:
        next(steps)
    assert end.value.value == Dropped()


@pytest.mark.parametrize(
    "fields",
    [
        {"action": "kill"},
        {"action": "kill", "process_group": 1},
        {"status": 200},
        {"action": "latency"},
        {"after": -1},
        {"action": "hang", "message": "Assay says"},
        {"message": ""},
    ],
)
def test_a_fault_that_cannot_work_is_refused_with_the_remedy(fields: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="Write"):
        Faults().add("w", Fault(**fields))


PAID = "amount=500&currency=usd&confirm=true&payment_method=pm_card_visa"


def pay(merchant: Merchant, **fields: Any) -> tuple[Any, list[Any]]:
    merchant.sandbox.faults.add(merchant.world.id, Fault(operation="payment_intents.create", times=1, **fields))
    return merchant.run("POST", "/v1/payment_intents", PAID, {"idempotency-key": "k"})


@pytest.mark.parametrize(
    ("fields", "ends", "holds", "done"),
    [
        ({"action": "latency", "seconds": 0.5}, 200, [Wait(0.5)], True),
        ({"action": "latency", "seconds": 0.5, "moment": "after"}, 200, [Wait(0.5)], True),
        ({"action": "status", "status": 429}, 429, [], False),
        ({"action": "status", "status": 500, "moment": "after"}, 500, [], True),
        ({"action": "lost_reply"}, None, [], False),
        ({"action": "lost_reply", "moment": "after"}, None, [], True),
        ({"action": "hang"}, None, [Hang()], False),
        ({"action": "hang", "moment": "after"}, None, [Hang()], True),
    ],
)
def test_a_fault_strikes_before_or_after_the_commit(
    fields: dict[str, Any], ends: int | None, holds: list[Any], done: bool
) -> None:
    """Before it nothing has happened; after it everything has, and its events are out."""
    merchant = Merchant()
    met, held = pay(merchant, **fields)

    assert (None if isinstance(met, Dropped) else met.status, held) == (ends, holds)
    assert ("payment_intent.succeeded" in merchant.told()) is done
    [call] = merchant.sandbox.journal.of(merchant.world.id)
    assert (call.status, call.fault) == (ends, "fault_1")
    again, _ = merchant.run("POST", "/v1/payment_intents", PAID, {"idempotency-key": "k"})
    assert again.status == (500 if ends == 500 else 200)
    assert merchant.told().count("payment_intent.succeeded") == 1


def test_a_call_whose_client_went_away_is_in_the_journal_and_lets_its_key_go() -> None:
    merchant = Merchant()
    merchant.sandbox.faults.add(merchant.world.id, Fault(action="hang", moment="after", times=1))
    headers = {"authorization": f"Bearer {merchant.books.secret_key}", "idempotency-key": "k"}
    steps = handle(merchant.sandbox, STRIPE, Request("POST", "/v1/payment_intents", "", headers, PAID.encode()))
    assert next(steps) == Hang()
    in_flight = merchant.send("POST", "/v1/payment_intents", PAID, {"idempotency-key": "k"})
    steps.close()

    assert in_flight.status == 409
    assert [call.status for call in merchant.sandbox.journal.of(merchant.world.id)] == [409, None]
    replayed = merchant.send("POST", "/v1/payment_intents", PAID, {"idempotency-key": "k"})
    assert (replayed.status, replayed.headers["Idempotent-Replayed"]) == (200, "true")


@pytest.mark.parametrize("status", [400, 401, 500])
def test_a_fault_says_what_it_is_told_to_in_the_providers_manner(status: int) -> None:
    met, _ = pay(Merchant(), status=status, message="Assay says ada-7")

    assert met.status == status
    assert json.loads(met.body)["error"]["message"] == "Assay says ada-7"


def test_an_error_advises_on_retries_in_the_providers_words() -> None:
    met, _ = pay(Merchant(), status=429, retry_after=3, should_retry=False)
    plain, _ = pay(Merchant(), status=503)

    assert met.status == 429
    assert [dict(met.headers)[name] for name in ("Retry-After", "Stripe-Should-Retry")] == ["3", "false"]
    assert plain.status == 503
    assert not {"Retry-After", "Stripe-Should-Retry"} & dict(plain.headers).keys()


@pytest.mark.parametrize(
    ("fields", "ends"), [({"action": "status", "status": 503}, 503), ({"action": "lost_reply"}, None)]
)
@pytest.mark.parametrize("moment", ["before", "after"])
def test_trouble_may_come_late(fields: dict[str, Any], ends: int | None, moment: str) -> None:
    """The call lasts as long as it is told to, and then ends as it would have at once."""
    merchant = Merchant()
    met, held = pay(merchant, seconds=0.05, moment=moment, **fields)

    assert [wait.seconds for wait in held] == [0.05]
    assert (None if isinstance(met, Dropped) else met.status) == ends
    again, _ = merchant.run("POST", "/v1/payment_intents", PAID, {"idempotency-key": "k"})
    assert again.status == (ends if ends and moment == "after" else 200)
    assert merchant.told().count("payment_intent.succeeded") == 1


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"action": "lost_reply", "retry_after": 3}, "Write action = 'status'"),
        ({"status": 429, "retry_after": -1}, "Write seconds, from 0 to 3600"),
        ({"status": 429, "seconds": -1}, "Write from 0 to 600"),
    ],
)
def test_a_fault_that_cannot_work_is_refused_with_its_remedy(fields: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match="fault: ") as refused:
        Faults().add("w", Fault(**fields))

    assert said in str(refused.value)
