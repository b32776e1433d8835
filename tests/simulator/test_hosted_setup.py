"""The checkout page where nothing is paid now: a card kept for later, an account debited later. By plain HTTP."""

from typing import Any

import httpx
import pytest
import stripe

from simulator.client import WorldClient

BACK = "http://127.0.0.1:9/thanks"


def sdk(world: WorldClient) -> Any:
    provider = world.provider()
    return stripe.StripeClient(provider.test.secret_key, base_addresses={"api": provider.base_url}).v1


def setup_page(world: WorldClient) -> Any:
    return sdk(world).checkout.sessions.create({"mode": "setup", "currency": "eur", "success_url": BACK})


def typed(card: str) -> dict[str, str]:
    return {"email": "kim@example.org", "card": card, "expiry": "12/34", "cvc": "123"}


def test_a_card_is_kept_and_the_buyer_is_sent_back(world: WorldClient) -> None:
    session = setup_page(world)
    shown = httpx.get(session.url)
    done = httpx.post(session.url, data=typed("4242 4242 4242 4242"))
    after = sdk(world).checkout.sessions.retrieve(session.id, {"expand": ["setup_intent"]})

    assert (shown.status_code, "nothing is paid now" in shown.text) == (200, True)
    assert (done.status_code, done.headers["location"]) == (303, BACK)
    assert (after.status, after.setup_intent.status) == ("complete", "succeeded")
    assert after.customer_details.email == "kim@example.org"


def test_a_declined_card_is_said_on_the_page(world: WorldClient) -> None:
    session = setup_page(world)
    answer = httpx.post(session.url, data=typed("4000000000009995"))

    assert answer.status_code == 402
    assert "insufficient funds" in answer.text
    assert sdk(world).checkout.sessions.retrieve(session.id).status == "open"


@pytest.mark.parametrize(("succeed", "status"), [("true", "complete"), ("false", "open")])
def test_the_issuer_asks_on_the_page(succeed: str, status: str, world: WorldClient) -> None:
    session = setup_page(world)
    httpx.post(session.url, data=typed("4000002500003155"))
    asked = httpx.get(session.url)
    httpx.post(session.url, data={"succeed": succeed})

    assert "saves this card" in asked.text
    assert sdk(world).checkout.sessions.retrieve(session.id).status == status


@pytest.mark.parametrize(("iban", "status"), [("DE89 3704 0044 0532 0130 00", 303), ("DE00 1234", 402)])
def test_an_account_is_debited_later(iban: str, status: int, world: WorldClient) -> None:
    price = {"currency": "eur", "unit_amount": 1999, "product_data": {"name": "Tea"}}
    lines = {"mode": "payment", "success_url": BACK, "line_items": [{"quantity": 1, "price_data": price}]}
    session = sdk(world).checkout.sessions.create({**lines, "allowed_payment_method_types": ["card", "sepa_debit"]})
    shown = httpx.get(session.url)
    answer = httpx.post(session.url, data={"email": "kim@example.org", "iban": iban, "card": ""})
    after = sdk(world).checkout.sessions.retrieve(session.id)

    assert 'name="iban"' in shown.text
    assert answer.status_code == status
    assert iban not in answer.text
    expected = ("complete", "unpaid") if status == 303 else ("open", "unpaid")
    assert (after.status, after.payment_status) == expected
