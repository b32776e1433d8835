"""The page that leads to those of the providers, docs/fidelity.md. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tests.fidelity.pages.parts import Fact, how_sure, table


class Line(NamedTuple):
    """What stands in the index of one provider."""

    name: str
    page: str
    coverage: str
    sdks: str
    facts: Sequence[Fact]


def page(lines: Sequence[Line]) -> str:
    """Return the whole page."""
    return "\n".join([
        "# Fidelity",
        "",
        "Written by `make fidelity`. What of each provider is simulated, how that is known, and what is not:",
        "operations, SDKs, how answers are checked, behaviours with their sources, and what is known to differ.",
        "",
        *table(("provider", "operations simulated", "official SDKs that drive it", "behaviours"), [
            (f"[{line.name}]({line.page})", line.coverage, line.sdks, how_sure(line.facts)) for line in lines
        ]),
        "",
        "An operation that is not simulated is refused in the provider's own manner and marked `unsupported` in the",
        "journal; no verdict leans on it. A test asks for every one of them.",
        "",
    ])  # fmt: skip
