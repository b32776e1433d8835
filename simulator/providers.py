"""The table of the simulated providers. Not: the Protocol that each of them fills in, which is `provider.py`.

A provider's modules are loaded when it is first asked for: whoever simulates one does not wait for the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module

from simulator.provider import Provider

PLACES: Mapping[str, tuple[str, str]] = {
    "stripe": ("simulator.stripe", "STRIPE"),
    "paypal": ("simulator.paypal", "PAYPAL"),
    "square": ("simulator.square", "SQUARE"),
}
"""By name, in the order of their ports: the module, and what fills the Provider in there."""


class _Table(Mapping[str, Provider]):
    """Those of the table, each loaded when it is looked up."""

    def __init__(self, places: Mapping[str, tuple[str, str]]) -> None:
        self._places = places

    def __getitem__(self, name: str) -> Provider:
        module, attribute = self._places[name]
        provider: Provider = getattr(import_module(module), attribute)
        return provider

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def __contains__(self, name: object) -> bool:
        return name in self._places


PROVIDERS: Mapping[str, Provider] = _Table(PLACES)


def chosen(names: tuple[str, ...]) -> dict[str, Provider]:
    """Return the providers of those names, in the table's order; all if none is named."""
    return {name: PROVIDERS[name] for name in PROVIDERS if not names or name in names}
