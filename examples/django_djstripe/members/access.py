"""What a mirrored subscription gives access to, and until when. Not: mirroring it.

dj-stripe's own `is_valid()` looks for the period where API versions before 2025-03-31 had it, on the subscription;
it is on the items.
"""

from datetime import UTC, datetime, timedelta

from django.utils import timezone

from members.plans import of_price

GRACE = timedelta(days=3)
"""How long a renewal may fail, or its news be late, before access ends."""
OVER = ("canceled", "incomplete_expired")


def has_access(subscription):
    end = access_ends(subscription)
    return end is not None and timezone.now() < end


def access_ends(subscription):
    """Return when access ends as things stand, None if there is none. A status that is not named here gives none."""
    item, status = subscription.stripe_data["items"]["data"][0], subscription.status
    start, end = (datetime.fromtimestamp(item[f"current_period_{edge}"], UTC) for edge in ("start", "end"))
    if status in ("active", "trialing"):
        return end if subscription.cancel_at_period_end else end + GRACE
    return start + GRACE if status == "past_due" else None


def plan_of(subscription):
    return of_price(subscription.stripe_data["items"]["data"][0]["price"]["id"])


def current(customer):
    """Return the subscription of a customer that is not over; of several the one that was begun last."""
    there = customer.subscriptions.exclude(stripe_data__status__in=OVER) if customer else None
    return there.order_by("-created").first() if there is not None else None
