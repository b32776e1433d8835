"""Laws of money that hold whatever is done in whichever order."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from simulator.money import CURRENCIES, exponent, shown
from simulator.stripe.policy import fee
from simulator.stripe.resources.balance_transaction import BalanceTransaction
from simulator.stripe.resources.charge import Charge
from simulator.stripe.resources.payment_intent import PaymentIntent
from simulator.stripe.resources.refund import Refund
from tests.simulator.stripe.inprocess import Merchant

AMOUNTS = st.integers(50, 9_999)


class Till(RuleBasedStateMachine):
    """A merchant who takes, asks for transfers, holds, captures, cancels and refunds at random, while time goes by."""

    def __init__(self) -> None:
        super().__init__()
        self.merchant = Merchant()
        self.customer = self.merchant.call("POST", "/v1/customers").body["id"]

    def some(self, data: st.DataObject) -> str:
        intents = list(self.merchant.books.kinds.get(PaymentIntent, ["pi_none"]))
        return data.draw(st.sampled_from(intents))

    @rule(amount=AMOUNTS, method=st.sampled_from(["automatic", "automatic_async", "manual"]), card=st.sampled_from([
        "pm_card_visa", "pm_card_visa_chargeDeclined", "pm_card_authenticationRequired", "pm_card_refundFail",
        "pm_card_pendingRefund",
    ]))  # fmt: skip
    def take(self, amount: int, method: str, card: str) -> None:
        fields: Any = {"amount": amount, "currency": "usd", "confirm": True, "payment_method": card}
        assert self.merchant.call("POST", "/v1/payment_intents", **fields, capture_method=method).status in (200, 402)

    @rule(amount=AMOUNTS)
    def ask_for_a_transfer(self, amount: int) -> None:
        fields: Any = {
            "amount": amount, "currency": "usd", "confirm": True, "customer": self.customer,
            "payment_method_data": {"type": "customer_balance"}, "allowed_payment_method_types": ["customer_balance"],
            "payment_method_options": {
                "customer_balance": {"funding_type": "bank_transfer", "bank_transfer": {"type": "us_bank_transfer"}}
            },
        }  # fmt: skip
        assert self.merchant.call("POST", "/v1/payment_intents", **fields).status == 200

    @rule(amount=AMOUNTS)
    def transfer(self, amount: int) -> None:
        path = f"/v1/test_helpers/customers/{self.customer}/fund_cash_balance"
        assert self.merchant.call("POST", path, amount=amount, currency="usd").status == 200

    @rule(data=st.data(), amount=AMOUNTS)
    def capture(self, data: st.DataObject, amount: int) -> None:
        self.merchant.call("POST", f"/v1/payment_intents/{self.some(data)}/capture", amount_to_capture=amount)

    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        self.merchant.call("POST", f"/v1/payment_intents/{self.some(data)}/cancel")

    @rule(data=st.data(), amount=AMOUNTS)
    def refund(self, data: st.DataObject, amount: int) -> None:
        self.merchant.call("POST", "/v1/refunds", payment_intent=self.some(data), amount=amount)

    @rule(data=st.data())
    def refund_all(self, data: st.DataObject) -> None:
        self.merchant.call("POST", "/v1/refunds", payment_intent=self.some(data))

    @rule(seconds=st.sampled_from([1, 6, 700_000]))
    def wait(self, seconds: int) -> None:
        self.merchant.world.clock.advance(seconds)
        self.merchant.sandbox.tick()

    @invariant()
    def an_intent_has_received_what_its_charge_has_taken(self) -> None:
        """Captured and released together are what was authorised; what is not over has received nothing."""
        for intent in self.merchant.books.of_kind(PaymentIntent):
            charge = self.merchant.books.objects.get(intent.latest_charge or "")
            if intent.status == "succeeded":
                assert isinstance(charge, Charge)
                assert intent.amount_received == charge.amount_captured <= charge.amount == intent.amount
            else:
                assert intent.amount_received == 0
                assert (intent.amount_capturable == intent.amount) == (intent.status == "requires_capture")

    @invariant()
    def nobody_gives_back_more_than_was_taken(self) -> None:
        for charge in self.merchant.books.of_kind(Charge):
            given_back = sum(
                refund.amount
                for refund in self.merchant.books.of_kind(Refund)
                if refund.charge == charge.id and refund.status != "failed"
            )
            if charge.captured:
                assert given_back == charge.amount_refunded <= charge.amount_captured
                assert charge.refunded == (charge.amount_refunded == charge.amount_captured)
            else:
                assert charge.amount_captured == 0

    @invariant()
    def the_books_say_what_happened(self) -> None:
        """A captured charge has one row once it is booked, and every refund of it has one."""
        rows = list(self.merchant.books.of_kind(BalanceTransaction))
        sources = [row.source for row in rows if row.type != "refund_failure"]
        assert len(sources) == len(set(sources))
        for charge in self.merchant.books.of_kind(Charge):
            if charge.balance_transaction is not None:
                assert self.merchant.books.objects[charge.balance_transaction].amount == charge.amount_captured

    @invariant()
    def the_balance_is_the_sum_of_its_rows(self) -> None:
        rows = self.merchant.books.of_kind(BalanceTransaction)
        balance = self.merchant.call("GET", "/v1/balance").body
        assert sum(part["amount"] for part in balance["available"] + balance["pending"]) == sum(r.net for r in rows)


Till.TestCase.settings = settings(max_examples=25, stateful_step_count=15, deadline=None)
TestMoneyKeepsItsLaws = Till.TestCase


@given(st.integers(1, 99_999_999), st.sampled_from(["US", "DE"]))
def test_a_fee_is_never_more_than_the_charge(amount: int, country: str) -> None:
    assert 0 < fee(amount, country) <= amount


@given(st.integers(-(10**9), 10**9), st.sampled_from(CURRENCIES))
def test_an_amount_is_shown_with_its_currencys_decimals(amount: int, currency: str) -> None:
    digits = "".join(char for char in shown(amount, currency) if char.isdigit())
    after_point = shown(amount, currency).partition(".")[2].split(" ")[0]

    assert int(digits) == abs(amount)
    assert len(after_point) == exponent(currency)
