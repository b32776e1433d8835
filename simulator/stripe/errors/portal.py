"""Errors of the customer portal, one function each. Not: deciding when one applies.

No sentence here is recorded: all are unconfirmed.
"""

from __future__ import annotations

from simulator.provider import Refusal
from simulator.stripe.errors import error


def updates_need_products() -> Refusal:
    return error(
        400,
        "You must provide `products` and `default_allowed_updates` to enable `subscription_update`.",
        param="features[subscription_update][products]",
    )


def prorates_only_at_once() -> Refusal:
    """That it is refused is documented."""
    return error(
        400,
        "`proration_behavior` can only be `none` unless `mode` is `immediately`.",
        param="features[subscription_cancel][proration_behavior]",
    )


def default_stays_active() -> Refusal:
    return error(400, "You cannot deactivate the default configuration.", param="active")


def inactive() -> Refusal:
    return error(400, "This configuration is not active.", param="configuration")


def switched_off(feature: str) -> Refusal:
    return error(
        400,
        f"This subscription flow cannot be used because `{feature}` is disabled in the portal configuration.",
        param="flow_data[type]",
    )


# What is said to a customer on the page.


def visit_over() -> Refusal:
    return error(400, "Your session has expired. Go back and open the page again.")


def not_here(name: str) -> Refusal:
    return error(400, f"There is no subscription {name} that can be changed here.")


def not_offered(what: str) -> Refusal:
    return error(400, f"You cannot change to {what} here.")


def does_not_end(name: str) -> Refusal:
    return error(400, f"{name} goes on: there is nothing to take back.")
