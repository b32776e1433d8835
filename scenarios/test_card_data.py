"""CD: card numbers never reach the shop's logs."""

from __future__ import annotations

from collections.abc import Callable

from harness.scenario import Judge, News, Target, card_number, control, proofs, stimuli, with_fields, with_texts

Pushed = Callable[[Target, str], list[str]]
"""Pushes a card number in one way, and returns harmless values that went the same way."""


def _extra_fields(target: Target, number: str) -> list[str]:
    return target.pushed(with_fields({"card": {"number": number, "cvc": "987"}, "card_number": number}))


def _text_fields(target: Target, number: str) -> list[str]:
    return target.pushed(with_texts(number))


def _in_groups(separator: str) -> Pushed:
    def push(target: Target, number: str) -> list[str]:
        return target.pushed(with_texts(separator.join(number[start : start + 4] for start in range(0, 16, 4))))

    return push


def _signed_event(target: Target, number: str) -> list[str]:
    return _event(target, lambda news: news.each(set={"/data/object/description": f"paid with {number}"}))


def _forged_event(target: Target, number: str) -> list[str]:
    described = {"/data/object/description": f"paid with {number}"}
    return _event(target, lambda news: news.each(set=described, forgery="random-signature"), then_genuine=True)


def _broken_body(target: Target, number: str) -> list[str]:
    target.post_broken(f'{{"card_number": "{number}", "cvc": ')
    return target.pushed(with_fields({}))


@control("CD-03")
@stimuli(
    extra_fields=_extra_fields,
    text_fields=_text_fields,
    text_fields_with_blanks=_in_groups(" "),
    text_fields_with_dashes=_in_groups("-"),
    signed_event=_signed_event,
    forged_event=_forged_event,
    broken_body=_broken_body,
)
def test_logs_hold_no_card_number(target: Target, stimulus: Pushed, verdict: Judge) -> None:
    """A number that is unique to this run is sent in, with harmless values beside it: only those may be in the logs."""
    number = card_number(target.unique())

    canaries = stimulus(target, number)
    target.settle_soon(until=lambda: target.scan({}, canaries).canary_found)

    verdict(proofs.clean(target.scan({"a card number": number}, canaries), looked_for="card number"))


def _event(target: Target, shape: Callable[[News], News], *, then_genuine: bool = False) -> list[str]:
    with target.sandbox.holding_news():
        sample = target.paid_order("sample")
    news = sample.news
    target.sandbox.deliver(shape(news))
    if then_genuine:
        target.sandbox.deliver(news)
    target.settle_soon(until=sample.fulfilled)
    return [*news.labels.values(), *news.objects, sample.values["order"]]
