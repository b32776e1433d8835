"""Routes of what is paid out to the merchant, and in by them."""

from __future__ import annotations

from simulator.stripe.flows import reading
from simulator.stripe.flows.merchant import payouts, topups
from simulator.stripe.resources.payout import Payout
from simulator.stripe.resources.topup import Topup
from simulator.stripe.routes.route import Route

PAYOUT, TOPUP = "payout", "topup"

ROUTES: tuple[Route, ...] = (
    Route("POST", "/v1/payouts", "payouts.create", PAYOUT, payouts.create),
    Route("GET", "/v1/payouts", "payouts.list", f"list of {PAYOUT}", payouts.list_payouts),
    Route("GET", "/v1/payouts/{}", "payouts.retrieve", PAYOUT, reading.retrieve(Payout)),
    Route("POST", "/v1/payouts/{}", "payouts.update", PAYOUT, payouts.update),
    Route("POST", "/v1/payouts/{}/cancel", "payouts.cancel", PAYOUT, payouts.cancel),
    Route("POST", "/v1/payouts/{}/reverse", "payouts.reverse", PAYOUT, payouts.reverse),
    Route("POST", "/v1/topups", "topups.create", TOPUP, topups.create),
    Route("GET", "/v1/topups", "topups.list", f"list of {TOPUP}", topups.list_topups),
    Route("GET", "/v1/topups/{}", "topups.retrieve", TOPUP, reading.retrieve(Topup)),
    Route("POST", "/v1/topups/{}", "topups.update", TOPUP, topups.update),
    Route("POST", "/v1/topups/{}/cancel", "topups.cancel", TOPUP, topups.cancel),
)
