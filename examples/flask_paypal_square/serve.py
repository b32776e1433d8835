"""Open the shop on a port: a pool of threads, one process. Not: what it does."""

import logging
import sys
import time

import waitress
from shop import make_shop

THREADS = 16

if __name__ == "__main__":
    logging.Formatter.converter = time.gmtime  # the log says Z, and means it
    words = "%(asctime)s %(levelname)s %(name)s %(message)s"
    logging.basicConfig(level=logging.INFO, format=words, datefmt="%Y-%m-%dT%H:%M:%SZ")
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    waitress.serve(make_shop(), host="127.0.0.1", port=int(sys.argv[1]), threads=THREADS)
