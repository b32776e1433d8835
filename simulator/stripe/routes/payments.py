"""Routes of payments: intents, charges, refunds, disputes."""

from __future__ import annotations

from simulator.stripe.flows import reading
from simulator.stripe.flows.payments import capture, charges, disputes, intents, refunds
from simulator.stripe.flows.people import cash_balances
from simulator.stripe.resources.charge import Charge
from simulator.stripe.resources.dispute import Dispute
from simulator.stripe.resources.refund import Refund
from simulator.stripe.routes.route import Route

PI, CH, RE, DU = "payment_intent", "charge", "refund", "dispute"

ROUTES: tuple[Route, ...] = (
    Route("POST", "/v1/payment_intents", "payment_intents.create", PI, intents.create),
    Route("GET", "/v1/payment_intents", "payment_intents.list", f"list of {PI}", reading.list_payment_intents),
    Route("GET", "/v1/payment_intents/{}", "payment_intents.retrieve", PI, intents.retrieve, browser=True),
    Route("POST", "/v1/payment_intents/{}", "payment_intents.update", PI, intents.update),
    Route("POST", "/v1/payment_intents/{}/confirm", "payment_intents.confirm", PI, intents.confirm_intent,
          browser=True),
    Route("POST", "/v1/payment_intents/{}/capture", "payment_intents.capture", PI, capture.capture_intent),
    Route("POST", "/v1/payment_intents/{}/cancel", "payment_intents.cancel", PI, intents.cancel_intent),
    Route("POST", "/v1/payment_intents/{}/apply_customer_balance", "payment_intents.apply_customer_balance", PI,
          cash_balances.apply),
    Route("POST", "/v1/charges", "charges.create", CH, charges.create),
    Route("GET", "/v1/charges", "charges.list", f"list of {CH}", reading.list_charges),
    Route("GET", "/v1/charges/{}", "charges.retrieve", CH, reading.retrieve(Charge)),
    Route("POST", "/v1/charges/{}", "charges.update", CH, charges.update),
    Route("POST", "/v1/charges/{}/capture", "charges.capture", CH, charges.capture_charge),
    Route("POST", "/v1/refunds", "refunds.create", RE, refunds.create),
    Route("GET", "/v1/refunds", "refunds.list", f"list of {RE}", reading.list_refunds),
    Route("GET", "/v1/refunds/{}", "refunds.retrieve", RE, reading.retrieve(Refund)),
    Route("POST", "/v1/refunds/{}", "refunds.update", RE, refunds.update),
    Route("POST", "/v1/refunds/{}/cancel", "refunds.cancel", RE, refunds.cancel),
    Route("GET", "/v1/disputes", "disputes.list", f"list of {DU}", disputes.list_disputes),
    Route("GET", "/v1/disputes/{}", "disputes.retrieve", DU, reading.retrieve(Dispute)),
    Route("POST", "/v1/disputes/{}", "disputes.update", DU, disputes.update),
    Route("POST", "/v1/disputes/{}/close", "disputes.close", DU, disputes.accept),
)  # fmt: skip
