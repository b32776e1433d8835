"""How the SDK drives the catalogue: products, prices, coupons, promotion codes, payment links. Not: test cases."""

from collections.abc import Callable
from typing import Any

PERCENT = {"percent_off": 25, "duration": "once"}


def product(sdk: Any, **more: Any) -> Any:
    return sdk.products.create({"name": "tea", **more})


def price(sdk: Any, **more: Any) -> Any:
    return sdk.prices.create({"currency": "usd", "unit_amount": 1000, "product_data": {"name": "tea"}, **more})


MONTHLY = {"currency": "usd", "interval": "month", "amount": 2000, "product": {"name": "tea"}}


def coupon(sdk: Any, **more: Any) -> Any:
    return sdk.coupons.create({**({} if "amount_off" in more else PERCENT), **more})


def code(sdk: Any, coupon_id: str | None = None, **more: Any) -> Any:
    promotion = {"type": "coupon", "coupon": coupon_id or coupon(sdk).id}
    return sdk.promotion_codes.create({"promotion": promotion, **more})


def link(sdk: Any, **more: Any) -> Any:
    return sdk.payment_links.create({"line_items": [{"price": price(sdk).id, "quantity": 2}], **more})


# SDK method, the operation in the journal, how it is called, and what it gives back.
CLIENT: dict[str, tuple[str, Callable[[Any], Any], str]] = {
    "products.create": ("products.create", product, "product"),
    "products.list": ("products.list", lambda s: s.products.list({"active": True, "limit": 3}), "list"),
    "products.retrieve": ("products.retrieve", lambda s: s.products.retrieve(product(s).id), "product"),
    "products.update": ("products.update", lambda s: s.products.update(product(s).id, {"name": "mug"}), "product"),
    "products.delete": ("products.delete", lambda s: s.products.delete(product(s).id), "product"),
    "products.features.list": (
        "products.features.list", lambda s: s.products.features.list(product(s).id), "list"),
    "prices.create": ("prices.create", price, "price"),
    "prices.list": ("prices.list", lambda s: s.prices.list({"type": "one_time"}), "list"),
    "prices.retrieve": ("prices.retrieve", lambda s: s.prices.retrieve(price(s).id), "price"),
    "prices.update": ("prices.update", lambda s: s.prices.update(price(s).id, {"nickname": "old"}), "price"),
    "plans.create": ("plans.create", lambda s: s.plans.create(MONTHLY), "plan"),
    "plans.list": ("plans.list", lambda s: [s.plans.create(MONTHLY), s.plans.list({"active": True})][1], "list"),
    "plans.retrieve": ("plans.retrieve", lambda s: s.plans.retrieve(s.plans.create(MONTHLY).id), "plan"),
    "plans.update": (
        "plans.update", lambda s: s.plans.update(s.plans.create(MONTHLY).id, {"metadata": {"a": "b"}}), "plan"),
    "plans.delete": ("plans.delete", lambda s: s.plans.delete(s.plans.create(MONTHLY).id), "plan"),
    "coupons.create": ("coupons.create", coupon, "coupon"),
    "coupons.list": ("coupons.list", lambda s: s.coupons.list(), "list"),
    "coupons.retrieve": ("coupons.retrieve", lambda s: s.coupons.retrieve(coupon(s).id), "coupon"),
    "coupons.update": ("coupons.update", lambda s: s.coupons.update(coupon(s).id, {"name": "Spring"}), "coupon"),
    "coupons.delete": ("coupons.delete", lambda s: s.coupons.delete(coupon(s).id), "coupon"),
    "promotion_codes.create": ("promotion_codes.create", code, "promotion_code"),
    "promotion_codes.list": ("promotion_codes.list", lambda s: s.promotion_codes.list({"code": "TEA"}), "list"),
    "promotion_codes.retrieve": (
        "promotion_codes.retrieve", lambda s: s.promotion_codes.retrieve(code(s).id), "promotion_code"),
    "promotion_codes.update": (
        "promotion_codes.update", lambda s: s.promotion_codes.update(code(s).id, {"active": False}), "promotion_code"),
    "payment_links.create": ("payment_links.create", link, "payment_link"),
    "payment_links.list": ("payment_links.list", lambda s: s.payment_links.list(), "list"),
    "payment_links.retrieve": (
        "payment_links.retrieve", lambda s: s.payment_links.retrieve(link(s).id), "payment_link"),
    "payment_links.update": (
        "payment_links.update", lambda s: s.payment_links.update(link(s).id, {"active": False}), "payment_link"),
    "payment_links.line_items.list": (
        "payment_links.line_items", lambda s: s.payment_links.line_items.list(link(s).id), "list"),
}  # fmt: skip


def _code(stripe: Any) -> Any:
    made = stripe.Coupon.create(percent_off=10)
    return stripe.PromotionCode.create(promotion={"type": "coupon", "coupon": made.id})


def _link(stripe: Any) -> Any:
    made = stripe.Price.create(currency="usd", unit_amount=1000, product_data={"name": "tea"})
    return stripe.PaymentLink.create(line_items=[{"price": made.id, "quantity": 1}])


GLOBAL: dict[str, Callable[[Any], Any]] = {
    "Product.create": lambda s: s.Product.create(name="tea"),
    "Product.retrieve": lambda s: s.Product.retrieve(s.Product.create(name="tea").id),
    "Product.modify": lambda s: s.Product.modify(s.Product.create(name="tea").id, description="green"),
    "Product.list": lambda s: s.Product.list(),
    "Product.delete": lambda s: s.Product.create(name="tea").delete(),
    "Price.create": lambda s: s.Price.create(currency="usd", unit_amount=5, product=s.Product.create(name="tea").id),
    "Price.modify": lambda s: s.Price.modify(
        s.Price.create(currency="usd", unit_amount=5, product_data={"name": "tea"}).id, active=False),
    "Price.list": lambda s: s.Price.list(lookup_keys=["tea"]),
    "Coupon.create": lambda s: s.Coupon.create(amount_off=500, currency="usd"),
    "Coupon.retrieve": lambda s: s.Coupon.retrieve(s.Coupon.create(percent_off=10).id),
    "Coupon.modify": lambda s: s.Coupon.modify(s.Coupon.create(percent_off=10).id, name="Spring"),
    "Coupon.list": lambda s: s.Coupon.list(),
    "Coupon.delete": lambda s: s.Coupon.create(percent_off=10).delete(),
    "PromotionCode.create": _code,
    "PromotionCode.retrieve": lambda s: s.PromotionCode.retrieve(_code(s).id),
    "PromotionCode.modify": lambda s: s.PromotionCode.modify(_code(s).id, active=False),
    "PromotionCode.list": lambda s: s.PromotionCode.list(active=True),
    "PaymentLink.create": _link,
    "PaymentLink.retrieve": lambda s: s.PaymentLink.retrieve(_link(s).id),
    "PaymentLink.modify": lambda s: s.PaymentLink.modify(_link(s).id, active=False),
    "PaymentLink.list": lambda s: s.PaymentLink.list(),
    "PaymentLink.list_line_items": lambda s: _link(s).list_line_items(),
}  # fmt: skip
