"""Ask the provider about every order that waits for a payment or has had one: python reconcile.py FOLDER."""

import sys
from pathlib import Path

import settings as configuration
import shape as shapes
from books import Orders
from till import NoAnswerError, Till
from worker import earned


def main(folder):
    """Book what no news has told; exit code 1 if the provider did not answer about some."""
    settings = configuration.read()
    orders = Orders(settings.folder / "shop.db", shapes.read(Path(folder)).states)
    till, unanswered = Till(settings.key, settings.base), 0
    for order in orders.with_payment():
        try:
            payment = till.look(order["payment"])
        except NoAnswerError:
            unanswered += 1
            continue
        if payment is not None and payment.live is settings.live and payment.order == order["id"]:
            orders.move(order["id"], payment, earned(payment, order))
    return 1 if unanswered else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
