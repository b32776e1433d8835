"""The page on which a connected account tells what it must. By plain HTTP."""

from typing import Any

import httpx
import pytest
import stripe

from simulator.client import WorldClient
from tests.fidelity.connect_operations import asked_to_join
from tests.simulator.receiver import Receiver

AGAIN, BACK = "http://127.0.0.1:9/again", "http://127.0.0.1:9/back"


def sdk(world: WorldClient) -> Any:
    provider = world.provider()
    return stripe.StripeClient(provider.test.secret_key, base_addresses={"api": provider.base_url}).v1


@pytest.fixture
def account(world: WorldClient) -> str:
    asked = {"type": "express", "capabilities": {"transfers": {"requested": True}}}
    return str(sdk(world).accounts.create(asked).id)


def visit_of(page: httpx.Response) -> str:
    return page.text.partition('name="visit" value="')[2].partition('"')[0]


def test_submitting_the_page_enables_the_account_and_tells_of_it(world: WorldClient, account: str) -> None:
    with Receiver() as heard:
        wanted = {"url": heard.url, "enabled_events": ["account.updated"], "connect": True}
        endpoint = sdk(world).webhook_endpoints.create(wanted)
        link = sdk(world).account_links.create(asked_to_join(account))
        shown = httpx.get(link.url)
        before = sdk(world).accounts.retrieve(account)
        done = httpx.post(link.url, data={"visit": visit_of(shown), "done": "submit"})
        after = sdk(world).accounts.retrieve(account)
        [told] = heard.wait_for(1)

    assert (shown.status_code, account in shown.text) == (200, True)
    assert (done.status_code, done.headers["location"]) == (303, BACK)
    assert (before.charges_enabled, after.charges_enabled, after.capabilities.transfers) == (False, True, "active")
    event = told.verified(endpoint.secret)
    assert (event.account, event.data.object.charges_enabled) == (account, True)


def test_leaving_the_page_changes_nothing(world: WorldClient, account: str) -> None:
    link = sdk(world).account_links.create(asked_to_join(account))
    left = httpx.post(link.url, data={"visit": visit_of(httpx.get(link.url)), "done": "later"})

    assert left.headers["location"] == BACK
    assert not sdk(world).accounts.retrieve(account).details_submitted


def test_whoever_comes_again_late_or_by_no_visit_is_sent_for_a_new_link(world: WorldClient, account: str) -> None:
    visited, late, unseen = (sdk(world).account_links.create(asked_to_join(account)) for _ in range(3))
    httpx.get(visited.url)
    again = httpx.get(visited.url)
    guessed = httpx.post(unseen.url, data={"visit": "", "done": "submit"})
    world.advance(301)
    too_late = httpx.get(late.url)

    assert [answer.headers["location"] for answer in (again, guessed, too_late)] == [AGAIN] * 3
    assert late.expires_at - late.created == 300
    assert not sdk(world).accounts.retrieve(account).charges_enabled


def test_an_address_that_was_never_given_out_is_none(world: WorldClient, account: str) -> None:
    link = sdk(world).account_links.create(asked_to_join(account))
    other = sdk(world).accounts.create({"type": "express"}).id

    assert httpx.get(link.url + "x").status_code == 404
    assert httpx.get(link.url.replace(account, other)).status_code == 404


@pytest.mark.parametrize("wrong", [{"account": "acct_1nobody"}, {"refresh_url": ""}, {"return_url": "nowhere"},
                                   {"type": "account_update"}])  # fmt: skip
def test_a_link_that_leads_nowhere_is_refused(world: WorldClient, account: str, wrong: dict[str, str]) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        sdk(world).account_links.create({**asked_to_join(account), **wrong})
    assert not world.calls()[-1].unsupported
