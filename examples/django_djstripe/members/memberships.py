"""Subscribing, changing, cancelling, and bringing the mirror up to date. Not: HTTP, who has access (`access.py`).

What is asked for is written into the mirror in one transaction with the asking, as dj-stripe does with news: on SQLite
nothing newer comes between the provider's answer and the mirror.
"""

import json
from uuid import uuid4

import stripe
from django.db import transaction
from djstripe.models import Customer, Price, Subscription
from orders.payments import answered, place

from members.access import current, plan_of
from members.models import SignUp
from members.plans import PLANS


def customer_of(user):
    """Return the provider's customer that a member is, or make him one."""
    with place(), answered():
        customer, _ = Customer.get_or_create(subscriber=user)
    if customer.subscriber_id is None:  # the news that he was made was here first, and knew no member
        customer.subscriber = user
        customer.save()
    return customer


def prices():
    """Return what the plans cost, from the mirror. What it lacks is fetched once; the provider's news keeps it."""
    wanted = [plan.price for plan in PLANS.values()]
    for name in set(wanted) - set(Price.objects.filter(id__in=wanted).values_list("id", flat=True)):
        with place(), answered():
            Price.sync_from_stripe_data(Price(id=name).api_retrieve())
    return Price.objects.filter(id__in=wanted).select_related("product")


def page_to_subscribe(user, plan, home):
    """Return the page on which a member subscribes, None if he has a subscription already."""
    customer = customer_of(user)
    sign_up, _ = SignUp.objects.get_or_create(user=user)
    known = sign_up.session
    if known:
        with place(), answered():
            page = stripe.checkout.Session.retrieve(known)
            if page.status == "open" and page.metadata["plan"] == plan.name:
                return page
            if page.status == "open":
                page.expire()
        if page.status == "complete":
            refresh(page.subscription)  # its news may still be on its way
        sign_up.attempt += 1
    if current(customer):
        return None
    page = ask(customer, sign_up, plan, home)
    sign_up.wait_for(page.id, instead_of=known)
    return page


def portal(customer, home):
    """Return the provider's page on which a member changes his card, sees his invoices, and cancels."""
    with place(), answered():
        return stripe.billing_portal.Session.create(customer=customer.id, return_url=home)


def ask(customer, sign_up, plan, home):
    """Return a page to subscribe on; asking again for the same attempt finds the same page."""
    tried = any(subscription.trial_start for subscription in customer.subscriptions.all())
    trial = {} if tried or not plan.trial_days else {"trial_period_days": plan.trial_days}
    with place(), answered():
        return stripe.checkout.Session.create(
            mode="subscription",
            customer=customer.id,
            line_items=[{"price": plan.price, "quantity": 1}],
            subscription_data=trial,
            metadata={"plan": plan.name},
            success_url=home,
            cancel_url=home,
            idempotency_key=f"sign-up-{sign_up.key}-{sign_up.attempt}",
        )


@transaction.atomic
def change(customer, plan):
    """Change a member's plan; what is left of the dearer or cheaper period is settled on the next invoice."""
    subscription = current(customer)
    if subscription is None or plan_of(subscription) == plan:
        return
    item = subscription.stripe_data["items"]["data"][0]["id"]
    with answered():
        subscription.update(
            items=[{"id": item, "price": plan.price}],
            proration_behavior="create_prorations",
            idempotency_key=str(uuid4()),
        )


@transaction.atomic
def cancel(customer):
    """Let a member's subscription end with the period that is paid, or the trial."""
    subscription = current(customer)
    if subscription is not None and not subscription.cancel_at_period_end:
        with answered():
            subscription.update(cancel_at_period_end=True)


@transaction.atomic
def refresh(name):
    """Mirror a subscription as the provider shows it now."""
    with answered():
        return Subscription.sync_from_stripe_data(Subscription(id=name).api_retrieve())


def refresh_all():
    """Mirror each subscription that the provider shows otherwise than the mirror does."""
    known = {one.id: one.stripe_data for one in Subscription.objects.all()}
    with answered():
        for shown in Subscription.api_list():
            if json.loads(str(shown)) != known.get(shown.id):
                refresh(shown.id)
