"""Top-ups: money that the merchant draws from their bank, when it arrives, and why it may not."""

from typing import Any

import pytest

from simulator.stripe.flows.merchant.topups import TOKENS
from tests.simulator.stripe.inprocess import Merchant

TOP: Any = {"amount": 2000, "currency": "usd", "description": "tea"}


def wait(merchant: Merchant, seconds: int = 4) -> None:
    merchant.world.clock.advance(seconds)
    merchant.sandbox.tick()


def available(merchant: Merchant) -> int:
    return int(sum(part["amount"] for part in merchant.call("GET", "/v1/balance").body["available"]))


def test_a_top_up_arrives_and_can_be_paid_out() -> None:
    merchant = Merchant()
    made = merchant.call("POST", "/v1/topups", **TOP).body
    before = available(merchant)
    wait(merchant)
    after = merchant.call("GET", f"/v1/topups/{made['id']}", expand=["balance_transaction"]).body

    assert (made["status"], made["balance_transaction"], before) == ("pending", None, 0)
    assert (after["status"], available(merchant)) == ("succeeded", 2000)
    row = after["balance_transaction"]
    assert (row["type"], row["reporting_category"], row["net"], row["source"]) == ("topup", "topup", 2000, made["id"])
    assert merchant.told() == ["topup.created", "topup.succeeded"]
    assert merchant.call("POST", "/v1/payouts", amount=2000, currency="usd").status == 200


@pytest.mark.parametrize("token", TOKENS)
def test_a_published_token_does_what_is_published(token: str) -> None:
    merchant = Merchant()
    made = merchant.call("POST", "/v1/topups", **TOP, source=token).body
    wait(merchant)
    after = merchant.call("GET", f"/v1/topups/{made['id']}").body
    code = TOKENS[token]

    assert (after["status"], after["failure_code"]) == ("failed" if code else "succeeded", code)
    assert (merchant.told()[-1], available(merchant)) == (
        ("topup.failed", 0) if code else ("topup.succeeded", 2000)
    )  # fmt: skip


def test_only_a_top_up_that_waits_can_be_canceled() -> None:
    merchant = Merchant()
    made, other = (merchant.call("POST", "/v1/topups", **TOP).body["id"] for _ in range(2))
    canceled = merchant.call("POST", f"/v1/topups/{made}/cancel").body
    wait(merchant)

    assert (canceled["status"], available(merchant)) == ("canceled", 2000)
    assert merchant.told()[2:] == ["topup.canceled", "topup.succeeded"]
    assert [merchant.call("POST", f"/v1/topups/{one}/cancel").status for one in (made, other)] == [400, 400]


def test_top_ups_are_listed_by_state_and_amount() -> None:
    merchant = Merchant()
    small, large = (merchant.call("POST", "/v1/topups", **{**TOP, "amount": n}).body["id"] for n in (5, 9000))
    merchant.call("POST", f"/v1/topups/{small}/cancel")

    def found(**params: Any) -> list[str]:
        return [one["id"] for one in merchant.call("GET", "/v1/topups", **params).body["data"]]

    assert found() == [large, small]
    assert found(status="canceled") == found(amount=5) == found(amount={"lt": 9000}) == [small]
    assert found(amount={"gt": 5, "lte": 9000}) == [large]


def test_what_cannot_be_drawn_is_refused() -> None:
    merchant, live = Merchant(), Merchant(side="live")
    refused = [
        merchant.call("POST", "/v1/topups", **{**TOP, "amount": 0}),
        merchant.call("POST", "/v1/topups", **{**TOP, "currency": "xxd"}),
        merchant.call("POST", "/v1/topups", **TOP, source="src_1"),
        live.call("POST", "/v1/topups", **TOP, source="btok_us_verified"),
    ]

    assert [answer.status for answer in refused] == [400] * 4
    assert live.call("POST", "/v1/topups", **TOP).body["status"] == "pending"
