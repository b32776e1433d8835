"""A seller whose books hold one of everything, and the ids in them. Not: test cases."""

from typing import Any

from tests.simulator.square.inprocess import Seller


def furnished() -> tuple[Seller, list[str]]:
    """Return a seller, and the ids of all that was made there."""
    seller = Seller()
    card = seller.act("tokenize")[0]["id"]
    customer = seller.call("POST", "/v2/customers", given_name="Ada", email_address="ada@example.com").body["customer"]
    kept = seller.call(
        "POST", "/v2/cards", idempotency_key="c", source_id=card, card={"customer_id": customer["id"]}
    ).body["card"]
    paid, held, lost = (
        seller.pay(8803).body["payment"],
        seller.pay(500, autocomplete=False).body["payment"],
        seller.pay(700, "cnon:card-nonce-declined").body["payment"],
    )
    plain = seller.pay(900).body["payment"]
    waiting = seller.pay(900, "bnon:bank-nonce-ok").body["payment"]
    refund = seller.refund(plain["id"], 100).body["refund"]
    seller.wait(3)
    [dispute] = seller.get("/v2/disputes").body["disputes"]
    text: dict[str, Any] = {"idempotency_key": "e", "evidence_text": "It was delivered."}
    evidence = seller.call("POST", f"/v2/disputes/{dispute['id']}/evidence-text", **text).body["evidence"]
    order = seller.order(1200).body["order"]
    quick = {"name": "tea", "price_money": {"amount": 900, "currency": "USD"}, "location_id": seller.location}
    link = seller.call("POST", "/v2/online-checkout/payment-links", quick_pay=quick).body["payment_link"]
    item = seller.call("POST", "/v2/catalog/object", idempotency_key="i", object=ITEM).body["catalog_object"]
    told = {"name": "all", "event_types": ["payment.updated"], "notification_url": "https://shop.example/hooks"}
    endpoint = seller.call("POST", "/v2/webhooks/subscriptions", subscription=told).body["subscription"]
    seller.send("PUT", "/v2/events/enable")
    made = [customer, kept, paid, held, lost, plain, waiting, refund, dispute, evidence, order, link, item, endpoint]
    made += subscribed(seller, customer["id"], kept["id"])
    ids = [thing["id"] for thing in made] + [one["id"] for one in item["item_data"]["variations"]]
    return seller, [*ids, seller.location, seller.books.account, paid["order_id"], "none", "main", "me"]


def subscribed(seller: Seller, customer: str, card: str) -> list[dict[str, Any]]:
    """Return a plan, subscriptions that are charged and mailed, one that is to come, and a draft of an invoice."""
    plan = seller.act("sell_plan", name="tea", amount=900, currency="USD", interval="month", trial_days=0)[0]
    told = {"plan_variation_id": plan["id"], "customer_id": customer, "location_id": seller.location}
    started = [
        seller.call("POST", "/v2/subscriptions", **told, **more).body["subscription"]
        for more in ({"card_id": card}, {}, {"start_date": "2090-01-01"})
    ]
    seller.wait(2)
    billed: list[dict[str, Any]] = seller.get("/v2/invoices", f"location_id={seller.location}").body["invoices"]
    order = seller.order(700).body["order"]
    draft = {
        "order_id": order["id"],
        "primary_recipient": {"customer_id": customer},
        "payment_requests": [{"request_type": "BALANCE", "due_date": "2090-01-01"}],
        "delivery_method": "EMAIL",
        "accepted_payment_methods": {"card": True},
    }
    return [plan, *started, *billed, seller.call("POST", "/v2/invoices", invoice=draft).body["invoice"]]


ITEM: dict[str, Any] = {
    "type": "ITEM",
    "id": "#tea",
    "item_data": {
        "name": "Tea",
        "variations": [
            {
                "type": "ITEM_VARIATION",
                "id": "#small",
                "item_variation_data": {
                    "name": "Small", "pricing_type": "FIXED_PRICING", "price_money": {"amount": 450, "currency": "USD"},
                },
            }
        ],
    },
}  # fmt: skip
