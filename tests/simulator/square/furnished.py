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
    ids = [thing["id"] for thing in made] + [one["id"] for one in item["item_data"]["variations"]]
    return seller, [*ids, seller.location, seller.books.account, paid["order_id"], "none", "main", "me"]


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
