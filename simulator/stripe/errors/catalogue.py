"""What Stripe refuses about products, prices, coupons, codes and payment links, one function each. Not: other errors.

Wording is recorded (September 2026, see tests/fidelity/ledger.toml) unless a line says *reported* (quoted by many
integrations that met it, not recorded) or *unconfirmed*.
"""

from __future__ import annotations

from decimal import Decimal

from simulator.provider import Refusal
from simulator.stripe.errors import error

# Products and prices.


def product_has_prices() -> Refusal:
    return error(400, "This product cannot be deleted because it has one or more user-created prices.")


def not_the_products_price(price: str, product: str) -> Refusal:
    """Unconfirmed wording."""
    return error(400, f"The price `{price}` does not belong to the product `{product}`.", param="default_price")


def default_price_stays_active() -> Refusal:
    """Unconfirmed wording."""
    return error(400, "This price cannot be archived because it is the default price of its product.", param="active")


def price_without_product() -> Refusal:
    return error(400, "You must specify either `product` or `product_data` when creating a price.", executed=False)


def price_without_amount() -> Refusal:
    return error(400, "Prices require an `unit_amount` or `unit_amount_decimal` parameter to be set.", executed=False)


def tiers_need_recurring() -> Refusal:
    return error(400, "Prices with `type=one_time` are not supported with tiered billing.", param="interval")


def meter_without_metered() -> Refusal:
    """Unconfirmed wording."""
    return error(
        400,
        "You can only set `recurring[meter]` where `recurring[usage_type]` is `metered`.",
        param="recurring[meter]",
        executed=False,
    )


def metered_without_meter() -> Refusal:
    return error(
        400, "Starting with Stripe version `2025-03-31.basil`, metered prices must be backed by meters.", executed=False
    )


def lookup_key_taken(price: str) -> Refusal:
    return error(400, f"A price (`{price}`) already uses that lookup key.", param="lookup_key")


def tax_behavior_fixed() -> Refusal:
    """Unconfirmed wording; that it can be set once only is documented."""
    return error(
        400,
        "You cannot change the `tax_behavior` of a price once it has been set to `inclusive` or `exclusive`.",
        param="tax_behavior",
    )


def invalid_decimal(param: str, value: str) -> Refusal:
    """Unconfirmed wording; at most twelve decimals are documented."""
    return error(400, f"Invalid decimal: {value}", param=param, executed=False)


def upper_case_currency(param: str, value: str) -> Refusal:
    return error(
        400,
        f"Currencies must be lowercase when used as keys in a map. Use `{value.lower()}` instead of `{value}`.",
        param=param,
        executed=False,
    )


def price_inactive(param: str) -> Refusal:
    """Reported."""
    return error(400, "The price specified is inactive. This field only accepts active prices.", param=param)


def product_inactive(price: str, param: str) -> Refusal:
    """Reported."""
    return error(
        400, f"Price `{price}` is not available to be purchased because its product is not active.", param=param
    )


def price_of_another_currency(own: str, expected: str, param: str) -> Refusal:
    """Reported."""
    return error(
        400,
        f"The price specified only supports `{own}`. This doesn't match the expected currency: `{expected}`.",
        param=param,
    )


def recurring_in_payment_mode(param: str) -> Refusal:
    """Reported."""
    return error(
        400,
        "You specified `payment` mode but passed a recurring price. Either switch to `subscription` mode or use only "
        "one-time prices.",
        param=param,
    )


# Coupons and promotion codes: making them.


def no_off() -> Refusal:
    return error(400, "Must provide percent_off or amount_off.", code="parameter_missing", executed=False)


def both_offs() -> Refusal:
    return error(400, "Received both percent_off and amount_off parameters. Please pass in only one.", executed=False)


def amount_off_without_currency() -> Refusal:
    return error(400, "You must pass currency when passing amount_off", param="currency", executed=False)


def repeating_without_months() -> Refusal:
    return error(
        400,
        "The duration_in_months param must be set when creating a coupon with a repeating duration",
        param="duration",
        executed=False,
    )


def percent_too_small(value: Decimal) -> Refusal:
    return error(
        400,
        f"This value must be greater than or equal to 0.01 (it currently is '{_with_point(value)}').",
        param="percent_off",
        executed=False,
    )


def percent_too_large(value: Decimal) -> Refusal:
    """Unconfirmed wording, after that for a value too small."""
    return error(
        400,
        f"This value must be less than or equal to 100.0 (it currently is '{_with_point(value)}').",
        param="percent_off",
        executed=False,
    )


def _with_point(value: Decimal) -> str:
    return f"{value:f}" if value != value.to_integral_value() else f"{value:f}".partition(".")[0] + ".0"


def more_than_five_years(param: str) -> Refusal:
    return error(400, "Invalid timestamp: can be no more than five years in the future.", param=param, executed=False)


def promotion_without_coupon() -> Refusal:
    return error(400, "You must pass promotion.coupon when passing promotion", param="promotion.coupon", executed=False)


def bad_code(value: str) -> Refusal:
    return error(
        400,
        f"This value must match the regex pattern. (/\\A[a-zA-Z0-9\\-_]+\\z/ does not match for the value {value}).",
        param="code",
        executed=False,
    )


def code_taken(code: str) -> Refusal:
    return error(400, f"An active promotion code with `code: {code}` already exists.")


def minimum_without_currency() -> Refusal:
    """Unconfirmed wording."""
    return error(
        400,
        "You must pass minimum_amount_currency when passing minimum_amount",
        param="restrictions[minimum_amount_currency]",
        executed=False,
    )


def outlasts_its_coupon() -> Refusal:
    """Documented, "Create a promotion code": not later than the coupon's `redeem_by`. Unconfirmed wording."""
    return error(400, "The promotion code cannot expire after its coupon's redeem_by.", param="expires_at")


def code_of_invalid_coupon() -> Refusal:
    """Documented, "Update a promotion code": active only with a valid coupon. Unconfirmed wording."""
    return error(400, "This promotion code cannot be activated because its coupon is no longer valid.", param="active")


# Coupons and promotion codes: redeeming them.


def one_discount_only(param: str) -> Refusal:
    """Documented, "Create a Checkout Session": currently, only up to one may be specified. Unconfirmed wording."""
    return error(400, "You may only specify up to one discount.", param=param, executed=False)


def coupon_expired(coupon: str, param: str) -> Refusal:
    """The code is recorded, of subscriptions; the wording is reported."""
    return error(400, f"Coupon expired: {coupon}", code="coupon_expired", param=param)


def coupon_used_up(coupon: str, param: str) -> Refusal:
    """Reported."""
    return error(400, f"Coupon {coupon} is used up and cannot be applied.", param=param)


def coupon_of_another_currency(coupon: str, currency: str, param: str) -> Refusal:
    """Unconfirmed wording."""
    return error(400, f"The coupon `{coupon}` cannot be applied to an amount in `{currency}`.", param=param)


def coupon_for_other_products(param: str) -> Refusal:
    """Unconfirmed wording."""
    return error(400, "This coupon cannot be redeemed because it does not apply to any of the items.", param=param)


def code_cannot_be_redeemed(because: str, param: str, code: str | None = None) -> Refusal:
    """`the associated customer has prior transactions` is reported word for word, other reasons are unconfirmed."""
    return error(400, f"This promotion code cannot be redeemed because {because}.", code=code, param=param)


def code_unknown() -> Refusal:
    """What a buyer reads who typed a code that is not there, or no longer. Unconfirmed wording."""
    return error(400, "This code is invalid.", param="code")


def no_codes_here() -> Refusal:
    """What an act is told that types a code into a page without a field for it; no wording of Stripe's."""
    return error(400, "This page takes no promotion codes: its session was made without allow_promotion_codes.")


# Payment links.


def link_inactive() -> Refusal:
    """What a buyer reads on a link that has been switched off. Unconfirmed wording."""
    return error(400, "This link is no longer active.")
