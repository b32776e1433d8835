"""The page on which a buyer agrees to subscribe, or to a change, and comes back to the merchant."""

import re
from typing import Any

import httpx
import pytest

from simulator.client import WorldClient
from tests.simulator.paypal.billing.test_acts import sold
from tests.simulator.paypal.conftest import Api

CONTEXT = {
    "return_url": "https://shop.example/r?cart=7", "cancel_url": "https://shop.example/c?cart=7",
    "brand_name": "<Tea & Co>",
}  # fmt: skip


def proposed(world: WorldClient, api: Api, **more: Any) -> tuple[str, str]:
    """Return id and page of a subscription whose buyer comes back to a shop."""
    body = {"plan_id": sold(world), "application_context": {**CONTEXT, **more}}
    made = api.post("/v1/billing/subscriptions", body).json()
    return made["id"], made["links"][0]["href"]


def shown(api: Api, name: str) -> dict[str, Any]:
    told: dict[str, Any] = api.http.get(f"/v1/billing/subscriptions/{name}").json()
    return told


@pytest.mark.parametrize(("action", "status"), [("SUBSCRIBE_NOW", "ACTIVE"), ("CONTINUE", "APPROVED")])
def test_a_buyer_agrees_and_comes_back(world: WorldClient, api: Api, action: str, status: str) -> None:
    name, address = proposed(world, api, user_action=action)
    page = httpx.get(address, trust_env=False)
    sent = httpx.post(address, data={"action": "approve", "email": "ada@example.com"}, trust_env=False)
    again = httpx.get(address, trust_env=False)

    assert "&lt;Tea &amp; Co&gt;" in page.text
    assert "10.00 USD each month" in page.text
    assert sent.status_code == 303
    ba_token = address.partition("ba_token=")[2]
    assert re.fullmatch(
        rf"https://shop\.example/r\?cart=7&subscription_id={name}&ba_token={ba_token}&token=[0-9A-Z]{{17}}",
        sent.headers["location"],
    )
    assert (shown(api, name)["status"], shown(api, name)["subscriber"]["email_address"]) == (status, "ada@example.com")
    assert f"the subscription is {status}" in again.text


def test_a_buyer_who_cancels_leaves_no_trace(world: WorldClient, api: Api) -> None:
    name, address = proposed(world, api)
    way_out = re.search(r'href="(https://shop\.example/c[^"]*)"', httpx.get(address, trust_env=False).text)

    assert way_out is not None
    assert way_out[1].startswith(f"https://shop.example/c?cart=7&amp;subscription_id={name}&amp;ba_token=BA-")
    assert shown(api, name)["status"] == "APPROVAL_PENDING"


def test_a_change_waits_until_the_buyer_agrees(world: WorldClient, api: Api) -> None:
    name, address = proposed(world, api)
    httpx.post(address, data={"action": "approve"}, trust_env=False)
    revised = api.post(f"/v1/billing/subscriptions/{name}/revise", {"quantity": "3"}).json()
    link = revised["links"][0]
    before = shown(api, name)["quantity"]
    page = httpx.get(link["href"], trust_env=False)
    sent = httpx.post(link["href"], data={"action": "approve"}, trust_env=False)

    assert (link["rel"], before) == ("approve", "1")
    assert "/webapps/billing/subscriptions/update?ba_token=BA-" in link["href"]
    assert "30.00 USD each month" in page.text
    assert sent.headers["location"].startswith(f"https://shop.example/r?cart=7&subscription_id={name}&ba_token=BA-")
    assert shown(api, name)["quantity"] == "3"
    assert world.events(name, provider="paypal")[-1].type == "BILLING.SUBSCRIPTION.UPDATED"


def test_what_nobody_knows_is_not_found(world: WorldClient) -> None:
    base = world.provider("paypal").base_url
    answer = httpx.get(f"{base}/webapps/billing/subscriptions?ba_token=BA-1", trust_env=False)

    assert (answer.status_code, "no such subscription" in answer.text) == (404, True)


def test_a_shops_page_subscribes_by_its_client_id_alone(world: WorldClient, api: Api) -> None:
    """What `actions.subscription.create` asks for, without a browser."""
    base, plan = world.provider("paypal").base_url, sold(world)

    def asked(client: str, body: dict[str, Any]) -> httpx.Response:
        return httpx.post(f"{base}/smart/api/subscriptions", json={"client": client, "body": body}, trust_env=False)

    made = asked(api.credentials["client_id"], {"plan_id": plan, "quantity": "2"})
    wrong = asked(api.credentials["client_id"], {})
    foreign = asked("somebody-else", {"plan_id": plan})

    assert (made.status_code, shown(api, made.json()["id"])["quantity"]) == (201, "2")
    assert (wrong.status_code, wrong.json()["details"][0]["issue"]) == (400, "MISSING_REQUIRED_PARAMETER")
    assert foreign.status_code == 403
