"""Errors of test clocks, one function each. Not: deciding when one applies.

Only that these are refused is documented: status, code and sentences are unconfirmed.
"""

from __future__ import annotations

from simulator.provider import Refusal
from simulator.stripe.errors import error


def underway() -> Refusal:
    return error(400, "Test clock advancement underway - cannot perform modifications.", code="test_clock_advancing")


def not_later(target: int, now: int) -> Refusal:
    return error(
        400,
        f"You cannot advance a test clock to {target}: it must be later than its current frozen time, {now}.",
        param="frozen_time",
    )


def too_far(target: int) -> Refusal:
    return error(
        400,
        f"You cannot advance a test clock to {target}: at most two intervals of its shortest subscription can be "
        "advanced at a time, and two years if it has no subscription.",
        param="frozen_time",
    )


def too_many_customers(most: int) -> Refusal:
    return error(400, f"You can only create {most} customers per test clock.", param="test_clock")


def too_many_subscriptions(most: int) -> Refusal:
    return error(400, f"You can only create {most} subscriptions per customer of a test clock.", param="customer")


def not_in_live_mode() -> Refusal:
    return error(400, "Test clocks can only be used in test mode.")
