"""Changes of subscriptions, through the API and to the cent: the worked figures of the facts on billing, 4.3."""

from typing import Any

import pytest

from tests.simulator.stripe.billing.subscriber import DAY, Subscriber

MONTH = 30 * DAY  # of 21 September to 21 October


def at_share(part: int, whole: int, subscription: Any, shop: Subscriber) -> None:
    """Stand where so much of the period is left."""
    end = subscription["items"]["data"][0]["current_period_end"]
    shop.move(end - MONTH * part // whole)


def amounts(invoice: Any) -> list[int]:
    return [line["amount"] for line in invoice["lines"]["data"]]


# Number and tag; price and quantity before and after; the share left; lines, what is due, the balance afterwards.
AT_ONCE: dict[str, tuple[int, dict[str, int], tuple[int, int], list[int], int, int]] = {
    "1 [01]": (1000, {"amount": 1800}, (1, 400), [-3, 4], 0, 1),
    "2 [01]": (1000, {"quantity": 3}, (1, 400), [-3, 7], 0, 4),
    "3 [01][P3]": (2000, {"amount": 1000}, (1, 3), [-667, 333], 0, -334),
    "4 [P3]": (2000, {"amount": 60_000}, (1, 3), [-667, 20_000], 19_333, 0),
}


@pytest.mark.parametrize("name", AT_ONCE)
def test_a_change_that_is_billed_at_once(name: str) -> None:
    before, change, share, lines, due, balance = AT_ONCE[name]
    shop = Subscriber()
    made = shop.subscribe(before)
    at_share(*share, made, shop)
    after = shop.change(made, **change, proration_behavior="always_invoice")
    invoice = shop.get(f"invoices/{after['latest_invoice']}")

    assert amounts(invoice) == lines
    assert (invoice["amount_due"], invoice["amount_paid"], invoice["status"]) == (due, due, "paid")
    assert (invoice["attempted"], invoice["attempt_count"]) == (True, 1 if due else 0)
    assert (invoice["billing_reason"], invoice["auto_advance"]) == ("subscription_update", False)
    assert (invoice["starting_balance"], invoice["ending_balance"], shop.balance()) == (0, balance, balance)
    assert invoice["period_start"] == made["items"]["data"][0]["current_period_start"]
    assert invoice["period_end"] == invoice["created"] == shop.clock.at
    entries = shop.get(f"customers/{shop.customer}/balance_transactions")["data"]
    assert [(one["amount"], one["ending_balance"], one["type"]) for one in entries] == (
        [(balance, balance, "applied_to_invoice")] if balance else []
    )


def test_what_a_proration_says() -> None:
    """Facts of billing, 2 [01]: the old price in the credit, the new one in the debit, no unit, what is credited."""
    shop = Subscriber()
    made = shop.subscribe(1000)
    first = shop.invoice(made)
    at_share(1, 400, made, shop)
    after = shop.change(made, quantity=3, proration_behavior="always_invoice")
    credit, debit = shop.invoice(after)["lines"]["data"]
    billed = {"invoice": first["id"], "invoice_line_items": [first["lines"]["data"][0]["id"]]}

    assert first["lines"]["data"][0]["description"] == "1 × Gold (at $10.00 / month)"
    assert credit["description"] == "Unused time on Gold after 21 Oct 2027"
    assert debit["description"] == "Remaining time on 3 × Gold after 21 Oct 2027"
    for line, quantity, credited in ((credit, 1, billed), (debit, 3, None)):
        own = line["parent"]["subscription_item_details"]
        assert (line["quantity"], line["discountable"]) == (quantity, False)
        assert line["pricing"]["unit_amount_decimal"] is None
        assert line["period"] == {"end": shop.stored.period_end, "start": shop.clock.at}
        assert (own["proration"], own["proration_details"]["credited_items"]) == (True, credited)
        assert own["invoice_item"].startswith("ii_")
    assert shop.news() == [
        "invoiceitem.created", "invoiceitem.created", "invoice.created", "invoice.finalized", "customer.updated",
        "invoice.paid", "invoice.payment_succeeded", "customer.subscription.updated",
    ]  # fmt: skip


def test_a_change_waits_for_the_next_invoice() -> None:
    """5 and 12 [01][D]: two items wait, no invoice is made, and the next one takes them before its own line."""
    shop = Subscriber()
    made = shop.subscribe(1000)
    at_share(1, 400, made, shop)
    after = shop.change(made, amount=1800)
    waiting = shop.get("invoiceitems", customer=shop.customer, pending=True)["data"]

    assert [item["amount"] for item in waiting] == [-3, 4]  # recorded: credit before debit
    assert (after["latest_invoice"], shop.balance()) == (made["latest_invoice"], 0)
    assert after["plan"]["amount"] == after["items"]["data"][0]["price"]["unit_amount"] == 1800
    assert shop.news()[-3:] == ["invoiceitem.created", "invoiceitem.created", "customer.subscription.updated"]
    shop.move(shop.stored.period_end + 7200)
    renewed = shop.invoice(made)
    assert (amounts(renewed), renewed["amount_paid"]) == ([-3, 4, 1800], 1801)
    assert shop.get("invoiceitems", customer=shop.customer, pending=True)["data"] == []


def test_a_change_without_proration_is_billed_from_the_next_period_on() -> None:
    """6 and 7 [01]: no lines; and what is given back afterwards is a share of what was billed, not of the new price."""
    shop = Subscriber()
    made = shop.subscribe(1000)
    shop.move(shop.clock.at + 8)
    shop.change(made, amount=1800, proration_behavior="none")
    assert shop.get("invoiceitems", customer=shop.customer)["data"] == []
    gone = shop.call("DELETE", f"subscriptions/{made['id']}", prorate=True).body
    (left,) = shop.get("invoiceitems", customer=shop.customer, pending=True)["data"]

    assert (gone["status"], gone["latest_invoice"]) == ("canceled", made["latest_invoice"])
    assert (left["amount"], left["parent"], "proration_details" in left) == (-1000, None, False)
    assert left["pricing"]["price_details"]["price"] == made["plan"]["id"]


def test_the_next_renewal_costs_the_new_price() -> None:
    """6 [01]."""
    shop = Subscriber()
    made = shop.subscribe(1000)
    shop.change(made, amount=1800, proration_behavior="none")
    shop.move(shop.stored.period_end + 7200)

    assert amounts(shop.invoice(made)) == [1800]


def test_a_canceled_subscription_leaves_its_credit_on_a_draft() -> None:
    """8 [01][PH14]: the draft takes no number and no balance, and is given up by itself."""
    shop = Subscriber()
    made = shop.subscribe(1000)
    shop.move(shop.clock.at + 2)
    gone = shop.call("DELETE", f"subscriptions/{made['id']}", prorate=True, invoice_now=True).body
    draft = shop.get(f"invoices/{gone['latest_invoice']}")

    assert (amounts(draft), draft["total"], draft["amount_due"], draft["status"]) == ([-1000], -1000, 0, "draft")
    assert (draft["billing_reason"], draft["number"], draft["ending_balance"]) == ("subscription_cycle", None, None)
    assert draft["automatically_finalizes_at"] == draft["created"] + 3601
    assert draft["next_payment_attempt"] == draft["created"] + 3600
    shop.move(shop.clock.at + 6)
    assert shop.get(f"invoices/{draft['id']}")["status"] == "uncollectible"
    assert shop.balance() == 0


def test_a_balance_is_added_to_the_first_invoice() -> None:
    """10 and 11 [P2]."""
    for balance, due in ((1, 1001), (4, 1004)):
        shop = Subscriber(balance=balance)
        invoice = shop.invoice(shop.subscribe(1000))

        assert (invoice["starting_balance"], invoice["amount_due"], invoice["amount_paid"]) == (balance, due, due)
        assert (invoice["total"], invoice["ending_balance"], shop.balance()) == (1000, 0, 0)


def test_another_anchor_bills_by_how_much_the_period_ends_later() -> None:
    """9 [P2]: three seconds cost nothing, and are written all the same; nothing is given back."""
    shop = Subscriber()
    made = shop.subscribe(1000)
    end = shop.stored.period_end
    shop.move(shop.clock.at + 3)
    after = shop.post(f"subscriptions/{made['id']}", billing_cycle_anchor="now")
    (item,) = shop.get("invoiceitems", customer=shop.customer, pending=True)["data"]

    assert (after["billing_cycle_anchor"], after["latest_invoice"]) == (shop.clock.at, made["latest_invoice"])
    assert (shop.stored.period_start, shop.stored.period_end) == (shop.clock.at, end + 3)
    assert (item["amount"], item["period"]) == (0, {"start": end, "end": end + 3})
    assert item["description"].startswith("Remaining time on Gold after")
    same = shop.post(f"subscriptions/{made['id']}", billing_cycle_anchor="unchanged")
    assert same["billing_cycle_anchor"] == after["billing_cycle_anchor"]
    shop.move(end + 7200)
    assert amounts(shop.invoice(made)) == [0, 1000]


def test_later_changes_are_listed_before_earlier_ones() -> None:
    """Facts of billing, 2 [01][P1]."""
    shop = Subscriber()
    made = shop.subscribe(1000)
    at_share(1, 3, made, shop)
    made = shop.change(made, amount=2000)
    shop.change(made, amount=4000)
    waiting = shop.get("invoiceitems", customer=shop.customer)["data"]

    assert [item["amount"] for item in waiting] == [-667, 1333, -333, 667]


@pytest.mark.parametrize(
    ("mode", "lines"), [("classic", [-667, 333]), ("flexible", [-333, 333])], ids=["14 [D]", "15 [D]"]
)
def test_what_is_given_back_depends_on_the_billing_mode(mode: str, lines: list[int]) -> None:
    shop = Subscriber("2027-04-01")
    made = shop.subscribe(1000, billing_mode={"type": mode})
    shop.move(shop.clock.at + 10 * DAY)
    made = shop.change(made, amount=2000, proration_behavior="none")
    shop.move(shop.clock.at + 10 * DAY)
    after = shop.change(made, amount=1000, proration_behavior="always_invoice")

    assert amounts(shop.invoice(after)) == lines


def test_a_balance_is_used_up_by_renewals() -> None:
    """35 and 36 [C]."""
    for price, balance, due, ending in ((1000, -334, 666, 0), (400, -1000, 0, -600)):
        shop = Subscriber()
        made = shop.subscribe(price)
        shop.post(f"customers/{shop.customer}", balance=balance)
        shop.move(shop.stored.period_end + 7200)
        renewed = shop.invoice(made)

        assert (renewed["status"], renewed["amount_due"], renewed["amount_paid"]) == ("paid", due, due)
        assert (renewed["ending_balance"], shop.balance()) == (ending, ending)


def test_items_are_added_and_taken_away() -> None:
    """33 [C]: an item of 500 at a third costs 167, and taken away again gives 167 back."""
    shop = Subscriber()
    made = shop.subscribe(1000)
    at_share(1, 3, made, shop)
    path, extra = f"subscriptions/{made['id']}", shop.price(500)
    added = shop.post(path, items=[{"price": extra}], proration_behavior="always_invoice")
    first, second = added["items"]["data"]
    gone = shop.post(path, items=[{"id": second["id"], "deleted": True}])
    left = shop.get("invoiceitems", customer=shop.customer, pending=True)["data"]

    assert amounts(shop.get(f"invoices/{added['latest_invoice']}")) == [167]
    assert (added["plan"], added["quantity"]) == (None, None)
    assert second["current_period_start"] == first["current_period_start"]
    assert ([item["id"] for item in gone["items"]["data"]], [item["amount"] for item in left]) == (
        [first["id"]],
        [-167],
    )
    assert shop.refused("GET", f"subscription_items/{second['id']}")[0] == 404


def test_a_change_of_a_trial_costs_nothing() -> None:
    shop = Subscriber()
    made = shop.subscribe(1000, trial_period_days=7)
    after = shop.change(made, amount=5000)

    assert (after["status"], after["latest_invoice"]) == ("trialing", made["latest_invoice"])
    assert shop.get("invoiceitems", customer=shop.customer)["data"] == []


def test_a_change_that_cannot_be_paid_leaves_the_subscription_owing() -> None:
    shop = Subscriber()
    made = shop.subscribe(2000)
    at_share(1, 3, made, shop)
    shop.pays_with("pm_card_chargeCustomerFail")
    status, said = shop.refused(
        "POST", f"subscriptions/{made['id']}", proration_behavior="always_invoice",
        payment_behavior="error_if_incomplete",
        items=[{"id": made["items"]["data"][0]["id"], "quantity": 9}],
    )  # fmt: skip
    assert (status, said["code"], shop.status(made)) == (402, "card_declined", "active")
    assert shop.get(f"subscriptions/{made['id']}")["quantity"] == 1
    after = shop.change(made, quantity=9, proration_behavior="always_invoice")
    assert (after["status"], after["quantity"], shop.invoice(after)["status"]) == ("past_due", 9, "open")


def test_a_change_that_its_buyer_must_authenticate_is_owed_until_then() -> None:
    shop = Subscriber()
    made = shop.subscribe(2000)
    at_share(1, 3, made, shop)
    shop.pays_with("pm_card_authenticationRequired")
    after = shop.change(made, quantity=9, proration_behavior="always_invoice")
    (payment,) = shop.get("invoice_payments", invoice=after["latest_invoice"])["data"]
    assert after["status"] == "past_due"
    shop.merchant.act("authenticate", object=payment["payment"]["payment_intent"])
    assert (shop.status(made), shop.invoice(made)["status"]) == ("active", "paid")
