"""The API calls that the target makes, as the simulator's journal saw them. Not: the journal itself."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Any

import msgspec

from harness.observation import ProviderCall
from simulator.client import Call, WorldClient

SDK_ATTEMPTS = 3
"""How often official SDKs try a call, once told to retry: a fault that is met less often is mended unseen."""

HARNESS_AGENT = "assay-harness"
"""User agent of the harness's own API calls: they are not the target's."""


def position(world: WorldClient, known: int) -> int:
    """Return the number of the last call in the journal; `known` is an earlier one, and only what followed is read."""
    calls = world.calls(known)
    return calls[-1].seq if calls else known


def of_target(world: WorldClient, provider: str, since: int = 0, payment: str | None = None) -> list[Call]:
    """Return the calls of that provider that the target's server made with a secret key, oldest first."""
    return [
        call
        for call in world.calls(since, object=payment)
        if call.by == "secret_key"
        and call.provider == provider
        and HARNESS_AGENT not in call.headers.get("user-agent", "")
    ]


class Understood(msgspec.Struct, frozen=True):
    """What a call means in its provider's terms."""

    amount: int | None = None
    """What it asks a buyer for, in the minor unit; None: nothing, or that is not said."""
    currency: str | None = None
    payments: tuple[str, ...] = ()
    """Ids of the payments that it is about."""
    declined: bool = False
    """The buyer's bank said no."""
    keyless: bool = False
    """The operation takes no idempotency key."""
    events: tuple[str, ...] = ()
    """Ids of the events of which it asks whether they are genuine."""


def observed(call: Call, understood: Understood) -> ProviderCall:
    """Return the call as an observation; its fingerprint is equal for two attempts at the same thing."""
    return ProviderCall(
        operation=call.operation,
        writes=call.writes,
        idempotency_key=call.idempotency_key,
        replayed=call.replayed,
        status=call.status,
        amount=understood.amount,
        currency=understood.currency,
        payments=understood.payments,
        declined=understood.declined,
        keyless=understood.keyless,
        objects=(*call.objects, *(event for event in understood.events if event not in call.objects)),
        fingerprint=_fingerprint(call),
        unsupported=call.unsupported,
        at=call.at,
        seconds=call.seconds,
    )


QUIET = 2.0
"""Seconds without a call after which a target is taken to have given up, or to be in a pause that is long enough."""
LOOK_EVERY = 0.1


def watched(
    look: Callable[[], list[Call]],
    *,
    busy: Callable[[], bool],
    longest: float,
    longest_busy: float,
    enough: int,
    at_least: int = 0,
) -> list[Call]:
    """Return the calls that `look` shows once there were none for QUIET seconds and the target is not `busy`.

    Quiet counts only after `at_least` calls: a target may begin late.

    It ends after `longest` seconds of real time anyway, after `longest_busy` while it is busy, and at `enough` calls.
    """
    began = last = time.monotonic()
    calls = look()
    while len(calls) < enough:
        now, working = time.monotonic(), busy()
        if now - began > (longest_busy if working else longest) or (
            now - last > QUIET and not working and len(calls) >= at_least
        ):
            break
        time.sleep(LOOK_EVERY)
        found = look()
        if len(found) > len(calls):
            last = time.monotonic()
        calls = found
    return calls


CARD_FIELDS = ("number", "cvc", "cvv", "card_number", "security_code")
CARD_PLACES = {"card", "source", "payment_method_data"}
_MASKED = re.compile(r"[2-6]\d{5}\*+\d{4}")


def raw_card_fields(call: Call) -> list[str]:
    """Return where a call carries raw card data, such as `payment_methods.create card.number`.

    The journal masks what looks like a card's number; what was masked is what this looks for.
    """
    return [f"{call.operation} {place}" for place, value in _flat(call.parameters) if _is_card_data(place, value)]


def addresses(call: Call) -> list[tuple[str, str]]:
    """Return the addresses that a call carries for a browser, by the parameter, such as `success_url`."""
    return [(place, value) for place, value in _flat(call.parameters) if place.rpartition(".")[2].endswith("_url")]


def _is_card_data(place: str, value: str) -> bool:
    *within, last = place.split(".")
    return bool(_MASKED.search(value)) or (last in CARD_FIELDS and not CARD_PLACES.isdisjoint(within))


def _flat(value: Any, place: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _flat(item, f"{place}.{key}" if place else str(key))
    elif isinstance(value, (list, tuple)):
        for nth, item in enumerate(value):
            yield from _flat(item, f"{place}.{nth}")
    else:
        yield place, str(value)


def _fingerprint(call: Call) -> str:
    return sha256(msgspec.json.encode([call.path, call.parameters], order="deterministic")).hexdigest()[:16]


def integer(value: Any) -> int | None:
    """Return a number as a call carries it, or None where it carries none."""
    try:
        return int(value)
    except (TypeError, ValueError):
        return None


def lower(value: Any) -> str | None:
    """Return a word as a call carries it, in lower case, or None."""
    return None if value is None else str(value).lower()
