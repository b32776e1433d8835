"""The engine over real sockets: schedules as they stand, news as the provider sends it."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import stripe
import uvloop

from simulator.delivery.engine import Engine
from simulator.delivery.kill import Killer, Unkillable
from simulator.delivery.record import DeliveryRecord, overlapped
from simulator.provider import Endpoint
from simulator.schedules.behaviours import parallel_duplicate
from simulator.schedules.forgeries import FORGERIES
from simulator.schedules.schedule import BODY_FORMS, BrokenSchedule, Delivery, Schedule, one
from simulator.world import World
from tests.simulator.delivery.parts import OK, SECRET, Got, Parcels, Target, events, says_ok, self_signed, world

PROVIDERS: Any = {"stripe": Parcels()}


def run(story: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Tell the story on the loop that the simulator runs on."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(story())


async def deliver(engine: Engine, made: World, schedule: Schedule, **how: Any) -> list[DeliveryRecord]:
    return await engine.execute(made, engine.plan(made, "stripe", "test", {"first": "evt_1"}, schedule), **how)


def verified(got: Got, secret: str = SECRET) -> str:
    stripe.WebhookSignature.verify_header(got.body.decode(), got.headers.get("stripe-signature", ""), secret, 300)
    return str(got.event["id"])


def test_a_delivery_is_signed_posted_and_recorded_with_every_instant() -> None:
    async def story() -> None:
        async with Target() as target:
            (record,) = await deliver(Engine(PROVIDERS), world(target.url), one("first"))

            assert verified(target.got[0]) == "evt_1"
            assert target.got[0].head == "POST /hooks/stripe HTTP/1.1"
            assert (record.event_id, record.label, record.status, record.answer_body) == ("evt_1", "first", 200, "ok")
            times = [record.due_at, record.started_at, record.sent_at, record.answered_at, record.done_at]
            assert None not in times
            assert times == sorted(times)  # type: ignore[type-var]
            assert record.accepted

    run(story)


@pytest.mark.parametrize("form", BODY_FORMS)
def test_every_form_of_body_is_the_same_event_genuinely_signed(form: str) -> None:
    async def story() -> None:
        async with Target() as target:
            (record,) = await deliver(Engine(PROVIDERS), world(target.url), one("evt_1", form=form))
            got = target.got[0]

            assert verified(got) == "evt_1"
            assert got.event["data"]["object"]["amount"] == 1999
            assert record.status == 200
            assert (got.raw_body != got.body) == (form == "chunked")

    run(story)


def test_the_forms_differ_from_each_other_on_the_wire() -> None:
    async def story() -> None:
        async with Target() as target:
            schedule = tuple(Delivery(event="evt_1", form=form, in_turn=True) for form in BODY_FORMS)
            await deliver(Engine(PROVIDERS), world(target.url), schedule)
            seen = {(got.raw_body, got.headers["content-type"]) for got in target.got}

            assert len(seen) == len(BODY_FORMS)

    run(story)


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forged_delivery_does_not_verify(forgery: str) -> None:
    async def story() -> None:
        async with Target() as target:
            (record,) = await deliver(Engine(PROVIDERS), world(target.url), one("evt_1", forgery=forgery))

            assert record.forgery == forgery
            with pytest.raises(stripe.SignatureVerificationError):
                verified(target.got[0])

    run(story)


def test_what_is_set_before_signing_verifies_and_what_is_altered_after_does_not() -> None:
    async def story() -> None:
        async with Target() as target:
            pointer = "/data/object/amount"
            schedule = (
                Delivery(event="evt_1", set={pointer: 1}),
                Delivery(event="evt_1", alter={pointer: 1}, form="pretty", in_turn=True),
            )
            await deliver(Engine(PROVIDERS), world(target.url), schedule)
            honest, altered = target.got

            assert verified(honest) == "evt_1"
            assert honest.event["data"]["object"]["amount"] == altered.event["data"]["object"]["amount"] == 1
            with pytest.raises(stripe.SignatureVerificationError):
                verified(altered)

    run(story)


def test_sign_as_uses_another_endpoints_secret_and_keeps_the_url() -> None:
    async def story() -> None:
        async with Target() as target:
            made = world(target.url)
            made.books["stripe", "live"].endpoints["we_live"] = Endpoint(id="we_live", url="", secrets=("whsec_live",))
            await deliver(Engine(PROVIDERS), made, one("evt_1", sign_as="we_live"))

            assert verified(target.got[0], "whsec_live") == "evt_1"

    run(story)


def test_a_target_with_a_certificate_of_its_own_making_is_reached_over_tls(tmp_path: Path) -> None:
    async def story() -> None:
        async with Target(tls=self_signed(tmp_path)) as target:
            (record,) = await deliver(Engine(PROVIDERS), world(target.url), one("evt_1"))

            assert (record.error, record.status) == (None, 200)
            assert verified(target.got[0]) == "evt_1"

    run(story)


def test_parallel_duplicates_are_all_written_before_the_first_answer() -> None:
    async def story() -> None:
        async with Target() as target:
            records = await deliver(
                Engine(PROVIDERS), world(target.url), parallel_duplicate(one("evt_1"), seed=1, copies=9)
            )

            assert len({got.connection for got in target.got}) == 10
            sent = max(record.sent_at or 0 for record in records)
            assert sent < min(record.answered_at or 0 for record in records)
            assert overlapped(records)

    run(story)


def test_deliveries_in_turn_wait_for_the_answer_to_the_one_before() -> None:
    async def slow(_: Target, got: Got, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.05)
        writer.write(OK)

    async def story() -> None:
        async with Target(slow) as target:
            schedule = tuple(Delivery(event=f"evt_{n}", in_turn=True) for n in (2, 1, 3))
            records = await deliver(Engine(PROVIDERS), world(target.url), schedule)

            assert [got.event["id"] for got in target.got] == ["evt_2", "evt_1", "evt_3"]
            assert not overlapped(records)
            assert len({got.connection for got in target.got}) == 1, "and the connection is kept alive between them"

    run(story)


def test_times_are_kept() -> None:
    async def story() -> None:
        async with Target() as target:
            schedule = (Delivery(event="evt_1", at=0), Delivery(event="evt_2", at=120))
            first, second = await deliver(Engine(PROVIDERS), world(target.url), schedule)

            assert first.started_at is not None
            assert second.started_at is not None
            assert 0.115 < second.started_at - first.started_at < 0.2
            assert second.started_at - second.due_at < 0.02

    run(story)


async def _says_nothing(_: Target, got: Got, writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(10)


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
        (_says_nothing, "timed out"),
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


@pytest.mark.parametrize("group", [0, 1, -5, os.getpgrp()])
def test_groups_that_must_not_die_are_refused_at_once(group: int) -> None:
    with pytest.raises(Unkillable, match=str(group)):
        Killer(group, after_ack=1)


BROKEN = [
    (Delivery(event="nobody"), r"\$\[0\].event = 'nobody'"),
    (Delivery(event="evt_1", at=-1), r"\$\[0\].at = -1"),
    (Delivery(event="evt_1", form="rot13"), r"\$\[0\].form = 'rot13' .* compact, pretty"),
    (Delivery(event="evt_1", forgery="wax"), r"\$\[0\].forgery = 'wax' .* no-header"),
    (Delivery(event="evt_1", endpoint="we_9"), r"\$\[0\].endpoint = 'we_9'"),
    (Delivery(event="evt_1", sign_as="we_9"), r"\$\[0\].sign_as = 'we_9'"),
    (Delivery(event="evt_1", set={"/data/objekt/x": 1}), r"\$\[0\].set: '/data/objekt/x' .* 'objekt'"),
    (Delivery(event="evt_1", alter={"data": 1}), r"\$\[0\].alter: 'data' .* slash"),
]


@pytest.mark.parametrize(("delivery", "sentence"), BROKEN)
def test_a_schedule_that_cannot_be_executed_is_refused_with_its_place(delivery: Delivery, sentence: str) -> None:
    async def story() -> None:
        with pytest.raises(BrokenSchedule, match=sentence):
            Engine(PROVIDERS).plan(world("http://127.0.0.1:9/"), "stripe", "test", {}, (delivery,))

    run(story)


@pytest.mark.parametrize(
    ("url", "sentence"),
    [("", "nowhere to go"), ("https://example.com/hook", "not on loopback"), ("ftp://127.0.0.1/", "no URL")],
)
def test_webhooks_leave_to_loopback_only(url: str, sentence: str) -> None:
    async def story() -> None:
        with pytest.raises(BrokenSchedule, match=sentence):
            Engine(PROVIDERS).plan(world(url), "stripe", "test", {}, one("evt_1"))

    run(story)


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
        async with Target(_says_nothing) as target:
            engine, made = Engine(PROVIDERS), world(target.url)
            engine.announce(made, made.books["stripe", "test"], events(made)[:2])
            await target.has(2)
            assert not await engine.quiet(made, timeout=0.05)
            engine.forget(made)

    run(story)
