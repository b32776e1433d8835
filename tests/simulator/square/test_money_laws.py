"""Laws of money that hold whatever is done in whichever order."""

from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from simulator.square.flows.pricing import spread
from simulator.square.policy import fee
from simulator.square.resources.order import Order
from simulator.square.resources.payment import Payment
from simulator.square.resources.refund import Refund
from tests.simulator.square.inprocess import Seller

AMOUNTS = st.integers(1, 9_999)


class Till(RuleBasedStateMachine):
    """A seller who takes, holds, completes, cancels, refunds and is disputed at random, while time goes by."""

    def __init__(self) -> None:
        super().__init__()
        self.seller = Seller()

    def some(self, data: st.DataObject, kind: type = Payment) -> str:
        return data.draw(st.sampled_from(list(self.seller.books.kinds.get(kind, ["none"]))))

    @rule(amount=AMOUNTS, tip=st.sampled_from([None, 0, 250]), autocomplete=st.booleans(), source=st.sampled_from([
        "cnon:card-nonce-ok", "cnon:card-nonce-declined", "cnon:gift-card-nonce-ok", "bnon:bank-nonce-ok",
        "wnon:cash-app-ok",
    ]))  # fmt: skip
    def take(self, amount: int, tip: int | None, autocomplete: bool, source: str) -> None:
        more: dict[str, Any] = {} if tip is None else {"tip_money": {"amount": tip, "currency": "USD"}}
        assert self.seller.pay(amount, source, autocomplete=autocomplete, **more).status in (200, 400)

    @rule(amounts=st.lists(AMOUNTS, min_size=1, max_size=3), part=st.booleans())
    def sell(self, amounts: list[int], part: bool) -> None:
        order = self.seller.order(*amounts).body["order"]
        due = sum(amounts)
        paid = self.seller.pay(due - 1 if part and due > 1 else due, order_id=order["id"], autocomplete=not part)
        assert paid.status == 200

    @rule(data=st.data())
    def pay_order(self, data: st.DataObject) -> None:
        order = self.seller.books.objects.get(self.some(data, Order))
        if isinstance(order, Order):
            ids = [tender.id for tender in order.tenders if tender.status == "AUTHORIZED"]
            body = {"idempotency_key": self.seller.key(), "payment_ids": ids}
            self.seller.call("POST", f"/v2/orders/{order.id}/pay", **body)

    @rule(data=st.data())
    def complete(self, data: st.DataObject) -> None:
        self.seller.call("POST", f"/v2/payments/{self.some(data)}/complete")

    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        self.seller.call("POST", f"/v2/payments/{self.some(data)}/cancel")

    @rule(data=st.data(), amount=AMOUNTS)
    def change(self, data: st.DataObject, amount: int) -> None:
        body: dict[str, Any] = {"payment": {"amount_money": {"amount": amount, "currency": "USD"}}}
        self.seller.call("PUT", f"/v2/payments/{self.some(data)}", idempotency_key=self.seller.key(), **body)

    @rule(data=st.data(), amount=AMOUNTS)
    def refund(self, data: st.DataObject, amount: int) -> None:
        self.seller.refund(self.some(data), amount)

    @rule(data=st.data())
    def refund_fails(self, data: st.DataObject) -> None:
        refund = self.seller.books.objects.get(self.some(data, Refund))
        if isinstance(refund, Refund) and refund.status in ("PENDING", "COMPLETED"):
            self.seller.act("fail_refund", object=refund.id)

    @rule(seconds=st.sampled_from([1, 3, 70, 700_000]))
    def wait(self, seconds: int) -> None:
        self.seller.wait(seconds)

    @invariant()
    def nobody_gives_back_more_than_was_taken(self) -> None:
        for payment in self.seller.books.of_kind(Payment):
            given_back = sum(
                refund.amount
                for refund in self.seller.books.of_kind(Refund)
                if refund.payment_id == payment.id and refund.status in ("PENDING", "COMPLETED")
            )
            assert given_back == payment.refunded <= payment.total
            assert payment.status == "COMPLETED" or not payment.refund_ids

    @invariant()
    def an_order_is_paid_by_its_payments(self) -> None:
        """What an order counts as captured is what its completed payments took; a completed one is paid in full."""
        payments = list(self.seller.books.of_kind(Payment))
        for order in self.seller.books.of_kind(Order):
            mine = [payment for payment in payments if payment.order_id == order.id]
            assert order.captured == sum(payment.total for payment in mine if payment.status == "COMPLETED")
            if mine and order.state == "COMPLETED":
                assert order.due == 0

    @invariant()
    def a_hold_that_has_ended_holds_nothing(self) -> None:
        now = self.seller.world.clock.precise() * 1000
        for payment in self.seller.books.of_kind(Payment):
            if payment.status == "APPROVED" and payment.delayed_until is not None:
                assert payment.delayed_until >= now - 60_000

    @invariant()
    def versions_only_grow(self) -> None:
        """Each event of a payment has a later version than the one before it, and its state is never taken back."""
        seen: dict[str, int] = {}
        for event in self.seller.books.events.values():
            if isinstance(event.snapshot, Payment):
                assert seen.get(event.snapshot.id, 0) <= event.snapshot.version
                seen[event.snapshot.id] = event.snapshot.version


Till.TestCase.settings = settings(max_examples=25, stateful_step_count=15, deadline=None)
TestMoneyKeepsItsLaws = Till.TestCase


@given(st.integers(1, 99_999_999))
def test_a_fee_is_never_more_than_the_payment(amount: int) -> None:
    assert 0 < fee(amount) <= amount


@given(st.integers(0, 10**8), st.lists(st.integers(0, 10**6), min_size=1, max_size=6))
def test_what_is_spread_adds_up_and_is_fair(amount: int, weights: list[int]) -> None:
    """The parts are the whole, and none is further than one minor unit from its share."""
    parts = spread(amount, weights)
    whole = sum(weights)

    assert sum(parts) == (amount if whole else 0)
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - Fraction(amount * weight, whole or 1)) <= (1 if whole else 0)


PERCENTAGES = st.decimals(0, 100, places=2).map(str)
LINES = st.lists(
    st.fixed_dictionaries(
        {
            "name": st.just("tea"),
            "quantity": st.sampled_from(["1", "2", "3", "0.5", "1.25"]),
            "base_price_money": st.fixed_dictionaries({"amount": st.integers(0, 50_000), "currency": st.just("USD")}),
        }
    ),
    min_size=1,
    max_size=4,
)
TAXES = st.lists(
    st.fixed_dictionaries({"name": st.just("tax"), "percentage": PERCENTAGES}, optional={
        "type": st.sampled_from(["ADDITIVE", "INCLUSIVE"]), "scope": st.just("ORDER"),
    }),
    max_size=2,
)  # fmt: skip
DISCOUNTS = st.lists(
    st.one_of(
        st.fixed_dictionaries({"name": st.just("off"), "percentage": PERCENTAGES}),
        st.fixed_dictionaries({"name": st.just("off"), "amount_money": st.fixed_dictionaries(
            {"amount": st.integers(0, 20_000), "currency": st.just("USD")})}),
    ),
    max_size=2,
)  # fmt: skip

SELLER = Seller()


@settings(deadline=None)
@given(LINES, TAXES, DISCOUNTS)
def test_the_sums_of_an_order_are_those_of_its_lines(
    lines: list[dict[str, Any]], taxes: list[dict[str, Any]], discounts: list[dict[str, Any]]
) -> None:
    """Gross, less discounts, with what is added as tax: in every line and in the whole; nothing is below nothing."""
    order = {"location_id": SELLER.location, "line_items": lines, "taxes": taxes, "discounts": discounts}
    priced = SELLER.call("POST", "/v2/orders/calculate", order=order).body["order"]

    def of(shown: dict[str, Any], name: str) -> int:
        amount: int = shown[f"{name}_money"]["amount"]
        return amount

    added = {tax["uid"] for tax in priced.get("taxes", []) if tax["type"] == "ADDITIVE"}
    for line in priced["line_items"]:
        on_top = sum(of(tax, "applied") for tax in line.get("applied_taxes", []) if tax["tax_uid"] in added)
        assert of(line, "total") == of(line, "gross_sales") - of(line, "total_discount") + on_top
        assert of(line, "total") >= 0
    for name in ("total", "total_tax", "total_discount"):
        assert of(priced, name) == sum(of(line, name) for line in priced["line_items"])
    assert priced["net_amount_due_money"] == priced["total_money"]
