"""The table of the simulated providers. Not: the Protocol that each of them fills in, which is `provider.py`."""

from __future__ import annotations

from collections.abc import Mapping

from simulator.provider import Provider
from simulator.square import SQUARE
from simulator.stripe import STRIPE

_ALL: tuple[Provider, ...] = (STRIPE, SQUARE)

PROVIDERS: Mapping[str, Provider] = {provider.name: provider for provider in _ALL}
"""By name, in the order of their ports."""
