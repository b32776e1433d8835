"""Portal configurations: made, changed, listed; the one that an account has by itself. Not: visits.

An account's default is made in the dashboard, and a visit without one is refused; here there is one, as the dashboard
offers it when it is first opened, with canceling switched on (what that is, is unconfirmed).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace as replaced
from typing import Any

from msgspec.structs import replace

from simulator.provider import Outcome
from simulator.stripe import naming
from simulator.stripe.command import Changes, Command, changed, find, standing
from simulator.stripe.errors import portal as portal_errors
from simulator.stripe.lists import of_kind
from simulator.stripe.resources.catalogue import Price, Product
from simulator.stripe.resources.portal import PortalConfiguration
from simulator.stripe.shapes import shape
from simulator.stripe.wire import merged_metadata
from simulator.world import Books

REASONS = (
    "too_expensive", "missing_features", "switched_service", "unused", "customer_service", "too_complex", "low_quality",
    "other",
)  # fmt: skip

SWITCHED_OFF: Mapping[str, Mapping[str, Any]] = {
    "customer_update": {"allowed_updates": [], "enabled": False},
    "invoice_history": {"enabled": False},
    "payment_method_update": {"enabled": False, "payment_method_configuration": None},
    "subscription_cancel": {
        "cancellation_reason": {"enabled": False, "options": list(REASONS)},
        "enabled": False,
        "mode": "at_period_end",
        "proration_behavior": "none",
    },
    "subscription_update": {
        "billing_cycle_anchor": None,
        "default_allowed_updates": [],
        "enabled": False,
        "products": None,
        "proration_behavior": "none",
        "schedule_at_period_end": {"conditions": []},
        "trial_update_behavior": "end_trial",
    },
}
"""Features of which nothing was said."""


def create(command: Command) -> Outcome:
    """POST /v1/billing_portal/configurations."""
    books, params = command.books, command.params
    made = PortalConfiguration(
        id=naming.long(books, "bpc_"),
        created=command.now,
        updated=command.now,
        features=_features(books, SWITCHED_OFF, params["features"]),
    )
    changes = Changes()
    made = changes.put(_said(made, params))
    changes.tell("billing_portal.configuration.created", made)
    return changes.outcome(made)


def update(command: Command) -> Outcome:
    """POST /v1/billing_portal/configurations/{configuration}: visits that have begun see it, too."""
    books, params = command.books, command.params
    before = find(books, PortalConfiguration, command.ids[0])
    after = _said(before, params)
    if params.get("active") is not None:
        if before.is_default and params["active"] is False:
            raise portal_errors.default_stays_active()
        after = replace(after, active=params["active"])
    if params.get("features"):
        after = replace(after, features=_features(books, before.features, params["features"]))
    changes = Changes()
    if after != before:
        after = changes.put(replace(after, updated=command.now))
    previous = changed(shape(books, before), shape(books, after))
    if previous:
        changes.tell("billing_portal.configuration.updated", after, previous)
    return changes.outcome(after)


def list_configurations(command: Command) -> Outcome:
    """GET /v1/billing_portal/configurations: the account's own among them, as the oldest."""
    params, changes = command.params, Changes()
    own = default_of(command.books, changes)

    def keep(one: PortalConfiguration) -> bool:
        return all(params.get(name) in (None, getattr(one, name)) for name in ("active", "is_default"))

    listed = of_kind(command, PortalConfiguration, "/v1/billing_portal/configurations", keep)
    if changes.puts and keep(own) and not listed.has_more and not params.get("ending_before"):
        listed = replaced(listed, items=(*listed.items, own))
    return changes.outcome(listed)


def default_of(books: Books, changes: Changes) -> PortalConfiguration:
    """Return the account's own configuration; the first visit makes it."""
    for one in books.of_kind(PortalConfiguration):
        if isinstance(one, PortalConfiguration) and one.is_default:
            return one
    features: dict[str, Any] = {
        **SWITCHED_OFF,
        "customer_update": {"allowed_updates": ["email", "tax_id"], "enabled": True},
        "invoice_history": {"enabled": True},
        "payment_method_update": {"enabled": True, "payment_method_configuration": None},
        "subscription_cancel": {**SWITCHED_OFF["subscription_cancel"], "enabled": True},
    }
    now = books.clock.now()
    return changes.put(
        PortalConfiguration(id=naming.long(books, "bpc_"), created=now, updated=now, features=features, is_default=True)
    )


def _said(configuration: PortalConfiguration, params: Mapping[str, Any]) -> PortalConfiguration:
    fields: dict[str, Any] = {name: params[name] for name in ("default_return_url", "name") if name in params}
    if "business_profile" in params:
        fields["business_profile"] = {**configuration.business_profile, **params["business_profile"]}
    if "login_page" in params:
        fields["login_page"] = params["login_page"]["enabled"]
    if "metadata" in params:
        fields["metadata"] = merged_metadata(configuration.metadata, params["metadata"] or {})
    return replace(configuration, **fields)


def _features(
    books: Books, before: Mapping[str, Mapping[str, Any]], given: Mapping[str, Mapping[str, Any]]
) -> dict[str, dict[str, Any]]:
    """Return the features with what was said of them. Raises the refusals for what cannot be offered."""
    features = {name: {**own, **_cleared(given.get(name) or {})} for name, own in before.items()}
    updates = features["subscription_update"]
    if updates["enabled"] and not (updates["products"] and updates["default_allowed_updates"]):
        raise portal_errors.updates_need_products()
    for nth, offered in enumerate(updates["products"] or ()):
        path = f"features[subscription_update][products][{nth}]"
        standing(books, Product, offered["product"], f"{path}[product]")
        for place, name in enumerate(offered["prices"]):
            standing(books, Price, name, f"{path}[prices][{place}]")
    cancels = features["subscription_cancel"]
    if cancels["proration_behavior"] != "none" and cancels["mode"] != "immediately":
        raise portal_errors.prorates_only_at_once()
    return features


EMPTY: Mapping[str, Any] = {"allowed_updates": [], "default_allowed_updates": [], "products": None}
"""What an empty value stands for."""


def _cleared(given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: EMPTY.get(name) if value is None else value for name, value in given.items()}
