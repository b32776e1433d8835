"""What the engine will not do is refused before anything is sent, with its place."""

import os

import pytest

from simulator.delivery.engine import Engine
from simulator.delivery.kill import Killer, Unkillable
from simulator.schedules.schedule import BrokenSchedule, Delivery, one
from tests.simulator.delivery.parts import PROVIDERS, run, world


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
