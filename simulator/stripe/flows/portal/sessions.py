"""A customer is let into the portal: their visit, and where it leads. Not: what they do there, see visits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulator.ids import text
from simulator.provider import Outcome
from simulator.stripe import errors, naming
from simulator.stripe.addresses import taken_apart
from simulator.stripe.command import Changes, Command, find
from simulator.stripe.errors import portal as portal_errors
from simulator.stripe.flows.payments.intents import find_customer
from simulator.stripe.flows.portal.configurations import default_of
from simulator.stripe.resources.portal import PortalConfiguration, PortalSession
from simulator.stripe.resources.subscription import Subscription
from simulator.world import Books

NEEDS: Mapping[str, str] = {
    "payment_method_update": "payment_method_update",
    "subscription_cancel": "subscription_cancel",
    "subscription_update": "subscription_update",
    "subscription_update_confirm": "subscription_update",
}
"""By the kind of a flow, the feature without which it leads nowhere."""

HOMEPAGE: Mapping[str, Any] = {"hosted_confirmation": None, "redirect": None, "type": "portal_homepage"}


def create(command: Command) -> Outcome:
    """POST /v1/billing_portal/sessions."""
    books, params = command.books, command.params
    for name in ("customer_account", "on_behalf_of"):
        if params.get(name):
            raise errors.not_simulated(f"{name} of a portal's visit", name)
    if params.get("customer") is None:
        raise errors.missing("customer")
    customer = find_customer(books, params["customer"])
    changes = Changes()
    configuration = _configuration(books, changes, params.get("configuration"))
    return_url = params.get("return_url") or configuration.default_return_url
    if return_url is not None and taken_apart(return_url) is None:
        raise errors.invalid_url("return_url")
    flow = params.get("flow_data")
    secret = f"{books.side}_{text(books.random, 60)}"
    session = changes.put(
        PortalSession(
            id=naming.long(books, "bps_"),
            created=command.now,
            customer=customer.id,
            configuration=configuration.id,
            secret=secret,
            url=f"{books.base_url}/p/session/{secret}",
            flow=None if flow is None else _flow(books, configuration, customer.id, flow),
            locale=params.get("locale"),
            return_url=return_url,
        )
    )
    changes.tell("billing_portal.session.created", session)
    return changes.outcome(session)


def _configuration(books: Books, changes: Changes, named: str | None) -> PortalConfiguration:
    if named is None:
        return default_of(books, changes)
    configuration = find(books, PortalConfiguration, named, "configuration")
    if not configuration.active:
        raise portal_errors.inactive()
    return configuration


def _flow(
    books: Books, configuration: PortalConfiguration, customer: str, given: Mapping[str, Any]
) -> Mapping[str, Any]:
    """Return where a visit leads. Raises the refusals for what is switched off, and for another's subscription."""
    kind = given["type"]
    if kind not in NEEDS:
        raise errors.not_simulated(f"a portal's flow of {kind}", "flow_data[type]")
    if not configuration.features[NEEDS[kind]]["enabled"]:
        raise portal_errors.switched_off(kind)
    wanted = given.get(kind)
    if kind != "payment_method_update":
        if wanted is None:
            raise errors.missing(f"flow_data[{kind}]")
        _check_subscription(books, customer, wanted["subscription"], f"flow_data[{kind}][subscription]")
        if wanted.get("retention") or wanted.get("discounts"):
            raise errors.not_simulated("discounts in the portal", f"flow_data[{kind}]")
    after = {**HOMEPAGE, **(given.get("after_completion") or {})}
    return {**{name: None for name in NEEDS if name != "payment_method_update"}, kind: wanted,
            "after_completion": after, "type": kind}  # fmt: skip


def _check_subscription(books: Books, customer: str, name: str, param: str) -> None:
    subscription = find(books, Subscription, name, param)
    if subscription.customer != customer:
        raise errors.no_such("subscription", name, param, in_path=False)
