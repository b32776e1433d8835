"""What the shop's people ask at the console: python order.py ORDER [letters]; prints JSON, and nothing for no order."""

import json
import os
import sqlite3
import sys


def main(order_id, what="order"):
    books = sqlite3.connect(f"file:{os.environ['SHOP_FOLDER']}/shop.db?mode=ro", uri=True, timeout=10)
    books.row_factory = sqlite3.Row
    if what == "letters":
        (number,) = books.execute("select count(*) from letters where order_id = ?", (order_id,)).fetchone()
        sys.stdout.write(f"{number}\n")
        return
    order = books.execute("select * from orders where id = ?", (order_id,)).fetchone()
    if order is not None:
        refunded = order["refunded"] - order["bounced"]
        shown = {"state": order["state"], "amount": order["amount"], "currency": order["currency"]}
        sys.stdout.write(json.dumps(shown | {"refunded": refunded}))


if __name__ == "__main__":
    main(*sys.argv[1:])
