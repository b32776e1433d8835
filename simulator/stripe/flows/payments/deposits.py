"""Small deposits that prove whose an account is: when they are needed, and what a guess at them is worth. Not: the
intent that waits for them.

Source: Stripe, "Accept an ACH Direct Debit payment"; on the test side the amounts are published. On the live side
nobody can know them here, so there the act `verify` says what came of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulator.ids import text
from simulator.stripe import errors
from simulator.stripe.errors import setup as setup_errors
from simulator.stripe.resources.payment_intent import PaymentIntent
from simulator.stripe.resources.setup_intent import SetupIntent
from simulator.stripe.test_accounts import DEPOSITS, DESCRIPTORS
from simulator.world import Books

MOST = 10
"""Guesses at amounts. Stripe, "Verify bank accounts": ten attempts."""

ARRIVE_AFTER = 86_400
"""Seconds: "one to two business days"; the next action says when."""

VERIFY = "verify_with_microdeposits"

FAILED = "payment_method_microdeposit_failed"
NOT_SENT = "No deposit could be sent to this account. Please check its numbers."
"""The code is in Stripe's list; the sentence is unconfirmed."""


def awaited(intent: PaymentIntent | SetupIntent) -> bool:
    """Say whether the intent waits for its account to be verified."""
    return intent.status == "requires_action" and (intent.next_action or {}).get("type") == VERIFY


def check_way(intent: PaymentIntent | SetupIntent) -> None:
    """Raise the refusal for an account that is to be proved by its bank at once: Financial Connections."""
    options = intent.payment_method_options.get("us_bank_account") or {}
    if options.get("verification_method") == "instant":
        raise errors.not_simulated(
            "instant verification of accounts", "payment_method_options[us_bank_account][verification_method]"
        )


def next_action(books: Books) -> dict[str, Any]:
    """Where the buyer verifies the account. The page itself is not simulated."""
    part = {
        "arrival_date": books.clock.now() + ARRIVE_AFTER,
        "hosted_verification_url": f"{books.base_url}/microdeposit/{text(books.random, 24)}",
        "microdeposit_type": "amounts",
    }
    return {"type": VERIFY, VERIFY: part}


def judged(books: Books, params: Mapping[str, Any], tries: int) -> str:
    """Return `verified`, or what is wrong with a guess, as the end of its code. Raises the refusals for none."""
    amounts, code = params.get("amounts"), params.get("descriptor_code")
    if (amounts is None) == (code is None):
        if amounts is not None:
            raise errors.exclusive("amounts", "descriptor_code")
        raise errors.missing("amounts")
    if amounts is not None and len(amounts) != 2:
        raise setup_errors.microdeposits("amounts_invalid")
    found = None
    if not books.livemode:
        found = DESCRIPTORS.get(str(code)) if amounts is None else DEPOSITS.get(tuple(sorted(amounts)))
    if found is not None:
        return found
    if tries + 1 >= MOST:
        return "attempts_exceeded"
    return "descriptor_code_mismatch" if amounts is None else "amounts_mismatch"
