"""Square's routes: which flow answers which operation; where it is asked stands in `table.json`. Not: the flows.

A path that Square has and this table has not is answered as an unknown one and marked as a gap of the simulator.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from simulator.provider import Outcome
from simulator.square import wire
from simulator.square.command import Command
from simulator.square.flows import (
    cards,
    catalog,
    customers,
    disputes,
    event_log,
    invoices,
    links,
    locations,
    oauth,
    orders,
    payments,
    refunds,
    webhooks,
)
from simulator.square.flows.billing import scheduling, subscriptions

Flow = Callable[[Command], Outcome]

FLOWS: Mapping[str, Flow] = {
    "cards.create": cards.create,
    "cards.disable": cards.disable,
    "cards.get": cards.get,
    "cards.list": cards.list_cards,
    "catalog.batch_delete": catalog.batch_delete,
    "catalog.batch_get": catalog.batch_get,
    "catalog.batch_upsert": catalog.batch_upsert,
    "catalog.info": catalog.info,
    "catalog.list": catalog.list_objects,
    "catalog.objects.delete": catalog.delete,
    "catalog.objects.get": catalog.get,
    "catalog.objects.upsert": catalog.upsert,
    "catalog.search": catalog.search,
    "customers.create": customers.create,
    "customers.delete": customers.delete,
    "customers.get": customers.get,
    "customers.list": customers.list_customers,
    "customers.search": customers.search,
    "customers.update": customers.update,
    "disputes.accept": disputes.accept,
    "disputes.evidence.create_file": disputes.create_file,
    "disputes.evidence.create_text": disputes.create_text,
    "disputes.evidence.delete": disputes.delete_evidence,
    "disputes.evidence.get": disputes.get_evidence,
    "disputes.evidence.list": disputes.list_evidence,
    "disputes.get": disputes.get,
    "disputes.list": disputes.list_disputes,
    "disputes.submit_evidence": disputes.submit,
    "events.disable": event_log.disable,
    "events.enable": event_log.enable,
    "events.search": event_log.search,
    "events.types": webhooks.event_types,
    "invoices.cancel": invoices.cancel,
    "invoices.create": invoices.create,
    "invoices.delete": invoices.delete,
    "invoices.get": invoices.get,
    "invoices.list": invoices.list_invoices,
    "invoices.publish": invoices.publish,
    "invoices.search": invoices.search,
    "invoices.update": invoices.update,
    "locations.get": locations.get_location,
    "locations.list": locations.list_locations,
    "merchants.get": locations.get_merchant,
    "merchants.list": locations.list_merchants,
    "oauth.token_status": oauth.token_status,
    "orders.batch_get": orders.batch_get,
    "orders.calculate": orders.calculate,
    "orders.clone": orders.clone,
    "orders.create": orders.create,
    "orders.get": orders.get,
    "orders.pay": orders.pay,
    "orders.search": orders.search,
    "orders.update": orders.update,
    "payment_links.create": links.create,
    "payment_links.delete": links.delete,
    "payment_links.get": links.get,
    "payment_links.list": links.list_links,
    "payment_links.update": links.update,
    "payments.cancel": payments.cancel,
    "payments.cancel_by_idempotency_key": payments.cancel_by_key,
    "payments.complete": payments.complete,
    "payments.create": payments.create,
    "payments.get": payments.get,
    "payments.list": payments.list_payments,
    "payments.update": payments.update,
    "refunds.create": refunds.create,
    "refunds.get": refunds.get,
    "refunds.list": refunds.list_refunds,
    "subscriptions.bulk_swap_plan": scheduling.bulk_swap_plan,
    "subscriptions.cancel": scheduling.cancel,
    "subscriptions.change_billing_anchor_date": scheduling.change_billing_anchor_date,
    "subscriptions.create": subscriptions.create,
    "subscriptions.delete_action": scheduling.delete_action,
    "subscriptions.get": subscriptions.get,
    "subscriptions.list_events": subscriptions.list_events,
    "subscriptions.pause": scheduling.pause,
    "subscriptions.resume": scheduling.resume,
    "subscriptions.search": subscriptions.search,
    "subscriptions.swap_plan": scheduling.swap_plan,
    "subscriptions.update": subscriptions.update,
    "webhook_subscriptions.create": webhooks.create,
    "webhook_subscriptions.delete": webhooks.delete,
    "webhook_subscriptions.event_types": webhooks.event_types,
    "webhook_subscriptions.get": webhooks.get,
    "webhook_subscriptions.list": webhooks.list_subscriptions,
    "webhook_subscriptions.rotate_key": webhooks.rotate_key,
    "webhook_subscriptions.test": webhooks.test,
    "webhook_subscriptions.update": webhooks.update,
}

RESERVED = frozenset(
    {
        "batch-delete",
        "batch-retrieve",
        "batch-upsert",
        "bulk-create",
        "bulk-delete",
        "bulk-retrieve",
        "bulk-swap-plan",
        "bulk-update",
        "calculate",
        "cancel",
        "clone",
        "custom-attribute-definitions",
        "groups",
        "search",
        "segments",
    }
)
"""Segments that look like an id and are operations of their own, also of those that are not simulated."""

LACKING = frozenset({("POST", "/v2/locations"), ("PUT", "/v2/locations/{}")})
"""What Square has at a path of ours and the simulator has not: the verb is not wrong there, it is a gap."""


@dataclass(frozen=True, slots=True)
class Route:
    """One operation, where it is asked, and what answers it. `scopes` are the rights that a token needs."""

    method: str
    path: str
    operation: str
    flow: Flow
    scopes: tuple[str, ...] = ()

    @property
    def writes(self) -> bool:
        """Whether it may create or change something."""
        return self.method != "GET" and self.operation not in READING


READING = frozenset(
    {
        "catalog.batch_get",
        "catalog.search",
        "customers.search",
        "events.search",
        "invoices.search",
        "oauth.token_status",
        "orders.batch_get",
        "orders.calculate",
        "orders.search",
        "subscriptions.search",
    }
)
"""Operations that are asked with POST and change nothing."""

Found = list[tuple[tuple[str, ...], Route]]


@cache
def routes() -> tuple[Route, ...]:
    """Return every route."""
    told = wire.table()["operations"]
    return tuple(
        Route(told[name]["method"], told[name]["path"], name, flow, tuple(told[name].get("scopes", ())))
        for name, flow in FLOWS.items()
    )


@cache
def _by_length() -> dict[tuple[str, int], Found]:
    compiled: dict[tuple[str, int], Found] = {}
    for route in routes():
        segments = tuple(route.path.split("/"))
        compiled.setdefault((route.method, len(segments)), []).append((segments, route))
    return compiled


@cache
def _without_ids() -> dict[tuple[str, str], Route]:
    return {(route.method, route.path): route for route in routes() if "{}" not in route.path}


def match(method: str, path: str) -> tuple[Route, tuple[str, ...]] | None:
    """Return the route of a call and the ids in its path; None if there is no such route."""
    plain = _without_ids().get((method, path))
    if plain is not None:
        return plain, ()
    segments = path.split("/")
    for template, route in _by_length().get((method, len(segments)), ()):
        ids = []
        for wanted, given in zip(template, segments, strict=True):
            if wanted == "{}" and given and given not in RESERVED:
                ids.append(given)
            elif wanted != given:
                break
        else:
            return route, tuple(ids)
    return None


def refused_there(method: str, path: str) -> bool:
    """Say whether the path is one of ours by other verbs only: then Square refuses this one too, and it is no gap."""
    found = (match(other, path) for other in ("GET", "POST", "PUT", "DELETE"))
    return any(one is not None and (method, one[0].path) not in LACKING for one in found)
