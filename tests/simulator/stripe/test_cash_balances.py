"""Bank transfers: money that comes in when its customer sends it, and pays what waits for it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.masking import iban_fits, mask
from simulator.provider import Refusal
from simulator.stripe.flows.payments.reconciling import LARGEST_GROUP, shares
from tests.simulator.stripe.inprocess import Answer, Merchant

ROW = "customer_cash_balance_transaction.created"
EU: Any = {"country": "DE"}
TYPES = {"eu": "eur", "gb": "gbp", "jp": "jpy", "mx": "mxn", "us": "usd"}


@pytest.fixture
def merchant() -> Merchant:
    return Merchant()


def options(kind: str = "us") -> Any:
    transfer: dict[str, Any] = {"type": f"{kind}_bank_transfer"}
    if kind == "eu":
        transfer["eu_bank_transfer"] = EU
    return {"customer_balance": {"funding_type": "bank_transfer", "bank_transfer": transfer}}


def customer(merchant: Merchant, **fields: Any) -> str:
    made: str = merchant.call("POST", "/v1/customers", **fields).body["id"]
    return made


def asked(merchant: Merchant, who: str | None, amount: int = 5000, kind: str = "us", **more: Any) -> Answer:
    params: dict[str, Any] = {
        "amount": amount, "currency": TYPES[kind], "confirm": True, "payment_method_data": {"type": "customer_balance"},
        "allowed_payment_method_types": ["customer_balance"], "payment_method_options": options(kind), **more,
    }  # fmt: skip
    return merchant.call("POST", "/v1/payment_intents", **(params if who is None else {**params, "customer": who}))


def send(merchant: Merchant, who: str, amount: int, currency: str = "usd", **more: Any) -> Answer:
    path = f"/v1/test_helpers/customers/{who}/fund_cash_balance"
    return merchant.call("POST", path, amount=amount, currency=currency, **more)


def read(merchant: Merchant, intent: str) -> Any:
    return merchant.call("GET", f"/v1/payment_intents/{intent}").body


def remaining(intent: Any) -> int:
    left: int = intent["next_action"]["display_bank_transfer_instructions"]["amount_remaining"]
    return left


def cash(merchant: Merchant, who: str) -> Any:
    return merchant.call("GET", f"/v1/customers/{who}/cash_balance").body["available"]


@pytest.mark.parametrize("kind", TYPES)
def test_a_buyer_is_told_where_to_send_the_money(kind: str, merchant: Merchant) -> None:
    who = customer(merchant)
    intent, again = asked(merchant, who, kind=kind).body, asked(merchant, who, kind=kind).body
    told, told_again = (one["next_action"]["display_bank_transfer_instructions"] for one in (intent, again))

    assert (intent["status"], intent["amount_received"], intent["latest_charge"]) == ("requires_action", 0, None)
    assert (told["type"], told["currency"]) == (f"{kind}_bank_transfer", TYPES[kind])
    assert told["financial_addresses"] == told_again["financial_addresses"]
    assert (told["reference"] is None) == (kind == "jp")
    assert merchant.told()[-2:] == ["payment_intent.created", "payment_intent.requires_action"]


def test_no_account_that_is_told_belongs_to_anybody(merchant: Merchant) -> None:
    """Else a leak would be seen where there is none."""
    for nth in range(40):
        who = customer(merchant, name=f"customer {nth}")
        for kind in ("eu", "mx"):
            [told] = asked(merchant, who, kind=kind).body["next_action"]["display_bank_transfer_instructions"][
                "financial_addresses"
            ]
            number = told.get("iban", {}).get("iban") or told["spei"]["clabe"]
            assert mask(number) == number
            assert not iban_fits(number)


def test_money_that_is_too_little_leaves_the_rest_to_be_sent(merchant: Merchant) -> None:
    who = customer(merchant)
    intent = asked(merchant, who).body["id"]
    row = send(merchant, who, 2000).body
    partly = read(merchant, intent)
    before = merchant.told()
    send(merchant, who, 3500)
    paid = read(merchant, intent)

    assert (row["type"], row["net_amount"], row["ending_balance"]) == ("funded", 2000, 2000)
    assert (partly["status"], remaining(partly), partly["amount_received"]) == ("requires_action", 3000, 0)
    assert before[-3:] == [ROW, ROW, "payment_intent.partially_funded"]
    assert (paid["status"], paid["amount_received"], paid["next_action"]) == ("succeeded", 5000, None)
    told = [ROW, ROW, "charge.succeeded", "payment_intent.succeeded", "cash_balance.funds_available"]
    assert merchant.told()[len(before) :] == told
    assert cash(merchant, who) == {"usd": 500}
    charge = merchant.call("GET", f"/v1/charges/{paid['latest_charge']}").body
    assert charge["payment_method_details"] == {"customer_balance": {}, "type": "customer_balance"}
    assert charge["outcome"]["risk_level"] == "not_assessed"
    merchant.world.clock.advance(3)
    merchant.sandbox.tick()
    [booked] = merchant.call("GET", "/v1/balance_transactions").body["data"]
    assert (booked["type"], booked["amount"], booked["source"]) == ("payment", 5000, charge["id"])


def test_what_a_customer_has_pays_at_once(merchant: Merchant) -> None:
    """Wholly: the intent succeeds when it is confirmed. In part: the rest is asked for, and no more than that told."""
    who = customer(merchant)
    send(merchant, who, 7000)
    whole = asked(merchant, who, 5000).body
    partly = asked(merchant, who, 5000).body

    assert whole["status"] == "succeeded"
    assert (partly["status"], remaining(partly)) == ("requires_action", 3000)
    assert "payment_intent.partially_funded" not in merchant.told()
    assert cash(merchant, who) == {"usd": 0}


def test_without_a_transfer_there_is_enough_or_it_fails(merchant: Merchant) -> None:
    who = customer(merchant)
    send(merchant, who, 700)
    failed = asked(merchant, who, 900, payment_method_options={})
    paid = asked(merchant, who, 600, payment_method_options={})

    assert (failed.status, failed.body["error"]["payment_intent"]["status"]) == (402, "requires_payment_method")
    assert failed.body["error"]["code"] == "payment_intent_payment_attempt_failed"
    assert (paid.body["status"], cash(merchant, who)) == ("succeeded", {"usd": 100})


@pytest.mark.parametrize("how", ["canceled", "amount", "currency", "card"])
def test_a_payment_that_is_given_up_returns_what_it_was_funded_with(how: str, merchant: Merchant) -> None:
    """And others that wait are funded with it (Stripe, "Accept a bank transfer")."""
    who = customer(merchant)
    both = ["card", "customer_balance"]
    first = asked(merchant, who, allowed_payment_method_types=both).body["id"]
    second = asked(merchant, who, 900).body["id"]
    send(merchant, who, 1000)
    assert [remaining(read(merchant, one)) for one in (first, second)] == [4000, 900]

    if how == "canceled":
        merchant.call("POST", f"/v1/payment_intents/{first}/cancel")
    elif how == "card":
        merchant.act("pay", object=first)
    else:
        merchant.call("POST", f"/v1/payment_intents/{first}", **({"amount": 100} if how == "amount" else {how: "eur"}))

    after = {"canceled": "canceled", "currency": "requires_confirmation", "card": "succeeded"}
    assert read(merchant, first)["status"] == after.get(how, "requires_action")
    assert read(merchant, second)["status"] == "succeeded"
    rows = merchant.call("GET", f"/v1/customers/{who}/cash_balance_transactions").body["data"]
    assert [row["type"] for row in rows][::-1] == [
        "funded", "applied_to_payment", "unapplied_from_payment", "applied_to_payment",
    ]  # fmt: skip
    assert cash(merchant, who) == {"usd": 100}
    if how == "amount":
        assert merchant.call("POST", f"/v1/payment_intents/{first}/confirm").body["status"] == "succeeded"
        assert cash(merchant, who) == {"usd": 0}


def test_whoever_sends_money_has_nothing_to_authenticate(merchant: Merchant) -> None:
    who = customer(merchant)
    intent = asked(merchant, who).body["id"]

    with pytest.raises(Refusal, match="nobody has to authenticate"):
        merchant.act("authenticate", object=intent)
    assert read(merchant, intent)["status"] == "requires_action"


def test_a_transfer_goes_where_its_reference_says(merchant: Merchant) -> None:
    who = customer(merchant)
    first, second = asked(merchant, who).body, asked(merchant, who).body
    reference = second["next_action"]["display_bank_transfer_instructions"]["reference"]
    send(merchant, who, 5000, reference=reference)

    assert [read(merchant, one["id"])["status"] for one in (first, second)] == ["requires_action", "succeeded"]


def test_a_balance_may_be_the_merchants_to_apply(merchant: Merchant) -> None:
    who = customer(merchant, cash_balance={"settings": {"reconciliation_mode": "manual"}})
    intent = asked(merchant, who).body["id"]
    send(merchant, who, 6000)
    path = f"/v1/payment_intents/{intent}/apply_customer_balance"

    assert (merchant.told()[-2:], read(merchant, intent)["status"]) == (
        [ROW, "cash_balance.funds_available"], "requires_action",
    )  # fmt: skip
    partly = merchant.call("POST", path, amount=1500, currency="usd").body
    assert (partly["status"], remaining(partly)) == ("requires_action", 3500)
    assert merchant.call("POST", path, amount=3501).status == 400
    assert merchant.call("POST", path).body["status"] == "succeeded"
    assert merchant.call("POST", path).body["error"]["code"] == "payment_intent_unexpected_state"
    assert cash(merchant, who) == {"usd": 1000}
    settings = merchant.call(
        "POST", f"/v1/customers/{who}/cash_balance", settings={"reconciliation_mode": "merchant_default"}
    ).body["settings"]
    assert settings == {"reconciliation_mode": "automatic", "using_merchant_default": True}


@pytest.mark.parametrize(
    ("params", "param"),
    [
        ({"currency": "eur"}, "payment_method_options[customer_balance][bank_transfer][type]"),
        ({"currency": "cad"}, "payment_method"),
        ({"capture_method": "manual"}, "capture_method"),
        ({"payment_method_options": {"customer_balance": {"funding_type": "bank_transfer"}}},
         "payment_method_options[customer_balance][bank_transfer]"),
        ({"payment_method_options": {"customer_balance": {"bank_transfer": {"type": "fr_bank_transfer"}}}},
         "payment_method_options[customer_balance][bank_transfer][type]"),
        ({"currency": "eur", "payment_method_options": {"customer_balance": {
            "funding_type": "bank_transfer", "bank_transfer": {"type": "eu_bank_transfer"}}}},
         "payment_method_options[customer_balance][bank_transfer][eu_bank_transfer]"),
        ({"currency": "eur", "payment_method_options": {"customer_balance": {
            "funding_type": "bank_transfer",
            "bank_transfer": {"type": "eu_bank_transfer", "eu_bank_transfer": {"country": "US"}}}}},
         "payment_method_options[customer_balance][bank_transfer][eu_bank_transfer][country]"),
    ],
)  # fmt: skip
def test_what_cannot_be_transferred_is_refused(params: Any, param: str, merchant: Merchant) -> None:
    answer = asked(merchant, customer(merchant), **params)

    assert (answer.status, answer.body["error"].get("param")) == (400, param)


def test_a_transfer_needs_a_customer_and_the_test_side(merchant: Merchant) -> None:
    live = Merchant(merchant.sandbox, side="live")
    who = customer(merchant)

    assert asked(merchant, None).body["error"]["param"] == "customer"
    assert send(live, customer(live), 100).status == 400
    assert [send(merchant, who, *bad).status for bad in ((0, "usd"), (100, "cad"))] == [400, 400]
    assert send(merchant, "cus_none", 100).status == 404


def test_a_customer_with_a_cash_balance_cannot_be_deleted(merchant: Merchant) -> None:
    """Not even one of nothing (Stripe, "The Cash Balance object")."""
    who = customer(merchant)
    intent = asked(merchant, who, 500).body["id"]
    send(merchant, who, 500)

    assert (read(merchant, intent)["status"], cash(merchant, who)) == ("succeeded", {"usd": 0})
    assert merchant.call("DELETE", f"/v1/customers/{who}").status == 400
    assert merchant.call("DELETE", f"/v1/customers/{customer(merchant)}").body["deleted"]


@pytest.mark.parametrize("side", ["test", "live"])
def test_the_outside_world_sends_money(side: Any) -> None:
    merchant = Merchant(side=side)
    who = customer(merchant)
    intent = asked(merchant, who).body["id"]
    _, told = merchant.act("bank_transfer", object=intent)
    _, more = merchant.act("bank_transfer", object=who, amount=40, currency="usd")

    assert read(merchant, intent)["status"] == "succeeded"
    assert (told[-1], more[-1]) == ("payment_intent.succeeded", "cash_balance.funds_available")
    for bad in ({"object": intent}, {"object": who, "amount": 0}, {"object": who, "amount": 5, "currency": "cad"}):
        with pytest.raises(Refusal, match=r"waits for no|amount = 0|currency = 'cad'"):
            merchant.act("bank_transfer", **bad)


def test_a_refund_goes_back_to_the_bank(merchant: Merchant) -> None:
    who = customer(merchant)
    intent = asked(merchant, who, kind="gb").body["id"]
    send(merchant, who, 5000, "gbp")
    refund = merchant.call("POST", "/v1/refunds", payment_intent=intent, amount=700, instructions_email="a@b.co").body
    merchant.world.clock.advance(6)
    merchant.sandbox.tick()
    after = merchant.call("GET", f"/v1/refunds/{refund['id']}").body

    assert (refund["status"], after["status"], refund["instructions_email"]) == ("pending", "succeeded", "a@b.co")
    assert refund["destination_details"]["type"] == "gb_bank_transfer"
    assert (merchant.told()[-1], cash(merchant, who)) == ("charge.refund.updated", {"gbp": 0})


# Which payments get it.


@given(st.lists(st.integers(1, 12), max_size=8), st.integers(0, 60), st.data())
def test_nothing_is_given_twice_and_nothing_is_kept_from_who_waits(
    wanted: list[int], available: int, data: st.DataObject
) -> None:
    named = data.draw(st.none() | st.sampled_from(range(len(wanted)))) if wanted else None
    given_away = shares(wanted, available, named)

    assert all(0 < amount <= wanted[place] for place, amount in given_away.items())
    assert sum(given_away.values()) == min(available, sum(wanted))
    if named is not None and available:
        assert given_away[named] == min(wanted[named], available)


@given(st.lists(st.integers(1, 12), min_size=1, max_size=8), st.data())
def test_a_group_that_waits_for_just_so_much_is_paid_whole(wanted: list[int], data: st.DataObject) -> None:
    chosen = data.draw(st.sets(st.sampled_from(range(len(wanted))), min_size=1, max_size=LARGEST_GROUP))
    paid = shares(wanted, sum(wanted[place] for place in chosen))

    assert all(amount == wanted[place] for place, amount in paid.items())
    assert len(paid) <= len(chosen)


def test_of_two_groups_the_older_is_paid_and_else_the_oldest_first() -> None:
    assert shares([9, 5, 5], 5) == {1: 5}
    assert shares([3, 2, 3, 2], 5) == {0: 3, 1: 2}
    assert shares([9, 5, 5], 11) == {0: 9, 1: 2}
