"""The checkout page by plain HTTP: what a person sees and what an HTTP client can do as one."""

from typing import Any

import httpx
import pytest
import stripe

from simulator.client import WorldClient

SUCCESS = "http://127.0.0.1:9/thanks?session={CHECKOUT_SESSION_ID}"


def sdk(world: WorldClient, side: str = "test") -> stripe.StripeClient:
    provider = world.provider()
    key = provider.test.secret_key if side == "test" else provider.live.secret_key
    return stripe.StripeClient(key, base_addresses={"api": provider.base_url})


def checkout(world: WorldClient, side: str = "test") -> Any:
    price = {"currency": "eur", "unit_amount": 1999, "product_data": {"name": "Tea <i>green</i>"}}
    fields = {
        "mode": "payment",
        "line_items": [{"quantity": 2, "price_data": price}],
        "success_url": SUCCESS,
        "cancel_url": "http://127.0.0.1:9/cart",
    }
    return sdk(world, side).v1.checkout.sessions.create(fields)  # type: ignore[arg-type]


def typed(card: str, **other: str) -> dict[str, str]:
    return {"email": "kim@example.org", "card": card, "expiry": "12/34", "cvc": "123", **other}


def test_the_page_says_what_is_to_be_paid_and_that_it_is_a_simulator(world: WorldClient) -> None:
    reply = httpx.get(checkout(world).url)

    assert reply.status_code == 200
    assert "€39.98" in reply.text
    assert "Tea &lt;i&gt;green&lt;/i&gt; × 2" in reply.text
    assert "Simulator" in reply.text
    assert 'href="http://127.0.0.1:9/cart"' in reply.text
    assert "default-src 'none'" in reply.headers["content-security-policy"]
    assert "<script" not in reply.text


def test_paying_completes_the_session_and_sends_the_buyer_back(world: WorldClient) -> None:
    session = checkout(world)
    reply = httpx.post(session.url, data=typed("4242 4242 4242 4242"))
    after = sdk(world).v1.checkout.sessions.retrieve(session.id)

    assert (reply.status_code, reply.headers["location"]) == (303, SUCCESS.format(CHECKOUT_SESSION_ID=session.id))
    assert (after.status, after.payment_status) == ("complete", "paid")
    assert after.customer_details is not None
    assert after.customer_details.email == "kim@example.org"
    assert any(event.type == "checkout.session.completed" for event in world.events(object=session.id))


@pytest.mark.parametrize(
    ("card", "sentence"),
    [("4000000000009995", "insufficient funds"), ("4000000000000002", "declined"), ("4242", "incomplete")],
)
def test_a_decline_is_shown_and_the_buyer_may_try_again(world: WorldClient, card: str, sentence: str) -> None:
    session = checkout(world)
    reply = httpx.post(session.url, data=typed(card))

    assert reply.status_code == 402
    assert sentence in reply.text
    assert f'value="{card}"' not in reply.text, "what was typed as a card is not written back"
    assert httpx.post(session.url, data=typed("4242424242424242")).status_code == 303


def test_a_date_that_has_passed_is_refused(world: WorldClient) -> None:
    reply = httpx.post(checkout(world).url, data=typed("4242424242424242", expiry="01/20"))

    assert reply.status_code == 402
    assert "expiration year" in reply.text


@pytest.mark.parametrize(("answer", "status"), [("true", "complete"), ("false", "open")])
def test_the_issuer_asks_in_between(world: WorldClient, answer: str, status: str) -> None:
    session = checkout(world)
    reply = httpx.post(session.url, data=typed("4000002760003184"))
    assert reply.status_code == 303
    asked = httpx.get(session.url)
    assert "Complete authentication" in asked.text
    httpx.post(session.url, data={"succeed": answer})

    assert sdk(world).v1.checkout.sessions.retrieve(session.id).status == status


def test_a_closed_session_cannot_be_paid_again(world: WorldClient) -> None:
    session = checkout(world)
    httpx.post(session.url, data=typed("4242424242424242"))
    before = len(world.events())
    reply = httpx.post(session.url, data=typed("4242424242424242"))

    assert reply.status_code == 200
    assert "complete" in reply.text
    assert len(world.events()) == before


def test_an_expired_session_says_so(world: WorldClient) -> None:
    session = checkout(world)
    sdk(world).v1.checkout.sessions.expire(session.id)

    assert "expired" in httpx.get(session.url).text


def test_a_page_of_no_session_is_a_404(world: WorldClient) -> None:
    reply = httpx.get(f"{world.provider().base_url}/c/pay/cs_test_nothing")

    assert reply.status_code == 404
    assert "no such checkout" in reply.text


def test_on_the_live_side_no_card_number_is_asked_for(world: WorldClient) -> None:
    session = checkout(world, "live")
    shown = httpx.get(session.url)
    paid = httpx.post(session.url, data={"email": "kim@example.org"})

    assert 'name="card"' not in shown.text
    assert paid.status_code == 303
    assert sdk(world, "live").v1.checkout.sessions.retrieve(session.id).payment_status == "paid"


def test_a_redirect_to_the_issuer_leads_back_to_the_shop(world: WorldClient) -> None:
    fields = {
        "amount": 1999,
        "currency": "eur",
        "payment_method": "pm_card_authenticationRequired",
        "confirm": True,
        "return_url": "http://127.0.0.1:9/back?order=7",
    }
    made = sdk(world).v1.payment_intents.create(fields)  # type: ignore[arg-type]
    assert made.next_action is not None
    assert made.next_action.redirect_to_url is not None
    url = made.next_action.redirect_to_url.url
    assert url is not None
    hidden = {
        "payment_intent": made.id,
        "payment_intent_client_secret": str(made.client_secret),
        "return_url": "http://127.0.0.1:9/back?order=7",
    }
    assert "Complete authentication" in httpx.get(url).text
    reply = httpx.post(url.partition("?")[0], data={**hidden, "succeed": "true"})

    assert reply.headers["location"] == (
        f"http://127.0.0.1:9/back?order=7&payment_intent={made.id}"
        f"&payment_intent_client_secret={made.client_secret}&redirect_status=succeeded"
    )


def test_without_the_client_secret_nobody_may_answer_for_the_buyer(world: WorldClient) -> None:
    fields = {"amount": 1999, "currency": "eur", "payment_method": "pm_card_authenticationRequired", "confirm": True}
    made = sdk(world).v1.payment_intents.create({**fields, "return_url": "http://127.0.0.1:9/"})  # type: ignore[arg-type]
    url = f"{world.provider().base_url}/3d_secure_2/hosted"
    reply = httpx.post(url, data={"payment_intent": made.id, "succeed": "true"})

    assert reply.status_code == 404
    assert sdk(world).v1.payment_intents.retrieve(made.id).status == "requires_action"


@pytest.mark.parametrize("path", ["/js/stripe.js", "/v3/", "/v3", "/endive/stripe.js"])
def test_the_script_is_served_where_pages_look_for_it(world: WorldClient, path: str) -> None:
    reply = httpx.get(world.provider().base_url + path)

    assert reply.status_code == 200
    assert "window.Stripe = Stripe" in reply.text
    assert reply.headers["access-control-allow-origin"] == "*"


def test_a_page_of_another_origin_may_call_the_api(world: WorldClient) -> None:
    headers = {"Origin": "http://shop.test", "Access-Control-Request-Method": "POST"}
    reply = httpx.options(f"{world.provider().base_url}/v1/payment_methods", headers=headers)

    assert reply.status_code == 204
    assert reply.headers["access-control-allow-origin"] == "*"
