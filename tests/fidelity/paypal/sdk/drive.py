"""A merchant's program on the official server SDK for Python, unmodified: prints what it saw. Not: a test."""

import json
import sys

from merchant import act, client, refused
from paypalserversdk.models.amount_breakdown import AmountBreakdown
from paypalserversdk.models.amount_with_breakdown import AmountWithBreakdown
from paypalserversdk.models.capture_request import CaptureRequest
from paypalserversdk.models.checkout_payment_intent import CheckoutPaymentIntent
from paypalserversdk.models.item import Item
from paypalserversdk.models.money import Money
from paypalserversdk.models.order_request import OrderRequest
from paypalserversdk.models.patch import Patch
from paypalserversdk.models.payment_token_request import PaymentTokenRequest
from paypalserversdk.models.purchase_unit_request import PurchaseUnitRequest
from paypalserversdk.models.refund_request import RefundRequest
from paypalserversdk.models.setup_token_request import SetupTokenRequest


def unit(value="12.00"):
    total = Money(currency_code="USD", value=value)
    breakdown = AmountBreakdown(item_total=total)
    tea = Item(name="Tea", quantity="1", unit_amount=total)
    amount = AmountWithBreakdown(currency_code="USD", value=value, breakdown=breakdown)
    return PurchaseUnitRequest(amount=amount, items=[tea], custom_id="order-7", reference_id="tea")


def order(sdk, intent=CheckoutPaymentIntent.CAPTURE, prefer="return=representation"):
    body = OrderRequest(intent=intent, purchase_units=[unit()])
    return sdk.orders.create_order({"body": body, "paypal_request_id": None, "prefer": prefer}).body


def main():
    sdk, told = client(), {}
    made = order(sdk)
    told["created"] = {"status": made.status, "custom_id": made.purchase_units[0].custom_id}
    told["early"] = refused(lambda: sdk.orders.capture_order({"id": made.id}))
    sdk.orders.patch_order(
        {"id": made.id, "body": [Patch(op="replace", path="/purchase_units/@reference_id=='tea'/custom_id", value="8")]}
    )
    act("pay", object=made.id)
    seen = sdk.orders.get_order({"id": made.id}).body
    told["approved"] = {"status": seen.status, "payer": bool(seen.payer.payer_id), "email": seen.payer.email_address}
    request = {"id": made.id, "paypal_request_id": "k", "prefer": "return=minimal"}
    first, again = sdk.orders.capture_order(request), sdk.orders.capture_order(request)
    capture = first.body.purchase_units[0].payments.captures[0]
    told["captured"] = {
        "statuses": [first.status_code, again.status_code],
        "status": capture.status,
        "custom_id": capture.custom_id,
    }
    refund = sdk.payments.refund_captured_payment(
        {
            "capture_id": capture.id,
            "prefer": "return=representation",
            "body": RefundRequest(amount=Money(currency_code="USD", value="5.00")),
        }
    ).body
    told["refund"] = {
        "status": refund.status,
        "total": refund.seller_payable_breakdown.total_refunded_amount.value,
        "again": sdk.payments.get_refund({"refund_id": refund.id}).body.amount.value,
        "capture": sdk.payments.get_captured_payment({"capture_id": capture.id}).body.status,
    }
    held = order(sdk, CheckoutPaymentIntent.AUTHORIZE, prefer="return=minimal")
    act("pay", object=held.id)
    authorized = sdk.orders.authorize_order({"id": held.id, "prefer": "return=representation"}).body
    hold = authorized.purchase_units[0].payments.authorizations[0]
    part = sdk.payments.capture_authorized_payment(
        {
            "authorization_id": hold.id,
            "prefer": "return=representation",
            "body": CaptureRequest(amount=Money(currency_code="USD", value="2.00"), final_capture=False),
        }
    ).body
    told["held"] = {
        "status": hold.status,
        "captured": part.amount.value,
        "final": part.final_capture,
        "then": sdk.payments.get_authorized_payment({"authorization_id": hold.id}).body.status,
        "renewed": refused(lambda: sdk.payments.reauthorize_payment({"authorization_id": hold.id})),
        "void": sdk.payments.void_payment({"authorization_id": hold.id}).status_code,
    }
    setup = sdk.vault.create_setup_token(
        {
            "paypal_request_id": "s",
            "body": SetupTokenRequest.from_dictionary({"payment_source": {"paypal": {"usage_type": "MERCHANT"}}}),
        }
    ).body
    act("set_up", object=setup.id)
    token = sdk.vault.create_payment_token(
        {
            "paypal_request_id": "t",
            "body": PaymentTokenRequest.from_dictionary(
                {"payment_source": {"token": {"id": setup.id, "type": "SETUP_TOKEN"}}}
            ),
        }
    ).body
    told["vault"] = {"setup": setup.status, "customer": token.customer.id == setup.customer.id}
    told["stranger"] = refused(lambda: client("wrong").orders.get_order({"id": made.id}))
    told["missing"] = refused(lambda: sdk.orders.get_order({"id": "0AAAAAAAAAAAAAAAA"}))
    sys.stdout.write(json.dumps(told))


main()
