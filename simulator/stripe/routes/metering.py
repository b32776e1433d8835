"""Routes of meters and their events."""

from __future__ import annotations

from simulator.stripe.flows import reading
from simulator.stripe.flows.metering import hearing, meters
from simulator.stripe.resources.meter import Meter
from simulator.stripe.routes.route import Route

METER, PATH, NAME = "billing.meter", "/v1/billing/meters", "billing.meters"

ROUTES: tuple[Route, ...] = (
    Route("POST", PATH, f"{NAME}.create", METER, meters.create),
    Route("GET", PATH, f"{NAME}.list", f"list of {METER}", meters.list_meters),
    Route("GET", PATH + "/{}", f"{NAME}.retrieve", METER, reading.retrieve(Meter)),
    Route("POST", PATH + "/{}", f"{NAME}.update", METER, meters.update),
    Route("POST", PATH + "/{}/deactivate", f"{NAME}.deactivate", METER, meters.deactivate),
    Route("POST", PATH + "/{}/reactivate", f"{NAME}.reactivate", METER, meters.reactivate),
    Route("GET", PATH + "/{}/event_summaries", f"{NAME}.event_summaries.list",
          "list of billing.meter_event_summary", meters.summaries),
    Route("POST", "/v1/billing/meter_events", "billing.meter_events.create", "billing.meter_event", hearing.create),
    Route("POST", "/v1/billing/meter_event_adjustments", "billing.meter_event_adjustments.create",
          "billing.meter_event_adjustment", hearing.adjust),
)  # fmt: skip
