"""The members' pages: becoming one, the plans, one's own membership. Not: what the provider is asked.

Every page shows and changes the membership of whoever is signed in; no request names another's.
"""

import logging

from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from djstripe.models import Customer
from orders.payments import NoAnswerError

from members import access, memberships
from members.forms import Account, Change, Choice
from members.plans import PLANS

log = logging.getLogger("shop")


@never_cache
@require_http_methods(["GET", "POST"])
def join(request):
    form = Account(request.POST or None)
    if not form.is_valid():
        return render(request, "members/join.html", {"form": form}, status=422 if form.is_bound else 200)
    login(request, form.save())
    return redirect("members:plans")


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def plans(request):
    """Show what there is; whoever chooses is sent to the page on which it is paid."""
    form = Choice(request.POST or None)
    if not form.is_valid():
        prices = asking(memberships.prices)
        if isinstance(prices, HttpResponse):
            return prices
        shown = {"form": form, "prices": prices}
        return render(request, "members/plans.html", shown, status=422 if form.is_bound else 200)
    home = request.build_absolute_uri(reverse("members:membership"))
    page = asking(memberships.page_to_subscribe, request.user, PLANS[form.cleaned_data["plan"]], home)
    if isinstance(page, HttpResponse):
        return page
    return redirect(page.url) if page is not None and page.status == "open" else redirect("members:membership")


@never_cache
@require_GET
@login_required
def membership(request):
    """What the mirror says, whatever the address claims: the provider sends the member back here."""
    subscription = access.current(own(request))
    granted = subscription is not None and access.has_access(subscription)
    shown = {"subscription": subscription, "granted": granted, "form": Change()}
    if subscription is not None:
        shown |= {"plan": access.plan_of(subscription), "ends": access.access_ends(subscription)}
    return render(request, "members/membership.html", shown)


@never_cache
@require_POST
@login_required
def change(request):
    form = Change(request.POST)
    if not form.is_valid():
        return HttpResponse("There is no such plan.", status=422)
    refused = asking(memberships.change, own(request), PLANS[form.cleaned_data["plan"]])
    return refused or redirect("members:membership")


@never_cache
@require_POST
@login_required
def cancel(request):
    return asking(memberships.cancel, own(request)) or redirect("members:membership")


@never_cache
@require_POST
@login_required
def portal(request):
    """Send the member to the provider's own pages: his card is no business of the shop's."""
    customer = own(request)
    if customer is None:
        return redirect("members:plans")
    page = asking(memberships.portal, customer, request.build_absolute_uri(reverse("members:membership")))
    return page if isinstance(page, HttpResponse) else redirect(page.url)


def own(request):
    """Return the customer that the one who asks is, None if he is none yet."""
    return Customer.objects.filter(subscriber=request.user).first()


def asking(what, *given):
    """Return what the provider's answer comes to, or the page that says that there was none."""
    try:
        return what(*given)
    except NoAnswerError as problem:
        log.warning("%s failed (%s)", what.__name__, problem)
        return HttpResponse("The payment provider does not answer. Please try again.", status=503)
