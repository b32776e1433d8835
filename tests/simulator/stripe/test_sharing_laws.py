"""Money that is shared is never made or lost, whatever is done in whichever order."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from simulator.stripe.flows.platform.sharing import part
from simulator.stripe.policy import fee as stripes_fee
from simulator.stripe.resources.application_fee import ApplicationFee
from simulator.stripe.resources.balance_transaction import BalanceTransaction
from simulator.stripe.resources.charge import Charge
from simulator.stripe.resources.refund import Refund
from simulator.stripe.resources.transfer import Transfer
from simulator.world import Books
from tests.simulator.stripe.inprocess import Merchant

AMOUNTS = st.integers(50, 9_999)
PARTS = st.one_of(st.integers(0, 60), st.integers(0, 12_000))
YES_OR_NO = st.booleans()


class Platform(RuleBasedStateMachine):
    """A platform and two accounts that take, share, refund, reverse and give back at random, while time goes by."""

    def __init__(self) -> None:
        super().__init__()
        self.merchant = Merchant()
        self.accounts = [self.joined() for _ in range(2)]

    def joined(self) -> str:
        account: str = self.merchant.call("POST", "/v1/accounts", type="standard").body["id"]
        self.merchant.act("enable_account", object=account)
        return account

    def books(self, account: str | None) -> Books:
        return self.merchant.books.of_account(account) if account else self.merchant.books

    def ask(self, path: str, account: str | None = None, **params: Any) -> None:
        headers = {"stripe-account": account} if account else {}
        assert self.merchant.call("POST", path, headers=headers, **params).status in (200, 400, 404)

    def some(self, data: st.DataObject, kind: type, account: str | None = None) -> str:
        known = list(self.books(account).kinds.get(kind, ()))
        return data.draw(st.sampled_from(known or ["none"]))

    @rule(
        data=st.data(), amount=AMOUNTS, fee=PARTS, sent=st.none() | PARTS,
        way=st.sampled_from(["own", "direct", "sent"]),
        method=st.sampled_from(["automatic", "automatic_async", "manual"]),
        card=st.sampled_from(["pm_card_visa", "pm_card_bypassPending", "pm_card_refundFail", "pm_card_pendingRefund"]),
    )  # fmt: skip
    def take(
        self, data: st.DataObject, amount: int, fee: int, sent: int | None, way: str, method: str, card: str
    ) -> None:
        account = data.draw(st.sampled_from(self.accounts))
        shared: dict[str, Any] = {"direct": {"application_fee_amount": fee}}.get(way, {})
        if way == "sent":
            part_of = {} if sent is None else {"amount": sent}
            shared = {"transfer_data": {"destination": account, **part_of}}
            shared |= {"application_fee_amount": fee} if sent is None else {}
        paid = {
            "amount": amount,
            "currency": "usd",
            "confirm": "true",
            "payment_method": card,
            "capture_method": method,
        }
        self.ask("/v1/payment_intents", account if way == "direct" else None, **paid, **shared)

    def whose(self, data: st.DataObject) -> str | None:
        return data.draw(st.sampled_from([None, *self.accounts]))

    @rule(data=st.data(), amount=AMOUNTS, fee=st.none() | PARTS)
    def capture(self, data: st.DataObject, amount: int, fee: int | None) -> None:
        account = self.whose(data)
        params: dict[str, Any] = {"amount": amount} | ({} if fee is None else {"application_fee_amount": fee})
        self.ask(f"/v1/charges/{self.some(data, Charge, account)}/capture", account, **params)

    @rule(data=st.data(), amount=st.none() | PARTS, fee=YES_OR_NO, transfer=YES_OR_NO)
    def refund(self, data: st.DataObject, amount: int | None, fee: bool, transfer: bool) -> None:
        account = self.whose(data)
        params: dict[str, Any] = {} if amount is None else {"amount": amount}
        params |= {"refund_application_fee": str(fee).lower(), "reverse_transfer": str(transfer).lower()}
        self.ask("/v1/refunds", account, charge=self.some(data, Charge, account), **params)

    @rule(data=st.data(), amount=st.none() | PARTS)
    def give_a_fee_back(self, data: st.DataObject, amount: int | None) -> None:
        params = {} if amount is None else {"amount": amount}
        self.ask(f"/v1/application_fees/{self.some(data, ApplicationFee)}/refunds", **params)

    @rule(data=st.data(), amount=PARTS, of_a_charge=YES_OR_NO)
    def transfer(self, data: st.DataObject, amount: int, of_a_charge: bool) -> None:
        destination = data.draw(st.sampled_from(self.accounts))
        params = {"source_transaction": self.some(data, Charge)} if of_a_charge else {}
        self.ask("/v1/transfers", amount=amount, currency="usd", destination=destination, **params)

    @rule(data=st.data(), amount=st.none() | PARTS, fee=YES_OR_NO)
    def reverse(self, data: st.DataObject, amount: int | None, fee: bool) -> None:
        params: dict[str, Any] = {} if amount is None else {"amount": amount}
        params |= {"refund_application_fee": "true"} if fee else {}
        self.ask(f"/v1/transfers/{self.some(data, Transfer)}/reversals", **params)

    @rule(seconds=st.sampled_from([1, 6, 700_000]))
    def wait(self, seconds: int) -> None:
        self.merchant.world.clock.advance(seconds)
        self.merchant.sandbox.tick()

    def all_of(self, kind: type) -> list[Any]:
        return [value for books in self.merchant.books.family() for value in books.of_kind(kind)]

    @invariant()
    def money_is_neither_made_nor_lost(self) -> None:
        """What everybody has is what buyers paid, less what they got back and what the provider kept."""
        rows = self.all_of(BalanceTransaction)
        booked = [c for c in self.all_of(Charge) if c.source_transfer is None and c.balance_transaction is not None]
        paid = sum(charge.amount_captured for charge in booked)
        given_back = sum(
            refund.amount
            for refund in self.all_of(Refund)
            if refund.source_transfer_reversal is None and refund.balance_transaction and refund.status != "failed"
        )
        kept = sum(stripes_fee(charge.amount_captured, charge.method.card.country) for charge in booked)

        assert sum(row.fee - row.application_fee for row in rows) == kept
        assert sum(row.net for row in rows) == paid - given_back - kept

    @invariant()
    def a_fee_is_had_by_the_platform_and_missed_by_the_account(self) -> None:
        for account in self.accounts:
            rows = list(self.books(account).of_kind(BalanceTransaction))
            credited = sum(row.amount for row in rows if row.type == "application_fee_refund")
            fees = [fee for fee in self.books(None).of_kind(ApplicationFee) if fee.account == account]

            assert sum(row.application_fee for row in rows) - credited == sum(fee.left for fee in fees)
            assert all(0 <= fee.left <= fee.amount for fee in fees)

    @invariant()
    def a_transfer_is_missed_by_the_platform_and_had_by_its_destination(self) -> None:
        for transfer in self.books(None).of_kind(Transfer):
            payment = self.books(transfer.destination).objects[transfer.destination_payment]

            assert 0 <= transfer.left == payment.amount - payment.amount_refunded
            assert transfer.amount == payment.amount

    @invariant()
    def no_charge_sends_more_than_it_took(self) -> None:
        for charge in self.books(None).of_kind(Charge):
            sent = sum(t.amount for t in self.books(None).of_kind(Transfer) if t.source_transaction == charge.id)

            assert sent <= charge.amount_captured


Platform.TestCase.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
TestSharedMoneyKeepsItsLaws = Platform.TestCase


@given(st.integers(0, 99_999_999), st.integers(1, 99_999_999), st.data())
def test_a_part_is_never_more_than_the_whole(amount: int, whole: int, data: st.DataObject) -> None:
    of = data.draw(st.integers(0, whole))

    assert 0 <= part(amount, of, whole) <= amount
    assert part(amount, whole, whole) == amount
