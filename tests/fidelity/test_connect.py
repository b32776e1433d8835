"""Connect: a platform acts in the name of its accounts, whose objects and news are nobody else's."""

from collections.abc import Iterator
from typing import Any

import pytest
import stripe

from tests.fidelity.conftest import Merchant
from tests.fidelity.connect_operations import ASKED, joined
from tests.fidelity.test_operations import PAID
from tests.simulator.receiver import Receiver


def named(account: Any) -> Any:
    return {"stripe_account": account.id}


def test_an_accounts_objects_are_nobody_elses(merchant: Merchant) -> None:
    sdk = merchant.sdk
    one, other = joined(sdk), joined(sdk)
    theirs = sdk.payment_intents.create({**PAID, "capture_method": "automatic"}, named(one))
    ours = sdk.payment_intents.create(PAID)

    assert sdk.payment_intents.retrieve(theirs.id, options=named(one)).status == "succeeded"
    assert [i.id for i in sdk.payment_intents.list(options=named(one)).data] == [theirs.id]
    assert [i.id for i in sdk.payment_intents.list().data] == [ours.id]
    for asked, options in ((theirs, {}), (theirs, named(other)), (ours, named(one))):
        with pytest.raises(stripe.InvalidRequestError) as caught:
            sdk.payment_intents.retrieve(asked.id, options=options)
        assert caught.value.code == "resource_missing"
    assert sdk.balance.retrieve(options=named(one)).pending[0].amount > 0
    assert sdk.balance.retrieve(options=named(other)).pending[0].amount == 0


def test_both_styles_of_the_sdk_name_an_account(merchant: Merchant, globally: Any) -> None:
    account = joined(merchant.sdk)
    made = globally.Customer.create(name="Ada", stripe_account=account.id)
    scoped = stripe.StripeClient(
        merchant.view.secret_key, base_addresses={"api": merchant.base_url}, stripe_account=account.id
    )

    assert scoped.v1.customers.retrieve(made.id).name == "Ada"
    assert scoped.v1.accounts.retrieve_current().id == account.id
    assert merchant.world.calls()[-1].headers["stripe-account"] == account.id


def test_one_idempotency_key_is_another_in_each_account(merchant: Merchant) -> None:
    sdk = merchant.sdk
    account = joined(sdk)
    key = {"idempotency_key": "order-1"}

    ours = sdk.payment_intents.create(PAID, key)
    theirs = sdk.payment_intents.create(PAID, {**key, **named(account)})

    assert ours.id != theirs.id
    assert sdk.payment_intents.create(PAID, {**key, **named(account)}).id == theirs.id


@pytest.fixture
def hears() -> Iterator[tuple[Receiver, Receiver]]:
    with Receiver() as own, Receiver() as connect:
        yield own, connect


def test_news_of_an_account_says_whose_it_is_and_goes_to_those_who_asked_for_it(
    merchant: Merchant, hears: tuple[Receiver, Receiver]
) -> None:
    sdk, (at_own, at_connect) = merchant.sdk, hears
    account = joined(sdk)
    wanted = ["payment_intent.created", "account.updated"]
    own = sdk.webhook_endpoints.create({"url": at_own.url, "enabled_events": wanted})
    connect = sdk.webhook_endpoints.create({"url": at_connect.url, "enabled_events": wanted, "connect": True})
    theirs = sdk.payment_intents.create({"amount": 500, "currency": "usd"}, named(account))
    ours = sdk.payment_intents.create({"amount": 500, "currency": "usd"})
    merchant.world.act("enable_account", object=account.id)
    [about_ours] = at_own.wait_for(1)
    about_theirs = at_connect.wait_for(2)

    assert about_ours.verified(own.secret).data.object.id == ours.id
    assert "account" not in about_ours.verified(own.secret).to_dict()
    events = [webhook.verified(connect.secret) for webhook in about_theirs]
    assert [(event.type, event.account) for event in events] == [(kind, account.id) for kind in wanted]
    assert [event.data.object.id for event in events] == [theirs.id, account.id]
    assert len(at_own.got) == 1
    assert [event.type for event in sdk.events.list(options=named(account)).data] == wanted[::-1]
    assert {event.type for event in sdk.events.list().data} == {"payment_intent.created"}


def test_an_account_may_do_nothing_until_it_has_told_what_it_must(merchant: Merchant) -> None:
    account = joined(merchant.sdk)
    merchant.world.act("enable_account", object=account.id)
    after = merchant.sdk.accounts.retrieve(account.id)

    assert (account.charges_enabled, account.capabilities.card_payments) == (False, "inactive")
    assert account.requirements.currently_due
    assert (after.charges_enabled, after.payouts_enabled, after.details_submitted) == (True, True, True)
    assert (after.capabilities.card_payments, after.requirements.currently_due) == ("active", [])


def test_an_account_that_was_let_go_is_opened_by_no_key(merchant: Merchant) -> None:
    sdk = merchant.sdk
    account = joined(sdk)
    gone = sdk.accounts.delete(account.id)

    assert gone.deleted
    assert merchant.types() == ["account.application.deauthorized"]
    assert sdk.accounts.list().data == []
    with pytest.raises(stripe.PermissionError) as caught:
        sdk.customers.list(options=named(account))
    assert (caught.value.http_status, caught.value.error.code) == (403, "account_invalid")


def test_an_account_has_no_accounts_of_its_own(merchant: Merchant) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        merchant.sdk.accounts.create(ASKED, named(joined(merchant.sdk)))
