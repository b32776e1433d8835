"""Routes of API v2: event destinations, and the thin events that are told to them."""

from __future__ import annotations

from simulator.stripe.routes.route import Route
from simulator.stripe.v2 import destinations, events

ED, EVENT = "v2.core.event_destination", "v2.core.event"
_ED, _EVENTS = "v2.core.event_destinations", "v2.core.events"

ROUTES: tuple[Route, ...] = (
    Route("POST", destinations.PATH, f"{_ED}.create", ED, destinations.create),
    Route("GET", destinations.PATH, f"{_ED}.list", f"list of {ED}", destinations.list_destinations),
    Route("GET", f"{destinations.PATH}/{{}}", f"{_ED}.retrieve", ED, destinations.retrieve),
    Route("POST", f"{destinations.PATH}/{{}}", f"{_ED}.update", ED, destinations.update),
    Route("DELETE", f"{destinations.PATH}/{{}}", f"{_ED}.delete", ED, destinations.delete),
    Route("POST", f"{destinations.PATH}/{{}}/enable", f"{_ED}.enable", ED, destinations.enable),
    Route("POST", f"{destinations.PATH}/{{}}/disable", f"{_ED}.disable", ED, destinations.disable),
    Route("POST", f"{destinations.PATH}/{{}}/ping", f"{_ED}.ping", EVENT, destinations.ping),
    Route("GET", events.PATH, f"{_EVENTS}.list", f"list of {EVENT}", events.list_events),
    Route("GET", f"{events.PATH}/{{}}", f"{_EVENTS}.retrieve", EVENT, events.retrieve),
)
