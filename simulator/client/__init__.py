"""Door 1: the typed client of the control API, and the process that serves it. Not: anything of the simulator itself.

Whatever the server refuses becomes a SimulatorError with the server's own sentence.
"""

from simulator.client.choosing import event_named, planned
from simulator.client.control import Control, SimulatorError
from simulator.client.finding import CARD, running
from simulator.client.process import SimulatorProcess
from simulator.client.versions import unknown_version
from simulator.client.world import WorldClient
from simulator.delivery.record import DeliveryRecord, overlapped
from simulator.faults import Fault, Struck
from simulator.journal import Call
from simulator.pointers import BrokenPointer, changed
from simulator.views import (
    ActResult,
    EndpointView,
    EventView,
    KeyView,
    Kill,
    Payload,
    ProviderView,
    Side,
    SideView,
    WorldView,
)

__all__ = [
    "CARD",
    "ActResult",
    "BrokenPointer",
    "Call",
    "Control",
    "DeliveryRecord",
    "EndpointView",
    "EventView",
    "Fault",
    "KeyView",
    "Kill",
    "Payload",
    "ProviderView",
    "Side",
    "SideView",
    "SimulatorError",
    "SimulatorProcess",
    "Struck",
    "WorldClient",
    "WorldView",
    "changed",
    "event_named",
    "overlapped",
    "planned",
    "running",
    "unknown_version",
]
