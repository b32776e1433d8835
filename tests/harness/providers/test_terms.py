"""The terms of each provider against what its simulator does: nothing is named that is not there."""

from __future__ import annotations

import pytest

from harness.descriptor.model import PaymentKind
from harness.providers import KINDS, TERMS
from harness.providers.terms import Field, Terms
from harness.windows import api_calls
from simulator.client import Call
from simulator.providers import PROVIDERS

FIELDS: tuple[Field, ...] = ("event", "type", "object", "payment")
EVERY = pytest.mark.parametrize("terms", TERMS.values(), ids=TERMS)


@EVERY
def test_what_can_be_done_at_the_provider_is_simulated(terms: Terms) -> None:
    assert terms.acts <= PROVIDERS[terms.name].acts.keys()


@EVERY
def test_how_a_payment_ends_unpaid_can_be_done_and_is_told_of_it(terms: Terms) -> None:
    for act, event in (kind.ends for kind in terms.kinds if kind.ends):
        assert act in terms.acts
        assert event.startswith(terms.about_money)


@EVERY
def test_what_says_paid_is_about_money(terms: Terms) -> None:
    assert all(kind.paid in terms.paid for kind in terms.kinds)
    assert all(event.startswith(terms.about_money) for event in (*terms.paid, *terms.failed, *terms.created))


@EVERY
def test_an_event_says_each_thing_in_a_place_of_its_own(terms: Terms) -> None:
    for kind in terms.kinds:
        places = [next(iter(terms.changed(field, "x", kind))) for field in FIELDS]
        assert len(set(places)) == len(FIELDS)


def test_a_question_whether_an_event_is_genuine_is_about_that_event_also_when_it_is_not_answered() -> None:
    paypal = TERMS["paypal"]
    asked = Call(
        seq=1,
        at=0.0,
        world="w",
        provider="paypal",
        side="test",
        by="secret_key",
        method="POST",
        path="/v1/notifications/verify-webhook-signature",
        operation=str(paypal.verifying),
        parameters={"webhook_id": "W", "webhook_event": {"id": "WH-1", "resource": {"id": "C"}}},
        status=503,
    )

    assert api_calls.observed(asked, paypal.understood(asked)).objects == ("WH-1",)


def test_every_kind_of_payment_is_somebodys() -> None:
    assert set(KINDS) == set(PaymentKind.__args__)
