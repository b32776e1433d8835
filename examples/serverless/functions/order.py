"""Showing an order to its buyer, also when Stripe sends him back: what the tables say, whatever the address claims."""

import html

from shop.buyers import order_of
from shop.web import HEADERS, reply

SENTENCES = {
    "pending": "We are waiting for your payment.",
    "cancelled": "This was not paid.",
    "paid": "Thank you, it is paid.",
    "refunded": "Your money is on its way back.",
}
POLICY = HEADERS["content-security-policy"].replace(
    "form-action 'none'", "form-action 'self' https://checkout.stripe.com"
)


def handler(event, context):
    order = order_of(event)
    if order is None:
        return reply(404, {"error": "no such order"})
    if event["routeKey"].startswith("GET /api/"):
        shown = {name: getattr(order, name) for name in ("id", "sku", "quantity", "amount", "currency", "status")}
        return reply(200, shown | {"refunded": order.refunded - order.bounced})
    page = {"content-type": "text/html; charset=utf-8", "content-security-policy": POLICY}
    return reply(200, page_of(order), headers=page)


def page_of(order):
    sentence = html.escape(SENTENCES.get(order.status, "Please write to us about this order."))
    unpaid = order.status in ("pending", "cancelled")
    buttons = "".join(button(order, what) for what in (("pay", "cancel") if unpaid else ()))
    head = '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Your order</title></head>'
    return f"{head}<body><h1>Your order</h1><p>{sentence}</p>{buttons}</body></html>"


def button(order, what):
    return f'<form method="post" action="/orders/{order.id}/{what}"><button>{what.capitalize()}</button></form>'
