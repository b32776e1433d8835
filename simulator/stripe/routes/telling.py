"""Routes of events, and of the endpoints that they are told to."""

from __future__ import annotations

from simulator.stripe.flows import reading
from simulator.stripe.flows.merchant import endpoints, resending
from simulator.stripe.routes.route import Route

EVT, WE = "event", "webhook_endpoint"

ROUTES: tuple[Route, ...] = (
    Route("GET", "/v1/events", "events.list", f"list of {EVT}", reading.list_events),
    Route("GET", "/v1/events/{}", "events.retrieve", EVT, reading.retrieve_event),
    Route("POST", "/v1/events/{}/retry", "events.resend", EVT, resending.resend),
    Route("POST", "/v1/webhook_endpoints", "webhook_endpoints.create", WE, endpoints.create),
    Route("GET", "/v1/webhook_endpoints", "webhook_endpoints.list", f"list of {WE}", endpoints.list_endpoints),
    Route("GET", "/v1/webhook_endpoints/{}", "webhook_endpoints.retrieve", WE, endpoints.retrieve),
    Route("POST", "/v1/webhook_endpoints/{}", "webhook_endpoints.update", WE, endpoints.update),
    Route("DELETE", "/v1/webhook_endpoints/{}", "webhook_endpoints.delete", WE, endpoints.delete),
)  # fmt: skip
