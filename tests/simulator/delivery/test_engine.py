"""The engine over real sockets: schedules are posted as they stand, signed, and in time."""

import asyncio
from pathlib import Path

import pytest
import stripe

from simulator.delivery.engine import Engine
from simulator.delivery.record import overlapped
from simulator.provider import Endpoint
from simulator.schedules.behaviours import parallel_duplicate
from simulator.schedules.forgeries import names_for
from simulator.schedules.schedule import BODY_FORMS, Delivery, one
from tests.simulator.delivery.parts import OK, PROVIDERS, Got, Target, deliver, run, self_signed, verified, world


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


@pytest.mark.parametrize("forgery", names_for("stripe"))
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


@pytest.mark.alone
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
