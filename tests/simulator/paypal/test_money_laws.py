"""Laws of money that hold whatever is done in whichever order."""

from contextlib import suppress
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from simulator.paypal import money
from simulator.paypal.flows.payments import most_of
from simulator.paypal.moments import pacific, utc
from simulator.paypal.policy import fee
from simulator.paypal.resources.order import Order, payments
from simulator.paypal.resources.payment import Authorization, Capture, Refund
from simulator.provider import Refusal
from tests.simulator.paypal.inprocess import ORDERS, PAYMENTS, Merchant
from tests.simulator.paypal.inprocess import money as amount_of

AMOUNTS = st.integers(1, 9_999)
ACTS = ("pay", "decline", "process", "complete", "refund", "reverse", "delay_refund", "settle_refund", "fail_refund",
        "dispute", "close_dispute", "capture", "cancel", "expire")  # fmt: skip


class Till(RuleBasedStateMachine):
    """A merchant who takes, holds, captures, voids and refunds at random, while buyers and banks do what they like."""

    def __init__(self) -> None:
        super().__init__()
        self.merchant = Merchant()

    def some(self, data: st.DataObject, *kinds: type) -> str:
        return data.draw(
            st.sampled_from([one for kind in kinds for one in self.merchant.books.kinds.get(kind, ())] or ["0"])
        )

    @rule(amount=AMOUNTS, intent=st.sampled_from(["CAPTURE", "AUTHORIZE"]), invoice=st.sampled_from(["1", "2", None]))
    def order(self, amount: int, intent: str, invoice: str | None) -> None:
        more = {} if invoice is None else {"invoice_id": invoice}
        self.merchant.order(money.text(amount, "USD"), intent=intent, **more)

    @rule(data=st.data(), verb=st.sampled_from(["capture", "authorize"]), key=st.sampled_from(["a", "b", None]))
    def finish(self, data: st.DataObject, verb: str, key: str | None) -> None:
        self.merchant.call("POST", f"{ORDERS}/{self.some(data, Order)}/{verb}", key=key)

    @rule(data=st.data(), amount=AMOUNTS, final=st.booleans())
    def take(self, data: st.DataObject, amount: int, final: bool) -> None:
        body = {"amount": amount_of(money.text(amount, "USD")), "final_capture": final}
        self.merchant.call("POST", f"{PAYMENTS}/authorizations/{self.some(data, Authorization)}/capture", body)

    @rule(data=st.data(), amount=AMOUNTS, key=st.sampled_from(["a", "b", None]))
    def refund(self, data: st.DataObject, amount: int, key: str | None) -> None:
        body = {"amount": amount_of(money.text(amount, "USD"))}
        self.merchant.call("POST", f"{PAYMENTS}/captures/{self.some(data, Capture)}/refund", body, key=key)

    @rule(data=st.data())
    def void(self, data: st.DataObject) -> None:
        self.merchant.call("POST", f"{PAYMENTS}/authorizations/{self.some(data, Authorization)}/void")

    @rule(data=st.data(), name=st.sampled_from(ACTS), amount=st.none() | AMOUNTS, captured=st.booleans())
    def act(self, data: st.DataObject, name: str, amount: int | None, captured: bool) -> None:
        params: dict[str, Any] = {"object": self.some(data, Order, Capture, Authorization, Refund)}
        params |= {} if amount is None else {"amount": amount}
        with suppress(Refusal):
            self.merchant.act(name, **params, captured=captured)

    @rule(hours=st.integers(1, 200))
    def wait(self, hours: int) -> None:
        self.merchant.world.clock.advance(hours * 3_600)
        self.merchant.sandbox.tick()
        self.merchant.token = self.merchant.new_token().body["access_token"]

    @invariant()
    def no_more_goes_back_than_was_taken(self) -> None:
        books = self.merchant.books
        refunds = list(books.of_kind(Refund))
        for taken in books.of_kind(Capture):
            mine = [one for one in refunds if one.capture == taken.id and one.status != "FAILED"]
            assert sum(one.amount for one in mine) == taken.refunded <= taken.amount
            assert (taken.status == "REFUNDED") == (taken.refunded == taken.amount and taken.refunded > 0)
            assert 0 <= taken.fee <= taken.amount

    @invariant()
    def no_more_is_taken_than_was_held(self) -> None:
        books = self.merchant.books
        for held in books.of_kind(Authorization):
            taken = [one for one in books.of_kind(Capture) if one.authorization == held.id]
            assert sum(one.amount for one in taken) == held.captured <= most_of(held)

    @invariant()
    def an_order_shows_its_payments_as_they_are(self) -> None:
        books = self.merchant.books
        for order in books.of_kind(Order):
            for kind in ("authorizations", "captures", "refunds"):
                assert all(books.objects[one.id] == one for one in payments(order, kind))
            if order.status == "COMPLETED":
                assert payments(order, "captures") or payments(order, "authorizations")
            if order.intent == "CAPTURE":
                assert len(payments(order, "captures")) <= 1

    @invariant()
    def an_invoice_number_is_that_of_one_payment(self) -> None:
        for number in ("1", "2"):
            paid = [
                one for one in self.merchant.books.of_kind(Order)
                if one.units[0].invoice_id == number and one.status == "COMPLETED"
                and not any(it.status in ("DECLINED", "DENIED") and not it_was_pending(it)
                            for it in (*payments(one, "captures"), *payments(one, "authorizations")))
            ]  # fmt: skip
            assert len(paid) <= 1


def it_was_pending(payment: Any) -> bool:
    return bool(getattr(payment, "was_pending", False))


Till.TestCase.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
TestTill = Till.TestCase


@given(st.integers(-(10**9), 10**9), st.sampled_from(sorted(money.CURRENCIES)))
def test_an_amount_survives_its_text(amount: int, currency: str) -> None:
    assert money.minor(money.text(amount, currency), currency) == amount


@given(st.text("0123456789.-", max_size=12), st.sampled_from(["USD", "JPY"]))
def test_what_is_no_decimal_is_refused_and_nothing_else_happens(value: str, currency: str) -> None:
    try:
        amount = money.minor(value, currency)
    except money.NotDecimal:
        return
    assert money.minor(money.text(amount, currency), currency) == amount


@given(st.integers(1, 10**9), st.booleans())
def test_a_fee_is_never_more_than_what_was_paid(amount: int, card: bool) -> None:
    assert 0 <= fee(amount, "USD", card=card) <= amount


def test_the_wall_clock_of_the_west_coast() -> None:
    """Both changes of 2026: 8 March and 1 November, at two in the morning."""
    shown = [pacific(second) for second in (1_772_963_999, 1_772_964_000, 1_793_523_599, 1_793_523_600)]

    assert shown == [
        "2026-03-08T01:59:59-08:00", "2026-03-08T03:00:00-07:00",
        "2026-11-01T01:59:59-07:00", "2026-11-01T01:00:00-08:00",
    ]  # fmt: skip
    assert utc(1_772_964_000) == "2026-03-08T10:00:00Z"
