"""Protection: a subscription is created once, under our own key, with the server's price and trial. Not: for whom."""

from __future__ import annotations

from itertools import islice

import stripe

from reference_app.providers.billing import Wanted
from reference_app.providers.keys import key_for
from reference_app.providers.record import Begun

WAITS_FOR = ["latest_invoice.confirmation_secret", "pending_setup_intent"]
MOST_LOOKED_AT = 100


def customer(client: stripe.StripeClient, account_id: str, email: str) -> str:
    """Make the account a customer, or get the one that was made: same key, same parameters, same object."""
    made = client.v1.customers.create(
        {"email": email, "metadata": {"account": account_id}}, {"idempotency_key": key_for(account_id, "customer")}
    )
    return made.id


def begin(client: stripe.StripeClient, wanted: Wanted) -> Begun:
    """Create the subscription; it is `incomplete`, and gives nothing, until its first invoice is paid.

    A trial begins without money: whoever has left no card when it ends is not billed, and the subscription ends.
    Raises stripe.StripeError; then it is *unknown* whether it exists.
    """
    params: stripe.params.SubscriptionCreateParams = {
        "customer": wanted.customer or "",
        "items": [{"price": wanted.plan_id, "quantity": 1}],
        "payment_behavior": "default_incomplete",
        "payment_settings": {"save_default_payment_method": "on_subscription"},
        "metadata": {"subscription": wanted.id},
        "expand": WAITS_FOR,
    }
    if wanted.trial_days:
        params["trial_period_days"] = wanted.trial_days
        params["trial_settings"] = {"end_behavior": {"missing_payment_method": "cancel"}}
    made = client.v1.subscriptions.create(params, {"idempotency_key": key_for(wanted.id, "subscription")})
    return _begun(made)


def begun(client: stripe.StripeClient, object_id: str) -> Begun:
    """Get what the browser needs for a subscription that is known to exist."""
    return _begun(client.v1.subscriptions.retrieve(object_id, {"expand": WAITS_FOR}))


def find(client: stripe.StripeClient, wanted: Wanted) -> Begun | None:
    """Find the subscription among the customer's, by our name in its metadata."""
    pages = client.v1.subscriptions.list({"customer": wanted.customer or "", "status": "all", "limit": 100})
    for subscription in islice(pages.auto_paging_iter(), MOST_LOOKED_AT):
        if subscription.metadata.to_dict().get("subscription") == wanted.id:
            return begun(client, subscription.id)
    return None


def _begun(subscription: stripe.Subscription) -> Begun:
    """Return the secret of what it waits for: its first payment, or a card for after the trial; None: for nothing."""
    if subscription.status == "incomplete":
        invoice = subscription.latest_invoice
        secret = invoice.confirmation_secret if isinstance(invoice, stripe.Invoice) else None
        return Begun(subscription.id, secret.client_secret if secret else None)
    setup = subscription.pending_setup_intent
    return Begun(subscription.id, setup.client_secret if isinstance(setup, stripe.SetupIntent) else None)
