"""A kill at the byte of the last acknowledgement, before anything begun for an earlier event can end. Not: judging."""

from __future__ import annotations

from harness.observation import Answer
from harness.sandbox import Delivering, News
from harness.target.target import Target
from simulator.client import Kill

A_MOMENT = 0.1
MOMENTS = 10
"""Seconds of real time in which a target acknowledges or asks the provider; after so many it is stuck on something."""


def told_and_killed(target: Target, news: News) -> tuple[list[Answer], bool]:
    """Deliver the events one by one, and kill every process at the last acknowledgement; start nothing again.

    The provider answers whoever has asked last, and nobody else, and only as long as there is no acknowledgement: what
    was begun for an earlier event cannot have been finished by luck. Returns the answers, and whether it was killed.
    """
    sandbox = target.sandbox
    answers: list[Answer] = []
    with sandbox.barrier(sandbox.terms.fetching) as barrier:
        for delivery in news.schedule:
            target.settle_quiet(lambda: barrier.holding)
            kept = barrier.holding
            kill = Kill(process_group=target.process_group, after_ack=1) if delivery is news.schedule[-1] else None
            delivering = Delivering(sandbox, news.planned([delivery]), kill=kill)
            waits = 0
            while not delivering.wait(A_MOMENT):
                waits += 1
                if barrier.holding > kept or waits > MOMENTS:  # it may wait for what an earlier one has locked
                    barrier.let_newest_go()
            answers += delivering.answers
        return answers, target.instance.killed_by_simulator(within=1.0)
