"""Whether a target that is re-pointed or intercepted really calls the simulator: one checkout at its start.

Not: for targets that are told the address by a setting of their own; and no verdict: what goes wrong after a call has
arrived is for the checks to find.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.failures import WindowShut

if TYPE_CHECKING:
    from harness.target.target import Target


def probe(target: Target) -> None:
    """Check out once. Raises WindowShut, with the remedy, if no call arrived by the way that the descriptor opened."""
    reach = target.instance.reach
    if reach is None:
        return
    since = target.sandbox.position()
    tried = target.try_checkout()
    if target.settle_soon(lambda: bool(target.sandbox.calls(since))):
        target.notebook.add("lifecycle", "a first checkout was seen to call the simulator, by shim or interception")
        return
    complaint = reach.complaint(target.provider)
    if complaint is not None:
        what, needs = complaint
        answered = f"{tried.replied.told} answered {tried.replied.status}"
        raise WindowShut(f"a first checkout called no simulator: {what} ({answered})", needs=needs)
