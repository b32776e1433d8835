"""Ask Square about every order that waits for a payment or has had one: python reconcile.py FOLDER."""

import asyncio
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "base"))

import settings as configuration
import shape as shapes
from books import Orders
from till import NoAnswerError, Till
from worker import earned


async def main(folder):
    """Book what no news has told; exit code 1 if the provider did not answer about some."""
    settings = configuration.read()
    orders, till = Orders(settings.folder / "shop.db", shapes.read(Path(folder)).states), Till(settings)
    unanswered = 0
    for order in orders.with_payment():
        try:
            payment = await till.look(order["payment"])
        except NoAnswerError:
            unanswered += 1
            continue
        if payment is not None and payment.order == order["id"]:
            orders.move(order["id"], payment, earned(payment, order))
    return 1 if unanswered else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main(sys.argv[1])))
