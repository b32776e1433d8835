"""Find what no news has told: python reconcile.py. Not: a second way of booking it (`shop.py` has the only one).

The provider lists what happened in the last 30 days; each event goes through the door that news takes, and what was
heard before is passed over there. What then still differs from the provider's own list, money of no purchase above all,
is printed for a person.
"""

import time

import settings as configuration
from books import Books
from payments import Till
from shop import make_ear

LOOK_BACK = 30 * 86_400


def differences(books, payments):
    """Yield a line for each payment that is no purchase's, and for each purchase with which its payment disagrees."""
    for payment in payments:
        purchase = books.of_payment(payment.id)
        if purchase is None:
            yield f"{payment.id} took {payment.received} {payment.currency} for no purchase of ours"
            continue
        here = (purchase["cents"], purchase["currency"], purchase["given_back"] - purchase["bounced"])
        there = (payment.received, payment.currency, payment.given_back - payment.bounced)
        if here != there:
            yield f"purchase {purchase['number']} and {payment.id} differ: {here} here, {there} at the provider"


if __name__ == "__main__":
    settings = configuration.read()
    till, books, problems = Till(settings), Books(settings.books), 0
    hear = make_ear(settings, books, till)
    for event in till.events(int(time.time()) - LOOK_BACK):
        outcome, status = hear(event)
        problems += status != 200
        print(event["id"], event["type"], outcome)
    for line in differences(books, till.payments(int(time.time()) - LOOK_BACK)):
        print("DIFFERS:", line)
    raise SystemExit(1 if problems else 0)
