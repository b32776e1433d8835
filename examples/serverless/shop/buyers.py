"""Whose an order is. Buyers are guests: their browser has the key of the cart in a cookie, which opens the order."""

from hmac import compare_digest

from shop import orders, tables
from shop.settings import SETTINGS
from shop.web import cookie


def order_of(event):
    """Return the order that the path names, None if there is none, or if it is somebody else's."""
    order = tables.find(id=event["pathParameters"]["order"])
    opens = order and compare_digest(orders.hash_of(cookie(event, f"cart_{order.id}")), order.cart_hash)
    return order if opens else None


def opener(order, cart):
    """Return the cookie that opens an order."""
    return f"cart_{order.id}={cart}; Path=/; Max-Age=7776000; HttpOnly; Secure; SameSite=Lax"


def from_elsewhere(event):
    """Say whether another site's page has sent this: browsers tell, where there is something to tell."""
    return event["headers"].get("origin", SETTINGS.public_url) != SETTINGS.public_url
