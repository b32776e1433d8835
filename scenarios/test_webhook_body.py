"""WH-RAW: what is verified are the bytes that arrived."""

from __future__ import annotations

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
