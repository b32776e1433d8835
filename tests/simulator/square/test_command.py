"""`assay sandbox` with Square: what it says, where its webhooks go, and tokens that are worlds of their own."""

import json
from typing import Any

import httpx
from square import Square
from square.utils.webhooks_helper import verify_signature

from tests.simulator.receiver import Receiver
from tests.simulator.test_sandbox_command import sandbox


def pay(sdk: Square, key: str = "k") -> Any:
    money: Any = {"amount": 900, "currency": "USD"}
    return sdk.payments.create(source_id="cnon:card-nonce-ok", idempotency_key=key, amount_money=money).payment


def client(told: dict[str, str], http: httpx.Client, token: str | None = None) -> Square:
    return Square(token=token or told["access_token"], base_url=told["base_url"], httpx_client=http)


def test_what_is_printed_configures_an_integration() -> None:
    with (
        Receiver() as receiver,
        sandbox("--webhook-url", f"square={receiver.url}") as (_, ready),
        httpx.Client(trust_env=False) as http,
    ):
        told = ready["square"]
        payment = pay(client(told, http))
        webhooks = receiver.wait_for(4)

        assert set(told) == {
            "base_url", "access_token", "application_id", "location_id", "merchant_id", "signature_key",
            "notification_url",
        }  # fmt: skip
        assert (payment.location_id, told["notification_url"]) == (told["location_id"], receiver.url)
        assert payment.application_details.application_id == told["application_id"]
        for webhook in webhooks:
            assert json.loads(webhook.body)["merchant_id"] == told["merchant_id"]
            assert verify_signature(
                request_body=webhook.body.decode(),
                signature_header=webhook.headers["x-square-hmacsha256-signature"],
                signature_key=told["signature_key"],
                notification_url=told["notification_url"],
            )


def test_any_token_is_a_world_of_its_own() -> None:
    with sandbox("--any-key") as (_, ready), httpx.Client(trust_env=False) as http:
        told = ready["square"]
        mine, yours = (client(told, http, token) for token in ("EAAA-mine", "EAAA-yours"))
        first = pay(mine)

        assert pay(mine).id == first.id
        assert [one.id for one in mine.payments.list()] == [first.id]
        assert list(yours.payments.list()) == []
        assert list(client(told, http).payments.list()) == []
