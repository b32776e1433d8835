"""Ask PayPal about every order that waits for a payment or has had one: python reconcile.py FOLDER."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "base"))

import settings as configuration
import shape as shapes
from books import Orders
from till import NoAnswerError, Till
from worker import earned, taken


def main(folder):
    """Book what no news has told; exit code 1 if the provider did not answer about some."""
    shape, settings = shapes.read(Path(folder)), configuration.read()
    orders, till, unanswered = Orders(settings.folder / "shop.db", shape.states), Till(settings), 0
    for order in orders.with_payment():
        try:
            payment = till.look(order["payment"])
            if payment is not None and payment.status == "approved" and shape.takes == "told":
                payment = taken(till, order, payment)
        except NoAnswerError:
            unanswered += 1
            continue
        if payment is not None and payment.order == order["id"]:
            orders.move(order["id"], payment, earned(payment, order))
    return 1 if unanswered else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
