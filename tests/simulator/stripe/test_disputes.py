"""Disputes, refunds that fail, and facts that are told twice: states, books and events."""

from typing import Any

import pytest

from simulator.provider import Refusal
from tests.simulator.stripe.inprocess import Merchant

PAID: Any = {"amount": 3000, "currency": "usd", "confirm": True, "capture_method": "automatic"}
OPENED = ["charge.dispute.created", "charge.dispute.funds_withdrawn", "charge.updated"]


def paid(merchant: Merchant, card: str = "pm_card_visa") -> Any:
    return merchant.call("POST", "/v1/payment_intents", **PAID, payment_method=card).body


def wait(merchant: Merchant, seconds: int) -> None:
    merchant.world.clock.advance(seconds)
    merchant.sandbox.tick()


@pytest.mark.parametrize(
    ("card", "reason", "status"),
    [
        ("pm_card_createDispute", "fraudulent", "needs_response"),
        ("pm_card_createDisputeProductNotReceived", "product_not_received", "needs_response"),
        ("pm_card_createDisputeInquiry", "fraudulent", "warning_needs_response"),
    ],
)
def test_a_test_card_disputes_what_it_paid(card: str, reason: str, status: str) -> None:
    merchant = Merchant()
    intent = paid(merchant, card)
    wait(merchant, 3)
    [dispute] = merchant.call("GET", "/v1/disputes", payment_intent=intent["id"]).body["data"]
    charge = merchant.call("GET", f"/v1/charges/{intent['latest_charge']}").body

    inquiry = status.startswith("warning")
    assert (dispute["reason"], dispute["status"], dispute["amount"]) == (reason, status, 3000)
    assert dispute["is_charge_refundable"] == inquiry
    assert [(row["amount"], row["fee"], row["net"]) for row in dispute["balance_transactions"]] == (
        [] if inquiry else [(-3000, 1500, -4500)]
    )
    assert (charge["disputed"], charge["dispute"]) == (True, dispute["id"])
    assert merchant.told()[3:] == ([OPENED[0], OPENED[2]] if inquiry else OPENED)


@pytest.mark.parametrize(("text", "end"), [("winning_evidence", "won"), ("losing_evidence", "lost")])
def test_the_evidence_decides_on_the_test_side(text: str, end: str) -> None:
    merchant = Merchant()
    dispute, _ = merchant.act("dispute", object=paid(merchant)["id"])
    path = f"/v1/disputes/{dispute['id']}"
    sent = merchant.call("POST", path, evidence={"uncategorized_text": text}).body
    before = len(merchant.told())
    wait(merchant, 10)
    after = merchant.call("GET", path).body

    assert (sent["status"], sent["evidence_details"]["submission_count"]) == ("under_review", 1)
    assert after["status"] == end
    assert sum(row["amount"] for row in after["balance_transactions"]) == (0 if end == "won" else -3000)
    reinstated = ["charge.dispute.funds_reinstated"] if end == "won" else []
    assert [kind for kind in merchant.told()[before:] if "dispute" in kind] == ["charge.dispute.closed", *reinstated]
    assert merchant.call("POST", f"{path}/close").status == 400


def test_a_charge_that_was_charged_back_is_not_refunded_until_it_is_won() -> None:
    merchant = Merchant()
    intent = paid(merchant)
    merchant.act("dispute", object=intent["id"], reason="product_not_received")
    refused = merchant.call("POST", "/v1/refunds", payment_intent=intent["id"])
    merchant.act("close_dispute", object=intent["id"], won=True)

    assert (refused.status, refused.body["error"]["code"]) == (400, "charge_disputed")
    assert merchant.call("POST", "/v1/refunds", payment_intent=intent["id"]).status == 200


def test_a_dispute_can_be_accepted_and_an_inquiry_escalates() -> None:
    merchant = Merchant()
    dispute, _ = merchant.act("dispute", object=paid(merchant)["id"])
    inquiry, _ = merchant.act("dispute", object=paid(merchant)["id"], inquiry=True)
    accepted = merchant.call("POST", f"/v1/disputes/{dispute['id']}/close").body
    path = f"/v1/disputes/{inquiry['id']}"
    merchant.call("POST", path, evidence={"uncategorized_text": "escalate_inquiry_evidence"})
    wait(merchant, 10)
    escalated = merchant.call("GET", path).body

    assert accepted["status"] == "lost"
    assert (escalated["status"], escalated["is_charge_refundable"]) == ("needs_response", False)


def test_a_refund_is_settled_or_fails_when_the_bank_says_so() -> None:
    merchant = Merchant()
    pending = merchant.call("POST", "/v1/refunds", payment_intent=paid(merchant, "pm_card_pendingRefund")["id"]).body
    settled, told = merchant.act("settle_refund", object=pending["id"])
    failed, said = merchant.act("fail_refund", object=pending["id"])

    assert (pending["status"], settled["status"], failed["status"]) == ("pending", "succeeded", "failed")
    assert failed["failure_balance_transaction"].startswith("txn_")
    assert told == ["refund.updated", "charge.refund.updated"]
    assert said == ["refund.failed", "refund.updated", "charge.refund.updated"]
    assert (pending["pending_reason"], "pending_reason" in settled) == ("processing", False)
    charge = merchant.call("GET", f"/v1/charges/{pending['charge']}").body
    assert (charge["amount_refunded"], charge["refunded"]) == (0, False)
    with pytest.raises(Refusal):
        merchant.act("settle_refund", object=pending["id"])


def test_one_fact_is_told_twice_as_two_events() -> None:
    merchant = Merchant()
    intent = paid(merchant)
    _, told = merchant.act("retell", object=intent["id"], type="payment_intent.succeeded")
    first, second = [e for e in merchant.books.events.values() if e.type == "payment_intent.succeeded"]

    assert told == ["payment_intent.succeeded"]
    assert first.id != second.id
    assert first.snapshot is second.snapshot


def test_an_inquiry_is_there_by_the_next_call() -> None:
    """Stripe's CLI pays and lists at once; a chargeback comes seconds later (recorded)."""
    merchant = Merchant()
    asked, charged_back = (paid(merchant, f"pm_card_createDispute{kind}") for kind in ("Inquiry", ""))

    assert len(merchant.call("GET", "/v1/disputes", payment_intent=asked["id"]).body["data"]) == 1
    assert merchant.call("GET", "/v1/disputes", payment_intent=charged_back["id"]).body["data"] == []
