"""CD: card numbers never reach the shop's logs."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from harness.scenario import (
    Change,
    Judge,
    News,
    Order,
    Sandbox,
    Target,
    control,
    of_the_shop,
    proofs,
    stimuli,
    with_fields,
    with_texts,
)

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
    return _event(target, lambda news, order: _described(news, order, number))


def _described(news: News, order: Order, number: str) -> News:
    return order.saying(news, "description").each(set=order.where("description", f"paid with {number}"))


def _forged_event(target: Target, number: str) -> list[str]:
    def forged(news: News, order: Order) -> News:
        return _described(news, order, number).each(forgery="random-signature")

    return _event(target, forged, then_genuine=True)


def _broken_body(target: Target, number: str) -> list[str]:
    target.post_broken(f'{{"card_number": "{number}", "cvc": ')
    return target.pushed(with_fields({}))


WAYS: dict[str, Pushed] = {
    "extra_fields": _extra_fields,
    "text_fields": _text_fields,
    "text_fields_with_blanks": _in_groups(" "),
    "text_fields_with_dashes": _in_groups("-"),
    "signed_event": _signed_event,
    "forged_event": _forged_event,
    "broken_body": _broken_body,
}


@control("CD-03")
@stimuli(**WAYS)
def test_logs_hold_no_card_number(target: Target, stimulus: Pushed, verdict: Judge) -> None:
    """A number that is unique to this run is sent in, with harmless values beside it: only those may be in the logs."""
    number = target.card_number()

    canaries = stimulus(target, number)
    target.settle_soon(until=lambda: target.scan({}, canaries).canary_found)

    verdict(proofs.clean(target.scan({"a card number": number}, canaries), looked_for="card number"))


STORES = "[stores] databases and folders"


def _card(number: str) -> Change:
    return with_fields({"card": {"number": number, "cvc": "987", "exp_month": 12, "exp_year": 2040}})


def _flat(number: str) -> Change:
    return with_fields({"card_number": number, "cvc": "987", "expiry": "12/40"})


def _payment_method(number: str) -> Change:
    return with_fields({"payment_method_data": {"type": "card", "card": {"number": number, "cvc": "987"}}})


@control("CD-02", stimulus="provider-calls")
@stimuli(card_fields=_card, flat_fields=_flat, payment_method=_payment_method, text_fields=with_texts)
def test_no_card_number_goes_through_the_server(
    target: Target, sandbox: Sandbox, stimulus: Callable[[str], Change], verdict: Judge
) -> None:
    """Tokens come from the provider's own fields; a server that hands numbers on is in scope with all that it has."""
    since = sandbox.position()

    target.try_checkout(change=stimulus(target.card_number()))
    target.order("honest")

    verdict(proofs.no_raw_cards(sandbox.raw_card_fields(since), calls=len(sandbox.calls(since))))


@of_the_shop
@control("CD-02", stimulus="kept")
@stimuli(**WAYS)
def test_a_card_number_that_was_sent_in_is_not_kept(target: Target, stimulus: Pushed, verdict: Judge) -> None:
    """What was refused or ignored must be gone; the harmless values that were sent beside it must be there."""
    number = target.card_number()

    canaries = stimulus(target, number)
    scan = target.stores.scan({"a card number": number}, canaries)

    verdict(proofs.clean(scan, looked_for="card number", needs=STORES))


@pytest.mark.at_the_end
@control("CD-04", stimulus="whole-run")
def test_stores_hold_no_card_data_of_the_run(target: Target, sandbox: Sandbox, verdict: Judge) -> None:
    """Every number that this run has sent in is looked for in all that was kept, as are bare hashes of them."""
    with sandbox.holding_news():
        sample = target.paid_order("sample")
    sandbox.deliver(sample.news)
    target.settle(until=sample.fulfilled)
    canaries = [*sample.news.labels.values(), *sample.news.objects, sample.values["order"]]
    canaries += target.pushed(with_texts(target.card_number()))
    numbers = {f"card number {nth} of this run": number for nth, number in enumerate(target.numbers_sent, start=1)}

    scan = target.stores.scan(numbers, canaries)

    verdict(proofs.clean(scan, looked_for="card number", needs=STORES))


def _event(target: Target, shape: Callable[[News, Order], News], *, then_genuine: bool = False) -> list[str]:
    with target.sandbox.holding_news():
        sample = target.paid_order("sample")
    news = sample.news
    target.sandbox.deliver(shape(news, sample))
    if then_genuine:
        target.sandbox.deliver(news)
    target.settle_soon(until=sample.fulfilled)
    return [*news.labels.values(), *news.objects, sample.values["order"]]
