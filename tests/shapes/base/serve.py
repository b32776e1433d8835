"""Opens a shop of one shape: python serve.py FOLDER PORT [web|worker]; without the last word one process is both."""

import logging
import sys
import threading
from pathlib import Path

import settings as configuration
import shape as shapes
import waitress
from books import Inbox, Orders
from counter import open_counter
from desk import open_desk
from shop import make_shop
from till import Till
from worker import Worker


def main(folder, port, part="both"):
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    logging.getLogger("stripe").setLevel(logging.WARNING)
    shape, settings = shapes.read(Path(folder)), configuration.read()
    inbox = Inbox(settings.folder / "inbox.db")
    orders = Orders(settings.folder / "shop.db", shape.states)
    till = Till(settings.key, settings.base, shape.takes)
    worker = Worker(shape, settings, inbox, orders, till)
    if part == "worker":
        worker.run()
    if part == "both":
        threading.Thread(target=worker.run, daemon=True).start()
    shop = make_shop(shape, settings, inbox, orders, till)
    if settings.staff and shape.front != "partners":
        (open_counter if shape.front == "pages" else open_desk)(shop, settings, orders, till)
    waitress.serve(shop, host="127.0.0.1", port=int(port), threads=16)


if __name__ == "__main__":
    main(*sys.argv[1:])
