"""What providers do not promise, by the names that a world can be asked for. Not: asking: `world.py` does."""

from __future__ import annotations

from collections.abc import Mapping


def variations() -> Mapping[str, str]:
    """Return what each variation set changes, by its name."""
    from simulator.stripe.variations import VARIATIONS  # noqa: PLC0415 - only a run that varies loads the provider

    return VARIATIONS
