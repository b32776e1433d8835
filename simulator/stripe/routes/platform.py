"""Routes of a platform's money: application fees and transfers."""

from __future__ import annotations

from simulator.stripe.flows import reading
from simulator.stripe.flows.platform import fees, sending
from simulator.stripe.resources.application_fee import ApplicationFee
from simulator.stripe.resources.transfer import Transfer
from simulator.stripe.routes.route import Route

FEE, FR, TR, TRR = "application_fee", "fee_refund", "transfer", "transfer_reversal"

ROUTES: tuple[Route, ...] = (
    Route("GET", "/v1/application_fees", "application_fees.list", f"list of {FEE}", fees.list_fees),
    Route("GET", "/v1/application_fees/{}", "application_fees.retrieve", FEE, reading.retrieve(ApplicationFee)),
    Route("POST", "/v1/application_fees/{}/refunds", "application_fees.refunds.create", FR, fees.refund),
    Route("GET", "/v1/application_fees/{}/refunds", "application_fees.refunds.list", f"list of {FR}",
          fees.list_refunds),
    Route("GET", "/v1/application_fees/{}/refunds/{}", "application_fees.refunds.retrieve", FR, fees.retrieve_refund),
    Route("POST", "/v1/application_fees/{}/refunds/{}", "application_fees.refunds.update", FR, fees.update_refund),
    Route("POST", "/v1/transfers", "transfers.create", TR, sending.create),
    Route("GET", "/v1/transfers", "transfers.list", f"list of {TR}", sending.list_transfers),
    Route("GET", "/v1/transfers/{}", "transfers.retrieve", TR, reading.retrieve(Transfer)),
    Route("POST", "/v1/transfers/{}", "transfers.update", TR, sending.update),
    Route("POST", "/v1/transfers/{}/reversals", "transfers.reversals.create", TRR, sending.reverse),
    Route("GET", "/v1/transfers/{}/reversals", "transfers.reversals.list", f"list of {TRR}", sending.list_reversals),
    Route("GET", "/v1/transfers/{}/reversals/{}", "transfers.reversals.retrieve", TRR, sending.retrieve_reversal),
    Route("POST", "/v1/transfers/{}/reversals/{}", "transfers.reversals.update", TRR, sending.update_reversal),
)  # fmt: skip
