"""Forget which events were seen, once nobody can send them any more: python purge.py [UNIX SECONDS]. Not: purchases."""

import sys
import time

import settings as configuration
from books import Books

KEPT_DAYS = 40
"""Providers send events again for three days, and by hand for 30."""

if __name__ == "__main__":
    now = float(sys.argv[1]) if len(sys.argv) > 1 else time.time()
    with Books(configuration.read().books).writing() as connection:
        connection.execute("delete from seen_events where at < datetime(?, 'unixepoch')", (now - KEPT_DAYS * 86_400,))
