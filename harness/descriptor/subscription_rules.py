"""What must agree in `[subscription]` and `[entitlement]`, and what their strings are filled with. Not: their shape."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from harness.descriptor import texts
from harness.descriptor.lines import Path
from harness.descriptor.mistakes import Mistake, about, header, missing
from harness.descriptor.rules import CURRENCY, dig, positive, table
from harness.descriptor.strings import Known, in_turn, known_everywhere, one_request
from harness.descriptor.subscribing import SUBSCRIPTIONS_OF
from harness.descriptor.template import SUBSCRIPTION_VARIABLES


def mistakes(data: dict[str, Any]) -> Iterator[Mistake]:
    """Yield what is wrong with the subscriptions of a document."""
    yield from _both_or_none(data)
    yield from _plans(data)
    yield from _kinds(data)
    yield from _strings(data)


def _both_or_none(data: dict[str, Any]) -> Iterator[Mistake]:
    if table(data, "subscription") and not table(data, "entitlement"):
        remedy = 'Say how a subscriber sees that he has access: read = { path = "/me" }, access = "$.access"'
        yield missing(("entitlement",), remedy, ("subscription",))
    if table(data, "entitlement") and not table(data, "subscription"):
        remedy = "Say how somebody subscribes: [[subscription.requests]] …"
        yield missing(("subscription",), remedy, ("entitlement",))


def _plans(data: dict[str, Any]) -> Iterator[Mistake]:
    plans = dig(data, "subscription", "plans")
    if plans == {}:
        remedy = 'Add what is sold: [subscription.plans.basic] amount = 900, currency = "eur"'
        yield Mistake(("subscription", "plans"), f"[subscription.plans] is empty. {remedy}")
    for name, plan in plans.items() if isinstance(plans, dict) else ():
        path = ("subscription", "plans", name)
        yield from positive((*path, "amount"), dig(plan, "amount"))
        currency = dig(plan, "currency")
        if isinstance(currency, str) and not CURRENCY.fullmatch(currency):
            yield about((*path, "currency"), currency, "is no ISO 4217 code", 'Write its letters: currency = "eur"')
        yield from _days((*path, "trial_days"), dig(plan, "trial_days"))
    yield from _days(("entitlement", "grace_days"), dig(data, "entitlement", "grace_days"))


def _days(path: Path, days: Any) -> Iterator[Mistake]:
    if isinstance(days, int) and days < 0:
        yield about(path, days, "is less than none", "Write 0 for none")


def _kinds(data: dict[str, Any]) -> Iterator[Mistake]:
    known = table(data, "provider")
    for path, way in _ways(data):
        kind = way.get("object")
        provider = SUBSCRIPTIONS_OF.get(kind) if isinstance(kind, str) else None  # type: ignore[call-overload]
        if provider is not None and provider not in known:
            remedy = f"Add [provider.{provider}]"
            yield about((*path, "object"), kind, f"is of {provider}, which this target does not name", remedy)


def _ways(data: dict[str, Any]) -> Iterator[tuple[Path, dict[str, Any]]]:
    main = table(data, "subscription")
    if main:
        yield ("subscription",), main
    for name, way in table(main, "other").items():
        if isinstance(way, dict):
            yield ("subscription", "other", name), way


def _strings(data: dict[str, Any]) -> Iterator[Mistake]:
    base = known_everywhere(data) | frozenset(SUBSCRIPTION_VARIABLES)
    later: Known = base | frozenset(SUBSCRIPTIONS_OF)
    for path, way in _ways(data):
        requests = way.get("requests")
        if requests == []:
            yield Mistake((*path, "requests"), f"{header(path)} requests is empty. Add how one subscribes")
        saved = yield from in_turn((*path, "requests"), requests, base)
        later |= saved
        later |= yield from in_turn((*path, "finish"), way.get("finish"), later)
    main = table(data, "subscription")
    if main:
        yield from texts.templates(
            ("subscription", "subscription_id"), main.get("subscription_id", "{subscription}"), later
        )
    later |= {"subscription"}
    for key in ("change", "cancel"):
        yield from in_turn(("subscription", key), main.get(key), later)
    entitlement = table(data, "entitlement")
    if isinstance(entitlement.get("read"), dict):
        yield from one_request(("entitlement", "read"), entitlement["read"], later)
    for key in ("access", "plan"):
        yield from texts.where(("entitlement", key), entitlement.get(key))
