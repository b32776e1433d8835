"""Routes of what is paid out to the merchant."""

from __future__ import annotations

from simulator.stripe.flows import reading
from simulator.stripe.flows.merchant import payouts
from simulator.stripe.resources.payout import Payout
from simulator.stripe.routes.route import Route

PAYOUT = "payout"

ROUTES: tuple[Route, ...] = (
    Route("POST", "/v1/payouts", "payouts.create", PAYOUT, payouts.create),
    Route("GET", "/v1/payouts", "payouts.list", f"list of {PAYOUT}", payouts.list_payouts),
    Route("GET", "/v1/payouts/{}", "payouts.retrieve", PAYOUT, reading.retrieve(Payout)),
    Route("POST", "/v1/payouts/{}", "payouts.update", PAYOUT, payouts.update),
    Route("POST", "/v1/payouts/{}/cancel", "payouts.cancel", PAYOUT, payouts.cancel),
    Route("POST", "/v1/payouts/{}/reverse", "payouts.reverse", PAYOUT, payouts.reverse),
)
