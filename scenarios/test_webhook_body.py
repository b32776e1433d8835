"""WH-RAW: what is verified are the bytes that arrived."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from harness.scenario import Field, Judge, Moot, News, Order, Sandbox, Target, control, proofs, stimuli

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
REWRITTEN = ("pretty", "spaced")
"""Forms in which programs write JSON anew: one that verifies what it has written itself takes no other."""
AROUND = ("trailing-newline",)
"""Forms that change nothing in the event itself: whoever hands it back inside a question loses them on the way."""


@control("WH-RAW-01")
@stimuli(**{form: form for form in FORMS})
def test_a_genuine_event_is_accepted_in_every_form(
    target: Target, sandbox: Sandbox, stimulus: str, verdict: Judge
) -> None:
    """A provider promises no formatting: a body that is parsed and written anew before verifying fails at random."""
    with sandbox.holding_news():
        sample, twin = target.paid_order("sample"), target.paid_order("twin")

    since = sandbox.position()
    delivered = sandbox.deliver(sample.news.each(form=stimulus))
    plain = sandbox.deliver(twin.news)
    target.settle(until=twin.fulfilled)
    refused = any(not answer.accepted for answer in plain.answers)
    for form in REWRITTEN:
        if refused and not twin.fulfilled():
            sandbox.deliver(twin.news.each(form=form, copy=1))
            target.settle(until=twin.fulfilled)
    target.settle_soon(until=sample.fulfilled)
    if stimulus in AROUND and any(call.operation == sandbox.terms.verifying for call in sandbox.calls(since)):
        raise Moot(
            f"the target asks {sandbox.terms.title}, and a question holds nothing of what stands around an event"
        )

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
    "data-is-a-list": {"where": {"data": []}},
    "object-is-null": {"where": {"object": None}},
    "type-is-a-number": {"where": {"type": 7}},
    "id-is-an-object": {"where": {"event": {"$ne": ""}, "payment": {"$ne": ""}}},
}


def _hostile(sample: Order, where: Mapping[Field, object] | None = None, **shape: Any) -> News:
    """Return the news in that shape; `where` says which of its fields hold what they never hold."""
    for field, value in (where or {}).items():
        pointer, *_ = sample.where(field, value)
        shape.setdefault("set", {})[pointer] = value
    return sample.news.each(**shape)


@control("WH-RAW-02")
@stimuli(**{name: name for name in HOSTILE})
def test_a_hostile_body_is_refused_quietly(target: Target, sandbox: Sandbox, stimulus: str, verdict: Judge) -> None:
    """Whoever finds the URL can post anything to it, and a leaked secret signs anything: a parser must not fall over.

    Each body comes unsigned and rightly signed. Where it still is an event it tells the truth, and may take effect.
    """
    with sandbox.holding_news():
        sample, twin = target.paid_order("sample"), target.paid_order("twin")
    hostile = _hostile(sample, **HOSTILE[stimulus]).first()

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
