"""Platforms share payments: application fees of direct charges, destination charges, transfers, and all of it back."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import stripe

from tests.fidelity.conftest import Merchant
from tests.fidelity.connect_operations import ASKED
from tests.fidelity.platform_operations import (
    GLOBAL_WITH_RECEIVER,
    RECEIVES,
    TAKEN,
    WITH_RECEIVER,
    direct,
    fee,
    fee_refund,
    reversal,
    transfer,
)
from tests.fidelity.test_operations import LINE
from tests.simulator.receiver import Receiver

KEPT = 88
"""What Stripe keeps of 2000: 2.9 % and 30 cents."""


@pytest.fixture
def account(merchant: Merchant) -> str:
    """A connected account that may charge and receive transfers."""
    made = merchant.sdk.accounts.create(RECEIVES).id
    merchant.world.act("enable_account", object=made)
    return str(made)


def of(account: str) -> Any:
    return {"stripe_account": account}


def balance(merchant: Merchant, account: str | None = None) -> int:
    """Return all that is there and that is to come, in cents."""
    shown = merchant.sdk.balance.retrieve(options=of(account) if account else {})
    return sum(part.amount for part in [*shown.available, *shown.pending])


def to(account: str, **more: Any) -> Any:
    return {**TAKEN, "transfer_data": {"destination": account}, **more}


@pytest.mark.parametrize("name", WITH_RECEIVER)
def test_the_client_drives(name: str, merchant: Merchant, account: str) -> None:
    operation, call, kind = WITH_RECEIVER[name]

    answer = call(merchant.sdk, account)
    journal = merchant.world.calls()[-1]

    assert answer.object == kind
    assert (journal.operation, journal.status, journal.unsupported) == (operation, 200, False)


@pytest.mark.parametrize("name", GLOBAL_WITH_RECEIVER)
def test_the_module_wide_style_drives(name: str, globally: Any, merchant: Merchant, account: str) -> None:
    assert GLOBAL_WITH_RECEIVER[name](globally, account).object


FIELDS: dict[str, tuple[Callable[[Any, str], Any], str]] = {
    "application_fee": (
        lambda s, _: fee(s),
        "id object account amount amount_refunded application balance_transaction charge created currency fee_source "
        "livemode originating_transaction refunded refunds",
    ),
    "fee_refund": (
        lambda s, _: fee_refund(s),
        "id object amount balance_transaction created currency fee metadata",
    ),
    "transfer": (
        transfer,
        "id object amount amount_reversed balance_transaction created currency description destination "
        "destination_payment livemode metadata reversals reversed source_transaction source_type transfer_group",
    ),
    "transfer_reversal": (
        reversal,
        "id object amount balance_transaction created currency destination_payment_refund metadata source_refund "
        "transfer",
    ),
}


@pytest.mark.parametrize("kind", FIELDS)
def test_an_object_has_the_published_fields(kind: str, merchant: Merchant, account: str) -> None:
    make, fields = FIELDS[kind]

    assert list(make(merchant.sdk, account).to_dict()) == fields.split()


# Direct charges.


def test_a_direct_charge_pays_the_platform_its_fee(merchant: Merchant, account: str) -> None:
    sdk = merchant.sdk
    intent = direct(sdk, account, expand=["latest_charge.balance_transaction", "latest_charge.application_fee"])
    charge, row = intent.latest_charge, intent.latest_charge.balance_transaction
    [taken] = sdk.application_fees.list().data

    assert (intent.application_fee_amount, charge.application_fee_amount, charge.application_fee.id) == (
        123, 123, taken.id,
    )  # fmt: skip
    assert [(part.type, part.amount) for part in row.fee_details] == [("application_fee", 123), ("stripe_fee", KEPT)]
    assert row.fee_details[0].application == charge.application == intent.application == taken.application
    assert (row.fee, row.net) == (123 + KEPT, 2000 - 123 - KEPT)
    assert (taken.account, taken.charge, taken.amount, taken.originating_transaction) == (account, charge.id, 123, None)
    booked = sdk.balance_transactions.retrieve(taken.balance_transaction)
    assert (booked.type, booked.reporting_category, booked.net, booked.source) == (
        "application_fee", "platform_earning", 123, taken.id,
    )  # fmt: skip
    assert (balance(merchant), balance(merchant, account)) == (123, 2000 - 123 - KEPT)


def test_a_fee_comes_when_an_asynchronous_charge_is_booked(merchant: Merchant, account: str) -> None:
    made = direct(merchant.sdk, account, capture_method="automatic_async", expand=["latest_charge"])
    before = merchant.sdk.application_fees.list().data
    merchant.world.advance(3)
    [updated] = merchant.sdk.events.list({"type": "charge.updated"}, of(account)).data
    [after] = merchant.sdk.application_fees.list().data

    assert (made.latest_charge.application_fee, made.latest_charge.application_fee_amount, before) == (None, 123, [])
    assert updated.data.object.application_fee == after.id
    assert updated.data.previous_attributes.to_dict() == {"application_fee": None, "balance_transaction": None}


@pytest.fixture
def hears() -> Iterator[tuple[Receiver, Receiver]]:
    with Receiver() as own, Receiver() as connect:
        yield own, connect


def test_a_fee_is_news_of_the_platform_and_its_payment_news_of_the_account(
    merchant: Merchant, account: str, hears: tuple[Receiver, Receiver]
) -> None:
    at_own, at_connect = hears
    own = merchant.sdk.webhook_endpoints.create({"url": at_own.url, "enabled_events": ["application_fee.created"]})
    wanted = {"url": at_connect.url, "enabled_events": ["charge.succeeded"], "connect": True}
    connect = merchant.sdk.webhook_endpoints.create(wanted)
    direct(merchant.sdk, account)
    [about_fee], [about_charge] = at_own.wait_for(1), at_connect.wait_for(1)

    told = about_fee.verified(own.secret)
    charge = about_charge.verified(connect.secret)
    assert "account" not in told.to_dict()
    assert (told.data.object.account, told.data.object.charge) == (account, charge.data.object.id)
    assert charge.account == account


def test_a_held_fee_is_kept_back_with_its_payment_and_released_with_it(
    merchant: Merchant, account: str, hears: tuple[Receiver, Receiver]
) -> None:
    at_own, _ = hears
    merchant.sdk.webhook_endpoints.create({"url": at_own.url, "enabled_events": ["application_fee.created"]})
    merchant.world.hold_news()
    direct(merchant.sdk, account)
    held = {event.type: event.id for event in merchant.world.events() if event.held}
    released = merchant.world.release([held["application_fee.created"]])
    at_own.wait_for(1)

    assert {"application_fee.created", "charge.succeeded", "payment_intent.succeeded"} <= held.keys()
    assert released == [held["application_fee.created"]]


def test_the_journal_knows_what_a_call_did_on_both_sides(merchant: Merchant, account: str) -> None:
    direct(merchant.sdk, account)
    [taken] = merchant.sdk.application_fees.list().data

    [call, *_] = merchant.world.calls(object=taken.id)
    assert (call.operation, call.headers["stripe-account"]) == ("payment_intents.create", account)


def test_a_fee_of_nothing_is_no_fee_and_one_of_too_much_is_capped(merchant: Merchant, account: str) -> None:
    direct(merchant.sdk, account, application_fee_amount=0)
    none = merchant.sdk.application_fees.list().data
    held = direct(merchant.sdk, account, capture_method="manual", application_fee_amount=1500)
    captured = merchant.sdk.payment_intents.capture(
        held.id, {"amount_to_capture": 1000, "expand": ["latest_charge"]}, of(account)
    )

    assert none == []
    assert merchant.sdk.application_fees.retrieve(captured.latest_charge.application_fee).amount == 1000


def test_a_capture_may_change_the_fee(merchant: Merchant, account: str) -> None:
    held = direct(merchant.sdk, account, capture_method="manual")
    done = merchant.sdk.payment_intents.capture(held.id, {"application_fee_amount": 77}, of(account))

    assert done.application_fee_amount == 77
    assert [one.amount for one in merchant.sdk.application_fees.list({"charge": done.latest_charge}).data] == [77]


@pytest.mark.parametrize(("amount", "given_back"), [(2000, 123), (1000, 62), (1, 0)])
def test_a_refund_gives_its_part_of_the_fee_back(
    merchant: Merchant, account: str, amount: int, given_back: int
) -> None:
    intent = direct(merchant.sdk, account)
    asked = {"payment_intent": intent.id, "amount": amount, "refund_application_fee": True}
    refund = merchant.sdk.refunds.create({**asked, "expand": ["balance_transaction"]}, of(account))
    [taken] = merchant.sdk.application_fees.list().data

    assert (taken.amount_refunded, taken.refunded) == (given_back, given_back == 123)
    assert sum(made.amount for made in taken.refunds.data) == given_back
    assert (refund.balance_transaction.fee, refund.balance_transaction.net) == (-given_back, given_back - amount)
    assert (balance(merchant), balance(merchant, account)) == (
        123 - given_back, 2000 - 123 - KEPT - amount + given_back,
    )  # fmt: skip


def test_a_refund_alone_leaves_the_fee(merchant: Merchant, account: str) -> None:
    intent = direct(merchant.sdk, account)
    merchant.sdk.refunds.create({"payment_intent": intent.id}, of(account))

    assert (balance(merchant), balance(merchant, account)) == (123, -123 - KEPT)


def test_a_fee_can_be_refunded_before_its_charge_is_booked(merchant: Merchant, account: str) -> None:
    intent = direct(merchant.sdk, account, capture_method="automatic_async")
    merchant.sdk.refunds.create({"payment_intent": intent.id, "refund_application_fee": True}, of(account))
    merchant.world.advance(3)

    assert merchant.sdk.application_fees.list().data[0].refunded
    assert (balance(merchant), balance(merchant, account)) == (0, -KEPT)


def test_a_fee_is_given_back_by_itself_and_no_more_of_it_than_there_is(merchant: Merchant, account: str) -> None:
    direct(merchant.sdk, account)
    [taken] = merchant.sdk.application_fees.list().data
    merchant.sdk.application_fees.refunds.create(taken.id, {"amount": 100})
    [event] = merchant.sdk.events.list({"type": "application_fee.refunded"}).data

    assert (event.data.object.amount_refunded, event.data.previous_attributes.amount_refunded) == (100, 0)
    assert (balance(merchant), balance(merchant, account)) == (23, 2000 - KEPT - 23)
    with pytest.raises(stripe.InvalidRequestError):
        merchant.sdk.application_fees.refunds.create(taken.id, {"amount": 24})
    merchant.sdk.application_fees.refunds.create(taken.id)
    with pytest.raises(stripe.InvalidRequestError):
        merchant.sdk.application_fees.refunds.create(taken.id)
    assert balance(merchant) == 0


# Destination charges.


def test_a_destination_charge_is_transferred_and_pays_its_fee(merchant: Merchant, account: str) -> None:
    sdk = merchant.sdk
    intent = sdk.payment_intents.create(
        to(account, application_fee_amount=123, expand=["latest_charge.transfer.destination_payment"])
    )
    charge = intent.latest_charge
    sent, payment = charge.transfer, charge.transfer.destination_payment
    [taken] = sdk.application_fees.list().data

    assert (sent.amount, sent.destination, sent.source_transaction) == (2000, account, charge.id)
    assert sent.transfer_group == charge.transfer_group == f"group_{intent.id}"
    assert (charge.destination, charge.transfer_data.destination, charge.transfer_data.amount) == (
        account, account, None,
    )  # fmt: skip
    assert (taken.charge, taken.originating_transaction, charge.application_fee) == (payment.id, charge.id, taken.id)
    theirs = sdk.charges.retrieve(payment.id, {"expand": ["balance_transaction"]}, of(account))
    assert (theirs.source_transfer, theirs.payment_intent, theirs.payment_method) == (sent.id, None, None)
    assert (theirs.balance_transaction.type, theirs.balance_transaction.net) == ("payment", 2000 - 123)
    assert (balance(merchant), balance(merchant, account)) == (123 - KEPT, 2000 - 123)
    assert "transfer.created" in merchant.types()


def test_a_destination_may_get_a_part_only(merchant: Merchant, account: str) -> None:
    merchant.sdk.payment_intents.create({**TAKEN, "transfer_data": {"destination": account, "amount": 1500}})

    assert (balance(merchant), balance(merchant, account)) == (500 - KEPT, 1500)


def test_a_refund_of_a_destination_charge_takes_its_part_back(merchant: Merchant, account: str) -> None:
    sdk = merchant.sdk
    intent = sdk.payment_intents.create(to(account, application_fee_amount=100))
    asked = {"payment_intent": intent.id, "amount": 500, "reverse_transfer": True, "refund_application_fee": True}
    refund = sdk.refunds.create({**asked, "expand": ["transfer_reversal"]})
    [sent] = sdk.transfers.list({"destination": account}).data

    assert (refund.transfer_reversal.amount, refund.transfer_reversal.source_refund) == (500, refund.id)
    assert (sent.amount_reversed, sent.reversed, sdk.application_fees.list().data[0].amount_refunded) == (
        500, False, 25,
    )  # fmt: skip
    theirs = sdk.refunds.retrieve(refund.transfer_reversal.destination_payment_refund, options=of(account))
    assert (theirs.amount, theirs.charge, theirs.source_transfer_reversal) == (
        500, sent.destination_payment, refund.transfer_reversal.id,
    )  # fmt: skip
    assert (balance(merchant), balance(merchant, account)) == (75 - KEPT, 1500 - 75)
    assert "transfer.reversed" in merchant.types()


def test_a_refund_of_a_destination_charge_is_the_platforms_own_loss_unless_it_is_reversed(
    merchant: Merchant, account: str
) -> None:
    intent = merchant.sdk.payment_intents.create(to(account))
    merchant.sdk.refunds.create({"payment_intent": intent.id})

    assert (balance(merchant), balance(merchant, account)) == (-2000 - KEPT, 2000)


def test_a_checkout_page_shares_what_is_paid_on_it(merchant: Merchant, account: str) -> None:
    page = {"mode": "payment", "success_url": "https://shop.example/ok", "line_items": [LINE]}
    data = {"application_fee_amount": 50, "transfer_data": {"destination": account}}
    session = merchant.sdk.checkout.sessions.create({**page, "payment_intent_data": data})
    own = merchant.sdk.checkout.sessions.create(
        {**page, "payment_intent_data": {"application_fee_amount": 7}}, of(account)
    )
    for opened in (session, own):
        merchant.world.act("pay", object=opened.id)
    merchant.world.advance(3)

    fees = {taken.originating_transaction is None: taken.amount for taken in merchant.sdk.application_fees.list().data}
    assert fees == {True: 7, False: 50}
    assert [sent.amount for sent in merchant.sdk.transfers.list().data] == [1800]


# Transfers by themselves.


def test_a_transfer_needs_money_that_is_available(merchant: Merchant, account: str) -> None:
    sdk = merchant.sdk
    asked = {"amount": 1000, "currency": "usd", "destination": account}
    sdk.payment_intents.create(TAKEN)  # its money comes in a week
    with pytest.raises(stripe.InvalidRequestError) as caught:
        sdk.transfers.create(asked)
    sdk.payment_intents.create({**TAKEN, "payment_method": "pm_card_bypassPending"})
    sent = sdk.transfers.create({**asked, "transfer_group": "order-1"})

    assert caught.value.code == "balance_insufficient"
    assert [one.id for one in sdk.transfers.list({"transfer_group": "order-1"}).data] == [sent.id]
    assert sdk.balance.retrieve(options=of(account)).available[0].amount == 1000


def test_a_transfer_of_one_charge_waits_for_its_money_and_is_never_more(merchant: Merchant, account: str) -> None:
    sdk = merchant.sdk
    sent = transfer(sdk, account, amount=1500)
    charge = sdk.charges.retrieve(sent.source_transaction)

    assert sent.transfer_group == charge.transfer_group == f"group_{charge.payment_intent}"
    assert sdk.balance.retrieve(options=of(account)).pending[0].amount == 1500
    with pytest.raises(stripe.InvalidRequestError):
        sdk.transfers.create(
            {"amount": 501, "currency": "usd", "destination": account, "source_transaction": charge.id}
        )


def test_a_reversal_takes_back_no_more_than_was_sent(merchant: Merchant, account: str) -> None:
    sdk = merchant.sdk
    sent = transfer(sdk, account)
    sdk.transfers.reversals.create(sent.id, {"amount": 400})
    [event] = sdk.events.list({"type": "transfer.reversed"}).data
    with pytest.raises(stripe.InvalidRequestError):
        sdk.transfers.reversals.create(sent.id, {"amount": 501})
    sdk.transfers.reversals.create(sent.id)
    after = sdk.transfers.retrieve(sent.id)

    assert (event.data.object.amount_reversed, event.data.object.reversals.total_count) == (400, 1)
    assert (after.amount_reversed, after.reversed, after.reversals.total_count) == (900, True, 2)
    assert sdk.charges.retrieve(sent.destination_payment, options=of(account)).refunded
    assert balance(merchant, account) == 0


def test_a_reversal_may_take_its_part_of_the_fee_back_too(merchant: Merchant, account: str) -> None:
    intent = merchant.sdk.payment_intents.create(to(account, application_fee_amount=100))
    [sent] = merchant.sdk.transfers.list().data
    merchant.sdk.transfers.reversals.create(sent.id, {"amount": 1000, "refund_application_fee": True})

    assert merchant.sdk.application_fees.list().data[0].amount_refunded == 50
    assert (balance(merchant), balance(merchant, account)) == (1000 + 50 - KEPT, 1000 - 50)
    assert merchant.sdk.charges.retrieve(intent.latest_charge).amount_refunded == 0


# What is refused.


def test_what_cannot_be_shared_is_refused(merchant: Merchant, account: str) -> None:
    sdk = merchant.sdk
    not_enabled = sdk.accounts.create({**ASKED, "type": "express"}).id
    own = sdk.accounts.retrieve_current().id
    refused: list[tuple[Callable[[], Any], int, str | None, str]] = [
        (lambda: sdk.payment_intents.create({**TAKEN, "application_fee_amount": 1}), 400, None, "direct payment"),
        (lambda: sdk.payment_intents.create(to("acct_1nobody")), 400, "resource_missing", "No such destination"),
        (lambda: sdk.payment_intents.create(to(own)), 400, None, "your own account"),
        (lambda: sdk.payment_intents.create(to(not_enabled)), 403, "insufficient_capabilities_for_transfer",
         "following capabilities"),
        (lambda: sdk.payment_intents.create({**TAKEN, "on_behalf_of": "acct_1nobody"}), 400, "resource_missing",
         "acct_1nobody"),
        (lambda: sdk.transfers.create({"amount": 1, "currency": "usd", "destination": "acct_1nobody"}), 400,
         "resource_missing", "No such destination"),
        (lambda: sdk.refunds.create({"charge": sdk.payment_intents.create(TAKEN).latest_charge,
                                     "refund_application_fee": True}), 400, None, "it has no application fee"),
        (lambda: sdk.refunds.create({"charge": sdk.payment_intents.create(TAKEN).latest_charge,
                                     "reverse_transfer": True}), 400, None, "no associated transfer"),
    ]  # fmt: skip
    for ask, status, code, words in refused:
        with pytest.raises(stripe.StripeError) as caught:
            ask()
        assert caught.value.error is not None
        assert (caught.value.http_status, caught.value.error.code) == (status, code)
        assert words in str(caught.value)
        assert not merchant.world.calls()[-1].unsupported


def test_what_a_connected_account_would_share_is_a_gap_and_says_so(merchant: Merchant, account: str) -> None:
    sent = transfer(merchant.sdk, account)
    asked: tuple[Callable[[], Any], ...] = (
        lambda: merchant.sdk.payment_intents.create(to(account), of(account)),
        lambda: merchant.sdk.transfers.create({"amount": 1, "currency": "usd", "destination": "acct_1"}, of(account)),
        lambda: merchant.sdk.refunds.create({"charge": sent.destination_payment}, of(account)),
    )
    for ask in asked:
        with pytest.raises(stripe.InvalidRequestError):
            ask()
        assert merchant.world.calls()[-1].unsupported


def test_fees_and_transfers_are_the_platforms_alone(merchant: Merchant, account: str) -> None:
    taken = direct(merchant.sdk, account, expand=["latest_charge"]).latest_charge.application_fee
    with pytest.raises(stripe.InvalidRequestError) as caught:
        merchant.sdk.application_fees.retrieve(taken, options=of(account))

    assert caught.value.code == "resource_missing"
    assert merchant.sdk.application_fees.list(options=of(account)).data == []
