"""The delivery engine: executes schedules as data, and lets a world's news leave by itself. Not: what an event says.

A *schedule* is executed as it stands: what is to come twice it says itself, and nothing of it is retried. *News* is
sent, and sent again, as the provider would. Both end in `volley.fire`, on one event loop.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from simulator.delivery.alarm import Alarm
from simulator.delivery.connections import Connections
from simulator.delivery.http_client import OnAck
from simulator.delivery.ledger import Ledger
from simulator.delivery.news import News
from simulator.delivery.pace import Pace
from simulator.delivery.plan import Desk, plan, volleys
from simulator.delivery.record import DeliveryRecord
from simulator.delivery.retries import SavedRetry
from simulator.delivery.shot import Shot
from simulator.delivery.volley import fire
from simulator.provider import Provider, Side, StoredEvent
from simulator.schedules.schedule import Schedule
from simulator.world import Books, World


class Engine:
    """The deliveries of all worlds of one simulator."""

    def __init__(self, providers: Mapping[str, Provider], allowed_hosts: Collection[str] = ()) -> None:
        self._providers = providers
        self.allowed_hosts = frozenset(allowed_hosts)
        self._connections = Connections()
        self._ledgers: defaultdict[str, Ledger] = defaultdict(Ledger)
        self._alarm = Alarm()
        self._news = News(providers, self._connections, self._ledgers, self._alarm, self.allowed_hosts)

    def plan(
        self, world: World, provider: str, side: Side, labels: Mapping[str, str], schedule: Schedule
    ) -> tuple[Shot, ...]:
        """Return the schedule's shots. Raises BrokenSchedule for what cannot be executed, before anything is sent."""
        books = world.books[provider, side]
        return plan(Desk(world, books, self._providers[provider], labels, self.allowed_hosts), schedule)

    async def execute(
        self,
        world: World,
        shots: Sequence[Shot],
        *,
        timeout: float | None = None,  # noqa: ASYNC109 - it bounds each exchange, not this call
        on_ack: OnAck | None = None,
    ) -> list[DeliveryRecord]:
        """Send the shots as planned; return their records, in the plan's order, when the last has ended."""

        async def send(volley: Sequence[Shot], due: float) -> list[DeliveryRecord]:
            wait = timeout if timeout is not None else volley[0].provider.delivery_timeout
            ledger = self._ledgers[world.id]
            return await fire(
                volley, self._connections, ledger, due=due, alarm=self._alarm, timeout=wait, on_ack=on_ack
            )

        return await Pace(volleys(shots), send).keep()

    def announce(self, world: World, books: Books, events: Sequence[StoredEvent], only: str | None = None) -> None:
        """Let the events of one call leave by themselves. Those that are held back do not come this way."""
        self._news.leave(world, books, events, only)

    def release(self, world: World, event_ids: Collection[str] | None = None) -> list[str]:
        """Let held events (None: all) leave on the default schedule, oldest first. Returns their ids."""
        return self._news.release(world, event_ids)

    def waiting(self, world: World) -> list[SavedRetry]:
        """Return the retries that wait for their time, for a snapshot."""
        return self._news.retries.saved(world.id)

    def resume(self, world: World, retries: Sequence[SavedRetry]) -> None:
        """Wait again for the retries that `waiting` returned."""
        self._news.resume(world, retries)

    def clock_moved(self, world: World) -> None:
        """Send the retries that have come due."""
        self._news.retries.wake(world)

    async def quiet(self, world: World, timeout: float) -> bool:  # noqa: ASYNC109 - running out is an answer
        """Wait until no automatic delivery is under way; False if that takes longer than `timeout` seconds."""
        return await self._ledgers[world.id].quiet(timeout)

    def records(self, world: World, since: int = 0) -> list[DeliveryRecord]:
        """Return the records numbered after `since`, in the order in which the deliveries ended."""
        return self._ledgers[world.id].records[max(0, since) :]

    def last(self, world: World) -> int:
        """Return the number of the newest record, 0 if there is none."""
        return len(self._ledgers[world.id].records)

    def forget(self, world: World) -> None:
        """Stop all that is under way in a world, and drop its records."""
        self._news.retries.forget(world.id)
        self._ledgers.pop(world.id, Ledger()).stop()

    def close(self) -> None:
        """Close the idle connections, and wake nobody any more."""
        self._connections.close()
        self._alarm.close()
