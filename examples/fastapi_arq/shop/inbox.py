"""News from Stripe, kept before it is acknowledged. This table, and not Redis, knows what is still to be done.

An event stays open until `done`. The web process queues it at once; whatever then happens to the job or to Redis,
the event is due again after a while, and the sweep queues it once more.
"""

import time
from dataclasses import dataclass, field

from sqlalchemy import JSON, Index, delete, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from shop.database import Database

FIRST_SWEEP_MS = 5_000
LONGEST_PAUSE_MS = 600_000
AT_ONCE = 200


class Base(DeclarativeBase):
    pass


class KeptEvent(Base):
    __tablename__ = "events"
    __table_args__ = (Index("events_due", "due_at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    type: Mapped[str]
    payment_intent: Mapped[str | None]
    claims: Mapped[dict[str, int]] = mapped_column(JSON)
    received_at: Mapped[int]
    due_at: Mapped[int | None]  # unix milliseconds; none: there is nothing left to be done
    sweeps: Mapped[int] = mapped_column(default=0)


@dataclass(frozen=True)
class News:
    """The parts of an event that the shop needs."""

    id: str
    type: str
    live: bool
    about: str | None
    payment_intent: str | None
    claims: dict[str, int] = field(default_factory=dict)


class Inbox:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, news: News) -> bool:
        """Keep an event durably; say whether it is new. What is about no payment has nothing left to be done."""
        now = _now()
        row = {
            "id": news.id,
            "type": news.type,
            "payment_intent": news.payment_intent,
            "claims": news.claims,
            "received_at": now,
            "due_at": now + FIRST_SWEEP_MS if news.payment_intent else None,
        }
        async with self._database.writing.begin() as session:
            kept = await session.execute(insert(KeptEvent).values(row).on_conflict_do_nothing())
            return kept.rowcount == 1

    async def get(self, event_id: str) -> KeptEvent | None:
        async with self._database.reading() as session:
            return await session.get(KeptEvent, event_id)

    async def done(self, event_id: str) -> None:
        async with self._database.writing.begin() as session:
            await session.execute(update(KeptEvent).where(KeptEvent.id == event_id).values(due_at=None))

    async def everything_is_due(self) -> None:
        """Let nothing that is open wait any longer: whoever had it in hand may be no more."""
        async with self._database.writing.begin() as session:
            is_open = KeptEvent.due_at.is_not(None)
            await session.execute(update(KeptEvent).where(is_open).values(due_at=_now()))

    async def take_overdue(self) -> list[KeptEvent]:
        """Return what should be done by now and is not; each is due again after a longer and longer pause."""
        now = _now()
        overdue = select(KeptEvent).where(KeptEvent.due_at <= now).order_by(KeptEvent.due_at).limit(AT_ONCE)
        async with self._database.reading() as session:
            if not (await session.scalars(overdue)).first():
                return []
        async with self._database.writing.begin() as session:
            events = list(await session.scalars(overdue))
            for event in events:
                event.sweeps += 1
                event.due_at = now + min(FIRST_SWEEP_MS * (event.sweeps + 1), LONGEST_PAUSE_MS)
            return events

    async def forget(self, before: int) -> int:
        """Forget what was received before that time and needs nothing any more; return how many."""
        old = delete(KeptEvent).where(KeptEvent.due_at.is_(None), KeptEvent.received_at < before)
        async with self._database.writing.begin() as session:
            return (await session.execute(old)).rowcount


def _now() -> int:
    return time.time_ns() // 1_000_000
