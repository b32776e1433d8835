"""How the checkout of the same order is repeated, as the descriptor's requests say it."""

from __future__ import annotations

import pytest

from harness.descriptor.model import Flow, HttpRequest
from harness.failures import WindowShut
from harness.target.purchase import parts

BUY = HttpRequest(method="POST", path="/buy", form={"item": "{sku}"}, save={"token": "$.token"})
PAY = HttpRequest(method="POST", path="/buy/{token}/payment")


def test_with_a_cart_the_whole_script_is_sent_again() -> None:
    keyed = HttpRequest(method="POST", path="/buy", headers={"Idempotency-Key": "{cart}"}, save={"token": "$.token"})

    assert parts("[checkout]", Flow(requests=(keyed, PAY), payment="payment_intent", order_id="{token}")) == (
        (),
        (keyed, PAY),
    )


def test_without_a_cart_it_is_sent_again_from_the_first_request_that_uses_the_order() -> None:
    assert parts("[checkout]", Flow(requests=(BUY, PAY), payment="payment_intent", order_id="{token}")) == (
        (BUY,),
        (PAY,),
    )


def test_a_saved_value_that_does_not_name_the_order_makes_nothing_repeatable() -> None:
    visit = HttpRequest(path="/", save={"csrf": "regex:csrf=(.+)"})
    buy = HttpRequest(method="POST", path="/buy", form={"csrf": "{csrf}"}, save={"order": "$.id"})

    with pytest.raises(WindowShut, match="cannot be repeated") as shut:
        parts("[checkout]", Flow(requests=(visit, buy), payment="payment_intent"))

    assert "{cart}" in shut.value.needs
