"""Find what no news has told: python reconcile.py. Not: a second way of booking it (`hearing.py` has the only one).

Each purchase that waits for a payment, or has had one, is asked about. What then still differs from what the providers
say they took, money of no purchase above all, is printed for a person.
"""

import sys
from datetime import UTC, datetime, timedelta

import paypal
import settings as configuration
import squareup
from books import Books
from hearing import settle
from payment import NoAnswerError

LOOK_BACK = timedelta(days=29)


def differences(books, payments):
    """Yield a line for each payment that is no purchase's, and for each purchase with which its payment disagrees."""
    for payment in payments:
        purchase = books.of_payment(payment.id)
        if purchase is None:
            taken = f"{payment.id} ({', '.join(sorted(payment.parts))})"
            yield f"{taken} took {payment.received} {payment.currency} for no purchase of ours"
            continue
        here = (purchase["cents"], purchase["currency"], purchase["given_back"] - purchase["bounced"])
        there = (payment.received, payment.currency, payment.given_back - payment.bounced)
        if here != there:
            yield f"purchase {purchase['token']} and {payment.id} differ: {here} here, {there} at the provider"


def main():
    settings = configuration.read()
    books, unanswered = Books(settings.books), 0
    since = (datetime.now(UTC) - LOOK_BACK).isoformat(timespec="seconds").replace("+00:00", "Z")
    for till in (paypal.PayPal(settings), squareup.SquareTill(settings)):
        for purchase in books.with_payment(till.name):
            try:
                payment = till.look(purchase["payment"])
                if payment is not None:
                    print(purchase["number"], settle(books, payment))
            except NoAnswerError as problem:
                unanswered += 1
                print(purchase["number"], "the provider could not be asked:", problem)
        for line in differences(books, till.taken_since(since)):
            print("DIFFERS:", line)
    return 1 if unanswered else 0


if __name__ == "__main__":
    sys.exit(main())
