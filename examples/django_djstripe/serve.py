"""Open the shop on a port: a pool of threads, one process: python serve.py PORT. Not: what it does.

Before the doors open the webhook's secret of this start is written where dj-stripe looks for it: into its database.
"""

import logging
import os
import sys

import django
import waitress
from django.core.management import call_command

THREADS = 16

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
    django.setup()
    call_command("webhook_endpoint")
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    from shop.wsgi import application

    waitress.serve(application, host="127.0.0.1", port=int(sys.argv[1]), threads=THREADS)
