"""Tokens: the same one until it expires; what opens nothing; every client a world of its own."""

import base64

from msgspec.structs import replace

from simulator.masking import mask
from simulator.paypal import PAYPAL
from simulator.paypal.resources.access_token import AccessToken
from simulator.provider import Reply, Request
from simulator.sandbox import Sandbox
from tests.simulator.paypal.inprocess import ORDERS, Merchant


def older(merchant: Merchant, seconds: float) -> None:
    """Let the tokens that there are be older by so many seconds of real time."""
    merchant.books.put([replace(one, began=one.began - seconds) for one in merchant.books.of_kind(AccessToken)])


def test_the_same_token_counts_down_until_it_expires() -> None:
    merchant = Merchant()
    first = merchant.new_token()
    older(merchant, 1_156)
    again = merchant.new_token()
    older(merchant, 32_400)
    expired = merchant.call("GET", f"{ORDERS}/1")
    new = merchant.new_token().body

    assert list(first.body) == ["scope", "access_token", "token_type", "app_id", "expires_in", "nonce"]
    assert first.headers["X-Paypal-Token-Service"] == "IAAS"
    assert (len(first.body["access_token"]), first.body["access_token"][:5]) == (97, "A21AA")
    assert again.body == {**first.body, "expires_in": again.body["expires_in"]}
    assert first.body["expires_in"] - again.body["expires_in"] in (1_156, 1_157)
    assert (expired.status, expired.body["error"]) == (401, "invalid_token")
    assert new["access_token"] != first.body["access_token"]


def test_a_token_outlives_a_month_that_was_not_waited_for() -> None:
    merchant = Merchant()
    merchant.world.clock.advance(31 * 86_400)

    assert merchant.call("GET", f"{ORDERS}/1").status == 404
    assert merchant.new_token().body["access_token"] == merchant.token


def test_a_wrong_secret_is_told_in_77_bytes_and_in_the_journal() -> None:
    merchant = Merchant()
    refused = merchant.new_token("wrong")
    (call,) = merchant.sandbox.journal.of("")

    assert (refused.status, refused.body) == (
        401, {"error": "invalid_client", "error_description": "Client Authentication failed"},
    )  # fmt: skip
    assert refused.headers["X-Paypal-Token-Service"] == "IAAS"
    assert (call.operation, call.status, call.error_code) == ("oauth2.token", 401, "invalid_client")
    assert "secret" not in repr(call)


def test_a_secret_that_was_rolled_opens_nothing_and_its_tokens_neither() -> None:
    merchant = Merchant()
    books = merchant.books
    further = merchant.sandbox.add_key(books, None)
    with_it = merchant.new_token(further).body["access_token"]
    books.expired.add(books.secret_key)

    assert merchant.new_token().status == 401
    assert merchant.call("GET", f"{ORDERS}/1").status == 401
    merchant.token = with_it
    assert merchant.call("GET", f"{ORDERS}/1").status == 404


def test_a_token_is_of_one_side_and_nothing_stored_tells_it() -> None:
    merchant = Merchant()
    order = merchant.order("5.00")
    live = Merchant(sandbox=merchant.sandbox, side="live")

    assert live.call("GET", f"{ORDERS}/{order}").status == 404
    assert merchant.token not in repr(merchant.books)
    assert merchant.books.secret_key not in repr(merchant.books.objects)


def test_a_token_with_another_end_is_refused() -> None:
    merchant = Merchant()
    merchant.token = merchant.token[:-1] + ("A" if merchant.token[-1] != "A" else "B")
    answer = merchant.call("GET", f"{ORDERS}/1")

    assert (answer.status, answer.body) == (
        401, {"error": "invalid_token", "error_description": "Token signature verification failed"},
    )  # fmt: skip


def test_any_client_is_a_world_of_its_own() -> None:
    sandbox = Sandbox({"paypal": PAYPAL}, any_key=True, base_urls={"paypal": "http://sim"})

    def token(client: str) -> int:
        headers = {"authorization": "Basic " + base64.b64encode(client.encode()).decode()}
        request = Request("POST", "/v1/oauth2/token", "", headers, b"grant_type=client_credentials")
        merchant_less = Merchant.run(_Asks(sandbox), request)  # type: ignore[arg-type]
        assert isinstance(merchant_less, Reply)
        return merchant_less.status

    assert [token("my-client:my-secret"), token("my-client:my-secret"), token("other:my-secret")] == [200, 200, 200]
    assert token("my-client:another") == 401
    assert len(sandbox.worlds) == 2


class _Asks:
    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox


def test_tokens_and_client_secrets_are_masked_wherever_they_stand() -> None:
    merchant = Merchant()
    books = merchant.books
    shown = mask(f"{merchant.token} {books.secret_key} {books.publishable_key}")

    assert merchant.token[10:-4] not in shown
    assert books.secret_key[5:-4] not in shown
    assert books.publishable_key in shown
    assert len(books.secret_key) == len(books.publishable_key) == 80
