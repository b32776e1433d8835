"""Routes of test clocks."""

from __future__ import annotations

from simulator.stripe.flows import reading
from simulator.stripe.flows.clocks import test_clocks
from simulator.stripe.resources.test_clock import TestClock
from simulator.stripe.routes.route import Route

CLOCK, PATH, NAME = "test_helpers.test_clock", "/v1/test_helpers/test_clocks", "test_helpers.test_clocks"

ROUTES: tuple[Route, ...] = (
    Route("POST", PATH, f"{NAME}.create", CLOCK, test_clocks.create),
    Route("GET", PATH, f"{NAME}.list", f"list of {CLOCK}", test_clocks.list_clocks),
    Route("GET", PATH + "/{}", f"{NAME}.retrieve", CLOCK, reading.retrieve(TestClock)),
    Route("DELETE", PATH + "/{}", f"{NAME}.delete", CLOCK, test_clocks.delete),
    Route("POST", PATH + "/{}/advance", f"{NAME}.advance", CLOCK, test_clocks.advance),
)
