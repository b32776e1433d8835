"""Which API versions the simulator has. Not: asking one of a world, which is `control.py`'s work."""

from __future__ import annotations

from difflib import get_close_matches


def unknown_version(version: str) -> str | None:
    """Return why this is no version of Stripe's API that can be simulated, and what to write; None if it is one."""
    from simulator.stripe import versions  # noqa: PLC0415 - only a run that asks for a version loads the provider

    if not versions.known(version):
        listed = versions.listed()[::-1]
        near = [name for name in listed if name[:10] == version[:10]] or get_close_matches(version, listed, cutoff=0.7)
        hint = f"Did you mean {near[0]}?" if near else f"Write one such as {listed[0]}"
        return f"there is no such version of Stripe's API. {hint}"
    if versions.before(version, versions.OLDEST):
        return f"the oldest version that is simulated is {versions.OLDEST}"
    return None
