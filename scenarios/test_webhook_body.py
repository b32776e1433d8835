"""WH-RAW: what is verified are the bytes that arrived."""

from __future__ import annotations

from typing import Any

from harness.scenario import Judge, Sandbox, Target, control, proofs, stimuli

FORMS = {
    "pretty": "written with line breaks and indentation",
    "sorted-keys": "with its keys in another order",
    "escaped": "with letters written as escapes",
    "unescaped": "with letters outside ASCII",
    "trailing-newline": "with a newline at its end",
    "crlf": "with Windows line ends",
    "chunked": "sent in chunks, without a length",
    "charset": "with a charset in its content type",
}


@control("WH-RAW-01")
@stimuli(**{form: form for form in FORMS})
def test_a_genuine_event_is_accepted_in_every_form(
    target: Target, sandbox: Sandbox, stimulus: str, verdict: Judge
) -> None:
    """A provider promises no formatting: a body that is parsed and written anew before verifying fails at random."""
    with sandbox.holding_news():
        sample, twin = target.paid_order("sample"), target.paid_order("twin")

    delivered = sandbox.deliver(sample.news.each(form=stimulus))
    sandbox.deliver(twin.news)
    target.settle(until=twin.fulfilled)
    target.settle_soon(until=sample.fulfilled)

    verdict(proofs.accepted(FORMS[stimulus], sample=sample.look(), answers=delivered.answers, twin=twin.look()))


HOSTILE: dict[str, dict[str, Any]] = {
    "truncated": {"form": "truncated"},
    "invalid-utf8": {"form": "invalid-utf8"},
    "duplicate-keys": {"form": "duplicate-keys"},
    "deeply-nested": {"form": "deep"},
    "oversize": {"form": "oversize"},
    "empty": {"form": "empty"},
    "text-plain": {"form": "text-plain"},
    "a-list": {"set": {"": []}},
    "a-number": {"set": {"": 41}},
    "data-is-a-list": {"set": {"/data": []}},
    "object-is-null": {"set": {"/data/object": None}},
    "type-is-a-number": {"set": {"/type": 7}},
    "id-is-an-object": {"set": {"/id": {"$ne": ""}, "/data/object/id": {"$ne": ""}}},
}


@control("WH-RAW-02")
@stimuli(**{name: name for name in HOSTILE})
def test_a_hostile_body_is_refused_quietly(target: Target, sandbox: Sandbox, stimulus: str, verdict: Judge) -> None:
    """Whoever finds the URL can post anything to it, and a leaked secret signs anything: a parser must not fall over.

    Each body comes unsigned and rightly signed. Where it still is an event it tells the truth, and may take effect.
    """
    with sandbox.holding_news():
        sample, twin = target.paid_order("sample"), target.paid_order("twin")
    hostile = sample.news.each(**HOSTILE[stimulus]).first()

    answers = sandbox.deliver(hostile.each(forgery="random-signature")).answers + sandbox.deliver(hostile).answers
    alive = target.instance.running
    sandbox.deliver(twin.news)
    target.settle(until=twin.fulfilled)

    verdict(
        proofs.hostile_body(
            f"a body of the kind {stimulus}",
            answers,
            cut_off=stimulus == "oversize",
            alive=alive,
            twin=twin.look(),
        )
    )
