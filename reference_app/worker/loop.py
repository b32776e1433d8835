"""The worker process: watches the inbox and works on what it finds. Not: any decision about an event."""

from __future__ import annotations

import os
import secrets
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import sqlalchemy as sa

from reference_app.inbox.slip import Slip
from reference_app.inbox.store import Reader
from reference_app.logs import log
from reference_app.providers.trouble import ProviderError
from reference_app.settings import Settings
from reference_app.shop import Shop, open_shop
from reference_app.worker import claims
from reference_app.worker.attempt import attempt
from reference_app.worker.reconcile import reconcile

LOOK_EVERY = 0.01
"""Seconds between two looks at the inbox's version number; a look costs microseconds."""
DUE_EVERY = 0.5
"""Seconds between two looks for what a worker that died has left; the pauses of its own events a worker knows."""
REST_SECONDS = 1.0
THREADS = 6
"""Attempts at a time. They mostly wait for the provider."""


class Worker:
    """Hands slips to threads; the same slip is in one thread at a time."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._reader = Reader(shop.settings.inbox_path)
        self._owner = f"{os.getpid()}-{secrets.token_hex(4)}"
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="attempt")
        self._busy: set[int] = set()
        self._seen = 0
        self._unclaimed: dict[int, Slip] = {}
        self._due_at = 0.0
        self._rest_until = 0.0
        self._reconciling = False

    def run(self, stop: threading.Event) -> None:
        """Work until told to stop, then finish what is under way."""
        log("worker_ready", owner=self._owner, mode=self._shop.settings.mode)
        renew_at = 0.0
        every = self._shop.settings.reconcile_every
        reconcile_at = time.monotonic() + every if every else None
        while not stop.wait(LOOK_EVERY):
            now = time.monotonic()
            if now < self._rest_until:
                continue
            if self._reader.changed():
                self._take_new()
            if now >= renew_at and self._busy:
                self._renew()
                renew_at = now + claims.RENEW_EVERY
            if reconcile_at is not None and now >= reconcile_at and not self._reconciling:
                self._reconciling = True
                self._pool.submit(self._reconcile)
                reconcile_at = now + every
            if now >= self._due_at:
                self._due_at = now + DUE_EVERY
                self._take_due()
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._reader.close()

    def _take_new(self) -> None:
        """Submit every slip behind the last one seen; after a start that is all of them, less those applied."""
        while slips := self._reader.after(self._seen):
            try:
                open_slips = claims.unprocessed(self._shop.database, slips)
            except sa.exc.SQLAlchemyError as trouble:
                self._reader.forget()  # nothing is lost: the inbox keeps them, and a later round looks again
                self._rest(trouble)
                return
            for slip in open_slips:
                self._submit(slip)
            self._seen = slips[-1].seq

    def _take_due(self) -> None:
        """Submit what waits for another attempt, and what a worker that died has left."""
        try:
            numbers = claims.due(self._shop.database)
        except sa.exc.SQLAlchemyError as trouble:
            self._rest(trouble)
            return
        for seq in [*numbers, *self._unclaimed]:
            slip = self._unclaimed.pop(seq, None) or self._reader.at(seq)
            if slip is not None:
                self._submit(slip)

    def _renew(self) -> None:
        try:
            claims.renew(self._shop.database, self._owner)
        except sa.exc.SQLAlchemyError as trouble:
            self._rest(trouble)

    def _rest(self, trouble: Exception) -> None:
        """The database is away: let it come back, rather than ask a hundred times a second and say so each time."""
        log("database_away", kind=type(trouble).__name__)
        self._rest_until = time.monotonic() + REST_SECONDS

    def _reconcile(self) -> None:
        """Look for what no webhook has told; one such look at a time."""
        try:
            reconcile(self._shop)
        except (sa.exc.SQLAlchemyError, ProviderError) as trouble:
            log("reconcile_failed", kind=type(trouble).__name__)
        finally:
            self._reconciling = False

    def _submit(self, slip: Slip) -> None:
        if slip.seq not in self._busy:
            self._busy.add(slip.seq)
            self._pool.submit(self._attempt, slip)

    def _attempt(self, slip: Slip) -> None:
        try:
            pause = attempt(self._shop, slip, self._owner)
            if pause is not None:
                self._due_at = min(self._due_at, time.monotonic() + pause)
        except sa.exc.SQLAlchemyError as trouble:  # not even claimed, so nobody but us knows that it is open
            self._unclaimed[slip.seq] = slip
            self._rest(trouble)
        finally:
            self._busy.discard(slip.seq)


def run(settings: Settings) -> None:
    """Run one worker until SIGTERM or SIGINT."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    Worker(open_shop(settings)).run(stop)
