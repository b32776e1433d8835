"""Coupons and promotion codes at a checkout: what they take off, who may redeem them, and what counts as redeemed."""

from collections.abc import Callable
from typing import Any

import pytest
import stripe

from simulator.client import SimulatorError
from tests.fidelity.catalogue_operations import code, coupon, price, product
from tests.fidelity.conftest import Merchant
from tests.fidelity.test_operations import PAGE, PAID
from tests.fidelity.test_refusals import body_of, refusal


def session(sdk: Any, **more: Any) -> Any:
    """Return a session over two teas of 9.00 dollars."""
    return sdk.checkout.sessions.create({**PAGE, **more})


def amounts(shown: Any) -> tuple[int, int, int]:
    return shown.amount_subtotal, shown.total_details.amount_discount, shown.amount_total


def test_a_coupon_takes_off_and_the_buyer_pays_the_rest(merchant: Merchant) -> None:
    sdk = merchant.sdk
    quarter = coupon(sdk)
    opened = session(sdk, discounts=[{"coupon": quarter.id}], expand=["line_items.data.discounts"])
    merchant.world.act("pay", object=opened.id)
    paid = sdk.checkout.sessions.retrieve(
        opened.id, {"expand": ["payment_intent", "total_details.breakdown", "discounts.coupon"]}
    )

    assert amounts(opened) == amounts(paid) == (1800, 450, 1350)
    [line] = opened.line_items.data
    assert (line.amount_subtotal, line.amount_discount, line.amount_total) == (1800, 450, 1350)
    assert line.discounts[0].discount.source.coupon == quarter.id
    assert (paid.payment_intent.amount, paid.payment_intent.amount_received) == (1350, 1350)
    assert [(given.coupon.id, given.promotion_code) for given in paid.discounts] == [(quarter.id, None)]
    assert [part.amount for part in paid.total_details.breakdown.discounts] == [450]
    assert sdk.coupons.retrieve(quarter.id).times_redeemed == 1


def test_a_redemption_counts_when_the_session_completes(merchant: Merchant) -> None:
    """Neither an open page, nor one that expired, nor one whose card was declined has redeemed anything."""
    sdk = merchant.sdk
    once = coupon(sdk, max_redemptions=1)
    promotion = code(sdk, once.id, code="SPRING")
    left, declined, paid = (session(sdk, discounts=[{"promotion_code": promotion.id}]) for _ in range(3))
    sdk.checkout.sessions.expire(left.id)
    merchant.world.act("pay", object=declined.id, card="pm_card_visa_chargeDeclined")
    assert sdk.promotion_codes.retrieve(promotion.id).times_redeemed == 0
    merchant.world.act("pay", object=paid.id)

    spent, ended = sdk.coupons.retrieve(once.id), sdk.promotion_codes.retrieve(promotion.id)
    assert (spent.times_redeemed, spent.valid) == (1, False)
    assert (ended.times_redeemed, ended.active) == (1, False)
    with pytest.raises(SimulatorError, match="cannot be redeemed"):
        merchant.world.act("pay", object=declined.id)
    assert sdk.checkout.sessions.retrieve(declined.id).status == "open"
    told = sdk.events.list({"type": "coupon.updated"}).data[0].data
    assert told.previous_attributes.to_dict() == {"times_redeemed": 0, "valid": True}


def test_a_coupon_for_one_product_leaves_the_others_alone(merchant: Merchant) -> None:
    sdk = merchant.sdk
    tea, mug = price(sdk), price(sdk, unit_amount=500)
    half = coupon(sdk, percent_off=50, applies_to={"products": [mug.product]}, expand=["applies_to"])
    lines = [{"price": tea.id, "quantity": 1}, {"price": mug.id, "quantity": 1}]
    opened = session(sdk, line_items=lines, discounts=[{"coupon": half.id}], expand=["line_items"])

    assert half.applies_to.products == [mug.product]
    assert [line.amount_discount for line in opened.line_items.data] == [0, 250]
    assert "applies_to" not in sdk.coupons.retrieve(half.id).to_dict()
    refusal(lambda: session(sdk, line_items=lines[:1], discounts=[{"coupon": half.id}]))


def test_an_amount_off_is_in_the_sessions_currency_and_never_more_than_the_total(merchant: Merchant) -> None:
    sdk = merchant.sdk
    much = coupon(sdk, amount_off=5000, currency="eur", currency_options={"usd": {"amount_off": 300}})
    abroad = coupon(sdk, amount_off=5000, currency="eur")
    more = coupon(sdk, amount_off=5000, currency="usd")

    assert amounts(session(sdk, discounts=[{"coupon": much.id}])) == (1800, 300, 1500)
    assert amounts(session(sdk, discounts=[{"coupon": more.id}])) == (1800, 1800, 0)
    no = refusal(lambda: session(sdk, discounts=[{"coupon": abroad.id}]))
    assert body_of(no)["param"] == "discounts[0][coupon]"


def test_an_order_without_cost_asks_for_no_payment(merchant: Merchant) -> None:
    sdk = merchant.sdk
    opened = session(sdk, discounts=[{"coupon": coupon(sdk, percent_off=100).id}], customer_email="a@example.com")
    merchant.world.act("pay", object=opened.id)

    done = sdk.checkout.sessions.retrieve(opened.id, {"expand": ["customer"]})
    assert (done.status, done.payment_status, done.payment_intent) == ("complete", "no_payment_required", None)
    assert done.customer.email == "a@example.com"
    assert sdk.payment_intents.list().data == []
    assert merchant.types()[-3:] == ["customer.created", "checkout.session.completed", "coupon.updated"]


def test_a_price_of_nothing_is_an_order_without_cost(merchant: Merchant) -> None:
    free = {"price_data": {"currency": "usd", "unit_amount": 0, "product_data": {"name": "sample"}}, "quantity": 1}
    opened = session(merchant.sdk, line_items=[free])
    merchant.world.act("pay", object=opened.id)

    assert merchant.sdk.checkout.sessions.retrieve(opened.id).payment_status == "no_payment_required"


def test_a_buyer_types_a_code_and_takes_it_back(merchant: Merchant) -> None:
    sdk = merchant.sdk
    promotion = code(sdk, code="Spring")
    opened = session(sdk, allow_promotion_codes=True)
    merchant.world.act("pay", object=opened.id, card="pm_card_visa_chargeDeclined")
    typed = merchant.world.act("redeem", object=opened.id, code="sPRING").answer
    assert typed["discounts"] == [{"coupon": None, "promotion_code": promotion.id}]
    assert typed["amount_total"] == 1350
    assert sdk.payment_intents.retrieve(typed["payment_intent"]).amount == 1350
    back = merchant.world.act("redeem", object=opened.id).answer
    assert (back["amount_total"], back["discounts"]) == (1800, [])
    merchant.world.act("redeem", object=opened.id, code="Spring")
    merchant.world.act("pay", object=opened.id)

    paid = sdk.checkout.sessions.retrieve(opened.id, {"expand": ["payment_intent"]})
    assert paid.payment_intent.amount_received == paid.amount_total == 1350
    assert sdk.promotion_codes.retrieve(promotion.id).times_redeemed == 1
    with pytest.raises(SimulatorError, match="invalid"):
        merchant.world.act("redeem", object=session(sdk, allow_promotion_codes=True).id, code="AUTUMN")
    with pytest.raises(SimulatorError, match="no promotion codes"):
        merchant.world.act("redeem", object=session(sdk).id, code="Spring")


def test_codes_are_typed_or_given_but_not_both(merchant: Merchant) -> None:
    given = [{"coupon": coupon(merchant.sdk).id}]
    no = refusal(lambda: session(merchant.sdk, allow_promotion_codes=True, discounts=given))

    assert no.user_message == "You may only specify one of these parameters: allow_promotion_codes, discounts."
    refusal(lambda: session(merchant.sdk, discounts=given * 2))


def test_what_has_ended_is_refused(merchant: Merchant) -> None:
    """By its time, by its coupon's time, by hand, and for good when the coupon is deleted."""
    sdk = merchant.sdk
    now = merchant.world.act("follow_link", object=_link(sdk)).answer["created"]
    ending = coupon(sdk, redeem_by=now + 3600)
    of_ending = code(sdk, ending.id)
    short = code(sdk, expires_at=now + 3600)
    switched = code(sdk)
    sdk.promotion_codes.update(switched.id, {"active": False})
    merchant.world.advance(3700)

    assert sdk.coupons.retrieve(ending.id).valid is False
    assert [sdk.promotion_codes.retrieve(each.id).active for each in (of_ending, short, switched)] == [False] * 3
    no = body_of(refusal(lambda: session(sdk, discounts=[{"coupon": ending.id}])))
    assert (no["code"], no["message"]) == ("coupon_expired", f"Coupon expired: {ending.id}")
    for each in (of_ending, short, switched):
        refusal(lambda each=each: session(sdk, discounts=[{"promotion_code": each.id}]))
    refusal(lambda: sdk.promotion_codes.update(short.id, {"active": True}))
    assert sdk.promotion_codes.update(switched.id, {"active": True}).active is True
    sdk.coupons.delete(sdk.promotion_codes.retrieve(switched.id).promotion.coupon)
    assert sdk.promotion_codes.retrieve(switched.id).active is False


def _link(sdk: Any) -> str:
    return str(sdk.payment_links.create({"line_items": [{"price": price(sdk).id, "quantity": 1}]}).id)


RESTRICTED: dict[str, tuple[Callable[[Any, Any], Any], str, str | None]] = {
    "another customer's": (
        lambda s, _: code(s, customer=s.customers.create().id), "restricted to another customer", None),
    "for a first order": (
        lambda s, _: code(s, restrictions={"first_time_transaction": True}),
        "This promotion code cannot be redeemed because the associated customer has prior transactions.", None),
    "for a larger order": (
        lambda s, _: code(s, restrictions={"minimum_amount": 1801, "minimum_amount_currency": "usd"}),
        "minimum amount", "promotion_code_amount_insufficient"),
}  # fmt: skip


@pytest.mark.parametrize("name", RESTRICTED)
def test_a_code_may_be_for_some_orders_only(name: str, merchant: Merchant) -> None:
    sdk = merchant.sdk
    made, message, told_code = RESTRICTED[name]
    known = sdk.customers.create()
    method = sdk.payment_methods.attach("pm_card_visa", {"customer": known.id})
    sdk.payment_intents.create({**PAID, "customer": known.id, "payment_method": method.id})
    promotion = made(sdk, known)
    body = body_of(refusal(lambda: session(sdk, customer=known.id, discounts=[{"promotion_code": promotion.id}])))

    assert message in body["message"]
    assert body.get("code") == told_code


def test_a_price_that_cannot_be_bought_here_is_refused(merchant: Merchant) -> None:
    sdk = merchant.sdk
    old, monthly, euros = price(sdk, active=False), price(sdk, recurring={"interval": "month"}), price(sdk)
    archived = price(sdk)
    sdk.products.update(archived.product, {"active": False})
    told = [
        body_of(refusal(lambda each=each, more=more: session(sdk, line_items=[{"price": each, "quantity": 1}], **more)))
        for each, more in (
            (old.id, {}), (archived.id, {}), (monthly.id, {}), (euros.id, {"currency": "eur"}), ("price_x", {}),
        )
    ]  # fmt: skip

    assert {body["param"] for body in told} == {"line_items[0][price]"}
    assert [body["message"] for body in told] == [
        "The price specified is inactive. This field only accepts active prices.",
        f"Price `{archived.id}` is not available to be purchased because its product is not active.",
        "You specified `payment` mode but passed a recurring price. Either switch to `subscription` mode or use only "
        "one-time prices.",
        "The price specified only supports `usd`. This doesn't match the expected currency: `eur`.",
        "No such price: 'price_x'",
    ]


def test_a_price_is_charged_in_the_currency_that_the_session_asks_for(merchant: Merchant) -> None:
    sdk = merchant.sdk
    both = price(
        sdk, currency_options={"jpy": {"unit_amount": 150}}, transform_quantity={"divide_by": 2, "round": "up"}
    )
    opened = session(sdk, currency="jpy", line_items=[{"price": both.id, "quantity": 3}])

    assert (opened.currency, opened.amount_total) == ("jpy", 300)


def test_an_older_version_shows_the_coupon_inside_its_code(merchant: Merchant) -> None:
    quarter = coupon(merchant.sdk)
    sdk = stripe.StripeClient(
        merchant.view.secret_key, base_addresses={"api": merchant.base_url}, stripe_version="2025-03-31.basil"
    ).v1
    made: Any = sdk.promotion_codes.create({"coupon": quarter.id})  # type: ignore[typeddict-item, typeddict-unknown-key]

    assert (made.coupon.id, "promotion" in made.to_dict()) == (quarter.id, False)


def test_what_would_change_the_amount_and_is_not_known_is_marked(merchant: Merchant) -> None:
    refusal(lambda: session(merchant.sdk, automatic_tax={"enabled": True}))
    assert merchant.world.calls()[-1].unsupported
    pay_what_you_want = price(merchant.sdk, unit_amount=None, custom_unit_amount={"enabled": True, "minimum": 100})
    assert pay_what_you_want.custom_unit_amount.to_dict() == {"maximum": None, "minimum": 100, "preset": None}
    refusal(lambda: session(merchant.sdk, line_items=[{"price": pay_what_you_want.id, "quantity": 1}]))

    assert merchant.world.calls()[-1].unsupported
    assert product(merchant.sdk).active


ACACIA = {"stripe_version": "2025-02-24.acacia"}


def test_an_older_version_gives_a_customer_a_coupon(merchant: Merchant) -> None:
    sdk = merchant.sdk
    first, second = (coupon(sdk, duration="repeating", duration_in_months=2) for _ in range(2))
    customer = sdk.customers.create({"coupon": first.id}, ACACIA)
    sdk.customers.update(customer.id, {"coupon": second.id}, ACACIA)
    now = sdk.customers.retrieve(customer.id)
    alone = merchant.http("GET", f"/v1/customers/{customer.id}/discount").json()
    sdk.customers.update(customer.id, {"coupon": ""}, ACACIA)
    told = sdk.events.list({"type": "customer.discount.*"}).data

    assert customer.discount.coupon.id == first.id
    assert 59 * 86_400 <= customer.discount.end - customer.discount.start <= 62 * 86_400
    assert (now.discount.source.coupon, now.discount.customer) == (second.id, customer.id)
    assert alone == now.discount.to_dict()
    assert sdk.customers.retrieve(customer.id).discount is None
    assert [event.type.rpartition(".")[2] for event in told] == ["deleted", "updated", "created"]
    assert sdk.coupons.retrieve(first.id).times_redeemed == 1


def test_a_coupon_is_given_to_a_customer_by_older_versions_only(merchant: Merchant) -> None:
    sdk = merchant.sdk
    for params, options, word in (
        ({"coupon": coupon(sdk).id}, {}, "Received unknown parameter: coupon"),
        ({"coupon": "none"}, ACACIA, "No such coupon: 'none'"),
    ):
        with pytest.raises(stripe.InvalidRequestError, match=word):
            sdk.customers.create(params, options)
    with pytest.raises(stripe.InvalidRequestError) as caught:
        sdk.customers.delete_discount(sdk.customers.create().id)
    assert caught.value.http_status == 404
