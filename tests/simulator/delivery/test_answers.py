"""What comes back from a target, over real sockets: bad ends are named, an ack may kill, a refusal is no ack."""

import asyncio
import subprocess
import sys
from collections.abc import Awaitable, Callable

import pytest

from simulator.delivery.engine import Engine
from simulator.delivery.kill import Killer
from simulator.schedules.schedule import Delivery, one
from tests.simulator.delivery.parts import PROVIDERS, Got, Target, deliver, run, says_nothing, world


async def _hangs_up(_: Target, got: Got, writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()


async def _talks_nonsense(_: Target, got: Got, writer: asyncio.StreamWriter) -> None:
    writer.write(b"BLAH BLAH\r\n\r\n")


async def _stops_midway(_: Target, got: Got, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nok")
    writer.close()


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (says_nothing, "timed out"),
        (_hangs_up, "connection closed"),
        (_talks_nonsense, "broken answer"),
        (_stops_midway, "connection closed"),
    ],
)
def test_a_bad_end_is_named(answer: Callable[..., Awaitable[None]], error: str) -> None:
    async def story() -> None:
        async with Target(answer) as target:
            (record,) = await deliver(Engine(PROVIDERS), world(target.url), one("evt_1"), timeout=0.2)

            assert record.error == error
            assert not record.accepted
            assert record.sent_at is not None

    run(story)


def test_a_target_that_is_not_there_is_named() -> None:
    async def story() -> None:
        async with Target() as target:
            url = target.url
        (record,) = await deliver(Engine(PROVIDERS), world(url), one("evt_1"))

        assert (record.error, record.started_at) == ("connection refused", None)

    run(story)


def test_an_answer_that_ends_with_its_connection_is_whole() -> None:
    async def old_manner(_: Target, got: Got, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.0 200 OK\r\n\r\nfine")
        writer.close()

    async def story() -> None:
        async with Target(old_manner) as target:
            (record,) = await deliver(Engine(PROVIDERS), world(target.url), one("evt_1"))

            assert (record.error, record.status, record.answer_body) == (None, 200, "fine")

    run(story)


def test_a_redirect_is_not_followed_and_not_an_acceptance() -> None:
    async def elsewhere(target: Target, got: Got, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 307 Elsewhere\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n")

    async def story() -> None:
        async with Target(elsewhere) as target:
            (record,) = await deliver(Engine(PROVIDERS), world(target.url), one("evt_1"))

            assert (record.status, record.accepted, len(target.got)) == (307, False, 1)

    run(story)


def test_a_large_body_is_sent_when_its_last_byte_has_left() -> None:
    async def story() -> None:
        async with Target() as target:
            big = {"/data/object/note": "x" * 8_000_000}
            (record,) = await deliver(Engine(PROVIDERS), world(target.url), one("evt_1", set=big))

            assert len(target.got[0].body) > 8_000_000
            assert len(record.request_body) <= 4096
            assert record.started_at is not None
            assert record.sent_at is not None
            assert record.answered_at is not None
            assert record.started_at < record.sent_at <= record.answered_at

    run(story)


def test_the_nth_ack_byte_kills_the_process_group() -> None:
    victim = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True)

    async def story() -> None:
        async with Target() as target:
            schedule = tuple(Delivery(event=f"evt_{n}", in_turn=True) for n in (1, 2, 3))
            records = await deliver(
                Engine(PROVIDERS), world(target.url), schedule, on_ack=Killer(victim.pid, after_ack=2)
            )

            assert [record.killed for record in records] == [False, True, False]

    run(story)

    assert victim.wait(timeout=5) == -9


def test_an_answer_that_refuses_is_no_ack() -> None:
    victim = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True)

    async def refuses(_: Target, got: Got, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n")

    async def story() -> None:
        async with Target(refuses) as target:
            await deliver(Engine(PROVIDERS), world(target.url), one("evt_1"), on_ack=Killer(victim.pid, after_ack=1))

    run(story)

    assert victim.poll() is None
    victim.kill()
    victim.wait()
