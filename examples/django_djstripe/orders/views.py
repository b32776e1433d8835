"""The shop's pages: what there is, buying it, looking at an order, paying it. Not: news (`receivers.py`).

Buyers are guests. Whose an order is, their signed session says: somebody else's is no order at all.
"""

import logging

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from orders import payments
from orders.forms import Purchase
from orders.models import Order, Thing

log = logging.getLogger("shop")


@require_GET
def things(request):
    return render(request, "orders/things.html", {"things": Thing.objects.all()})


@never_cache
@require_http_methods(["GET", "POST"])
def buy(request, sku):
    thing = get_object_or_404(Thing, pk=sku)
    form = Purchase(request.POST or None)
    if not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "orders/thing.html", {"thing": thing, "form": form}, status=status)
    order = Order.objects.create(
        thing=thing,
        quantity=form.cleaned_data["quantity"],
        amount=form.cleaned_data["quantity"] * thing.price,
        currency=thing.currency,
        email=form.cleaned_data["email"],
    )
    request.session["orders"] = [*request.session.get("orders", []), order.pk][-50:]
    log.info("order %s: %s of %s", order.pk, order.quantity, sku)
    return redirect("orders:show", order.pk)


@never_cache
@require_GET
def show(request, number):
    """What the books say, whatever the address claims: the provider sends the buyer back here."""
    return render(request, "orders/order.html", {"order": own(request, number)})


@never_cache
@require_POST
def pay(request, number):
    """Send the buyer to the page on which the order is paid: the one there is, or another if that has expired."""
    order = own(request, number)
    known, home = order.session, request.build_absolute_uri(reverse("orders:show", args=[order.pk]))
    try:
        page = payments.page(known) if known else payments.ask(order, home)
        if page.status == "expired":
            order.attempt += 1
            page = payments.ask(order, home)
    except payments.NoAnswerError as problem:
        log.warning("order %s: asking for its page failed (%s)", order.pk, problem)
        return HttpResponse("The payment provider does not answer. Please try again.", status=503)
    if page.id != known:
        order.wait_for(page.id, instead_of=known)
    log.info("order %s is paid on %s", order.pk, page.id)
    return redirect(page.url, permanent=False) if page.status == "open" else redirect("orders:show", order.pk)


def own(request, number):
    if number not in request.session.get("orders", []):
        raise Http404
    return get_object_or_404(Order.objects.select_related("thing"), pk=number)
