"""Which kinds of methods an intent takes, and in which currency. Not: whether a method of a kind works.

An account of the simulator has the delayed kinds switched on, and offers them only where they are asked for: the
recorded accounts offered cards and Link by themselves (what an account offers is set on Stripe's dashboard).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from simulator.stripe import errors
from simulator.stripe.errors import setup as setup_errors
from simulator.stripe.resources.cash_balance import BY_CURRENCY, KIND
from simulator.stripe.resources.payment_method import PaymentMethod

BY_THEMSELVES: tuple[str, ...] = ("card", "link")

DELAYED: Mapping[str, str] = {"sepa_debit": "eur", "us_bank_account": "usd"}
"""Kinds whose money is known to have arrived only days later, and the one currency of each."""

FROM_BALANCE: Mapping[str, tuple[str, ...]] = {KIND: tuple(BY_CURRENCY)}
"""The kind that is paid from a customer's cash balance, and its currencies. Nothing is set up with it."""


def offered(allowed: Iterable[str], currency: str | None = None) -> tuple[str, ...]:
    """Return the kinds that are left of `allowed`: what does not fit is silently dropped, but never all.

    `currency` is None for what moves no money.
    """
    wanted = set(allowed)
    fitting = [kind for kind, only in DELAYED.items() if currency in (None, only)]
    fitting += [kind for kind, several in FROM_BALANCE.items() if currency in several]
    return tuple(kind for kind in (*BY_THEMSELVES, *fitting) if kind in wanted) or ("card",)


def check_currency(kinds: Iterable[str], currency: str) -> None:
    """Raise the refusal for kinds that were named and cannot be paid in that currency."""
    for kind in kinds:
        takes = FROM_BALANCE.get(kind) or (DELAYED.get(kind, currency),)
        if currency not in takes:
            raise setup_errors.currency_of_kind(currency, kind, ", ".join(takes))


def check_method(kinds: tuple[str, ...], method: PaymentMethod, noun: str) -> None:
    """Raise the refusal for a method that the intent does not take, or that the simulator has no bank for."""
    if method.type not in kinds:
        raise setup_errors.kind_not_allowed(method.type, kinds, noun)
    pays = noun == "PaymentIntent" and method.type in FROM_BALANCE
    if method.type != "card" and method.type not in DELAYED and not pays:
        raise errors.not_simulated(f"confirming with a method of type {method.type}", "payment_method")
