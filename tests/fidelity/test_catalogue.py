"""Products, prices and payment links: what they show, what changes them, what is refused, what is told."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
import stripe

from simulator.client import SimulatorError
from tests.fidelity.catalogue_operations import code, coupon, link, price, product
from tests.fidelity.conftest import Merchant
from tests.fidelity.test_operations import PAGE
from tests.fidelity.test_refusals import body_of, refusal


def last(merchant: Merchant, kind: str) -> Any:
    return merchant.sdk.events.list({"type": kind}).data[0]


def test_a_product_may_come_with_its_price(merchant: Merchant) -> None:
    made = product(merchant.sdk, default_price_data={"currency": "usd", "unit_amount": 1999}, expand=["default_price"])

    assert made.default_price.unit_amount == 1999
    assert made.default_price.product == made.id
    assert merchant.types() == ["product.created", "price.created"]
    first, second = last(merchant, "product.created"), last(merchant, "price.created")
    assert first.request.to_dict() == second.request.to_dict()
    assert first.data.object.default_price == made.default_price.id


def test_a_changed_product_tells_what_it_was(merchant: Merchant) -> None:
    made = product(merchant.sdk, metadata={"kept": "1"})
    merchant.world.advance(60)
    after = merchant.sdk.products.update(made.id, {"description": "green", "metadata": {"a": "b"}})

    assert after.metadata.to_dict() == {"kept": "1", "a": "b"}
    assert after.updated >= made.updated + 60
    told = last(merchant, "product.updated")
    assert told.data.previous_attributes.to_dict() == {"description": None, "metadata": {"a": None}}
    merchant.sdk.products.update(made.id, {"description": "green"})
    assert merchant.types().count("product.updated") == 1


def test_a_product_is_deleted_only_while_it_has_no_price(merchant: Merchant) -> None:
    free, sold = product(merchant.sdk), price(merchant.sdk).product
    gone = merchant.sdk.products.delete(free.id)

    assert gone.to_dict() == {"id": free.id, "object": "product", "deleted": True}
    assert last(merchant, "product.deleted").data.object.active is False
    assert body_of(refusal(lambda: merchant.sdk.products.retrieve(free.id)))["code"] == "resource_missing"
    assert free.id not in [each.id for each in merchant.sdk.products.list().data]
    no = refusal(lambda: merchant.sdk.products.delete(sold))
    assert no.user_message == "This product cannot be deleted because it has one or more user-created prices."


def test_products_are_found_by_what_they_are(merchant: Merchant) -> None:
    sdk = merchant.sdk
    tea = product(sdk, id="tea", url="https://shop.example/tea", shippable=True)
    mug = product(sdk, active=False, package_dimensions={"height": 3.5, "length": 1, "weight": 10, "width": 1})

    def ids(**filters: Any) -> list[str]:
        return [each.id for each in sdk.products.list(filters).data]

    assert tea.id == "tea"
    assert mug.package_dimensions.to_dict() == {"height": 3.5, "length": 1.0, "weight": 10.0, "width": 1.0}
    assert ids() == [mug.id, "tea"]
    assert ids(active=True) == ids(shippable=True) == ids(url="https://shop.example/tea") == ["tea"]
    assert ids(ids=["tea", "prod_none"]) == ["tea"]
    assert body_of(refusal(lambda: product(sdk, id="tea")))["code"] == "resource_already_exists"


def test_a_product_has_no_features_and_attaching_one_is_a_gap(merchant: Merchant) -> None:
    made = product(merchant.sdk)

    assert merchant.sdk.products.features.list(made.id).data == []
    assert refusal(lambda: merchant.sdk.products.features.list("prod_none")).code == "resource_missing"
    assert "Unrecognized" in str(
        refusal(lambda: merchant.sdk.products.features.create(made.id, {"entitlement_feature": "feat_1"}))
    )
    assert merchant.world.calls()[-1].unsupported


def test_a_price_is_exact_to_twelve_decimals(merchant: Merchant) -> None:
    """A fraction of a cent is a price: it is rounded once, after the pieces are counted."""
    sdk = merchant.sdk
    fraction, whole = (price(sdk, unit_amount=None, unit_amount_decimal=text) for text in ("12.345", "1000.00"))
    line = {"price": fraction.id, "quantity": 1000}
    session = sdk.checkout.sessions.create({**PAGE, "line_items": [line]})

    assert (fraction.unit_amount, fraction.unit_amount_decimal) == (None, Decimal("12.345"))
    assert (whole.unit_amount, whole.unit_amount_decimal) == (1000, Decimal(1000))
    assert session.amount_total == 12_345


def test_a_price_is_one_time_or_recurring(merchant: Merchant) -> None:
    sdk = merchant.sdk
    once = price(sdk)
    monthly = price(sdk, recurring={"interval": "month"})

    assert (once.type, once.recurring) == ("one_time", None)
    assert monthly.type == "recurring"
    assert monthly.recurring.to_dict() == {
        "interval": "month", "interval_count": 1, "meter": None, "trial_period_days": None, "usage_type": "licensed",
    }  # fmt: skip
    assert [each.id for each in sdk.prices.list({"recurring": {"interval": "month"}}).data] == [monthly.id]
    assert [each.id for each in sdk.prices.list({"type": "one_time"}).data] == [once.id]
    assert [each.id for each in sdk.prices.list({"product": once.product}).data] == [once.id]


def test_tiers_and_other_currencies_are_shown_when_they_are_asked_for(merchant: Merchant) -> None:
    sdk = merchant.sdk
    tiers = [{"up_to": 10, "unit_amount": 500}, {"up_to": "inf", "unit_amount_decimal": "99.5"}]
    tiered = price(
        sdk, unit_amount=None, billing_scheme="tiered", tiers_mode="graduated", tiers=tiers,
        recurring={"interval": "month"}, expand=["tiers"],
    )  # fmt: skip
    abroad = price(sdk, currency_options={"eur": {"unit_amount": 900}}, expand=["currency_options"])

    assert (tiered.unit_amount, tiered.unit_amount_decimal, tiered.tiers_mode) == (None, None, "graduated")
    assert [(tier.up_to, tier.unit_amount) for tier in tiered.tiers] == [(10, 500), (None, None)]
    shown = abroad.to_dict()["currency_options"]
    assert {name: option["unit_amount"] for name, option in shown.items()} == {"eur": 900, "usd": 1000}
    assert "currency_options" not in sdk.prices.retrieve(abroad.id).to_dict()


def test_a_lookup_key_belongs_to_one_price(merchant: Merchant) -> None:
    sdk = merchant.sdk
    first = price(sdk, lookup_key="tea", active=False)
    assert body_of(refusal(lambda: price(sdk, lookup_key="tea")))["param"] == "lookup_key"
    second = price(sdk, lookup_key="tea", transfer_lookup_key=True)

    assert [each.id for each in sdk.prices.list({"lookup_keys": ["tea"]}).data] == [second.id]
    told = last(merchant, "price.updated")
    assert (told.data.object.id, told.data.object.lookup_key) == (first.id, None)
    assert told.data.previous_attributes.to_dict() == {"lookup_key": "tea"}
    assert sdk.prices.update(second.id, {"lookup_key": ""}).lookup_key is None


def test_a_default_price_stays_active(merchant: Merchant) -> None:
    made = product(merchant.sdk, default_price_data={"currency": "usd", "unit_amount": 1999})
    other = price(merchant.sdk)

    refusal(lambda: merchant.sdk.prices.update(made.default_price, {"active": False}))
    refusal(lambda: merchant.sdk.products.update(made.id, {"default_price": other.id}))
    assert merchant.sdk.prices.update(other.id, {"active": False}).active is False


# What is asked, and: code, param, message. All are recorded and answered with 400.
REFUSED: dict[str, tuple[Callable[[Any], Any], str | None, str | None, str]] = {
    "a price without product": (
        lambda s: s.prices.create({"currency": "usd", "unit_amount": 1}), None, None,
        "You must specify either `product` or `product_data` when creating a price."),
    "a price of two products": (
        lambda s: price(s, product="prod_x"), None, "product",
        "You may only specify one of these parameters: product, product_data."),
    "a price without amount": (
        lambda s: s.prices.create({"currency": "usd", "product_data": {"name": "tea"}}), None, None,
        "Prices require an `unit_amount` or `unit_amount_decimal` parameter to be set."),
    "a price of no product": (
        lambda s: s.prices.create({"currency": "usd", "unit_amount": 1, "product": "prod_x"}), "resource_missing",
        "product", "No such product: 'prod_x'"),
    "tiers that are paid once": (
        lambda s: price(s, unit_amount=None, billing_scheme="tiered"), None, "interval",
        "Prices with `type=one_time` are not supported with tiered billing."),
    "usage without a meter": (
        lambda s: price(s, recurring={"interval": "month", "usage_type": "metered"}), None, None,
        "Starting with Stripe version `2025-03-31.basil`, metered prices must be backed by meters."),
    "a currency in capitals": (
        lambda s: price(s, currency_options={"EUR": {"unit_amount": 1}}), None, "currency_options",
        "Currencies must be lowercase when used as keys in a map. Use `eur` instead of `EUR`."),
    "options that are no hash": (
        lambda s: price(s, currency_options="eur"), None, "currency_options", "Invalid object"),
    "a default price that is not there": (
        lambda s: s.products.update(product(s).id, {"default_price": "price_x"}), "resource_missing", "default_price",
        "No such price: 'price_x'"),
    "a coupon that takes nothing off": (
        lambda s: s.coupons.create({"duration": "once"}), "parameter_missing", None,
        "Must provide percent_off or amount_off."),
    "a coupon that takes off twice": (
        lambda s: s.coupons.create({"percent_off": 5, "amount_off": 5, "currency": "usd"}), None, None,
        "Received both percent_off and amount_off parameters. Please pass in only one."),
    "an amount off in no currency": (
        lambda s: s.coupons.create({"amount_off": 5}), None, "currency",
        "You must pass currency when passing amount_off"),
    "a coupon that repeats for no time": (
        lambda s: coupon(s, duration="repeating"), None, "duration",
        "The duration_in_months param must be set when creating a coupon with a repeating duration"),
    "no percent": (
        lambda s: coupon(s, percent_off=0), None, "percent_off",
        "This value must be greater than or equal to 0.01 (it currently is '0.0')."),
    "a coupon of the past": (
        lambda s: coupon(s, redeem_by=1000), None, "redeem_by",
        "The parameter `redeem_by` expects a unix timestamp representing a date and time in the future. You specified "
        "the value `1000` which is in the past."),
    "a coupon's id that is taken": (
        lambda s: coupon(s, id=coupon(s).id), "resource_already_exists", None, "Coupon already exists."),
    "a code without coupon": (
        lambda s: s.promotion_codes.create({"promotion": {"type": "coupon"}}), None, "promotion.coupon",
        "You must pass promotion.coupon when passing promotion"),
    "a code of no coupon": (
        lambda s: code(s, "none"), "resource_missing", "promotion[coupon]", "No such coupon: 'none'"),
    "a code of no customer": (
        lambda s: code(s, customer="cus_x"), "resource_missing", "customer", "No such customer: 'cus_x'"),
    "a code that is taken": (
        lambda s: [code(s, code="TEA"), code(s, code="TEA")], None, None,
        "An active promotion code with `code: TEA` already exists."),
    "a code with spaces": (
        lambda s: code(s, code="has spaces!"), None, "code",
        "This value must match the regex pattern. (/\\A[a-zA-Z0-9\\-_]+\\z/ does not match for the value has "
        "spaces!)."),
    "a code for half an eternity": (
        lambda s: code(s, expires_at=4_000_000_000), None, "expires_at",
        "Invalid timestamp: can be no more than five years in the future."),
    "restrictions that cannot be changed": (
        lambda s: s.promotion_codes.update(code(s).id, {"restrictions": {"first_time_transaction": True}}),
        "parameter_unknown", "restrictions[first_time_transaction]",
        "Received unknown parameter: restrictions[first_time_transaction]"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_the_catalogue_refuses_as_recorded(name: str, merchant: Merchant) -> None:
    call, told_code, param, message = REFUSED[name]
    error = refusal(lambda: call(merchant.sdk))
    body = body_of(error)

    assert (error.http_status, body.get("code"), body.get("param")) == (400, told_code, param)
    assert body["message"] == message


# Payment links.

INCLUDABLE = {"line_items"}
ONLY_IF_USED = {"name_collection"}


def test_a_link_has_the_fields_of_the_sdks_type(merchant: Merchant) -> None:
    shown = link(merchant.sdk).to_dict()

    known = {name for name in stripe.PaymentLink.__annotations__ if name.islower()}
    assert shown.keys() == known - INCLUDABLE - ONLY_IF_USED
    assert list(shown) == ["id", "object", *sorted(shown.keys() - {"id", "object"})]


def test_following_a_link_opens_a_checkout_that_is_paid_as_any(merchant: Merchant) -> None:
    sdk = merchant.sdk
    made = link(sdk, metadata={"order": "o-1"}, payment_intent_data={"description": "tea"}, expand=["line_items"])
    reply = merchant.http(
        "GET", made.url.removeprefix(merchant.base_url) + "?client_reference_id=o-1&prefilled_email=a%40example.com"
    )
    [session] = sdk.checkout.sessions.list({"expand": ["data.payment_link"]}).data

    assert (reply.status_code, reply.headers["location"]) == (303, session.url)
    assert (session.payment_link.id, session.amount_total, session.currency) == (made.id, 2000, "usd")
    assert (session.client_reference_id, session.customer_email) == ("o-1", "a@example.com")
    assert session.metadata.to_dict() == {"order": "o-1"}
    merchant.world.act("pay", object=session.id)
    paid = sdk.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent"]})
    assert (paid.payment_status, paid.payment_intent.amount_received) == ("paid", 2000)
    assert paid.payment_intent.description == "tea"
    assert [line.quantity for line in made.line_items.data] == [2]
    assert merchant.types()[:3] == ["product.created", "price.created", "payment_link.created"]


def test_a_link_ends_at_its_limit(merchant: Merchant) -> None:
    made = link(merchant.sdk, restrictions={"completed_sessions": {"limit": 1}}, inactive_message="Sold out, sorry.")
    session = merchant.world.act("follow_link", object=made.id).answer
    merchant.world.act("pay", object=session["id"])

    after = merchant.sdk.payment_links.retrieve(made.id)
    assert (after.active, after.restrictions.completed_sessions.count) == (False, 1)
    with pytest.raises(SimulatorError):
        merchant.world.act("follow_link", object=made.id)
    assert "Sold out, sorry." in merchant.http("GET", f"/b/{made.id}").text
    assert merchant.http("GET", "/b/plink_none").status_code == 404


def test_a_link_can_be_changed(merchant: Merchant) -> None:
    made = link(merchant.sdk, expand=["line_items"])
    line = made.line_items.data[0].id
    after = merchant.sdk.payment_links.update(
        made.id, {"line_items": [{"id": line, "quantity": 5}], "active": False, "expand": ["line_items"]}
    )

    assert (after.line_items.data[0].amount_total, after.active) == (5000, False)
    assert last(merchant, "payment_link.updated").data.previous_attributes.to_dict() == {"active": True}
    assert [each.id for each in merchant.sdk.payment_links.list({"active": False}).data] == [made.id]
    no = refusal(lambda: merchant.sdk.payment_links.update(made.id, {"invoice_creation": {"enabled": True}}))
    assert "does not know" in str(no.user_message)
    assert merchant.world.calls()[-1].unsupported
