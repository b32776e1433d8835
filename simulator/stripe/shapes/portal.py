"""How portal configurations and visits look. Not: the page.

Source: stripe-python 16.1's types and Stripe's published example; not recorded.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulator.stripe.resources.portal import PortalConfiguration, PortalSession
from simulator.world import Books


def configuration(books: Books, value: PortalConfiguration) -> dict[str, Any]:
    """With the products to change to, which the published example leaves out where nothing can be changed."""
    profile, features = value.business_profile, {name: dict(own) for name, own in value.features.items()}
    updates = features["subscription_update"]
    if updates["products"] is None:
        del updates["products"]
    else:
        updates["products"] = [
            {"adjustable_quantity": _counted(one), "prices": one["prices"], "product": one["product"]}
            for one in updates["products"]
        ]
    page = f"https://billing.stripe.com/p/login/{books.side}_{value.id[4:]}"
    return {
        "id": value.id,
        "object": "billing_portal.configuration",
        "active": value.active,
        "application": None,
        "business_profile": {
            "headline": profile.get("headline"),
            "privacy_policy_url": profile.get("privacy_policy_url"),
            "terms_of_service_url": profile.get("terms_of_service_url"),
        },
        "created": value.created,
        "default_return_url": value.default_return_url,
        "features": features,
        "is_default": value.is_default,
        "livemode": books.livemode,
        "login_page": {"enabled": value.login_page, "url": page if value.login_page else None},
        "metadata": value.metadata,
        "name": value.name,
        "updated": value.updated,
    }


def _counted(offered: Mapping[str, Any]) -> dict[str, Any]:
    """Return how many customers may have. That one is the least, if nothing is said, is unconfirmed."""
    given = offered.get("adjustable_quantity") or {}
    return {
        "enabled": given.get("enabled", False),
        "maximum": given.get("maximum"),
        "minimum": given.get("minimum", 1),
    }


def session(books: Books, value: PortalSession) -> dict[str, Any]:
    return {
        "id": value.id,
        "object": "billing_portal.session",
        "configuration": value.configuration,
        "created": value.created,
        "customer": value.customer,
        "customer_account": None,
        "flow": value.flow,
        "livemode": books.livemode,
        "locale": value.locale,
        "on_behalf_of": None,
        "return_url": value.return_url,
        "url": value.url,
    }
