"""What a merchant does to invoices, and what is refused: the facts on billing, 3.9."""

from typing import Any

import pytest

from tests.simulator.stripe.billing.subscriber import Subscriber


def renewing(card: str = "pm_card_visa") -> tuple[Subscriber, Any]:
    """Return a subscriber and the draft of a renewal."""
    shop = Subscriber()
    made = shop.subscribe(1000)
    if card != "pm_card_visa":
        shop.pays_with(card)
    shop.move(shop.stored.period_end)
    shop.news()
    return shop, shop.invoice(made)


def verb(shop: Subscriber, invoice: Any, name: str, **params: Any) -> Any:
    return shop.post(f"invoices/{invoice['id']}/{name}", **params)


def test_a_draft_that_is_made_final_is_not_charged() -> None:
    shop, draft = renewing()
    final = verb(shop, draft, "finalize")

    assert (final["status"], final["attempted"], final["number"][-4:]) == ("open", False, "0002")
    assert shop.news() == ["invoice.finalized", "payment_intent.created"]
    shop.move(shop.clock.at + 3600)
    assert shop.get(f"invoices/{draft['id']}")["status"] == "paid"


def test_a_draft_is_made_final_and_paid_in_one_call() -> None:
    shop, draft = renewing()
    paid = verb(shop, draft, "pay")

    assert (paid["status"], paid["auto_advance"], paid["attempt_count"]) == ("paid", False, 1)
    assert paid["status_transitions"]["finalized_at"] == paid["status_transitions"]["paid_at"]
    shop.move(shop.clock.at + 7200)
    assert shop.get(f"invoices/{draft['id']}")["status"] == "paid"


def test_what_was_paid_elsewhere_is_not_an_attempt() -> None:
    shop, draft = renewing()
    paid = verb(shop, draft, "pay", paid_out_of_band=True)

    assert (paid["status"], paid["attempted"], paid["attempt_count"]) == ("paid", False, 0)
    (payment,) = shop.get("invoice_payments", invoice=draft["id"])["data"]
    assert payment["status"] == "canceled"


def test_a_void_invoice_keeps_what_was_due_and_its_intent_is_canceled() -> None:
    shop, draft = renewing()
    verb(shop, draft, "finalize")
    void = verb(shop, draft, "void")
    (payment,) = shop.get("invoice_payments", invoice=draft["id"])["data"]
    intent = shop.get(f"payment_intents/{payment['payment']['payment_intent']}")

    assert (void["status"], void["amount_due"], void["amount_remaining"]) == ("void", 1000, 1000)
    assert (intent["status"], intent["cancellation_reason"]) == ("canceled", "void_invoice")
    assert shop.news()[-2:] == ["payment_intent.canceled", "invoice.voided"]


def test_what_was_given_up_can_still_be_paid() -> None:
    shop, draft = renewing()
    verb(shop, draft, "finalize")
    assert verb(shop, draft, "mark_uncollectible")["status"] == "uncollectible"
    assert verb(shop, draft, "pay")["status"] == "paid"


def test_a_payment_that_is_refused_is_answered_and_kept() -> None:
    shop, draft = renewing("pm_card_chargeCustomerFail")
    status, said = shop.refused("POST", f"invoices/{draft['id']}/pay")
    kept = shop.get(f"invoices/{draft['id']}")

    assert (status, said["code"], said["type"]) == (402, "card_declined", "card_error")
    assert (kept["status"], kept["attempt_count"], shop.stored.status) == ("open", 1, "past_due")


def test_a_payment_that_needs_its_buyer_is_answered_so() -> None:
    shop, draft = renewing("pm_card_authenticationRequired")
    status, said = shop.refused("POST", f"invoices/{draft['id']}/pay")

    assert (status, said["code"]) == (400, "invoice_payment_intent_requires_action")


def test_a_draft_may_be_held_back_and_let_go_again() -> None:
    """Facts of billing, 3.9: both times are counted from when it was made."""
    shop, draft = renewing()
    path = f"invoices/{draft['id']}"
    held = shop.post(path, auto_advance=False, metadata={"a": "b"})
    assert (held["automatically_finalizes_at"], held["next_payment_attempt"]) == (None, None)
    shop.move(shop.clock.at + 7200)
    assert shop.get(path)["status"] == "draft"
    other = shop.post("payment_methods/pm_card_visa/attach", customer=shop.customer)["id"]
    let_go = shop.post(path, auto_advance=True, default_payment_method=other)
    assert (let_go["next_payment_attempt"], let_go["metadata"]) == (draft["created"] + 3600, {"a": "b"})
    shop.move(shop.clock.at + 1)
    assert shop.get(path)["status"] == "paid"
    assert shop.post(path, metadata={"a": ""})["metadata"] == {}
    status, said = shop.refused("POST", path, auto_advance=False)
    assert (status, said["param"]) == (400, "auto_advance")
    assert "can't be updated in this way" in said["message"]


REFUSED = {
    ("paid", "finalize"): "already finalized",
    ("open", "finalize"): "already finalized",
    ("draft", "void"): "only pass in open invoices",
    ("paid", "void"): "with `paid` payments cannot be voided",
    ("draft", "mark_uncollectible"): "only pass in open invoices",
    ("uncollectible", "mark_uncollectible"): "already been marked uncollectible",
    ("paid", "pay"): "Invoice is already paid",
    ("void", "pay"): "only pass in open invoices",
}


@pytest.mark.parametrize(("state", "name"), REFUSED)
def test_what_is_in_another_state_is_refused(state: str, name: str) -> None:
    shop, draft = renewing()
    ways = {"draft": (), "open": ("finalize",), "paid": ("pay",), "void": ("finalize", "void")}
    for step in ways.get(state, ("finalize", "mark_uncollectible")):
        verb(shop, draft, step)
    status, said = shop.refused("POST", f"invoices/{draft['id']}/{name}")

    assert (status, said["type"], "code" in said) == (400, "invalid_request_error", False)
    assert REFUSED[state, name] in said["message"]


def test_lists_filter() -> None:
    shop, draft = renewing()
    first = shop.get("invoices", status="paid")["data"]

    assert [invoice["status"] for invoice in shop.get("invoices", customer=shop.customer)["data"]] == ["draft", "paid"]
    assert [invoice["billing_reason"] for invoice in first] == ["subscription_create"]
    assert shop.get("invoices", subscription="sub_x")["data"] == []
    lines = shop.get(f"invoices/{draft['id']}/lines")
    assert ([line["amount"] for line in lines["data"]], lines["url"]) == ([1000], f"/v1/invoices/{draft['id']}/lines")
    assert len(shop.get("invoice_payments", status="paid")["data"]) == 1
