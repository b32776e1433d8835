"""The pages that a buyer sees: approve, decline, choose an address, come back to the merchant."""

import re

import httpx
import pytest

from simulator.client import WorldClient
from tests.simulator.paypal.conftest import Api


def wallet_order(api: Api) -> tuple[str, str]:
    """Return id and approval page of an order whose buyer comes back to a shop."""
    context = {"return_url": "https://shop.example/r?cart=7", "cancel_url": "https://shop.example/c?cart=7"}
    body = {
        "intent": "CAPTURE",
        "purchase_units": [{"amount": {"currency_code": "USD", "value": "12.00"}}],
        "payment_source": {"paypal": {"experience_context": {**context, "brand_name": "<Tea & Co>"}}},
    }
    made = api.post("/v2/checkout/orders", body, **{"PayPal-Request-Id": "k"}).json()
    return made["id"], next(link["href"] for link in made["links"] if link["rel"] == "payer-action")


@pytest.mark.parametrize(
    ("button", "status"), [("approve", "COMPLETED"), ("decline", "DECLINED"), ("pending", "PENDING")]
)
def test_a_buyer_approves_and_comes_back(api: Api, button: str, status: str) -> None:
    order, address = wallet_order(api)
    page = httpx.get(address, trust_env=False)
    sent = httpx.post(address, data={"action": button, "email": "ada@example.com"}, trust_env=False)
    paid = api.post(f"/v2/checkout/orders/{order}/capture").json()
    payer = api.http.get(f"/v2/checkout/orders/{order}").json()["payer"]

    assert "&lt;Tea &amp; Co&gt;" in page.text
    assert "12.00 USD" in page.text
    assert sent.status_code == 303
    assert re.fullmatch(
        rf"https://shop\.example/r\?cart=7&token={order}&PayerID={payer['payer_id']}", sent.headers["location"]
    )
    assert payer["email_address"] == "ada@example.com"
    assert paid["purchase_units"][0]["payments"]["captures"][0]["status"] == status


def test_a_buyer_who_cancels_leaves_the_order_as_it_is(api: Api) -> None:
    order, address = wallet_order(api)
    page = httpx.get(address, trust_env=False)

    assert f'href="https://shop.example/c?cart=7&amp;token={order}"' in page.text
    assert api.http.get(f"/v2/checkout/orders/{order}").json()["status"] == "PAYER_ACTION_REQUIRED"


def test_a_buyer_chooses_another_address(api: Api) -> None:
    order, address = wallet_order(api)
    changed = httpx.post(address, data={"action": "shipping", "country_code": "DE"}, trust_env=False)
    shipping = api.http.get(f"/v2/checkout/orders/{order}").json()["purchase_units"][0]["shipping"]

    assert "The address was changed." in changed.text
    assert shipping["address"]["country_code"] == "DE"


def test_a_page_of_nothing_and_of_what_is_done(api: Api, world: WorldClient) -> None:
    order, address = wallet_order(api)
    world.act("pay", provider="paypal", object=order)
    done = httpx.post(address, data={"action": "approve"}, trust_env=False)
    nothing = httpx.get(address.replace(order, "0NOTHING"), trust_env=False)

    assert "Nothing is to be approved" in done.text
    assert nothing.status_code == 404


def test_a_buyer_agrees_that_a_wallet_is_kept(api: Api) -> None:
    context = {"return_url": "https://shop.example/r", "cancel_url": "https://shop.example/c"}
    body = {"payment_source": {"paypal": {"usage_type": "MERCHANT", "experience_context": context}}}
    made = api.post("/v3/vault/setup-tokens", body, **{"PayPal-Request-Id": "k"}).json()
    page = httpx.get(made["links"][1]["href"], trust_env=False)
    sent = httpx.post(made["links"][1]["href"], data={"action": "approve"}, trust_env=False)

    assert made["status"] == "PAYER_ACTION_REQUIRED"
    assert "Agree and continue" in page.text
    assert sent.headers["location"].startswith("https://shop.example/r?approval_token_id=")
    assert api.http.get(f"/v3/vault/setup-tokens/{made['id']}").json()["status"] == "APPROVED"
