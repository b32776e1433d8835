"""The tables of states: every way in them is possible, every other is forbidden, and each says what it announces."""

from itertools import product
from typing import Any, get_args

import pytest
from msgspec.structs import replace

from simulator.machine import Forbidden
from simulator.stripe.resources import (
    charge,
    checkout_session,
    credit_note,
    invoice,
    payment_intent,
    payout,
    refund,
    setup_attempt,
    setup_intent,
    subscription,
    test_clock,
    topup,
)
from simulator.stripe.resources.checkout_session import CheckoutSession, LineItem
from simulator.stripe.resources.credit_note import CreditNote
from simulator.stripe.resources.invoice import Invoice
from simulator.stripe.resources.payment_intent import PaymentIntent
from simulator.stripe.resources.refund import Refund
from simulator.stripe.resources.setup_attempt import SetupAttempt
from simulator.stripe.resources.setup_intent import SetupIntent
from simulator.stripe.resources.subscription import Subscription
from simulator.stripe.resources.test_clock import TestClock

INTENT = PaymentIntent(id="pi_1", created=1, amount=500, currency="usd", client_secret="pi_1_secret_x")
LINE = LineItem(id="li_1", price="price_1", product="prod_1", name="tea", currency="usd", quantity=2, subtotal=500)
SESSION = CheckoutSession(id="cs_1", created=1, expires_at=2, currency="usd", line_items=(LINE,))
REFUND = Refund(id="re_1", created=1, amount=5, currency="usd", charge="ch_1", payment_intent="pi_1")
SETUP = SetupIntent(id="seti_1", created=1, client_secret="seti_1_secret_x")
ATTEMPT = SetupAttempt(id="setatt_1", created=1, setup_intent="seti_1", method=None, usage="off_session")
SUBSCRIPTION = Subscription(id="sub_1", created=1, customer="cus_1", currency="usd", billing_cycle_anchor=1)
INVOICE = Invoice(
    id="in_1", created=1, customer="cus_1", currency="usd", billing_reason="manual", period_start=1, period_end=1
)
CLOCK = TestClock(id="clock_1", created=1, deletes_after=2, frozen_time=1)
NOTE = CreditNote(
    id="cn_1", created=1, currency="usd", customer="cus_1", invoice="in_1", number="A-0001-CN-01", lines=()
)

MACHINES: dict[str, tuple[Any, Any]] = {
    "payment_intent": (payment_intent, INTENT),
    "checkout_session": (checkout_session, SESSION),
    "refund": (refund, REFUND),
    "setup_intent": (setup_intent, SETUP),
    "setup_attempt": (setup_attempt, ATTEMPT),
    "subscription": (subscription, SUBSCRIPTION),
    "invoice": (invoice, INVOICE),
    "test_clock": (test_clock, CLOCK),
    "credit_note": (credit_note, NOTE),
}


@pytest.mark.parametrize("name", MACHINES)
def test_only_what_the_table_says_is_possible(name: str) -> None:
    module, value = MACHINES[name]
    states = get_args(module.Status)
    acts = {what for _, what in module.MOVES}
    for state, what in product(states, acts):
        step = module.MOVES.get((state, what))
        standing = replace(value, status=state)
        if step is None:
            with pytest.raises(Forbidden) as caught:
                module.move(standing, what)
            assert caught.value.allowed == tuple(source for source, other in module.MOVES if other == what)
        else:
            moved, told = module.move(standing, what)
            assert (moved.status, told) == (step.to, step.announces)


@pytest.mark.parametrize(
    "module", [payment_intent, checkout_session, refund, charge, setup_intent, setup_attempt, subscription, invoice]
)
def test_a_table_stays_within_its_states(module: Any) -> None:
    states = set(get_args(module.Status))

    assert {state for state, _ in module.MOVES} <= states
    assert {step.to for step in module.MOVES.values()} <= states


def test_what_is_over_stays_over() -> None:
    for state in ("succeeded", "canceled"):
        assert not [what for source, what in payment_intent.MOVES if source == state]
        assert not [what for source, what in setup_intent.MOVES if source == state]
    assert not [what for source, what in checkout_session.MOVES if source == "expired"]
    for state in ("canceled", "incomplete_expired"):
        assert not [what for source, what in subscription.MOVES if source == state]
    for state in ("paid", "void"):
        assert not [what for source, what in invoice.MOVES if source == state]


def test_every_announced_type_is_one_that_an_endpoint_can_subscribe_to() -> None:
    tables = (
        payment_intent.MOVES,
        checkout_session.MOVES,
        refund.MOVES,
        charge.MOVES,
        setup_intent.MOVES,
        payout.MOVES,
        topup.MOVES,
        subscription.MOVES,
        invoice.MOVES,
        test_clock.MOVES,
        credit_note.MOVES,
    )
    told = {event for table in tables for step in table.values() for event in step.announces}  # type: ignore[attr-defined]

    assert told | set(charge.BORN.values()) <= set(DOCUMENTED)


_TYPES = """
charge.captured charge.expired charge.failed charge.pending charge.refund.updated charge.refunded charge.succeeded
charge.updated checkout.session.async_payment_failed checkout.session.async_payment_succeeded
checkout.session.completed checkout.session.expired payment_intent.amount_capturable_updated payment_intent.canceled
payment_intent.created payment_intent.partially_funded payment_intent.payment_failed payment_intent.processing
payment_intent.requires_action payment_intent.succeeded payout.canceled payout.failed payout.paid payout.updated
refund.created refund.failed refund.updated setup_intent.canceled setup_intent.created
setup_intent.requires_action setup_intent.setup_failed setup_intent.succeeded topup.canceled topup.failed
credit_note.voided customer.subscription.deleted customer.subscription.paused customer.subscription.resumed
customer.subscription.updated test_helpers.test_clock.advancing test_helpers.test_clock.ready topup.succeeded
invoice.finalized invoice.marked_uncollectible invoice.paid invoice.payment_succeeded invoice.voided
"""

DOCUMENTED = _TYPES.split()
