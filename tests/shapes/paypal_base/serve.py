"""Opens a shop of one shape: python serve.py FOLDER PORT. Web and worker are one process."""

import logging
import sys
import threading
import time
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "base"))  # its books

import settings as configuration
import shape as shapes
import waitress
from books import Orders
from certificates import Certificates
from inbox import Inbox
from shop import make_shop
from till import Till
from worker import Worker


def main(folder, port):
    logging.Formatter.converter = time.gmtime  # the log says Z, and means it
    words = "%(asctime)s %(levelname)s %(name)s %(message)s"
    logging.basicConfig(level=logging.INFO, format=words, datefmt="%Y-%m-%dT%H:%M:%SZ")
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    shape, settings = shapes.read(Path(folder)), configuration.read()
    inbox = Inbox(settings.folder / "inbox.db", settings.client_secret)
    orders = Orders(settings.folder / "shop.db", shape.states)
    till = Till(settings)
    verified = till.postback if shape.by == "postback" else Certificates(settings).signed
    threading.Thread(target=Worker(shape, inbox, orders, till, verified).run, daemon=True).start()
    waitress.serve(make_shop(shape, inbox, orders, till, verified), host="127.0.0.1", port=int(port), threads=16)


if __name__ == "__main__":
    main(*sys.argv[1:])
