"""The inbox: append-only, one row per event, one commit for all who wait."""

from __future__ import annotations

import asyncio
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from reference_app.inbox import store
from reference_app.inbox.slip import Slip
from reference_app.inbox.writer import GroupWriter, NotStoredError

SLIP = Slip("stripe", "", False, "evt_1", "payment_intent.succeeded", "pi_1", "")


def numbered(count: int) -> list[Slip]:
    return [replace(SLIP, event_id=f"evt_{number}") for number in range(count)]


def test_a_repeat_adds_no_row(tmp_path: Path) -> None:
    inbox = store.open_inbox(str(tmp_path / "inbox.db"))

    assert store.append(inbox, [SLIP, SLIP]) == [True, False]
    assert store.append(inbox, [SLIP]) == [False]
    assert [slip.event_id for slip in store.Reader(str(tmp_path / "inbox.db")).after(0)] == ["evt_1"]


def test_the_same_event_id_of_another_account_or_mode_is_another_event(tmp_path: Path) -> None:
    inbox = store.open_inbox(str(tmp_path / "inbox.db"))

    assert store.append(inbox, [SLIP, replace(SLIP, account="acct_2"), replace(SLIP, livemode=True)]) == [True] * 3


def test_a_commit_is_on_disk_and_a_reader_cannot_write(tmp_path: Path) -> None:
    path = str(tmp_path / "inbox.db")
    inbox = store.open_inbox(path)
    reader = store.Reader(path)

    assert inbox.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert inbox.execute("PRAGMA synchronous").fetchone() == (2,)  # FULL
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        reader._connection.execute("DELETE FROM events")


def test_a_reader_notices_a_commit_and_only_a_commit(tmp_path: Path) -> None:
    path = str(tmp_path / "inbox.db")
    inbox = store.open_inbox(path)
    reader = store.Reader(path)

    assert reader.changed()
    assert not reader.changed()
    store.append(inbox, [SLIP])
    assert reader.changed()
    assert not reader.changed()


def test_those_who_wait_together_are_committed_together(tmp_path: Path) -> None:
    """Sixty requests, and while the disk is busy with the first, the others gather."""
    path = str(tmp_path / "inbox.db")
    groups: list[int] = []
    append = store.append

    async def all_at_once() -> list[bool]:
        writer = GroupWriter(path)
        try:
            return await asyncio.gather(*(writer.append(slip) for slip in numbered(60)))
        finally:
            writer.close()

    def counted(connection: sqlite3.Connection, slips: list[Slip]) -> list[bool]:
        groups.append(len(slips))
        return append(connection, slips)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "append", counted)
        new = asyncio.run(all_at_once())

    assert new == [True] * 60
    assert sum(groups) == 60
    assert len(groups) < 30
    assert len(store.Reader(path).after(0)) == 60


def test_what_cannot_be_stored_is_told_to_everybody_who_waits_and_the_next_one_works(tmp_path: Path) -> None:
    path = str(tmp_path / "inbox.db")

    async def locked_then_free() -> tuple[list[object], bool]:
        writer = GroupWriter(path)
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        refused = await asyncio.gather(*(writer.append(slip) for slip in numbered(3)), return_exceptions=True)
        other.execute("ROLLBACK")
        stored = await writer.append(SLIP)
        writer.close()
        return list(refused), stored

    refused, stored = asyncio.run(locked_then_free())

    assert all(isinstance(answer, NotStoredError) for answer in refused)
    assert stored


def test_closing_writes_what_still_waits(tmp_path: Path) -> None:
    path = str(tmp_path / "inbox.db")

    async def close_at_once() -> list[bool]:
        writer = GroupWriter(path)
        waiting = [asyncio.ensure_future(writer.append(slip)) for slip in numbered(10)]
        await asyncio.sleep(0)  # let them be put in line
        writer.close()
        return await asyncio.gather(*waiting)

    assert asyncio.run(close_at_once()) == [True] * 10
    assert len(store.Reader(path).after(0)) == 10
