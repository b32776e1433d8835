"""The calls behind a session's hosted page, as Stripe's CLI makes them to pay one. Not: the page, see hosted/.

Stripe does not document them; its CLI, whose fixtures are public, reads a page and confirms it with a method. Which
fields come back, beyond the few that its public mobile SDKs read, is unconfirmed.
"""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from simulator.provider import Outcome
from simulator.stripe.command import Command, find
from simulator.stripe.errors import payments as payment_errors
from simulator.stripe.flows.payments import paying
from simulator.stripe.flows.payments.paying import Settlement
from simulator.stripe.flows.people.instruments import from_test_id
from simulator.stripe.resources.checkout_session import CheckoutSession
from simulator.stripe.resources.payment_intent import PaymentIntent
from simulator.stripe.resources.payment_method import PaymentMethod
from simulator.stripe.shapes import shape
from simulator.world import Books

ID_BODY = 24
"""Characters of a page's id after `ppage_`; they are its session's last ones, so that it has one id."""


def retrieve(command: Command) -> Outcome:
    """GET /v1/payment_pages/{session}."""
    return Outcome(_shown(command.books, find(command.books, CheckoutSession, command.ids[0])))


def confirm(command: Command) -> Outcome:
    """POST /v1/payment_pages/{session}/confirm: pay with a method that is there already.

    Raises the refusal for a total that is not the expected one.
    """
    books, params = command.books, command.params
    session = find(books, CheckoutSession, command.ids[0])
    expected = params.get("expected_amount")
    if expected is not None and expected != session.total:
        raise payment_errors.amount_mismatch()
    named = params["payment_method"]
    method = from_test_id(books, named) or find(books, PaymentMethod, named, "payment_method")
    done = paying.pay_session(books, session, method, Settlement(), None)
    intents = [value for value in done.puts if isinstance(value, PaymentIntent)]
    return replace(done, answer=_page(books, done.answer, intents[-1] if intents else None))


def _shown(books: Books, session: CheckoutSession) -> dict[str, Any]:
    intent = books.objects.get(session.payment_intent or "")
    return _page(books, session, intent if isinstance(intent, PaymentIntent) else None)


def _page(books: Books, session: CheckoutSession, intent: PaymentIntent | None) -> dict[str, Any]:
    return {
        "id": f"ppage_{session.id[-ID_BODY:]}",
        "object": "payment_page",
        "currency": session.currency,
        "livemode": books.livemode,
        "mode": session.mode,
        "payment_intent": None if intent is None else shape(books, intent),
        "payment_status": session.payment_status,
        "session_id": session.id,
        "state": _state(session, intent),
        "status": session.status,
        "success_url": session.success_url,
        "total_summary": {"due": session.total, "subtotal": session.subtotal, "total": session.total},
    }


def _state(session: CheckoutSession, intent: PaymentIntent | None) -> str:
    if session.status != "complete":
        return "active" if session.status == "open" else "expired"
    if session.payment_status != "unpaid":
        return "succeeded"
    failed = intent is not None and intent.status == "requires_payment_method"
    return "failed_async_payment" if failed else "processing_async_payment"
