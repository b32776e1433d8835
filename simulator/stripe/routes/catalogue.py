"""Routes of the catalogue: products, prices, coupons, promotion codes, payment links."""

from __future__ import annotations

import re

from simulator.stripe.flows import reading
from simulator.stripe.flows.catalogue import coupons, plans, prices, products, promotion_codes
from simulator.stripe.flows.checkout import links
from simulator.stripe.resources.catalogue import Price, Product
from simulator.stripe.resources.discounts import Coupon, PromotionCode
from simulator.stripe.resources.payment_link import PaymentLink
from simulator.stripe.routes.route import Route

PROD, PRICE, COUPON, PROMO, LINK = "product", "price", "coupon", "promotion_code", "payment_link"
PLAN = "plan"

GAPS = (("POST", re.compile(r"/v1/products/[^/]+/features$")),)
"""What Stripe has besides these routes, on the same paths: features that a merchant attaches to a product."""

ROUTES: tuple[Route, ...] = (
    Route("POST", "/v1/products", "products.create", PROD, products.create),
    Route("GET", "/v1/products", "products.list", f"list of {PROD}", products.list_products),
    Route("GET", "/v1/products/{}", "products.retrieve", PROD, reading.retrieve(Product)),
    Route("POST", "/v1/products/{}", "products.update", PROD, products.update),
    Route("DELETE", "/v1/products/{}", "products.delete", PROD, products.delete),
    Route("GET", "/v1/products/{}/features", "products.features.list", "list of product_feature",
          products.list_features),
    Route("POST", "/v1/prices", "prices.create", PRICE, prices.create),
    Route("GET", "/v1/prices", "prices.list", f"list of {PRICE}", prices.list_prices),
    Route("GET", "/v1/prices/{}", "prices.retrieve", PRICE, reading.retrieve(Price)),
    Route("POST", "/v1/prices/{}", "prices.update", PRICE, prices.update),
    Route("POST", "/v1/plans", "plans.create", PLAN, plans.create),
    Route("GET", "/v1/plans", "plans.list", f"list of {PLAN}", plans.list_plans),
    Route("GET", "/v1/plans/{}", "plans.retrieve", PLAN, plans.retrieve),
    Route("POST", "/v1/plans/{}", "plans.update", PLAN, plans.update),
    Route("DELETE", "/v1/plans/{}", "plans.delete", PLAN, plans.delete),
    Route("POST", "/v1/coupons", "coupons.create", COUPON, coupons.create),
    Route("GET", "/v1/coupons", "coupons.list", f"list of {COUPON}", coupons.list_coupons),
    Route("GET", "/v1/coupons/{}", "coupons.retrieve", COUPON, reading.retrieve(Coupon)),
    Route("POST", "/v1/coupons/{}", "coupons.update", COUPON, coupons.update),
    Route("DELETE", "/v1/coupons/{}", "coupons.delete", COUPON, coupons.delete),
    Route("POST", "/v1/promotion_codes", "promotion_codes.create", PROMO, promotion_codes.create),
    Route("GET", "/v1/promotion_codes", "promotion_codes.list", f"list of {PROMO}",
          promotion_codes.list_promotion_codes),
    Route("GET", "/v1/promotion_codes/{}", "promotion_codes.retrieve", PROMO, reading.retrieve(PromotionCode)),
    Route("POST", "/v1/promotion_codes/{}", "promotion_codes.update", PROMO, promotion_codes.update),
    Route("POST", "/v1/payment_links", "payment_links.create", LINK, links.create),
    Route("GET", "/v1/payment_links", "payment_links.list", f"list of {LINK}", links.list_links),
    Route("GET", "/v1/payment_links/{}", "payment_links.retrieve", LINK, reading.retrieve(PaymentLink)),
    Route("POST", "/v1/payment_links/{}", "payment_links.update", LINK, links.update),
    Route("GET", "/v1/payment_links/{}/line_items", "payment_links.line_items", "list of item", links.list_line_items),
)  # fmt: skip
