"""A simulator that somebody else runs, found by the card that it leaves in its folder. Not: starting one."""

from __future__ import annotations

from pathlib import Path

import msgspec

from simulator import card
from simulator.client.control import Control, SimulatorError
from simulator.delivery.address import BadUrl, parse

CARD = Path(card.NAME)


class _Door(msgspec.Struct, frozen=True):
    base_url: str
    token: str


class _Card(msgspec.Struct, frozen=True):
    control: _Door


def running(place: Path = CARD) -> Control:
    """Return the control API of the simulator whose card lies at `place`. Raises SimulatorError if none answers."""
    try:
        told = msgspec.json.decode(place.read_bytes(), type=_Card)
        parse(told.control.base_url)
    except FileNotFoundError:
        raise SimulatorError(
            f"{place}: there is none, so no sandbox runs in this folder. Start one: assay sandbox"
        ) from None
    except OSError as refused:
        raise SimulatorError(f"{place}: cannot be read ({refused.strerror})") from None
    except (msgspec.DecodeError, UnicodeDecodeError, BadUrl):
        raise SimulatorError(f"{place}: it is not what a sandbox writes. Start one anew: assay sandbox") from None
    control = Control(told.control.base_url, told.control.token)
    try:
        control.send("GET", "/health")
    except SimulatorError:
        control.close()
        raise SimulatorError(
            f"{place}: the sandbox that wrote it does not answer. Start one anew: assay sandbox"
        ) from None
    return control
