"""Whether the shop can be reached at all. Not: whether Stripe can."""

from shop.web import reply


def handler(event, context):
    return reply(200, {"open": True})
