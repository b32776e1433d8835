"""Whatever merchant, buyer and time do to a subscription, its invoices, payments and balance tell one story."""

from contextlib import suppress
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from simulator.provider import Refusal
from simulator.stripe.resources.charge import Charge
from simulator.stripe.resources.customer import Customer
from simulator.stripe.resources.invoice import PAYABLE, Invoice, InvoicePayment
from simulator.stripe.resources.invoice_item import CustomerBalanceTransaction, InvoiceItem
from simulator.stripe.resources.payment_intent import PaymentIntent
from simulator.stripe.resources.subscription import RUNNING, Subscription, SubscriptionItem
from tests.simulator.stripe.billing.subscriber import DAY, Subscriber

CARDS = st.sampled_from(["pm_card_visa", "pm_card_chargeCustomerFail", "pm_card_authenticationRequired"])
BEHAVIORS = st.sampled_from(["create_prorations", "always_invoice", "none"])
OVER = ("canceled", "incomplete_expired")


class Biller(RuleBasedStateMachine):
    """One subscription, and everything that can happen to it."""

    @initialize(
        amount=st.integers(1, 5000), card=CARDS, trial=st.sampled_from([None, 2, 9]), incomplete=st.booleans(),
        mode=st.sampled_from(["flexible", "classic"]), balance=st.sampled_from([0, -700, 30]),
        ends=st.sampled_from(["create_invoice", "pause", "cancel"]), late=st.booleans(),
    )  # fmt: skip
    def begin(
        self,
        amount: int,
        card: str,
        trial: int | None,
        incomplete: bool,
        mode: str,
        balance: int,
        ends: str,
        late: bool,
    ) -> None:
        """`late`: whoever is on trial has no card yet."""
        self.shop = Subscriber("2027-01-31T10:00:00", card=None if trial and late else card, balance=balance)
        self.opening = balance
        params: dict[str, Any] = {"trial_period_days": trial} if trial else {}
        if trial:
            params["trial_settings"] = {"end_behavior": {"missing_payment_method": ends}}
        if incomplete:
            params["payment_behavior"] = "default_incomplete"
        self.made = self.shop.subscribe(amount, billing_mode={"type": mode}, **params)
        self.ended: str | None = None
        self.checked = 0
        self.listed = 0

    @property
    def books(self) -> Any:
        return self.shop.merchant.books

    @property
    def subscription(self) -> Subscription:
        return self.shop.stored

    def tried(self, method: str, path: str, **params: Any) -> None:
        assert self.shop.call(method, path, **params).status in (200, 400, 402, 404)

    @rule(quantity=st.integers(0, 5), amount=st.integers(1, 5000) | st.none(), behavior=BEHAVIORS)
    def change(self, quantity: int, amount: int | None, behavior: str) -> None:
        item: dict[str, Any] = {"id": self.subscription.items[0].id, "quantity": quantity}
        if amount is not None:
            item["price"] = self.shop.price(amount)
        self.tried("POST", f"subscriptions/{self.made['id']}", items=[item], proration_behavior=behavior)

    @rule(amount=st.integers(1, 5000), behavior=BEHAVIORS)
    def add(self, amount: int, behavior: str) -> None:
        items = [{"price": self.shop.price(amount)}]
        self.tried("POST", f"subscriptions/{self.made['id']}", items=items, proration_behavior=behavior)

    @rule(days=st.sampled_from([0.01, 0.05, 1, 3, 10, 31, 70]))
    def let_time_pass(self, days: float) -> None:
        self.shop.move(self.shop.clock.at + int(days * DAY))

    @rule(card=CARDS)
    def take_another_card(self, card: str) -> None:
        self.shop.pays_with(card)

    @rule(at_the_end=st.booleans())
    def cancel_at_the_end(self, at_the_end: bool) -> None:
        self.tried("POST", f"subscriptions/{self.made['id']}", cancel_at_period_end=at_the_end)

    @rule(pause=st.sampled_from(["keep_as_draft", "mark_uncollectible", "void", ""]), days=st.sampled_from([None, 40]))
    def pause_collection(self, pause: str, days: int | None) -> None:
        given: Any = {"behavior": pause} if pause else ""
        if pause and days is not None:
            given["resumes_at"] = self.shop.clock.at + days * DAY
        self.tried("POST", f"subscriptions/{self.made['id']}", pause_collection=given)

    @rule()
    def resume(self) -> None:
        self.tried("POST", f"subscriptions/{self.made['id']}/resume")

    @rule(amount=st.integers(1, 9000), adds=st.booleans())
    def change_if_it_is_paid_for(self, amount: int, adds: bool) -> None:
        item: dict[str, Any] = {"price": self.shop.price(amount)}
        if not adds:
            item["id"] = self.subscription.items[0].id
        how = {"payment_behavior": "pending_if_incomplete", "proration_behavior": "always_invoice"}
        self.tried("POST", f"subscriptions/{self.made['id']}", items=[item], **how)

    @rule(days=st.sampled_from(["min_period_end", "", 5, 45]))
    def name_an_end(self, days: str | int) -> None:
        end = days if isinstance(days, str) else self.shop.clock.at + days * DAY
        self.tried("POST", f"subscriptions/{self.made['id']}", cancel_at=end, proration_behavior="none")

    @rule(act=st.sampled_from(["pay", "decline", "refund", "change_card", "dispute"]))
    def act(self, act: str) -> None:
        with suppress(Refusal):
            self.shop.merchant.act(act, object=self.made["id"])

    @rule(behavior=BEHAVIORS)
    def begin_anew(self, behavior: str) -> None:
        path = f"subscriptions/{self.made['id']}"
        self.tried("POST", path, billing_cycle_anchor="now", proration_behavior=behavior)

    @rule(advances=st.booleans())
    def let_advance(self, advances: bool) -> None:
        self.tried("POST", f"invoices/{list(self.books.of_kind(Invoice))[-1].id}", auto_advance=advances)

    @rule(days=st.integers(-1, 12))
    def move_the_trials_end(self, days: int) -> None:
        end = self.shop.clock.at + days * DAY
        self.tried("POST", f"subscriptions/{self.made['id']}", trial_end=end)

    @rule()
    def end_the_trial(self) -> None:
        self.tried("POST", f"subscriptions/{self.made['id']}", trial_end="now")

    @rule(setting=st.sampled_from(["cancel", "unpaid", "past_due"]))
    def choose(self, setting: str) -> None:
        self.shop.merchant.act("billing_settings", after_retries=setting)

    @rule(verb=st.sampled_from(["pay", "void", "finalize", "mark_uncollectible"]), nth=st.integers(0, 3))
    def handle(self, verb: str, nth: int) -> None:
        invoices = list(self.books.of_kind(Invoice))
        self.tried("POST", f"invoices/{invoices[-1 - nth % len(invoices)].id}/{verb}")

    @rule(act=st.sampled_from(["pay", "authenticate"]), nth=st.integers(0, 2), succeed=st.booleans())
    def buy(self, act: str, nth: int, succeed: bool) -> None:
        intents = list(self.books.of_kind(PaymentIntent))
        if intents:
            more = {"succeed": succeed} if act == "authenticate" else {}
            with suppress(Refusal):
                self.shop.merchant.act(act, object=intents[-1 - nth % len(intents)].id, **more)

    @rule(prorate=st.booleans(), invoice_now=st.booleans())
    def cancel(self, prorate: bool, invoice_now: bool) -> None:
        if len(self.books.kinds[Invoice]) > 3:
            self.tried("DELETE", f"subscriptions/{self.made['id']}", prorate=prorate, invoice_now=invoice_now)

    @invariant()
    def what_is_over_stays_over(self) -> None:
        if self.ended is not None:
            assert self.subscription.status == self.ended
        elif self.subscription.status in OVER:
            self.ended = self.subscription.status

    @invariant()
    def a_running_subscription_is_in_its_period(self) -> None:
        for item in self.subscription.items:
            assert item == self.books.objects[item.id]
            assert item.current_period_start < item.current_period_end or self.subscription.status == "paused"
            if self.subscription.status in RUNNING:
                assert item.current_period_start <= self.shop.clock.at < item.current_period_end

    @invariant()
    def what_waits_for_a_payment_can_be_paid_for(self) -> None:
        waits = self.subscription.pending_update
        if waits is not None:
            invoice = self.books.objects[waits.invoice]
            assert invoice.status in PAYABLE
            assert self.shop.clock.at < waits.expires_at
            assert self.subscription.status in (("paused",) if waits.resumes else RUNNING)

    @invariant()
    def what_is_told_of_it_lists_it(self) -> None:
        for event in list(self.books.events.values())[self.listed :]:
            money = event.type.startswith(("invoice", "payment_intent", "charge", "customer.subscription", "refund"))
            assert self.made["id"] in event.objects or not money or event.type == "invoiceitem.created"
        self.listed = len(self.books.events)

    @invariant()
    def an_invoice_is_its_lines_and_what_was_paid_is_what_was_due(self) -> None:
        for invoice in self.books.of_kind(Invoice):
            assert invoice.total == sum(line.amount for line in invoice.lines)
            assert (invoice.number is None) == (invoice.finalized_at is None)
            if invoice.status == "paid":
                assert invoice.amount_paid == invoice.amount_due
                assert invoice.next_payment_attempt is None
            else:
                assert invoice.amount_paid == 0
            if invoice.finalized_at is not None:
                assert invoice.amount_due + (invoice.ending_balance or 0) == invoice.total + invoice.starting_balance

    @invariant()
    def every_charge_pays_one_invoice_and_no_invoice_is_paid_twice(self) -> None:
        charged: dict[str, int] = {}
        for charge in self.books.of_kind(Charge):
            if charge.status == "succeeded":
                invoice = self.books.objects[charge.payment_intent].invoice
                charged[invoice] = charged.get(invoice, 0) + charge.amount
        for invoice in self.books.of_kind(Invoice):
            payment = self.books.objects.get(invoice.payment)
            by_hand = invoice.status == "paid" and payment is not None and payment.status != "paid"
            assert charged.get(invoice.id, 0) == (0 if by_hand else invoice.amount_paid)

    @invariant()
    def payments_are_what_their_invoices_are(self) -> None:
        for payment in self.books.of_kind(InvoicePayment):
            invoice, intent = self.books.objects[payment.invoice], self.books.objects[payment.payment_intent]
            assert (payment.status == "paid") == (intent.status == "succeeded") == (invoice.status == "paid")
            assert (payment.status == "canceled") == (intent.status == "canceled") == (invoice.status == "void")

    @invariant()
    def the_balance_is_the_sum_of_its_entries(self) -> None:
        entries = list(self.books.of_kind(CustomerBalanceTransaction))
        customer = next(self.books.of_kind(Customer))
        assert customer.balance == self.opening + sum(entry.amount for entry in entries)

    @invariant()
    def what_waits_is_billed_once(self) -> None:
        lines = [line.invoice_item for invoice in self.books.of_kind(Invoice) for line in invoice.lines]
        taken = [item for item in lines if item is not None]
        assert len(taken) == len(set(taken))
        for item in self.books.of_kind(InvoiceItem):
            assert (item.invoice is not None) == (item.id in taken)
            assert not (item.invoice is not None and item.id in self.subscription.pending)

    @invariant()
    def numbers_follow_each_other(self) -> None:
        numbers = sorted(invoice.number for invoice in self.books.of_kind(Invoice) if invoice.number)
        assert [number[-4:] for number in numbers] == [f"{nth:04d}" for nth in range(1, len(numbers) + 1)]

    @invariant()
    def events_are_what_happened(self) -> None:
        """No event of an update says that nothing changed."""
        told = list(self.books.events.values())[self.checked :]
        self.checked += len(told)
        for event in told:
            assert event.previous != {} or not event.type.endswith(".updated")
            assert not isinstance(event.snapshot, SubscriptionItem), "items are told of by their subscription"


TestBiller = Biller.TestCase
TestBiller.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
