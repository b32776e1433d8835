"""A merchant's program on the official server SDK for Python: plans, subscriptions. Prints what it saw. Not: a test."""

import json
import sys

from merchant import act, advance, client, refused
from paypalserversdk.models.cancel_subscription_request import CancelSubscriptionRequest
from paypalserversdk.models.capture_subscription_request import CaptureSubscriptionRequest
from paypalserversdk.models.create_subscription_request import CreateSubscriptionRequest
from paypalserversdk.models.frequency import Frequency
from paypalserversdk.models.modify_subscription_request import ModifySubscriptionRequest
from paypalserversdk.models.money import Money
from paypalserversdk.models.patch import Patch
from paypalserversdk.models.payment_preferences import PaymentPreferences
from paypalserversdk.models.plan_request import PlanRequest
from paypalserversdk.models.subscription_billing_cycle import SubscriptionBillingCycle
from paypalserversdk.models.subscription_pricing_scheme import SubscriptionPricingScheme
from paypalserversdk.models.suspend_subscription import SuspendSubscription
from paypalserversdk.models.taxes import Taxes
from paypalserversdk.models.update_pricing_scheme import UpdatePricingScheme
from paypalserversdk.models.update_pricing_schemes_request import UpdatePricingSchemesRequest

FULL = "return=representation"


def scheme(price):
    return SubscriptionPricingScheme(fixed_price=Money(currency_code="USD", value=price))


def plan(subscriptions, product, price):
    monthly = Frequency(interval_unit="MONTH", interval_count=1)
    trial = SubscriptionBillingCycle(frequency=monthly, tenure_type="TRIAL", sequence=1, total_cycles=1)
    regular = SubscriptionBillingCycle(
        frequency=monthly, tenure_type="REGULAR", sequence=2, pricing_scheme=scheme(price), total_cycles=0
    )
    fee = Money(currency_code="USD", value="5")
    body = PlanRequest(
        product_id=product,
        name="Tea",
        quantity_supported=True,
        billing_cycles=[trial, regular],
        payment_preferences=PaymentPreferences(payment_failure_threshold=1, setup_fee=fee),
        taxes=Taxes(percentage="10", inclusive=False),
    )
    return subscriptions.create_billing_plan({"body": body, "prefer": FULL}).body


def main():
    sdk, told = client().subscriptions, {}
    product = act("sell_plan", name="Other", amount=100, currency="usd", interval="month")["answer"]["product_id"]
    made, dearer = plan(sdk, product, "10"), plan(sdk, product, "20")
    told["plan"] = {
        "status": made.status,
        "fee": made.payment_preferences.setup_fee.value,
        "cycles": [one.tenure_type for one in made.billing_cycles],
        "tax": made.taxes.percentage,
    }
    sdk.patch_billing_plan({"id": made.id, "body": [Patch(op="replace", path="/name", value="Green tea")]})
    sdk.deactivate_billing_plan(dearer.id)
    inactive = CreateSubscriptionRequest(plan_id=dearer.id)
    told["inactive"] = refused(lambda: sdk.create_subscription({"body": inactive}))
    sdk.activate_billing_plan(dearer.id)
    newer = UpdatePricingScheme(billing_cycle_sequence=2, pricing_scheme=scheme("21"))
    prices = UpdatePricingSchemesRequest(pricing_schemes=[newer])
    told["prices"] = sdk.update_billing_plan_pricing_schemes({"id": dearer.id, "body": prices}).status_code
    told["plans"] = {
        "name": sdk.get_billing_plan(made.id).body.name,
        "version": sdk.get_billing_plan(dearer.id).body.billing_cycles[1].pricing_scheme.version,
        "listed": len(sdk.list_billing_plans({"product_id": product}).body.plans),
    }
    body = CreateSubscriptionRequest(plan_id=made.id, quantity="2", custom_id="order-7")
    first = sdk.create_subscription({"body": body, "paypal_request_id": "k", "prefer": FULL})
    again = sdk.create_subscription({"body": body, "paypal_request_id": "k", "prefer": FULL})
    name = first.body.id
    told["created"] = {
        "statuses": [first.status_code, again.status_code],
        "same": name == again.body.id,
        "status": first.body.status,
        "links": [one.rel for one in first.body.links],
    }
    act("pay", object=name)
    active = sdk.get_subscription({"id": name, "fields": "plan"}).body
    told["active"] = {
        "status": active.status,
        "paid": active.billing_info.last_payment.amount.value,
        "payer": bool(active.subscriber.payer_id),
        "cycles": [one.cycles_completed for one in active.billing_info.cycle_executions],
        "plan": active.plan.name,
        "custom_id": active.custom_id,
    }
    told["patched"] = sdk.patch_subscription(
        {"id": name, "body": [Patch(op="replace", path="/custom_id", value="order-8")]}
    ).status_code
    revised = sdk.revise_subscription({"id": name, "body": ModifySubscriptionRequest(plan_id=dearer.id)}).body
    act("pay", object=name)
    told["revised"] = {
        "links": revised.links[0].rel,
        "plan": sdk.get_subscription({"id": name}).body.plan_id == dearer.id,
    }
    act("change_card", object=name, card="declined")
    advance(45 * 86400)
    failed = sdk.get_subscription({"id": name, "fields": "last_failed_payment"}).body
    owed = failed.billing_info.outstanding_balance.value
    told["failed"] = {
        "status": failed.status,
        "owed": owed,
        "reason": failed.billing_info.last_failed_payment.reason_code,
        "activated": refused(lambda: sdk.activate_subscription({"id": name})),
    }
    act("change_card", object=name, card="ok")
    capture = CaptureSubscriptionRequest(
        note="Owed", capture_type="OUTSTANDING_BALANCE", amount=Money(currency_code="USD", value=owed)
    )
    taken = sdk.capture_subscription({"id": name, "body": capture}).body
    sdk.activate_subscription({"id": name})
    sdk.suspend_subscription({"id": name, "body": SuspendSubscription(reason="Holiday")})
    span = {"start_time": "2020-01-01T00:00:00Z", "end_time": "2099-01-01T00:00:00Z"}
    listed = sdk.list_subscription_transactions({"id": name, **span}).body.transactions
    told["taken"] = {
        "status": taken.status,
        "amounts": [one.amount_with_breakdown.gross_amount.value for one in listed],
    }
    sdk.cancel_subscription({"id": name, "body": CancelSubscriptionRequest(reason="Enough")})
    ended = sdk.list_subscriptions({"statuses": "CANCELLED"}).body.subscriptions
    told["ended"] = [[one.status, one.status_change_note, one.id == name] for one in ended]
    told["twice"] = refused(
        lambda: sdk.cancel_subscription({"id": name, "body": CancelSubscriptionRequest(reason="Enough")})
    )
    told["missing"] = refused(lambda: sdk.get_subscription({"id": "I-0AAAAAAAAAAA"}))
    sys.stdout.write(json.dumps(told))


main()
