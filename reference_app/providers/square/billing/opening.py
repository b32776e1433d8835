"""Protection: a subscription at Square is created once, under our own key, with the server's plan. Not: for whom."""

from __future__ import annotations

from square import Square

from reference_app.providers.billing import Wanted
from reference_app.providers.keys import key_for, short
from reference_app.providers.record import Begun
from reference_app.providers.square.api import ONCE_MORE
from reference_app.providers.square.billing import reading, refetch
from reference_app.providers.square.paying import LONGEST_KEY
from reference_app.providers.square.translating import translated
from reference_app.providers.trouble import DeclinedError, RefusedError


def customer(client: Square, account_id: str, email: str) -> str:
    """Make the account a customer, or get the one that was made: the same key, the same one."""
    made = client.customers.create(
        idempotency_key=short(key_for(account_id, "customer"), LONGEST_KEY),
        email_address=email,
        given_name=email.partition("@")[0][:100],  # who has no name is not mailed an invoice
        reference_id=account_id,
        request_options=ONCE_MORE,
    ).customer
    if made is None or made.id is None:
        raise ValueError("a reply without a customer")
    return str(made.id)


def begin(client: Square, wanted: Wanted, location_id: str) -> Begun:
    """Keep the card, and subscribe its owner; Square takes the first period's money a moment later.

    Raises DeclinedError if the card is not taken. With another card under the same key, KeyReusedError.
    """
    made = client.subscriptions.create(
        location_id=location_id,
        customer_id=wanted.customer or "",
        idempotency_key=short(key_for(wanted.id, "subscription"), LONGEST_KEY),
        plan_variation_id=wanted.plan_id,
        card_id=_card(client, wanted),
        request_options=ONCE_MORE,
    ).subscription
    if made is None or made.id is None:
        raise ValueError("a reply without a subscription")
    return Begun(made.id)


def _card(client: Square, wanted: Wanted) -> str:
    """Keep what the browser got for the card; the same one twice is one card."""
    try:
        with translated():
            made = client.cards.create(
                idempotency_key=short(key_for(wanted.id, f"card-{wanted.source}"), LONGEST_KEY),
                source_id=wanted.source or "",
                card={"customer_id": wanted.customer, "reference_id": wanted.id},
                request_options=ONCE_MORE,
            ).card
    except RefusedError as refused:
        raise DeclinedError(refused.kind, status=refused.status, code=refused.code) from refused
    if made is None or made.id is None:
        raise ValueError("a reply without a card")
    return str(made.id)


def begun(client: Square, object_id: str, location_id: str) -> Begun:
    """Get the page of an invoice that waits, if one does."""
    there = refetch.subscription_now(client, object_id)
    return Begun(object_id, approve=refetch.unpaid_page(client, there, location_id))


def find(client: Square, wanted: Wanted) -> Begun | None:
    """Find one of this customer's that goes on: there is no name of ours in it, and the shop gives each but one."""
    there = refetch.of_customer(client, wanted.customer or "")
    going_on = [one for one in there if str(one.status) not in reading.OVER and not one.canceled_date]
    return Begun(going_on[0].id or "") if going_on else None
