"""A subscription's life: created, agreed to, charged, failing, recovered, suspended, ended; and what is told of it."""

from time import perf_counter

from tests.simulator.paypal.billing.seller import DAY, SUBSCRIPTIONS, Seller, cycle
from tests.simulator.paypal.inprocess import money

CREATED, ACTIVATED = "BILLING.SUBSCRIPTION.CREATED", "BILLING.SUBSCRIPTION.ACTIVATED"
SOLD, FAILED = "PAYMENT.SALE.COMPLETED", "BILLING.SUBSCRIPTION.PAYMENT.FAILED"


def test_a_new_subscription_waits_for_its_buyer() -> None:
    seller = Seller()
    plan = seller.plan()
    made = seller.call("POST", SUBSCRIPTIONS, {"plan_id": plan, "custom_id": "order-7"})
    brief = seller.call("POST", SUBSCRIPTIONS, {"plan_id": plan}, full=False).body

    assert (made.status, made.body["status"]) == (201, "APPROVAL_PENDING")
    assert list(made.body) == [
        "status", "status_update_time", "id", "plan_id", "start_time", "quantity", "create_time", "custom_id",
        "plan_overridden", "links",
    ]  # fmt: skip
    assert [one["rel"] for one in made.body["links"]] == ["approve", "edit", "self"]
    assert "/webapps/billing/subscriptions?ba_token=BA-" in made.body["links"][0]["href"]
    assert list(brief) == ["status", "id", "create_time", "links"]
    assert seller.told_of(made.body["id"]) == [CREATED]


def test_whoever_agrees_is_charged_at_once_and_every_month() -> None:
    seller = Seller()
    name = seller.subscribed(custom_id="order-7")
    at_first = seller.billing(name)
    seller.move("2026-05-10T10:00:00Z")

    assert seller.sales(name) == [("2026-03-10", "10.00"), ("2026-04-10", "10.00"), ("2026-05-10", "10.00")]
    assert seller.told_of(name) == [CREATED, ACTIVATED, SOLD, SOLD, SOLD]
    assert at_first["next_billing_time"] == "2026-04-10T10:00:00Z"
    assert at_first["cycle_executions"] == [
        {"tenure_type": "REGULAR", "sequence": 1, "cycles_completed": 1, "cycles_remaining": 0,
         "current_pricing_scheme_version": 1, "total_cycles": 0},
    ]  # fmt: skip
    assert at_first["last_payment"] == {"amount": money("10.0"), "time": "2026-03-10T12:00:00Z"}
    assert [one.created % DAY for one in list(seller.books.events.values())[-2:]] == [36_000, 36_000]


def test_when_it_is_activated_nothing_is_charged_yet_and_of_a_free_trial_nothing_more_is_told() -> None:
    seller = Seller()
    name = seller.subscribed(seller.plan(cycle(None, "WEEK", total=1, trial=True), cycle("10")))
    told = next(one for one in seller.books.events.values() if one.type == ACTIVATED).snapshot

    assert (told.completed, told.due) == ((0, 0), seller.clock.now())
    assert seller.told_of(name) == [CREATED, ACTIVATED]
    assert seller.billing(name)["next_billing_time"] == "2026-03-17T10:00:00Z"
    assert seller.billing(name)["cycle_executions"][0]["cycles_completed"] == 1
    seller.move("2026-03-17T10:00:00Z")
    assert seller.sales(name) == [("2026-03-17", "10.00")]


def test_a_buyer_who_is_to_continue_leaves_the_activation_to_the_merchant() -> None:
    seller = Seller()
    addresses = {"return_url": "https://shop.example/r", "cancel_url": "https://shop.example/c"}
    name = seller.proposed(seller.plan(), application_context={"user_action": "CONTINUE", **addresses})
    early = seller.do(name, "activate")
    seller.act("pay", object=name)
    approved = seller.shown(name)
    done = seller.do(name, "activate")

    assert (early.status, early.issue) == (422, "SUBSCRIPTION_STATUS_INVALID")
    assert (approved["status"], "billing_info" in approved) == ("APPROVED", False)
    assert (done.status, done.body, seller.shown(name)["status"]) == (204, b"", "ACTIVE")
    assert seller.told_of(name) == [CREATED, ACTIVATED, SOLD]


def test_one_that_starts_later_is_active_and_charged_on_its_day() -> None:
    seller = Seller()
    name = seller.subscribed(start_time="2026-04-01T00:00:00Z")
    waiting = seller.billing(name)
    seller.move("2026-05-02T00:00:00Z")

    assert (waiting["next_billing_time"], "last_payment" in waiting) == ("2026-04-01T10:00:00Z", False)
    assert seller.sales(name) == [("2026-04-01", "10.00"), ("2026-05-01", "10.00")]


def test_a_payment_that_fails_is_tried_twice_more_and_then_owed() -> None:
    seller = Seller()
    name = seller.subscribed()
    seller.act("change_card", object=name, card="declined")
    seller.move("2026-04-10T10:00:00Z")
    first = seller.billing(name)
    seller.move("2026-04-20T10:00:00Z")
    last = seller.billing(name)
    seller.act("change_card", object=name, card="ok")
    seller.move("2026-05-10T10:00:00Z")

    assert first["last_failed_payment"] == {
        "amount": money("10.0"), "time": "2026-04-10T10:00:00Z", "reason_code": "PAYMENT_DENIED",
        "next_payment_retry_time": "2026-04-15T10:00:00Z",
    }  # fmt: skip
    assert (first["failed_payments_count"], first["outstanding_balance"]["value"]) == (0, "0.0")
    assert (last["failed_payments_count"], last["outstanding_balance"]["value"]) == (1, "10.0")
    assert "next_payment_retry_time" not in last["last_failed_payment"]
    assert seller.told_of(name)[3:] == [FAILED, FAILED, FAILED, SOLD]
    assert seller.sales(name)[-1] == ("2026-05-10", "20.00")
    assert (seller.billing(name)["failed_payments_count"], seller.billing(name)["outstanding_balance"]["value"]) == (
        0,
        "0.0",
    )


def test_a_retry_that_succeeds_leaves_nothing_owed() -> None:
    seller = Seller()
    name = seller.subscribed()
    seller.act("change_card", object=name, card="declined")
    seller.move("2026-04-11T00:00:00Z")
    seller.act("change_card", object=name, card="ok")
    seller.move("2026-05-11T00:00:00Z")

    assert seller.sales(name)[1:] == [("2026-04-15", "10.00"), ("2026-05-10", "10.00")]
    assert seller.billing(name)["outstanding_balance"]["value"] == "0.0"


def test_at_the_threshold_it_is_suspended_until_the_balance_is_paid() -> None:
    seller = Seller()
    name = seller.subscribed(seller.plan(preferences={"payment_failure_threshold": 1}))
    seller.act("change_card", object=name, card="declined")
    seller.move("2026-07-01T00:00:00Z")
    suspended, refused = seller.shown(name), seller.do(name, "activate")
    seller.act("change_card", object=name, card="ok")
    paid = seller.do(name, "capture", {"note": "Owed", "capture_type": "OUTSTANDING_BALANCE", "amount": money("10.00")})
    going = seller.do(name, "activate")

    assert suspended["status"] == "SUSPENDED"
    assert "next_billing_time" not in suspended["billing_info"]
    assert (refused.status, refused.issue) == (422, "SUBSCRIPTION_CANNOT_BE_ACTIVATED")
    assert (paid.status, paid.body["status"]) == (200, "COMPLETED")
    assert paid.body["amount_with_breakdown"]["gross_amount"] == money("10.00")
    assert (going.status, seller.billing(name)["next_billing_time"]) == (204, "2026-07-10T10:00:00Z")
    assert seller.told_of(name)[3:] == [
        FAILED, FAILED, FAILED, "BILLING.SUBSCRIPTION.SUSPENDED", SOLD, "BILLING.SUBSCRIPTION.RE-ACTIVATED",
    ]  # fmt: skip


def test_a_buyer_who_pays_what_is_owed_has_it_going_again() -> None:
    seller = Seller()
    name = seller.subscribed(seller.plan(preferences={"payment_failure_threshold": 1}))
    seller.act("change_card", object=name, card="declined")
    seller.move("2026-05-01T00:00:00Z")
    seller.act("decline", object=name)
    in_vain = seller.shown(name)["status"]
    seller.act("pay", object=name)

    assert (in_vain, seller.shown(name)["status"]) == ("SUSPENDED", "ACTIVE")
    assert seller.told_of(name)[-2:] == [SOLD, "BILLING.SUBSCRIPTION.RE-ACTIVATED"]


def test_what_is_suspended_is_not_charged_and_goes_on_on_its_day() -> None:
    seller = Seller()
    name = seller.subscribed()
    stopped = seller.do(name, "suspend")
    seller.move("2026-06-20T00:00:00Z")
    again = seller.do(name, "suspend")
    seller.do(name, "activate")
    seller.move("2026-07-11T00:00:00Z")

    assert (stopped.status, again.issue) == (204, "SUBSCRIPTION_STATUS_INVALID")
    assert seller.sales(name) == [("2026-03-10", "10.00"), ("2026-07-10", "10.00")]


def test_what_is_cancelled_ends_at_once() -> None:
    seller = Seller()
    name = seller.subscribed()
    done, again = seller.do(name, "cancel", {"reason": "Not satisfied"}), seller.do(name, "cancel")
    seller.move("2026-06-20T00:00:00Z")
    ended = seller.shown(name)

    assert (done.status, again.status, again.issue) == (204, 422, "SUBSCRIPTION_STATUS_INVALID")
    assert (ended["status"], ended["status_change_note"]) == ("CANCELLED", "Not satisfied")
    assert "next_billing_time" not in ended["billing_info"]
    assert [one["rel"] for one in ended["links"]] == ["self"]
    assert seller.told_of(name) == [CREATED, ACTIVATED, SOLD, "BILLING.SUBSCRIPTION.CANCELLED"]


def test_a_finite_one_expires_with_its_last_charge() -> None:
    """Seen in public (paypal/PayPal-PHP-SDK issue 192): after the charge, not at the end of what it pays for."""
    seller = Seller()
    name = seller.subscribed(seller.plan(cycle("10", total=2)))
    before = seller.billing(name)
    seller.move("2026-04-10T10:00:00Z")

    assert before["final_payment_time"] == "2026-04-10T10:00:00Z"
    assert seller.told_of(name) == [CREATED, ACTIVATED, SOLD, SOLD, "BILLING.SUBSCRIPTION.EXPIRED"]
    assert seller.shown(name)["status"] == "EXPIRED"


def test_a_set_up_that_cannot_be_paid_ends_it_or_is_owed() -> None:
    seller = Seller()
    strict = seller.proposed(seller.plan(preferences={"setup_fee": money("5.00")}))
    mild = seller.proposed(
        seller.plan(preferences={"setup_fee": money("5.00"), "setup_fee_failure_action": "CONTINUE"})
    )
    seller.act("decline", object=strict)
    seller.act("decline", object=mild)

    assert seller.shown(strict)["status"] == "CANCELLED"
    assert seller.told_of(strict) == [CREATED, "BILLING.SUBSCRIPTION.CANCELLED"]
    assert seller.shown(mild)["status"] == "ACTIVE"
    assert seller.billing(mild)["outstanding_balance"]["value"] == "5.0"
    assert seller.told_of(mild) == [CREATED, ACTIVATED, FAILED, FAILED]


def test_a_pending_payment_that_is_denied_is_owed() -> None:
    seller = Seller()
    name = seller.subscribed()
    seller.act("change_card", object=name, card="pending")
    seller.move("2026-04-10T10:00:00Z")
    seller.act("complete", object=name, succeed=False)

    assert seller.told_of(name)[-2:] == ["PAYMENT.SALE.PENDING", "PAYMENT.SALE.DENIED"]
    assert seller.billing(name)["outstanding_balance"]["value"] == "10.0"


def test_a_month_of_a_thousand_subscriptions_takes_no_two_seconds() -> None:
    seller = Seller()
    plan = seller.plan()
    for _ in range(1_000):
        seller.act("subscribe", plan=plan)
    began = perf_counter()
    seller.move("2026-04-10T10:00:00Z")
    took = perf_counter() - began

    assert seller.told().count(SOLD) == 2_000
    assert took < 2
