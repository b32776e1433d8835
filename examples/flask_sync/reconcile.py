"""Find what no news has told: python reconcile.py. Not: a second way of booking it (`shop.py` has the only one).

The provider lists what happened in the last 30 days; each event goes through the door that news takes, and what was
heard before is passed over there.
"""

import time

import settings as configuration
from books import Books
from payments import Till
from shop import make_ear

LOOK_BACK = 30 * 86_400

if __name__ == "__main__":
    settings = configuration.read()
    till = Till(settings)
    hear = make_ear(settings, Books(settings.books), till)
    problems = 0
    for event in till.events(int(time.time()) - LOOK_BACK):
        outcome, status = hear(event)
        problems += status != 200
        print(event["id"], event["type"], outcome)
    raise SystemExit(1 if problems else 0)
