"""Stripe's routes, a table for each part of the API. Not: what the flows do.

A path that Stripe has and these tables have not is answered as an unknown URL and marked as a gap of the simulator.
"""

from __future__ import annotations

from functools import cache

from simulator.stripe.routes import (
    accounting,
    billing,
    catalogue,
    checkout,
    clocks,
    credit_notes,
    files,
    metering,
    payments,
    payouts,
    people,
    platform,
    portal,
    search,
    setup,
    telling,
    v2,
)
from simulator.stripe.routes.route import Route

ROUTES: tuple[Route, ...] = (
    *payments.ROUTES,
    *people.ROUTES,
    *platform.ROUTES,
    *setup.ROUTES,
    *catalogue.ROUTES,
    *billing.ROUTES,
    *checkout.ROUTES,
    *portal.ROUTES,
    *clocks.ROUTES,
    *credit_notes.ROUTES,
    *metering.ROUTES,
    *telling.ROUTES,
    *accounting.ROUTES,
    *payouts.ROUTES,
    *files.ROUTES,
    *search.ROUTES,
)
"""Those of API v1."""

RESERVED = frozenset({"create_preview", "preview", "search", "upcoming"})
"""Segments that look like an id and are operations of their own; where there is no route for one, it is a gap."""


FAMILY = 2
"""The segment of a path that no route leaves open: `payment_intents` in `/v1/payment_intents/{}`."""

Found = list[tuple[tuple[str, ...], Route]]


@cache
def _by_family() -> dict[tuple[str, str, int], Found]:
    compiled: dict[tuple[str, str, int], Found] = {}
    for route in (*ROUTES, *v2.ROUTES):
        segments = tuple(route.path.split("/"))
        compiled.setdefault((route.method, segments[FAMILY], len(segments)), []).append((segments, route))
    return compiled


@cache
def _without_ids() -> dict[tuple[str, str], tuple[Route, tuple[str, ...]]]:
    """Return what is found for each path that no id stands in."""
    found: dict[tuple[str, str], tuple[Route, tuple[str, ...]]] = {}
    for routes in _by_family().values():
        for segments, route in routes:
            if "{}" not in segments:
                found.setdefault((route.method, route.path), (route, ()))
    return found


def match(method: str, path: str) -> tuple[Route, tuple[str, ...]] | None:
    """Return the route of a call and the ids in its path; None if there is no such route."""
    whole = _without_ids().get((method, path))
    if whole is not None:
        return whole
    segments = path.split("/")
    if len(segments) <= FAMILY:
        return None
    for template, route in _by_family().get((method, segments[FAMILY], len(segments)), ()):
        ids = []
        for wanted, given in zip(template, segments, strict=True):
            if wanted == "{}" and given and given not in RESERVED:
                ids.append(given)
            elif wanted != given:
                break
        else:
            return route, tuple(ids)
    return None


def known_path(method: str, path: str) -> bool:
    """Say whether the path is one of ours with another verb: then Stripe refuses it as well, and it is no gap.

    Of a few paths Stripe has a verb more than the simulator: they are listed beside their routes.
    """
    if any(method == verb and template.match(path) for verb, template in catalogue.GAPS):
        return False
    return any(match(verb, path) is not None for verb in ("GET", "POST", "DELETE"))
