"""Opens a shop of one shape: python serve.py FOLDER PORT. Web and worker share one event loop."""

import logging
import sys
import time
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "base"))  # its books

import settings as configuration
import shape as shapes
import uvicorn
from books import Inbox, Orders
from shop import make_shop
from till import Till
from worker import Worker


def main(folder, port):
    logging.Formatter.converter = time.gmtime  # the log says Z, and means it
    words = "%(asctime)s %(levelname)s %(name)s %(message)s"
    logging.basicConfig(level=logging.INFO, format=words, datefmt="%Y-%m-%dT%H:%M:%SZ")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    shape, settings = shapes.read(Path(folder)), configuration.read()
    inbox, orders = Inbox(settings.folder / "inbox.db"), Orders(settings.folder / "shop.db", shape.states)
    till = Till(settings)
    shop = make_shop(shape, settings, inbox, orders, till, Worker(inbox, orders, till))
    uvicorn.run(shop, host="127.0.0.1", port=int(port), log_level="warning", access_log=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
