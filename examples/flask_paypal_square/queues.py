"""How many may wait for a provider at a time. Not: what is asked of it (`paypal.py`, `squareup.py`).

The shop has sixteen threads (`serve.py`). While a provider says nothing, whoever asks it for money or looks at a
payment holds one; the rest go on serving whoever needs nothing of it.
"""

from contextlib import contextmanager
from threading import BoundedSemaphore

from payment import NoAnswerError

ASKING, LOOKING = 4, 6
TURNED_AWAY_AFTER = {"asking": 0.2, "looking": 2.0}
"""Seconds without a place: a buyer presses again, and news comes again."""


class Queues:
    """A till at which only so many stand at a time."""

    def __init__(self, till):
        self._till = till
        self._places = {"asking": BoundedSemaphore(ASKING), "looking": BoundedSemaphore(LOOKING)}

    def ask(self, *given):
        with self._place("asking"):
            return self._till.ask(*given)

    def ask_to_pay(self, *given):
        with self._place("asking"):
            return self._till.pay(*given)

    def look(self, *given):
        with self._place("looking"):
            return self._till.look(*given)

    def has_sent(self, *given):
        with self._place("looking"):
            return self._till.has_sent(*given)

    def __getattr__(self, name):
        return getattr(self._till, name)

    @contextmanager
    def _place(self, queue):
        """Take a place, or raise NoAnswerError: too many wait already."""
        if not self._places[queue].acquire(timeout=TURNED_AWAY_AFTER[queue]):
            raise NoAnswerError("too many wait already")
        try:
            yield
        finally:
            self._places[queue].release()
