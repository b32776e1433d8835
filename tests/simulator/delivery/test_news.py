"""News leaves by itself as the provider sends it: in order, to whom it concerns, again if it was not taken."""

import asyncio

from msgspec.structs import replace

from simulator.delivery.engine import Engine
from tests.simulator.delivery.parts import PROVIDERS, Got, Target, events, run, says_nothing, says_ok, verified, world


def test_news_leaves_by_itself_in_the_order_of_its_events() -> None:
    async def story() -> None:
        async with Target() as target:
            engine, made = Engine(PROVIDERS), world(target.url)
            engine.announce(made, made.books["stripe", "test"], events(made))

            assert await engine.quiet(made, timeout=5)
            assert [verified(got) for got in target.got] == ["evt_1", "evt_2", "evt_3"]
            assert [record.seq for record in engine.records(made, since=1)] == [2, 3]

    run(story)


def test_only_wanted_events_go_to_an_endpoint() -> None:
    async def story() -> None:
        async with Target() as target:
            engine, made = Engine(PROVIDERS), world(target.url, enabled_events=("parcel.2",))
            engine.announce(made, made.books["stripe", "test"], events(made))
            await engine.quiet(made, timeout=5)

            assert [got.event["id"] for got in target.got] == ["evt_2"]

    run(story)


def test_held_news_stays_until_it_is_released() -> None:
    async def story() -> None:
        async with Target() as target:
            engine, made = Engine(PROVIDERS), world(target.url)
            made.held = [("stripe", "test", event.id) for event in events(made)]
            assert await engine.quiet(made, timeout=1)
            assert target.got == []

            assert engine.release(made, ["evt_2"]) == ["evt_2"]
            assert engine.release(made) == ["evt_1", "evt_3"]
            await engine.quiet(made, timeout=5)

            assert sorted(got.event["id"] for got in target.got) == ["evt_1", "evt_2", "evt_3"]

    run(story)


async def _refuses(_: Target, got: Got, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n")


def test_a_failed_delivery_comes_again_when_the_worlds_clock_says_so() -> None:
    async def story() -> None:
        async with Target(_refuses) as target:
            engine, made = Engine(PROVIDERS), world(target.url)
            engine.announce(made, made.books["stripe", "test"], events(made)[:1])
            await engine.quiet(made, timeout=5)
            made.clock.advance(59)
            engine.clock_moved(made)
            await engine.quiet(made, timeout=5)
            assert len(target.got) == 1

            made.clock.advance(2)
            engine.clock_moved(made)
            await engine.quiet(made, timeout=5)
            target.answer = says_ok
            made.clock.advance(3600)
            engine.clock_moved(made)
            await engine.quiet(made, timeout=5)
            made.clock.advance(100_000)
            engine.clock_moved(made)

            assert [(r.attempt, r.status) for r in engine.records(made)] == [(1, 503), (2, 503), (3, 200)]
            assert {verified(got) for got in target.got} == {"evt_1"}

    run(story)


def test_retries_end_when_their_number_is_used_up() -> None:
    async def story() -> None:
        async with Target(_refuses) as target:
            engine, made = Engine(PROVIDERS), world(target.url)
            engine.announce(made, made.books["stripe", "test"], events(made)[:1])
            for _ in range(5):
                await engine.quiet(made, timeout=5)
                made.clock.advance(100_000)
                engine.clock_moved(made)

            assert [r.attempt for r in engine.records(made)] == [1, 2, 3]

    run(story)


def test_a_disabled_endpoint_gets_no_retry_and_a_moved_one_gets_it_at_its_new_url() -> None:
    async def story() -> None:
        async with Target(_refuses) as old, Target() as new:
            engine, made = Engine(PROVIDERS), world(old.url)
            endpoints = made.books["stripe", "test"].endpoints
            engine.announce(made, made.books["stripe", "test"], events(made)[:2])
            await engine.quiet(made, timeout=5)
            endpoints["we_1"] = replace(endpoints["we_1"], url=new.url)
            made.clock.advance(61)
            engine.clock_moved(made)
            await engine.quiet(made, timeout=5)
            assert (len(old.got), len(new.got)) == (2, 2)

            new.answer = _refuses
            engine.announce(made, made.books["stripe", "test"], events(made)[2:])
            await engine.quiet(made, timeout=5)
            endpoints["we_1"] = replace(endpoints["we_1"], enabled=False)
            made.clock.advance(100_000)
            engine.clock_moved(made)
            await engine.quiet(made, timeout=5)

            assert (len(old.got), len(new.got)) == (2, 3)

    run(story)


def test_an_endpoint_that_hangs_holds_the_next_event_only_for_a_while() -> None:
    async def story() -> None:
        async with Target(says_nothing) as target:
            engine, made = Engine(PROVIDERS), world(target.url)
            engine.announce(made, made.books["stripe", "test"], events(made)[:2])
            await target.has(2)
            assert not await engine.quiet(made, timeout=0.05)
            engine.forget(made)

    run(story)
