"""Laws of subscriptions, whatever merchant, buyer and time do to them: money is neither lost nor taken twice."""

from collections import Counter
from contextlib import suppress
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from simulator.paypal.resources.sale import Sale, SaleRefund
from simulator.paypal.resources.subscription import Subscription
from simulator.provider import Refusal
from tests.simulator.paypal.billing.seller import DAY, Seller, cycle
from tests.simulator.paypal.inprocess import money

UNITS = st.sampled_from(["DAY", "WEEK", "MONTH", "YEAR"])
PRICES = st.sampled_from(["0.01", "3", "10", "19.99"])


class Life(RuleBasedStateMachine):
    """One subscription of a drawn plan, and everything that can be done to it."""

    @initialize(
        unit=UNITS, price=PRICES, total=st.integers(0, 3), trial=st.booleans(), fee=st.sampled_from(["0", "5"]),
        threshold=st.integers(0, 2), bills=st.booleans(), strict=st.booleans(), begins=st.integers(0, 1_500),
    )  # fmt: skip
    def begin(
        self, unit: str, price: str, total: int, trial: bool, fee: str, threshold: int, bills: bool, strict: bool,
        begins: int,
    ) -> None:  # fmt: skip
        self.seller = Seller()
        self.seller.clock.at += begins * DAY
        cycles = [cycle(None, "DAY", count=7, total=1, trial=True)] if trial else []
        preferences = {
            "auto_bill_outstanding": bills, "payment_failure_threshold": threshold, "setup_fee": money(fee),
            "setup_fee_failure_action": "CANCEL" if strict else "CONTINUE",
        }  # fmt: skip
        plan = self.seller.plan(
            *cycles, cycle(price, unit, total=total), preferences=preferences, quantity_supported=True
        )
        self.name = self.seller.proposed(plan)

    @property
    def subscription(self) -> Subscription:
        found: Subscription = self.seller.books.objects[self.name]
        return found

    def act(self, name: str, **params: Any) -> None:
        with suppress(Refusal):
            self.seller.act(name, object=self.name, **params)

    @rule()
    def pay(self) -> None:
        self.act("pay")

    @rule()
    def decline(self) -> None:
        self.act("decline")

    @rule(card=st.sampled_from(["ok", "declined", "pending"]))
    def change_card(self, card: str) -> None:
        self.act("change_card", card=card)

    @rule(days=st.sampled_from([0.5, 1, 5, 10, 31, 70, 400]))
    def let_time_pass(self, days: float) -> None:
        self.seller.clock.advance(days * DAY)
        self.seller.sandbox.tick()

    @rule(action=st.sampled_from(["suspend", "activate"]))
    def stop_or_go(self, action: str) -> None:
        self.seller.do(self.name, action)

    @rule()
    def cancel(self) -> None:
        self.act("cancel_subscription")

    @rule(part=st.booleans())
    def capture(self, part: bool) -> None:
        owed = self.subscription.outstanding
        cents = f"{(owed // 2 if part else owed) / 100:.2f}"
        body = {"note": "Owed", "capture_type": "OUTSTANDING_BALANCE", "amount": money(cents)}
        assert self.seller.do(self.name, "capture", body).status in (200, 422)

    @rule(amount=st.sampled_from([None, 1, 500]))
    def refund(self, amount: int | None) -> None:
        self.act("refund", **({} if amount is None else {"amount": amount}))

    @rule(succeed=st.booleans())
    def complete(self, succeed: bool) -> None:
        self.act("complete", succeed=succeed)

    @rule(quantity=st.integers(1, 3), agrees=st.booleans())
    def revise(self, quantity: int, agrees: bool) -> None:
        done = self.seller.do(self.name, "revise", {"quantity": str(quantity)})
        if agrees and done.status == 200:
            self.act("pay")

    @rule(won=st.booleans())
    def dispute(self, won: bool) -> None:
        self.act("dispute")
        self.act("close_dispute", won=won)

    @invariant()
    def what_is_owed_is_no_less_than_nothing(self) -> None:
        assert self.subscription.outstanding >= 0
        assert self.subscription.attempt is None or self.subscription.attempt.amount >= 0

    @invariant()
    def a_cycle_is_gone_through_as_often_as_the_plan_says(self) -> None:
        terms = self.seller.books.objects[self.subscription.plan].terms
        for one, done in zip(terms.cycles, self.subscription.completed, strict=True):
            assert one.total == 0 or done <= one.total

    @invariant()
    def nothing_is_given_back_that_was_not_taken(self) -> None:
        back = Counter[str]()
        for one in self.seller.books.of_kind(SaleRefund):
            back[one.sale] += one.amount
        for sale in self.seller.books.of_kind(Sale):
            assert sale.refunded == back[sale.id] <= sale.amount
            assert (sale.state == "refunded") == (sale.refunded == sale.amount)

    @invariant()
    def every_sale_is_told_of_once_and_every_failure_is_seen(self) -> None:
        told = Counter(self.seller.told())
        began = Counter(
            one.snapshot.id for one in self.seller.books.events.values() if one.type.startswith("PAYMENT.SALE")
        )
        assert all(began[sale.id] >= 1 for sale in self.seller.books.of_kind(Sale))
        completed = [sale for sale in self.seller.books.of_kind(Sale) if sale.state not in ("pending", "denied")]
        assert told["PAYMENT.SALE.COMPLETED"] == len(completed)

    @invariant()
    def whoever_has_ended_is_not_charged(self) -> None:
        found = self.subscription
        if found.status in ("CANCELLED", "EXPIRED"):
            assert found.due is None or found.status == "CANCELLED"
            assert (found.attempt, found.retry_at) == (None, None)

    @invariant()
    def whoever_is_active_is_charged_again(self) -> None:
        found = self.subscription
        if found.status == "ACTIVE":
            assert found.due is not None or found.attempt is not None

    @invariant()
    def it_can_be_shown(self) -> None:
        assert self.seller.shown(self.name, "plan,last_failed_payment")["id"] == self.name


TestLife = Life.TestCase
TestLife.settings = settings(
    max_examples=60, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
