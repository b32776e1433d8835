"""Routes of the customer portal."""

from __future__ import annotations

from simulator.stripe.flows import reading
from simulator.stripe.flows.portal import configurations, sessions
from simulator.stripe.resources.portal import PortalConfiguration
from simulator.stripe.routes.route import Route

BPC, BPS = "billing_portal.configuration", "billing_portal.session"
PATH, NAME = "/v1/billing_portal/configurations", "billing_portal.configurations"

ROUTES: tuple[Route, ...] = (
    Route("POST", PATH, f"{NAME}.create", BPC, configurations.create),
    Route("GET", PATH, f"{NAME}.list", f"list of {BPC}", configurations.list_configurations),
    Route("GET", f"{PATH}/{{}}", f"{NAME}.retrieve", BPC, reading.retrieve(PortalConfiguration)),
    Route("POST", f"{PATH}/{{}}", f"{NAME}.update", BPC, configurations.update),
    Route("POST", "/v1/billing_portal/sessions", "billing_portal.sessions.create", BPS, sessions.create),
)
