"""Mandates: a permission found, given, used up or taken back. Not: the debit that rests on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulator.ids import ALPHABET
from simulator.stripe import naming
from simulator.stripe.command import Changes, find
from simulator.stripe.errors import setup as setup_errors
from simulator.stripe.resources import mandate as mandates
from simulator.stripe.resources.mandate import Mandate
from simulator.stripe.resources.payment_method import PaymentMethod
from simulator.world import Books

ON_THE_PAGE: Mapping[str, Any] = {"type": "online", "online": {"ip_address": "127.0.0.1", "user_agent": "simulator"}}
"""What a buyer's page says for its buyer."""


def standing(books: Books, method: PaymentMethod, mandate_id: str | None) -> Mandate | None:
    """Return the lasting permission to debit this method: the one that is named, or the newest; None if there is none.

    Raises the refusal for a named one that cannot be used.
    """
    if mandate_id is not None:
        named = find(books, Mandate, mandate_id, "mandate")
        if named.status != "active" or not named.lasting or named.payment_method != method.id:
            raise setup_errors.mandate_unusable(mandate_id)
        return named
    usable = [
        known
        for known in books.of_kind(Mandate)
        if known.payment_method == method.id and known.status == "active" and known.lasting
    ]
    return usable[-1] if usable else None


def check(
    books: Books, method: PaymentMethod, acceptance: Mapping[str, Any] | None, mandate_id: str | None, noun: str
) -> None:
    """Raise the refusal for a debit that nobody permits: not now, by `acceptance`, and not before."""
    if acceptance is not None and mandate_id is None:
        return
    if standing(books, method, mandate_id) is None:
        raise setup_errors.mandate_needed(noun)


def give(
    books: Books, changes: Changes, method: PaymentMethod, acceptance: Mapping[str, Any], once: tuple[int, str] | None
) -> Mandate:
    """Write down a permission. `once`: amount (minor units) and currency of the only debit that it is for."""
    amount, currency = once or (None, None)
    made = Mandate(
        id=naming.long(books, "mandate_"),
        created=books.clock.now(),
        payment_method=method.id,
        kind=method.type,
        acceptance=shown(acceptance, books.clock.now()),
        amount=amount,
        currency=currency,
        reference="".join(books.random.choices(ALPHABET[:36], k=16)),
    )
    return changes.put(made)


def shown(acceptance: Mapping[str, Any], now: int) -> dict[str, Any]:
    """Return `customer_acceptance` as the object shows it; a page's acceptance is accepted now."""
    how = acceptance.get("type", "online")
    part = {"ip_address": None, "user_agent": None, **(acceptance.get("online") or {})} if how == "online" else {}
    return {"accepted_at": acceptance.get("accepted_at", now), how: part, "type": how}


def end(books: Books, changes: Changes, mandate_id: str | None) -> None:
    """Take back a permission that is still good."""
    mandate = books.objects.get(mandate_id or "")
    if isinstance(mandate, Mandate) and mandate.status == "active":
        ended = changes.put(mandates.revoked(mandate))
        changes.tell("mandate.updated", ended, {"status": "active"})
