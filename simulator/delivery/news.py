"""News: the genuine events of a world, leaving by themselves as the provider sends them. Not: planned schedules.

The default schedule: the events of one call in their order, each after the answer to the one before, or after a while
without one; what fails comes again after the provider's own durations, on the world's clock, signed afresh, until it
is accepted, the durations are used up or the endpoint is gone.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from itertools import groupby

from msgspec.structs import replace

from simulator.clock import instant
from simulator.delivery.address import BadUrl, parse
from simulator.delivery.alarm import Alarm
from simulator.delivery.connections import Connections
from simulator.delivery.ledger import Ledger
from simulator.delivery.record import DeliveryRecord
from simulator.delivery.retries import Retries, SavedRetry
from simulator.delivery.shot import Shot
from simulator.delivery.volley import fire
from simulator.provider import Endpoint, Provider, RetryReason, Side, StoredEvent
from simulator.schedules.schedule import Delivery
from simulator.world import Books, World

PATIENCE = 1.0
"""Seconds of real time after which the next event leaves although the one before it has no answer yet."""


class News:
    """The automatic deliveries of all worlds."""

    def __init__(
        self,
        providers: Mapping[str, Provider],
        connections: Connections,
        ledgers: Mapping[str, Ledger],
        alarm: Alarm,
        allowed_hosts: Collection[str],
    ) -> None:
        self._providers = providers
        self._connections = connections
        self._ledgers = ledgers
        self._alarm = alarm
        self._allowed_hosts = allowed_hosts
        self.retries = Retries(self._again)

    def leave(self, world: World, books: Books, events: Sequence[StoredEvent], only: str | None = None) -> None:
        """Start the deliveries of `events`, which one call caused, to every endpoint that wants them, or to one."""
        provider = self._providers[books.provider]
        for endpoint in books.listeners():
            if not endpoint.url or only not in (None, endpoint.id):
                continue
            wanted = [event for event in events if provider.wants(endpoint, event)]
            shots = [shot for event in wanted if (shot := self._shot(provider, books, endpoint, event))]
            if shots:
                self._ledgers[world.id].start(self._one_by_one(world, shots))

    def release(self, world: World, event_ids: Collection[str] | None) -> list[str]:
        """Let held events (None: all) leave, oldest first. Returns their ids."""
        leaving = [held for held in world.held if event_ids is None or held[2] in event_ids]
        world.held = [held for held in world.held if held not in leaving]
        places = [(world.books[provider, side].holding(event_id), event_id) for provider, side, event_id in leaving]
        for _, held in groupby(places, key=_account_of):
            books, *_ = events = list(held)
            self.leave(world, books[0], [books[0].events[event_id] for _, event_id in events])
        return [event_id for _, _, event_id in leaving]

    def resume(self, world: World, told: Sequence[SavedRetry]) -> None:
        """Wait again for what waited when a world was saved; what has nowhere to go any more is dropped."""
        for retry in told:
            books = world.books[retry.provider, retry.side].holding(retry.event)
            endpoint = next((one for one in books.listeners() if one.id == retry.endpoint), None)
            event = books.events.get(retry.event)
            if endpoint is None or event is None:
                continue
            shot = self._shot(self._providers[retry.provider], books, endpoint, event)
            if shot is not None:
                again = replace(shot, attempt=retry.attempt, reason=retry.reason, first_at=retry.first_at)
                self.retries.add(world, retry.due, again)

    def _shot(self, provider: Provider, books: Books, endpoint: Endpoint, event: StoredEvent) -> Shot | None:
        """Return the first attempt; None for an endpoint that is off, has no URL, or is not on this machine."""
        if not (endpoint.enabled and endpoint.url):
            return None
        try:
            address = parse(endpoint.url, self._allowed_hosts)
        except BadUrl:
            # A customer may register its public URL; the provider's API takes it, and nothing leaves this machine.
            return None
        return Shot(provider, books, event, endpoint, endpoint, address, Delivery(event=event.id))

    async def _one_by_one(self, world: World, shots: Sequence[Shot]) -> None:
        for shot in shots[:-1]:
            attempt = asyncio.create_task(self._attempt(world, shot))
            await asyncio.wait({attempt}, timeout=PATIENCE)
            if not attempt.done():
                self._ledgers[world.id].adopt(attempt)
        await self._attempt(world, shots[-1])

    async def _attempt(self, world: World, shot: Shot) -> None:
        timeout = shot.provider.delivery_timeout
        ledger = self._ledgers[world.id]
        (record,) = await fire([shot], self._connections, ledger, due=instant(), alarm=self._alarm, timeout=timeout)
        self._plan_retry(world, shot, record)

    def _plan_retry(self, world: World, shot: Shot, record: DeliveryRecord) -> None:
        durations = shot.provider.retry_after[shot.books.side]
        if not record.accepted and shot.attempt <= len(durations):
            due = world.clock.precise() + durations[shot.attempt - 1]
            first_at = shot.first_at if shot.attempt > 1 else record.sent_at or record.due_at
            again = replace(shot, attempt=shot.attempt + 1, reason=_reason(record), first_at=first_at)
            self.retries.add(world, due, again)

    def _again(self, world: World, due: Sequence[Shot]) -> None:
        """Send retries, to the endpoint as it is now: one that was changed meanwhile gets them at its new URL."""
        for shot in due:
            endpoint = next((one for one in shot.books.listeners() if one.id == shot.endpoint.id), None)
            now = endpoint and self._shot(shot.provider, shot.books, endpoint, shot.event)
            if now:
                self._ledgers[world.id].start(self._attempt(world, _as_planned(now, shot)))


def _as_planned(now: Shot, shot: Shot) -> Shot:
    """Return a shot to the endpoint as it is now, as the retry that was planned."""
    return replace(now, attempt=shot.attempt, reason=shot.reason, first_at=shot.first_at)


def _reason(record: DeliveryRecord) -> RetryReason:
    """Return why a delivery that was not accepted is tried again."""
    if record.status is not None:
        return "http_error"
    return "http_timeout" if record.error == "timed out" else "other_error"


def _account_of(held: tuple[Books, str]) -> tuple[str, Side, str]:
    books = held[0]
    return books.provider, books.side, books.account
