"""A buyer with a promotion code, and one who follows a payment link: the pages by plain HTTP, as a person uses them."""

from typing import Any

import httpx
import pytest

from simulator.client import WorldClient
from tests.simulator.test_hosted_checkout import SUCCESS, sdk, typed


def priced(world: WorldClient, amount: int = 2000) -> str:
    fields: Any = {"currency": "usd", "unit_amount": amount, "product_data": {"name": "tea"}}
    return sdk(world).v1.prices.create(fields).id


def coded(world: WorldClient, **coupon: Any) -> str:
    made = sdk(world).v1.coupons.create(coupon)  # type: ignore[arg-type]
    return sdk(world).v1.promotion_codes.create({"promotion": {"type": "coupon", "coupon": made.id}}).code


def opened(world: WorldClient, **more: Any) -> Any:
    fields: Any = {
        "mode": "payment", "success_url": SUCCESS, "line_items": [{"price": priced(world), "quantity": 1}], **more,
    }  # fmt: skip
    return sdk(world).v1.checkout.sessions.create(fields)


def apply(url: str, code: str) -> httpx.Response:
    return httpx.post(url, data={"promotion_code": code, "apply": "1"}, follow_redirects=True)


def test_a_code_is_applied_shown_and_paid(world: WorldClient) -> None:
    code = coded(world, percent_off=25)
    session = opened(world, allow_promotion_codes=True)
    assert 'name="promotion_code"' in httpx.get(session.url).text
    shown = apply(session.url, code.lower()).text
    assert "-$5.00" in shown
    assert "Pay $15.00" in shown
    reply = httpx.post(session.url, data=typed("4242424242424242"))

    after = sdk(world).v1.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent"]})
    assert reply.status_code == 303
    assert after.amount_total == 1500
    assert after.payment_intent.amount_received == 1500  # type: ignore[union-attr]
    assert sdk(world).v1.promotion_codes.list({"code": code}).data[0].times_redeemed == 1


def test_a_code_can_be_taken_back_and_a_wrong_one_is_refused(world: WorldClient) -> None:
    code = coded(world, amount_off=500, currency="usd")
    session = opened(world, allow_promotion_codes=True)
    wrong = apply(session.url, "NOTHING")
    apply(session.url, code)
    back = httpx.post(session.url, data={"remove": "1"}, follow_redirects=True)

    assert wrong.status_code == 402
    assert "This code is invalid." in wrong.text
    assert "Pay $20.00" in back.text
    assert sdk(world).v1.checkout.sessions.retrieve(session.id).discounts == []


def test_a_page_without_the_field_takes_no_code(world: WorldClient) -> None:
    code = coded(world, percent_off=25)
    session = opened(world)

    assert 'name="promotion_code"' not in httpx.get(session.url).text
    assert "Pay $20.00" in apply(session.url, code).text


def test_an_order_without_cost_is_completed_without_a_card(world: WorldClient) -> None:
    code = coded(world, percent_off=100)
    session = opened(world, allow_promotion_codes=True)
    shown = apply(session.url, code).text
    reply = httpx.post(session.url, data={"email": "kim@example.org"})

    assert 'name="card"' not in shown
    assert "Complete order" in shown
    assert (reply.status_code, reply.headers["location"]) == (303, SUCCESS.format(CHECKOUT_SESSION_ID=session.id))
    assert sdk(world).v1.checkout.sessions.retrieve(session.id).payment_status == "no_payment_required"


@pytest.mark.parametrize("redirects", [True, False])
def test_a_payment_link_leads_to_a_paid_order(redirects: bool, world: WorldClient) -> None:
    """Each who follows it has a checkout of their own; at its end stands the shop's page, or a word of thanks."""
    after: Any = (
        {"type": "redirect", "redirect": {"url": SUCCESS}}
        if redirects
        else {"type": "hosted_confirmation", "hosted_confirmation": {"custom_message": "Many thanks."}}
    )
    line: Any = {"price": priced(world), "quantity": 2}
    link = sdk(world).v1.payment_links.create({"line_items": [line], "after_completion": after})
    first, second = (httpx.get(link.url).headers["location"] for _ in range(2))
    paid = httpx.post(first, data=typed("4242424242424242"))

    assert first != second
    session = sdk(world).v1.checkout.sessions.list({"status": "complete"}).data[0]
    assert (session.payment_link, session.amount_total, session.payment_status) == (link.id, 4000, "paid")
    if redirects:
        assert paid.headers["location"] == SUCCESS.format(CHECKOUT_SESSION_ID=session.id)
    else:
        assert "Many thanks." in httpx.get(first).text
    assert sdk(world).v1.checkout.sessions.list({"status": "open"}).data[0].url == second
