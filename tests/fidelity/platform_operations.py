"""How the official SDK drives a platform's fees and transfers, in both of its styles. Not: what is asserted of them."""

from collections.abc import Callable
from typing import Any

from tests.fidelity.connect_operations import ASKED

RECEIVES = {**ASKED, "type": "standard"}
TAKEN = {"amount": 2000, "currency": "usd", "confirm": True, "payment_method": "pm_card_visa",
         "capture_method": "automatic"}  # fmt: skip


def direct(sdk: Any, account: str, **more: Any) -> Any:
    """Return a direct charge's intent: the account's own, which pays the platform a fee."""
    return sdk.payment_intents.create(
        {**TAKEN, "application_fee_amount": 123, **more}, {"stripe_account": account}
    )  # fmt: skip


def fee(sdk: Any) -> Any:
    direct(sdk, sdk.accounts.create(RECEIVES).id)
    return sdk.application_fees.list().data[0]


def fee_refund(sdk: Any) -> Any:
    return sdk.application_fees.refunds.create(fee(sdk).id, {"amount": 23})


def _fee(sdk: Any) -> Any:
    account = sdk.Account.create(**RECEIVES)
    sdk.PaymentIntent.create(**TAKEN, application_fee_amount=123, stripe_account=account.id)
    return sdk.ApplicationFee.list().data[0]


CLIENT: dict[str, tuple[str, Callable[[Any], Any], str]] = {
    "application_fees.list": (
        "application_fees.list", lambda s: s.application_fees.list({"expand": ["data.charge"]}), "list"),
    "application_fees.retrieve": (
        "application_fees.retrieve", lambda s: s.application_fees.retrieve(fee(s).id), "application_fee"),
    "application_fees.refunds.create": ("application_fees.refunds.create", fee_refund, "fee_refund"),
    "application_fees.refunds.list": (
        "application_fees.refunds.list", lambda s: s.application_fees.refunds.list(fee_refund(s).fee), "list"),
    "application_fees.refunds.retrieve": (
        "application_fees.refunds.retrieve",
        lambda s: [made := fee_refund(s), s.application_fees.refunds.retrieve(made.fee, made.id)][1], "fee_refund"),
    "application_fees.refunds.update": (
        "application_fees.refunds.update",
        lambda s: [made := fee_refund(s),
                   s.application_fees.refunds.update(made.fee, made.id, {"metadata": {"a": "b"}})][1],
        "fee_refund"),
}  # fmt: skip

GLOBAL: dict[str, Callable[[Any], Any]] = {
    "ApplicationFee.list": lambda s: s.ApplicationFee.list(limit=1),
    "ApplicationFee.retrieve": lambda s: s.ApplicationFee.retrieve(_fee(s).id),
    "ApplicationFee.create_refund": lambda s: s.ApplicationFee.create_refund(_fee(s).id, amount=1),
    "ApplicationFee.list_refunds": lambda s: s.ApplicationFee.list_refunds(_fee(s).id),
}


# Transfers need an account that may receive them; that it may is an act of the outside world, which no SDK can do. So
# these are driven with a merchant whose account was enabled beforehand: `transfer(sdk, account)`.


def transfer(sdk: Any, account: str, **more: Any) -> Any:
    """Return a transfer of a new charge's money."""
    charge = sdk.payment_intents.create(TAKEN).latest_charge
    return sdk.transfers.create({"amount": 900, "currency": "usd", "destination": account,
                                 "source_transaction": charge, **more})  # fmt: skip


def reversal(sdk: Any, account: str) -> Any:
    return sdk.transfers.reversals.create(transfer(sdk, account).id, {"amount": 200})


WITH_RECEIVER: dict[str, tuple[str, Callable[[Any, str], Any], str]] = {
    "transfers.create": ("transfers.create", transfer, "transfer"),
    "transfers.list": ("transfers.list", lambda s, a: s.transfers.list({"destination": a}), "list"),
    "transfers.retrieve": (
        "transfers.retrieve",
        lambda s, a: s.transfers.retrieve(transfer(s, a).id, {"expand": ["destination_payment"]}), "transfer"),
    "transfers.update": (
        "transfers.update", lambda s, a: s.transfers.update(transfer(s, a).id, {"description": "tea"}), "transfer"),
    "transfers.reversals.create": ("transfers.reversals.create", reversal, "transfer_reversal"),
    "transfers.reversals.list": (
        "transfers.reversals.list", lambda s, a: s.transfers.reversals.list(reversal(s, a).transfer), "list"),
    "transfers.reversals.retrieve": (
        "transfers.reversals.retrieve",
        lambda s, a: [made := reversal(s, a), s.transfers.reversals.retrieve(made.transfer, made.id)][1],
        "transfer_reversal"),
    "transfers.reversals.update": (
        "transfers.reversals.update",
        lambda s, a: [made := reversal(s, a),
                      s.transfers.reversals.update(made.transfer, made.id, {"metadata": {"a": "b"}})][1],
        "transfer_reversal"),
}  # fmt: skip


def _transfer(sdk: Any, account: str) -> Any:
    charge = sdk.PaymentIntent.create(**TAKEN).latest_charge
    return sdk.Transfer.create(amount=900, currency="usd", destination=account, source_transaction=charge)


GLOBAL_WITH_RECEIVER: dict[str, Callable[[Any, str], Any]] = {
    "Transfer.create": _transfer,
    "Transfer.list": lambda s, _: s.Transfer.list(limit=1),
    "Transfer.retrieve": lambda s, a: s.Transfer.retrieve(_transfer(s, a).id),
    "Transfer.modify": lambda s, a: s.Transfer.modify(_transfer(s, a).id, metadata={"a": "b"}),
    "Transfer.create_reversal": lambda s, a: s.Transfer.create_reversal(_transfer(s, a).id, amount=1),
    "Transfer.list_reversals": lambda s, a: s.Transfer.list_reversals(_transfer(s, a).id),
}
