"""Whatever merchant, buyer and time do to a setup intent, intent, attempts, method and mandate tell one story."""

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from simulator.provider import Refusal
from simulator.stripe.resources.mandate import Mandate
from simulator.stripe.resources.payment_method import PaymentMethod
from simulator.stripe.resources.setup_attempt import SetupAttempt
from simulator.stripe.resources.setup_intent import SetupIntent
from tests.simulator.stripe.inprocess import Merchant

METHODS = st.sampled_from([
    "pm_card_visa", "pm_card_chargeDeclined", "pm_card_authenticationRequired", "pm_card_chargeCustomerFail",
    "pm_success_de", "pm_usBankAccount_success", "account", "account without deposits",
])  # fmt: skip
ACCEPTED = {"customer_acceptance": {"type": "offline"}}
KINDS = ["card", "sepa_debit", "us_bank_account"]
OVER = ("succeeded", "canceled")


class Keeper(RuleBasedStateMachine):
    """One intent, and everything that can happen to it."""

    @initialize(owned=st.booleans())
    def begin(self, owned: bool) -> None:
        self.merchant = Merchant()
        customer = {"customer": self.merchant.call("POST", "/v1/customers").body["id"]} if owned else {}
        made = self.merchant.call("POST", "/v1/setup_intents", allowed_payment_method_types=KINDS, **customer)
        self.path = f"/v1/setup_intents/{made.body['id']}"
        self.confirmed = 0
        self.ended: str | None = None

    @property
    def intent(self) -> SetupIntent:
        found = next(self.merchant.books.of_kind(SetupIntent))
        assert isinstance(found, SetupIntent)
        return found

    def method(self, name: str) -> str:
        if not name.startswith("account"):
            return name
        number = "000666666661" if "without" in name else "000123456789"
        numbers = {"routing_number": "110000000", "account_number": number, "account_holder_type": "company"}
        given: Any = {"type": "us_bank_account", "us_bank_account": numbers, "billing_details": {"name": "Ada"}}
        return str(self.merchant.call("POST", "/v1/payment_methods", **given).body["id"])

    @rule(name=METHODS)
    def confirm(self, name: str) -> None:
        before = self.intent.status
        answer = self.merchant.call(
            "POST", self.path + "/confirm", payment_method=self.method(name), mandate_data=ACCEPTED
        )
        assert answer.status in ((400,) if before in OVER else (200, 402))
        self.confirmed += answer.status != 400

    @rule(succeed=st.booleans())
    def authenticate(self, succeed: bool) -> None:
        self.tried("authenticate", succeed)

    @rule(succeed=st.booleans())
    def verify(self, succeed: bool) -> None:
        self.tried("verify", succeed)

    def tried(self, act: str, succeed: bool) -> None:
        waiting = self.intent.status == "requires_action"
        try:
            self.merchant.act(act, object=self.intent.id, succeed=succeed)
        except Refusal:
            return
        assert waiting
        assert self.intent.status == ("succeeded" if succeed else "requires_payment_method")

    @rule(amounts=st.sampled_from([[32, 45], [1, 2], [10, 11]]))
    def guess(self, amounts: list[int]) -> None:
        self.merchant.call("POST", self.path + "/verify_microdeposits", amounts=amounts)

    @rule()
    def let_time_pass(self) -> None:
        self.merchant.world.clock.advance(10)
        self.merchant.sandbox.tick()

    @precondition(lambda self: self.confirmed > 2)
    @rule()
    def cancel(self) -> None:
        self.merchant.call("POST", self.path + "/cancel")

    @invariant()
    def what_is_over_stays_over(self) -> None:
        if self.ended is not None:
            assert self.intent.status == self.ended
        elif self.intent.status in OVER:
            self.ended = self.intent.status

    @invariant()
    def every_confirmation_is_one_attempt_and_one_at_most_waits(self) -> None:
        attempts = list(self.merchant.books.of_kind(SetupAttempt))
        waiting = [attempt.id for attempt in attempts if attempt.status == "requires_action"]
        assert len(attempts) == self.confirmed
        assert waiting == ([self.intent.latest_attempt] if self.intent.status == "requires_action" else [])

    @invariant()
    def the_latest_attempt_ended_as_the_intent_did(self) -> None:
        latest = self.merchant.books.objects.get(self.intent.latest_attempt or "")
        if self.intent.status == "succeeded":
            assert latest.status == "succeeded"
        if self.intent.status == "requires_payment_method" and latest is not None:
            assert latest.status == "failed"
            assert latest.setup_error == self.intent.last_setup_error
        assert (self.intent.next_action is not None) == (self.intent.status == "requires_action")

    @invariant()
    def a_method_that_was_set_up_is_the_customers_and_may_be_debited(self) -> None:
        if self.intent.status != "succeeded":
            assert not list(self.merchant.books.of_kind(Mandate))
            return
        method = self.merchant.books.objects[self.intent.payment_method or ""]
        assert isinstance(method, PaymentMethod)
        assert (method.customer, method.verified, method.set_up) == (self.intent.customer, True, True)
        mandates = list(self.merchant.books.of_kind(Mandate))
        assert [mandate.id for mandate in mandates] == ([self.intent.mandate] if method.card is None else [])
        assert all(mandate.payment_method == method.id and mandate.lasting for mandate in mandates)

    @invariant()
    def each_change_is_told_once(self) -> None:
        told = [name for name in self.merchant.told() if name.startswith("setup_intent.")]
        assert told[0] == "setup_intent.created"
        assert told.count("setup_intent.succeeded") == (self.intent.status == "succeeded")
        assert told.count("setup_intent.canceled") == (self.intent.status == "canceled")
        failed = [a for a in self.merchant.books.of_kind(SetupAttempt) if a.status == "failed"]
        assert told.count("setup_intent.setup_failed") == len(failed)


Keeper.TestCase.settings = settings(max_examples=40, stateful_step_count=12, deadline=None)
TestSettingUpTellsOneStory = Keeper.TestCase
