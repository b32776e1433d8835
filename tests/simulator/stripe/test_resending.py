"""An event is told again because its merchant asks for it: which one, to whom, and what is refused."""

from typing import Any

import pytest

from simulator.provider import StoredEvent
from simulator.world import Books, World
from tests.simulator.stripe.inprocess import Merchant

HOOK = {"url": "http://127.0.0.1:1/", "enabled_events": ["customer.created"]}


class Listening(Merchant):
    """A merchant, and what delivery is told to send: each event with the one endpoint, or None for all."""

    def listen(self) -> list[tuple[str, str | None]]:
        heard: list[tuple[str, str | None]] = []

        def announce(_world: World, _books: Books, events: list[StoredEvent], only: str | None) -> None:
            heard.extend((event.id, only) for event in events)

        self.sandbox.announce = announce
        return heard


@pytest.fixture
def merchant() -> Listening:
    return Listening()


def hook(merchant: Merchant, **more: Any) -> str:
    made: str = merchant.call("POST", "/v1/webhook_endpoints", **{**HOOK, **more}).body["id"]
    return made


def happened(merchant: Merchant) -> str:
    merchant.call("POST", "/v1/customers")
    return list(merchant.books.events)[-1]


def test_an_event_goes_to_the_endpoint_that_is_named(merchant: Listening) -> None:
    named, _ = hook(merchant), hook(merchant)
    event = happened(merchant)
    heard = merchant.listen()
    answer = merchant.call("POST", f"/v1/events/{event}/retry", webhook_endpoint=named)

    assert (answer.status, answer.body["id"], answer.body["object"]) == (200, event, "event")
    assert heard == [(event, named)]
    assert list(merchant.books.events)[-1] == event


@pytest.mark.parametrize("why", ["it came later", "it wants others"])
def test_whoever_was_not_subscribed_does_not_hear_of_it(why: str, merchant: Listening) -> None:
    """Seen in public (stripe-cli, issue 675)."""
    event = happened(merchant)
    merchant.world.clock.advance(5)
    other = hook(merchant, **({"enabled_events": ["charge.succeeded"]} if why == "it wants others" else {}))
    heard = merchant.listen()

    assert merchant.call("POST", f"/v1/events/{event}/retry", webhook_endpoint=other).status == 200
    assert heard == []


def test_while_news_is_held_it_is_held_too(merchant: Listening) -> None:
    named, event = hook(merchant), happened(merchant)
    heard = merchant.listen()
    merchant.world.news = "hold"
    merchant.call("POST", f"/v1/events/{event}/retry", webhook_endpoint=named)

    assert heard == []
    assert merchant.world.held[-1] == ("stripe", "test", event)


def test_an_event_of_an_account_goes_to_its_platforms_endpoint(merchant: Listening) -> None:
    account = merchant.call("POST", "/v1/accounts", type="standard").body["id"]
    named = hook(merchant, connect=True)
    merchant.call("POST", "/v1/customers", headers={"stripe-account": account})
    [event] = merchant.books.of_account(account).events
    heard = merchant.listen()
    path = f"/v1/events/{event}/retry"

    assert merchant.call("POST", path, webhook_endpoint=named).status == 404
    assert merchant.call("POST", path, webhook_endpoint=named, account=account).body["account"] == account
    assert heard == [(event, named)]
    assert merchant.call("POST", path, webhook_endpoint=named, account="acct_none").status == 403


def test_what_there_is_not_is_refused(merchant: Listening) -> None:
    named, event = hook(merchant), happened(merchant)
    unknown = merchant.call("POST", "/v1/events/evt_none/retry", webhook_endpoint=named)
    missing = merchant.call("POST", f"/v1/events/{event}/retry")
    nobody = merchant.call("POST", f"/v1/events/{event}/retry", webhook_endpoint="we_none")
    to_the_cli = merchant.call("POST", f"/v1/events/{event}/retry", for_stripecli=True)
    merchant.world.clock.advance(31 * 86_400)
    old = merchant.call("POST", f"/v1/events/{event}/retry", webhook_endpoint=named)

    assert (unknown.status, unknown.body["error"]["message"]) == (404, "No such notification: 'evt_none'")
    assert (unknown.body["error"]["code"], unknown.body["error"]["param"]) == ("resource_missing", "id")
    assert [answer.status for answer in (missing, nobody, to_the_cli, old)] == [400, 400, 200, 404]
