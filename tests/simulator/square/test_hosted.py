"""The page that a payment link leads to, as a buyer's browser asks for it."""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from simulator.client import WorldClient


@pytest.fixture
def browser() -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False) as made:
        yield made


def link(world: WorldClient, side: str = "test", **options: Any) -> dict[str, Any]:
    view = world.provider("square")
    credentials = getattr(view, side).credentials
    quick = {"name": "<Tea>", "price_money": {"amount": 1500, "currency": "USD"}}
    made = httpx.post(
        f"{view.base_url}/v2/online-checkout/payment-links",
        headers={"Authorization": f"Bearer {credentials['access_token']}"},
        json={"quick_pay": {**quick, "location_id": credentials["location_id"]}, **options},
        trust_env=False,
    )
    told: dict[str, Any] = made.json()["payment_link"]
    return told


BACK = {"redirect_url": "https://shop.example/thanks?cart=1"}


def test_both_addresses_show_what_is_to_be_paid(world: WorldClient, browser: httpx.Client) -> None:
    made = link(world, pre_populated_data={"buyer_email": "ada@example.com"})
    for url in (made["url"], made["long_url"]):
        page = browser.get(url)

        assert page.status_code == 200
        assert "$15.00" in page.text
        assert "&lt;Tea&gt;" in page.text
        assert 'value="ada@example.com"' in page.text
        assert "Simulator" in page.text
        assert "default-src 'none'" in page.headers["content-security-policy"]


def test_a_buyer_pays_once_and_comes_back(world: WorldClient, browser: httpx.Client) -> None:
    """The sandbox appends nothing to the address of the shop (recorded)."""
    made = link(world, checkout_options=BACK)
    done = browser.post(made["url"], data={"email": "ada@example.com"})
    again = browser.post(made["url"])

    assert (done.status_code, done.headers["location"]) == (303, BACK["redirect_url"])
    assert again.status_code == 200
    assert "is paid" in again.text
    assert re.search('<form|name="email"', again.text) is None
    events = world.events(made["id"], "payment.updated", provider="square")
    assert len(events) == 1
    payment = world.object(events[0].objects[0], provider="square")
    assert (payment["buyer_email_address"], payment["source_type"]) == ("ada@example.com", "EXTERNAL")


def test_production_appends_the_orders_id(world: WorldClient, browser: httpx.Client) -> None:
    made = link(world, "live", checkout_options=BACK)
    done = browser.post(made["url"])
    payment = world.object(
        world.events(made["id"], "payment.updated", provider="square", side="live")[0].objects[0],
        provider="square", side="live",
    )  # fmt: skip

    assert done.headers["location"] == f"{BACK['redirect_url']}&orderId={made['order_id']}"
    assert payment["card_details"]["status"] == "CAPTURED"


def test_without_an_address_the_buyer_stays(world: WorldClient, browser: httpx.Client) -> None:
    made = link(world)
    done = browser.post(made["url"], follow_redirects=True)

    assert (done.status_code, done.request.method) == (200, "GET")
    assert "is paid" in done.text


def test_a_declined_attempt_leaves_the_link_payable(world: WorldClient, browser: httpx.Client) -> None:
    made = link(world)
    failed = world.act("pay", provider="square", object=made["id"], card="declined").answer

    assert failed["status"] == "FAILED"
    assert "Test payment" in browser.get(made["url"]).text
    assert browser.post(made["url"]).status_code == 303


@pytest.mark.parametrize("path", ["/u/12345678", "/v2/online-checkout/sandbox-testing-panel/MLX/LINK"])
def test_a_link_that_there_is_not(path: str, world: WorldClient, browser: httpx.Client) -> None:
    page = browser.get(world.provider("square").base_url + path)

    assert page.status_code == 404
    assert "no such payment link" in page.text


def test_two_worlds_of_one_seed_have_pages_of_their_own(simulator: Any, browser: httpx.Client) -> None:
    worlds = [simulator.control.new_world(seed=5) for _ in range(2)]
    first, second = (link(world) for world in worlds)
    browser.post(second["url"])

    assert first["url"] != second["url"]
    assert "Test payment" in browser.get(first["url"]).text
    for world in worlds:
        world.close()
