"""Laws of customers' cash balances, that hold whatever is sent, asked for, changed and given up in whichever order."""

from contextlib import suppress
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from simulator.provider import Refusal
from simulator.stripe.flows.payments.bank_transfers import awaited
from simulator.stripe.resources.balance_transaction import BalanceTransaction
from simulator.stripe.resources.cash_balance import KIND, CashBalance, CashBalanceTransaction, kept_as
from simulator.stripe.resources.charge import Charge
from simulator.stripe.resources.payment_intent import PaymentIntent
from tests.simulator.stripe.inprocess import Merchant

AMOUNTS = st.sampled_from([100, 200, 250, 300, 550])
CUSTOMERS = st.integers(0, 1)
CURRENCIES = st.sampled_from(["usd", "gbp"])
OF = {"usd": "us_bank_transfer", "gbp": "gb_bank_transfer"}


class Cash(RuleBasedStateMachine):
    """Two customers who owe and send, and a merchant who asks, changes their mind, and reconciles by hand at times."""

    def __init__(self) -> None:
        super().__init__()
        self.merchant = Merchant()
        self.customers = [self.merchant.call("POST", "/v1/customers").body["id"] for _ in range(2)]
        self.ask(0, 300, "usd", True)
        self.send(0, 100, "usd")

    def some(self, data: st.DataObject) -> str:
        intents = list(self.merchant.books.kinds.get(PaymentIntent, ["pi_none"]))
        return data.draw(st.sampled_from(intents))

    def charge_of(self, intent: PaymentIntent) -> Charge:
        charge: Charge = self.merchant.books.objects[intent.latest_charge or ""]
        return charge

    def sent(self, customer: str, currency: str) -> int:
        rows = self.merchant.books.of_kind(CashBalanceTransaction)
        came = (row for row in rows if (row.customer, row.currency, row.type) == (customer, currency, "funded"))
        return sum(row.net_amount for row in came)

    @rule(who=CUSTOMERS, amount=AMOUNTS, currency=CURRENCIES, transfer=st.booleans())
    def ask(self, who: int, amount: int, currency: str, transfer: bool) -> None:
        options: Any = {"funding_type": "bank_transfer", "bank_transfer": {"type": OF[currency]}} if transfer else {}
        answer = self.merchant.call(
            "POST", "/v1/payment_intents", amount=amount, currency=currency, customer=self.customers[who],
            confirm=True, payment_method_data={"type": "customer_balance"},
            allowed_payment_method_types=["card", "customer_balance"],
            payment_method_options={"customer_balance": options},
        )  # fmt: skip
        assert answer.status in ((200,) if transfer else (200, 402))

    @rule(who=CUSTOMERS, amount=AMOUNTS, currency=CURRENCIES)
    def send(self, who: int, amount: int, currency: str) -> None:
        path = f"/v1/test_helpers/customers/{self.customers[who]}/fund_cash_balance"
        assert self.merchant.call("POST", path, amount=amount, currency=currency).status == 200

    @rule(data=st.data(), amount=AMOUNTS)
    def change(self, data: st.DataObject, amount: int) -> None:
        self.merchant.call("POST", f"/v1/payment_intents/{self.some(data)}", amount=amount)

    @rule(data=st.data(), who=CUSTOMERS)
    def hand_over(self, data: st.DataObject, who: int) -> None:
        self.merchant.call("POST", f"/v1/payment_intents/{self.some(data)}", customer=self.customers[who])

    @rule(data=st.data(), card=st.booleans())
    def confirm(self, data: st.DataObject, card: bool) -> None:
        more = {"payment_method": "pm_card_visa"} if card else {}
        self.merchant.call("POST", f"/v1/payment_intents/{self.some(data)}/confirm", **more)

    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        self.merchant.call("POST", f"/v1/payment_intents/{self.some(data)}/cancel")

    @rule(data=st.data(), act=st.sampled_from(["process", "pay", "authenticate", "bank_transfer"]))
    def act(self, data: st.DataObject, act: str) -> None:
        with suppress(Refusal):  # what cannot be done is refused, and that changes nothing
            self.merchant.act(act, object=self.some(data))

    @rule(data=st.data(), amount=AMOUNTS)
    def apply(self, data: st.DataObject, amount: int) -> None:
        self.merchant.call("POST", f"/v1/payment_intents/{self.some(data)}/apply_customer_balance", amount=amount)

    @rule(who=CUSTOMERS, mode=st.sampled_from(["automatic", "manual", "merchant_default"]))
    def reconcile(self, who: int, mode: str) -> None:
        path = f"/v1/customers/{self.customers[who]}/cash_balance"
        self.merchant.call("POST", path, settings={"reconciliation_mode": mode})

    @rule(data=st.data())
    def refund(self, data: st.DataObject) -> None:
        self.merchant.call("POST", "/v1/refunds", payment_intent=self.some(data), amount=50)

    @rule()
    def wait(self) -> None:
        self.merchant.world.clock.advance(6)
        self.merchant.sandbox.tick()

    @invariant()
    def a_balance_is_the_sum_of_its_rows_and_never_below_nothing(self) -> None:
        for customer in self.customers:
            running: dict[str, int] = {}
            for row in self.merchant.books.of_kind(CashBalanceTransaction):
                if row.customer == customer:
                    running[row.currency] = running.get(row.currency, 0) + row.net_amount
                    assert row.ending_balance == running[row.currency] >= 0
            kept = self.merchant.books.objects.get(kept_as(customer), CashBalance(id="", customer=customer))
            assert kept.available == running

    @invariant()
    def no_money_is_made_and_none_is_lost(self) -> None:
        """What was sent is still there, waits in payments, or has paid for one wholly."""
        for customer in self.customers:
            for currency in OF:
                sent = self.sent(customer, currency)
                balance = self.merchant.books.objects.get(kept_as(customer))
                there = balance.available.get(currency, 0) if balance else 0
                used = sum(
                    intent.funded
                    for intent in self.merchant.books.of_kind(PaymentIntent)
                    if (intent.customer, intent.currency) == (customer, currency)
                )
                assert sent == there + used

    @invariant()
    def a_payment_is_funded_in_part_while_it_waits_and_wholly_or_not_at_all_else(self) -> None:
        for intent in self.merchant.books.of_kind(PaymentIntent):
            if awaited(intent):
                told = intent.next_action["display_bank_transfer_instructions"]
                assert 0 <= intent.funded == intent.amount - told["amount_remaining"] < intent.amount
                assert intent.amount_received == 0
            elif intent.status == "succeeded" and self.charge_of(intent).method.type == KIND:
                assert (
                    intent.funded == intent.amount == intent.amount_received == self.charge_of(intent).amount_captured
                )
            else:
                assert intent.funded == 0

    @invariant()
    def the_account_earns_what_was_paid_and_nothing_of_what_waits(self) -> None:
        """Stripe, "Accept a bank transfer": a partially funded payment is not reflected in the account's balance."""
        for row in self.merchant.books.of_kind(BalanceTransaction):
            if row.type == "payment":
                charge = self.merchant.books.objects[row.source]
                assert isinstance(charge, Charge)
                assert row.amount == charge.amount == charge.amount_captured


Cash.TestCase.settings = settings(max_examples=60, stateful_step_count=20, deadline=None)
TestCashKeepsItsLaws = Cash.TestCase
