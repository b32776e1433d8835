"""Stripe Billing behind the shop's interface: a list of names that call the modules beside it. Not: a single call."""

from __future__ import annotations

from collections.abc import Iterator

import stripe

from reference_app.inbox.slip import Slip
from reference_app.providers.billing import Wanted
from reference_app.providers.record import Begun, Record
from reference_app.providers.stripe.billing import changing, opening, reading, refetch, selling
from reference_app.providers.stripe.listing import PAGE, events_of
from reference_app.providers.stripe.translating import translated
from reference_app.subscriptions.plans import Plan


class StripeBilling:
    """Subscriptions at Stripe, for this shop's account."""

    name = "stripe"
    ends_at_once = False
    dies_unapproved = False
    needs_source = False

    def __init__(self, client: stripe.StripeClient, public_url: str) -> None:
        self._client = client
        self._public_url = public_url

    def difference(self, plan: Plan, plan_id: str) -> str | None:
        with translated():
            return selling.difference(self._client, plan, plan_id)

    def customer(self, account_id: str, email: str) -> str | None:
        with translated():
            return opening.customer(self._client, account_id, email)

    def begin(self, wanted: Wanted) -> Begun:
        with translated():
            return opening.begin(self._client, wanted)

    def find(self, wanted: Wanted) -> Begun | None:
        with translated():
            return opening.find(self._client, wanted)

    def begun(self, object_id: str) -> Begun:
        with translated():
            return opening.begun(self._client, object_id)

    def record_now(self, object_id: str) -> Record:
        with translated():
            return refetch.record_now(self._client, object_id)

    def change(self, object_id: str, plan_id: str, key: str) -> str | None:
        with translated():
            changing.change(self._client, object_id, plan_id, key)
        return None

    def cancel(self, object_id: str, key: str, *, now: bool) -> None:
        with translated():
            changing.cancel(self._client, object_id, key, now=now)

    def resume(self, object_id: str, key: str) -> None:
        with translated():
            changing.resume(self._client, object_id, key)

    def portal(self, customer: str) -> str:
        with translated():
            return changing.portal(self._client, customer, self._public_url)

    def subject_of(self, slip: Slip) -> str | None:
        return refetch.subject_of(slip)

    def payment_in(self, slip: Slip) -> str | None:  # noqa: ARG002 - an intent may be of an order
        return None

    def subscription_of(self, payment: str) -> str | None:
        with translated():
            return refetch.subscription_of(self._client, payment)

    def since(self, moment: int) -> Iterator[Record]:
        with translated():
            pages = self._client.v1.subscriptions.list({"created": {"gte": moment}, "status": "all", "limit": PAGE})
            for subscription in pages.auto_paging_iter():
                yield reading.record(subscription.to_dict())

    def events(self, since: int) -> Iterator[Slip]:
        with translated():
            yield from events_of(self._client, refetch.TYPES, since)
