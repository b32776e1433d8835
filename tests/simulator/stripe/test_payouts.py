"""Payouts: what the balance allows, how the bank answers, and books that always add up."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from simulator.stripe.flows.merchant.payouts import FAILING
from simulator.stripe.flows.merchant.topups import TOKENS
from simulator.stripe.resources.balance_transaction import BalanceTransaction
from simulator.stripe.resources.payout import Payout
from simulator.stripe.resources.topup import Topup
from tests.simulator.stripe.inprocess import Merchant

PAID: Any = {"amount": 9000, "currency": "usd", "confirm": True, "capture_method": "automatic"}
DAY = 86_400


def rich(amount: int = 9000) -> Merchant:
    """Return a merchant whose charge is available at once: 9000 less a fee of 291 leave 8709."""
    merchant = Merchant()
    merchant.call("POST", "/v1/payment_intents", **{**PAID, "amount": amount}, payment_method="pm_card_bypassPending")
    return merchant


def wait(merchant: Merchant, seconds: int) -> None:
    merchant.world.clock.advance(seconds)
    merchant.sandbox.tick()


def available(merchant: Merchant) -> int:
    parts = merchant.call("GET", "/v1/balance").body["available"]
    return int(sum(part["amount"] for part in parts if part["currency"] == "usd"))


def test_a_payout_is_sent_at_midnight_and_arrives() -> None:
    merchant = rich()
    start = available(merchant)
    payout = merchant.call("POST", "/v1/payouts", amount=1000, currency="usd", metadata={"a": "b"}).body
    path = f"/v1/payouts/{payout['id']}"
    row = merchant.call("GET", f"/v1/balance_transactions/{payout['balance_transaction']}").body
    left = available(merchant)
    states = [payout["status"]]
    for seconds in (DAY, 2 * DAY):
        wait(merchant, seconds)
        states.append(merchant.call("GET", path).body["status"])

    assert states == ["pending", "in_transit", "paid"]
    assert left == start - 1000
    assert (row["type"], row["amount"], row["net"], row["source"]) == ("payout", -1000, -1000, payout["id"])
    assert row["reporting_category"] == "payout"
    assert merchant.told()[-3:] == ["payout.created", "payout.updated", "payout.paid"]
    assert (payout["automatic"], payout["reconciliation_status"]) == (False, "not_applicable")


@pytest.mark.parametrize("extra", [{"amount": 8710}, {"amount": 1, "source_type": "bank_account"}])
def test_the_balance_must_cover_a_payout(extra: dict[str, Any]) -> None:
    merchant = rich()
    refused = merchant.call("POST", "/v1/payouts", currency="usd", **extra)

    assert (refused.status, refused.body["error"]["code"]) == (400, "balance_insufficient")
    assert available(merchant) == 8709
    assert merchant.call("POST", "/v1/payouts", currency="usd", amount=8709).status == 200


def test_what_is_pending_cannot_be_paid_out() -> None:
    merchant = Merchant()
    merchant.call("POST", "/v1/payment_intents", **PAID, payment_method="pm_card_visa")

    assert merchant.call("POST", "/v1/payouts", amount=100, currency="usd").status == 400
    wait(merchant, 8 * DAY)
    assert merchant.call("POST", "/v1/payouts", amount=100, currency="usd").status == 200


def test_a_refund_that_fails_makes_no_pending_money_available() -> None:
    merchant = Merchant()
    paid = merchant.call("POST", "/v1/payment_intents", **PAID, payment_method="pm_card_refundFail").body
    merchant.call("POST", "/v1/refunds", payment_intent=paid["id"])
    wait(merchant, 10)
    failed = merchant.call("GET", "/v1/refunds").body["data"][0]
    early = merchant.call("POST", "/v1/payouts", amount=1, currency="usd")
    wait(merchant, 8 * DAY)

    assert (failed["status"], early.status) == ("failed", 400)
    assert available(merchant) == 8709


@pytest.mark.parametrize("number", FAILING)
def test_a_failing_test_account_gives_the_money_back(number: str) -> None:
    merchant = rich()
    merchant.act("bank_account", number=number)
    payout = merchant.call("POST", "/v1/payouts", amount=1000, currency="usd", expand=["destination"]).body
    wait(merchant, 4 * DAY)
    after = merchant.call("GET", f"/v1/payouts/{payout['id']}", expand=["failure_balance_transaction"]).body

    assert payout["destination"]["last4"] == number[-4:]
    assert (after["status"], after["failure_code"]) == ("failed", FAILING[number])
    assert after["failure_balance_transaction"]["type"] == "payout_failure"
    assert available(merchant) == 8709
    assert merchant.told()[-1] == "payout.failed"


def test_a_bank_returns_what_had_arrived_once() -> None:
    merchant = rich()
    payout = merchant.call("POST", "/v1/payouts", amount=1000, currency="usd").body
    wait(merchant, 4 * DAY)
    after, told = merchant.act("fail_payout", object=payout["id"], code="no_account")

    assert (after["status"], told, available(merchant)) == ("failed", ["payout.failed"], 8709)
    with pytest.raises(Exception, match="cannot happen to it any more"):
        merchant.act("fail_payout", object=payout["id"])


def test_only_a_waiting_manual_payout_can_be_canceled() -> None:
    merchant = rich()
    first = merchant.call("POST", "/v1/payouts", amount=1000, currency="usd").body["id"]
    late = merchant.call("POST", "/v1/payouts", amount=1000, currency="usd").body["id"]
    canceled = merchant.call("POST", f"/v1/payouts/{first}/cancel").body
    automatic, _ = merchant.act("pay_out")
    refused = [merchant.call("POST", f"/v1/payouts/{automatic['id']}/cancel").status]
    wait(merchant, DAY)
    refused += [merchant.call("POST", f"/v1/payouts/{name}/cancel").status for name in (first, late)]

    assert canceled["status"] == "canceled"
    assert refused == [400, 400, 400]
    assert merchant.call("POST", f"/v1/payouts/{late}/reverse").status == 400
    assert merchant.call("GET", "/v1/payouts", status="canceled").body["data"][0]["id"] == first


def test_an_automatic_payout_lists_the_rows_that_it_pays_out() -> None:
    merchant = rich()
    manual = merchant.call("POST", "/v1/payouts", amount=1000, currency="usd").body["id"]
    merchant.act("payout_schedule", interval="daily")
    wait(merchant, DAY)
    wait(merchant, 6)
    [payout] = [p for p in merchant.call("GET", "/v1/payouts").body["data"] if p["automatic"]]
    rows = merchant.call("GET", "/v1/balance_transactions", payout=payout["id"]).body["data"]
    refused = merchant.call("GET", "/v1/balance_transactions", payout=manual)

    assert (payout["amount"], payout["reconciliation_status"]) == (7709, "completed")
    assert sum(row["net"] for row in rows) == 0
    assert {row["type"] for row in rows} == {"charge", "payout"}
    assert "payout.reconciliation_completed" in merchant.told()
    assert (refused.status, refused.body["error"]["param"]) == (400, "payout")


def test_a_manual_schedule_pays_nothing_out() -> None:
    merchant = rich()
    merchant.act("payout_schedule", interval="daily")
    shown, _ = merchant.act("payout_schedule", interval="manual")
    wait(merchant, 9 * DAY)

    assert shown["settings"]["payouts"]["schedule"]["interval"] == "manual"
    assert available(merchant) == 8709


class Bank(RuleBasedStateMachine):
    """A merchant who takes money, tops up and is paid out at random, by a bank that returns some of it."""

    def __init__(self) -> None:
        super().__init__()
        self.merchant = Merchant()

    def some(self, data: st.DataObject) -> str:
        return str(data.draw(st.sampled_from(list(self.merchant.books.kinds.get(Payout, ["po_none"])))))

    @rule(amount=st.integers(50, 9_999), card=st.sampled_from(["pm_card_visa", "pm_card_bypassPending"]))
    def take(self, amount: int, card: str) -> None:
        self.merchant.call("POST", "/v1/payment_intents", **{**PAID, "amount": amount}, payment_method=card)

    @rule(amount=st.integers(1, 9_999))
    def pay_out(self, amount: int) -> None:
        covered = available(self.merchant) >= amount
        answer = self.merchant.call("POST", "/v1/payouts", amount=amount, currency="usd")
        assert (answer.status == 200) == covered

    @rule(interval=st.sampled_from(["daily", "manual"]))
    def schedule(self, interval: str) -> None:
        self.merchant.act("payout_schedule", interval=interval)

    @rule(number=st.sampled_from(["000123456789", *FAILING]))
    def move_bank(self, number: str) -> None:
        self.merchant.act("bank_account", number=number)

    @rule(amount=st.integers(1, 9_999), token=st.sampled_from(list(TOKENS)), cancels=st.booleans())
    def top_up(self, amount: int, token: str, cancels: bool) -> None:
        made = self.merchant.call("POST", "/v1/topups", amount=amount, currency="usd", source=token).body["id"]
        if cancels:
            self.merchant.call("POST", f"/v1/topups/{made}/cancel")

    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        self.merchant.call("POST", f"/v1/payouts/{self.some(data)}/cancel")

    @rule(seconds=st.sampled_from([6, DAY, 3 * DAY, 8 * DAY]))
    def wait(self, seconds: int) -> None:
        wait(self.merchant, seconds)

    @invariant()
    def the_balance_is_the_sum_of_its_rows(self) -> None:
        rows = self.merchant.books.of_kind(BalanceTransaction)
        balance = self.merchant.call("GET", "/v1/balance").body
        assert sum(part["amount"] for part in balance["available"] + balance["pending"]) == sum(r.net for r in rows)

    @invariant()
    def a_payout_is_in_the_books_unless_it_came_back(self) -> None:
        rows = list(self.merchant.books.of_kind(BalanceTransaction))
        for payout in self.merchant.books.of_kind(Payout):
            booked = sum(row.net for row in rows if row.source == payout.id)
            assert booked == (0 if payout.status in ("failed", "canceled") else -payout.amount)
            if payout.automatic:
                assert sum(row.net for row in rows if row.payout == payout.id) == 0

    @invariant()
    def a_top_up_is_in_the_books_once_it_has_arrived(self) -> None:
        rows = list(self.merchant.books.of_kind(BalanceTransaction))
        for topup in self.merchant.books.of_kind(Topup):
            booked = [row.net for row in rows if row.source == topup.id]
            assert booked == ([topup.amount] if topup.status == "succeeded" else [])

    @invariant()
    def nothing_is_paid_out_that_is_not_there(self) -> None:
        assert available(self.merchant) >= 0


Bank.TestCase.settings = settings(max_examples=25, stateful_step_count=15, deadline=None)
TestPayoutsKeepTheBooks = Bank.TestCase


@given(st.integers(-3, 0))
@settings(max_examples=4, deadline=None)
def test_nothing_is_no_payout(amount: int) -> None:
    refused = Merchant().call("POST", "/v1/payouts", amount=amount, currency="usd")

    assert (refused.status, refused.body["error"]["code"]) == (400, "parameter_invalid_integer")
