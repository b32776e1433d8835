"""PATCH of a subscription: a few fields, by JSON Patch. Not: what needs the buyer's consent, see `revising.py`.

Source: PayPal, "Update subscription": which paths can be changed, and by which operations.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from simulator.paypal import errors
from simulator.paypal.command import Changes, Command, Plain
from simulator.paypal.due_days import first_due
from simulator.paypal.errors import detail
from simulator.paypal.flows.billing import reading
from simulator.paypal.flows.billing.charging import plan_next
from simulator.paypal.flows.billing.plans import changed_terms, priced_anew
from simulator.paypal.flows.billing.subscribing import address_of
from simulator.paypal.flows.billing.subscriptions import named, status_invalid
from simulator.paypal.flows.billing.work import terms_of
from simulator.paypal.moments import second_of
from simulator.paypal.resources.subscription import Subscription
from simulator.paypal.terms import Terms
from simulator.provider import Outcome

_CYCLE = re.compile(r"/plan/billing_cycles/@sequence==([0-9]{1,2})/(pricing_scheme/fixed_price|total_cycles)\Z")
_TIERS = re.compile(r"/plan/billing_cycles/@sequence==[0-9]+/pricing_scheme/tiers\Z")

REPLACES = frozenset({
    "/billing_info/outstanding_balance", "/start_time", "/plan/payment_preferences/auto_bill_outstanding",
    "/plan/payment_preferences/payment_failure_threshold",
})  # fmt: skip
ADDS_TOO = frozenset({
    "/custom_id", "/shipping_amount", "/subscriber/shipping_address", "/plan/taxes/inclusive",
    "/plan/taxes/percentage",
})  # fmt: skip


def patch(command: Command) -> Outcome:
    """PATCH /v1/billing/subscriptions/{id}: all of it or nothing; 204."""
    found, changes = named(command), Changes(command.books)
    if found.status not in ("ACTIVE", "SUSPENDED"):
        raise status_invalid("patched")
    after = found
    for nth, one in enumerate(command.params):
        after = _patched(changes, after, one, nth)
    after = replace(after, updated=command.now)
    if after.due != found.due:
        plan_next(changes, after)
    changes.put(after)
    changes.tell("BILLING.SUBSCRIPTION.UPDATED", after)
    return changes.outcome(Plain(None, (found.id,)), 204)


def _patched(changes: Changes, subscription: Subscription, one: Mapping[str, Any], nth: int) -> Subscription:
    path, value, place = str(one.get("path") or ""), one.get("value"), f"/{nth}/value"
    cycle = _CYCLE.match(path)
    if _TIERS.match(path):
        raise reading.tiers()
    if path == "/subscriber/payment_source":
        raise errors.not_simulated("subscriptions that are paid by card")
    if cycle is None and path not in REPLACES | ADDS_TOO:
        raise errors.invalid(detail("INVALID_PATCH_PATH", field=f"/{nth}/path", value=path[:200], location="body"))
    once = path in REPLACES or (cycle is not None and cycle[2] == "total_cycles")
    if one["op"] != "replace" and (once or one["op"] != "add"):
        raise errors.invalid(detail("UNSUPPORTED_PATCH_OPERATION", field=f"/{nth}/op", value=one["op"]))
    terms, now = terms_of(changes, subscription), changes.books.clock.now()
    if cycle is not None:
        return replace(subscription, terms=_of_cycle(subscription, terms, int(cycle[1]), cycle[2], value, now, place))
    if path.startswith("/plan/"):
        return replace(subscription, terms=changed_terms(terms, path.rpartition("/")[2], value, place))
    return _field(subscription, terms, path, value, now, place)


def _of_cycle(
    subscription: Subscription, terms: Terms, sequence: int, field: str, value: Any, now: int, place: str
) -> Terms:
    nth = next((nth for nth, cycle in enumerate(terms.cycles) if cycle.sequence == sequence), None)
    if nth is None:
        raise errors.invalid(detail("INVALID_PATCH_PATH", field=place, location="body"))
    cycle, done = terms.cycles[nth], subscription.completed[nth]
    if 0 < cycle.total <= done:
        raise errors.unprocessable("BILLING_CYCLE_EXECUTION_COMPLETED")
    if field == "total_cycles":
        total = reading.whole(value, 1 if cycle.tenure == "TRIAL" else 0, reading.TOTAL_MOST, place)
        if 0 < total < done:
            raise errors.unprocessable("INVALID_BILLING_TOTAL_CYCLES")
        changed = replace(cycle, total=total)
        return replace(terms, cycles=tuple(changed if one is cycle else one for one in terms.cycles))
    return priced_anew(terms, cycle, _money(value, terms, place), now)


def _field(subscription: Subscription, terms: Terms, path: str, value: Any, now: int, place: str) -> Subscription:
    if path == "/custom_id":
        if not isinstance(value, str) or not re.fullmatch(r"[\x20-\x7E]{1,127}", value):
            raise errors.invalid(detail("INVALID_PARAMETER_VALUE", field=place, location="body"))
        return replace(subscription, custom_id=value)
    if path == "/shipping_amount":
        return replace(subscription, shipping=_money(value, terms, place), shipping_sent=True)
    if path == "/subscriber/shipping_address":
        if not isinstance(value, dict) or not isinstance(value.get("name", {}), dict):
            raise errors.invalid(detail("INVALID_PARAMETER_VALUE", field=place, location="body"))
        address = address_of(value, place)
        return replace(subscription, subscriber={**subscription.subscriber, "shipping_address": address})
    if path == "/start_time":
        start = second_of(value) if isinstance(value, str) else None
        if start is None or start <= now:
            raise errors.invalid(detail("INVALID_PARAMETER_VALUE", field=place, location="body"))
        if any(subscription.completed) or subscription.start <= now:
            raise errors.unprocessable("INVALID_START_TIME")
        return replace(subscription, start=start, due=first_due(start, now))
    balance = _money(value, terms, place)
    if balance > subscription.outstanding:
        said = "The new outstanding balance cannot be greater than the current outstanding balance."
        raise errors.unprocessable("AMOUNT_GREATER_THAN_OUTSTANDING_BALANCE", description=said)
    return replace(subscription, outstanding=balance)


def _money(value: Any, terms: Terms, place: str) -> int:
    if not isinstance(value, dict) or not all(isinstance(value.get(key), str) for key in ("currency_code", "value")):
        raise errors.invalid(detail("INVALID_PARAMETER_VALUE", field=place, location="body"))
    return reading.amount(value, terms.currency, place)
