"""A call of the official SDK that is held, answered late and stale, or answered with a broken reply."""

from __future__ import annotations

from threading import Thread
from time import monotonic
from typing import Any

import pytest
import stripe

from simulator.client import Fault, SimulatorError, SimulatorProcess, Struck
from tests.fidelity.conftest import Merchant


class Asked(Thread):
    """A call under way in a thread of its own."""

    def __init__(self, call: Any, *arguments: Any) -> None:
        super().__init__(daemon=True)
        self._call, self._arguments = call, arguments
        self.answer: Any = None
        self.start()

    def run(self) -> None:
        self.answer = self._call(*self._arguments)


def struck(merchant: Merchant, fault: str) -> Struck:
    return next(entry for entry in merchant.world.faults() if entry.fault.id == fault)


def reached(merchant: Merchant, fault: str) -> Struck:
    deadline = monotonic() + 10
    while not (found := struck(merchant, fault)).holding:
        assert monotonic() < deadline, "no call was held"
    return found


def test_a_read_that_is_held_after_it_was_answered_shows_the_state_before(merchant: Merchant) -> None:
    intent = merchant.sdk.payment_intents.create({"amount": 500, "currency": "eur"})
    fault = merchant.world.fault(
        Fault(operation="payment_intents.retrieve", action="hold", moment="after", seconds=30, object=intent.id)
    )

    asked = Asked(merchant.sdk.payment_intents.retrieve, intent.id)
    held = reached(merchant, fault)
    merchant.world.act("pay", object=intent.id)
    merchant.world.let_go(fault)
    asked.join(10)

    assert held.objects[0] == intent.id
    assert asked.answer.status == "requires_payment_method"
    assert merchant.sdk.payment_intents.retrieve(intent.id).status == "succeeded"


def test_what_a_held_call_has_made_is_known_before_its_reply(merchant: Merchant) -> None:
    fault = merchant.world.fault(Fault(operation="payment_intents.create", action="hold", moment="after", seconds=30))

    asked = Asked(merchant.sdk.payment_intents.create, {"amount": 500, "currency": "eur"})
    (made,) = [name for name in reached(merchant, fault).objects if name.startswith("pi_")]
    merchant.world.act("pay", object=made)
    told = [event.type for event in merchant.world.events(object=made)]
    assert asked.is_alive()
    merchant.world.heal(fault)
    asked.join(10)

    assert "payment_intent.succeeded" in told
    assert asked.answer.id == made


def test_a_hold_ends_by_itself(merchant: Merchant) -> None:
    fault = merchant.world.fault(Fault(operation="balance.retrieve", action="hold", seconds=0.05))

    merchant.sdk.balance.retrieve()

    assert (struck(merchant, fault).hits, struck(merchant, fault).holding) == (1, 0)


def test_a_hold_ends_with_its_world(simulator: SimulatorProcess) -> None:
    """The call is cut off at once: there is no merchant any more to answer."""
    merchant = Merchant(simulator.control.new_world(seed=1))
    fault = merchant.world.fault(Fault(operation="customers.create", action="hold", seconds=60))
    asked = Asked(dropped, merchant)
    reached(merchant, fault)

    merchant.world.close()
    asked.join(10)
    assert asked.answer == "dropped"


def dropped(merchant: Merchant) -> str:
    with pytest.raises(stripe.APIConnectionError):
        merchant.client(max_network_retries=0).v1.customers.create()
    return "dropped"


def test_a_reply_that_breaks_off_is_an_error_of_the_sdk(merchant: Merchant) -> None:
    merchant.world.fault(Fault(operation="balance.retrieve", action="garble", moment="after"))

    with pytest.raises(stripe.APIError, match="Invalid response body"):
        merchant.client(http_client=stripe.RequestsClient()).v1.balance.retrieve()


@pytest.mark.parametrize(("action", "shown"), [("without", {}), ("null", {"status": None})])
def test_fields_can_be_missing_or_null(merchant: Merchant, action: Any, shown: dict[str, Any]) -> None:
    intent = merchant.sdk.payment_intents.create({"amount": 500, "currency": "eur"})
    pointers = ("/status", "/nowhere", "/latest_charge/status")
    merchant.world.fault(
        Fault(operation="payment_intents.retrieve", action=action, moment="after", pointers=pointers, times=1)
    )

    unwatched = merchant.client(http_client=stripe.RequestsClient())
    broken = unwatched.v1.payment_intents.retrieve(intent.id).to_dict()

    assert {key: broken[key] for key in ("status",) if key in broken} == shown
    assert merchant.sdk.payment_intents.retrieve(intent.id).status == "requires_payment_method"


@pytest.mark.parametrize(
    "fields",
    [{"action": "garble"}, {"action": "without", "moment": "after"}, {"action": "hold"}],
)
def test_what_cannot_work_is_refused_with_the_remedy(merchant: Merchant, fields: dict[str, Any]) -> None:
    with pytest.raises(SimulatorError, match="Write"):
        merchant.world.fault(Fault(**fields))
