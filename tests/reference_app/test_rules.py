"""The shop's pure decisions: price, agreement, states, and what looks like a card."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reference_app.checkout import card_guard, prices, pricing
from reference_app.checkout.asking import Asked
from reference_app.checkout.catalogue import PRODUCTS
from reference_app.orders import agreement, states, tokens
from reference_app.providers.keys import key_for
from reference_app.providers.payment import Payment
from reference_app.refusal import RefusalError
from tests.reference_app.samples import new_order, settled

ORDER = new_order()
PAID = settled(ORDER)


@pytest.mark.parametrize("product", PRODUCTS.values(), ids=PRODUCTS)
@given(quantity=st.integers(1, 20))
def test_the_price_is_the_catalogues_whatever_else_is_sent(product, quantity: int) -> None:
    asked = Asked.model_validate(
        {
            "sku": product.sku,
            "quantity": quantity,
            "email": "a@b.c",
            "amount": 1,
            "price": 1,
            "currency": "xxx",
            "total": 0,
        }
    )

    assert pricing.price_from_catalogue(asked) == (product.amount * quantity, product.currency)


def test_an_unknown_product_has_no_price() -> None:
    with pytest.raises(RefusalError, match="no such product"):
        pricing.price_from_catalogue(Asked(sku="gold", email="a@b.c"))


@pytest.mark.parametrize("quantity", [0, -1, 21, 2**63, "2", 1.5, True, None])
def test_a_bent_quantity_is_not_understood(quantity: object) -> None:
    with pytest.raises(ValueError, match="quantity"):
        Asked.model_validate({"sku": "tea", "email": "a@b.c", "quantity": quantity})


def test_a_price_is_shown_with_the_digits_of_its_currency() -> None:
    assert prices.shown(1999, "eur") == "19.99 EUR"
    assert prices.shown(1500, "jpy") == "1500 JPY"
    assert prices.shown(7, "usd") == "0.07 USD"
    assert prices.shown(1005, "kwd") == "1.005 KWD"


def test_the_agreed_payment_agrees() -> None:
    assert agreement.disagreement(ORDER, PAID) is None


@pytest.mark.parametrize(
    ("payment", "reason"),
    [
        (replace(PAID, received=1998), "amount"),
        (replace(PAID, received=2000), "amount"),
        (replace(PAID, received=0), "amount"),
        (replace(PAID, currency="jpy"), "currency"),
        (replace(PAID, order_id="ord_of_somebody_else"), "order"),
        (replace(PAID, order_id=None), "order"),
        (replace(PAID, status="requires_capture", received=5), "amount"),
    ],
)
def test_money_that_is_not_what_was_owed_disagrees(payment: Payment, reason: str) -> None:
    assert agreement.disagreement(ORDER, payment) == reason


def test_the_payment_of_another_order_does_not_pay_this_one() -> None:
    bound = replace(ORDER, payment_object="pi_2", payment_intent="pi_2")

    assert agreement.disagreement(bound, PAID) == "payment"


@pytest.mark.parametrize("status", ["requires_payment_method", "canceled", "expired", "approved"])
def test_late_news_of_a_payment_that_another_has_followed_holds_nothing_up(status: str) -> None:
    bound = replace(ORDER, payment_object="pi_2", payment_intent="pi_2")
    late = replace(PAID, status=status, received=0)

    assert agreement.superseded(bound, late)
    assert not agreement.superseded(replace(ORDER, payment_object=PAID.object_id), late)
    assert not agreement.superseded(bound, replace(late, received=1))
    assert not agreement.superseded(bound, replace(late, order_id="ord_of_somebody_else"))


@pytest.mark.parametrize("status", ["succeeded", "processing", "requires_capture"])
def test_money_that_came_by_an_earlier_payment_is_for_a_person(status: str) -> None:
    bound = replace(ORDER, payment_object="pi_2", payment_intent="pi_2")

    assert not agreement.superseded(bound, replace(PAID, status=status, received=0))


def test_a_payment_without_money_has_nothing_to_compare() -> None:
    assert agreement.disagreement(ORDER, replace(PAID, status="processing", received=0)) is None


@pytest.mark.parametrize(
    "status",
    ["requires_payment_method", "requires_confirmation", "requires_action", "processing", "open"],
)
def test_pending_is_not_paid(status: str) -> None:
    assert states.state_at_provider(replace(PAID, status=status, received=0)) == "pending"


def test_every_other_status_has_its_state() -> None:
    assert states.state_at_provider(PAID) == "paid"
    assert states.state_at_provider(replace(PAID, refunds_made=500)) == "partially_refunded"
    assert states.state_at_provider(replace(PAID, refunds_made=2500, refunds_failed=501)) == "refunded"
    assert states.state_at_provider(replace(PAID, status="requires_capture", received=0)) == "authorised"
    assert states.state_at_provider(replace(PAID, status="canceled")) == "cancelled"
    assert states.state_at_provider(replace(PAID, status="expired")) == "cancelled"
    assert states.state_at_provider(replace(PAID, status="requires_payment_method", declined=True)) == "payment_failed"


def test_news_in_any_order_ends_in_the_latest_state() -> None:
    story = ("payment_failed", "pending", "paid", "partially_refunded", "refunded")
    for told in permutations(story):
        state = "pending"
        for news in told:
            state = states.later_state(state, news)

        assert state == "refunded"


@given(st.lists(st.sampled_from(sorted(states.FOLLOWS)), max_size=8))
def test_money_that_was_seen_is_never_unseen(told: list[str]) -> None:
    state, settled = "pending", False
    for news in told:
        state = states.later_state(state, news)
        settled = settled or state in states.SETTLED

        assert settled == (state in states.SETTLED)


def test_the_key_of_an_order_is_the_same_on_every_attempt_and_another_for_another_purpose() -> None:
    assert key_for("ord_1", "payment-intent") == key_for("ord_1", "payment-intent")
    assert (
        len({key_for("ord_1", "payment-intent"), key_for("ord_2", "payment-intent"), key_for("ord_1", "refund-1")}) == 3
    )


@pytest.mark.parametrize(
    "text",
    [
        "4242424242424242",
        "my card is 4242 4242 4242 4242, thanks",
        "4242-4242-4242-4242",
        "5555.5555.5555.4444",
        "378282246310005",
        "card=6011111111111117;",
        "3566\u00a00020\u00a02036\u00a00505",
        "4000000000000000006",
        "30569309025904",
    ],
)
def test_what_looks_like_a_card_is_seen(text: str) -> None:
    assert card_guard.card_like(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "4242424242424241",
        "order 1042 of 2026-11-24, phone +49 30 1234567",
        "1700000000000",
        "0000000000000000",
        "9999999999999995",
        "4242 4242",
        "550e8400-e29b-41d4-a716-446655440000",
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert not card_guard.card_like(text)


def test_only_the_token_opens_an_order() -> None:
    assert tokens.same_token(ORDER.token, ORDER.token)
    assert not any(tokens.same_token(given, ORDER.token) for given in (None, "", ORDER.token[:-1], ORDER.id, "é"))
