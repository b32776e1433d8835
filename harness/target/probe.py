"""What one checkout at a target's start must show: that its calls arrive, and where it takes webhooks.

Not: for targets that are told the provider's address by a setting of their own, and listen at a path that is known
before; and no verdict: what goes wrong after a call has arrived is for the checks to find.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.failures import WindowShut
from harness.target.purchase import SERVER_ERROR

if TYPE_CHECKING:
    from harness.target.checkout import Tried
    from harness.target.target import Target


NOT_TOLD = (
    "whatever the target was told when it was started, it calls another address, or nobody",
    "[target] base_url: a target that calls the sandbox, started with the address and the keys that it prints",
)


def probe(target: Target) -> None:
    """Check out once. Raises WindowShut, with the remedy, if no call arrived by the way that the descriptor opened."""
    reach, attached = target.instance.reach, target.instance.attached
    if reach is None and not attached:
        return
    since = target.sandbox.position()
    tried = target.try_checkout()
    if target.settle_soon(lambda: bool(target.sandbox.calls(since))):
        how = ", by shim or interception" if reach else ""
        target.notebook.add("lifecycle", f"a first checkout was seen to call the simulator{how}")
        return
    if reach is None and 400 <= tried.replied.status < SERVER_ERROR:  # it was refused before anybody was called
        return
    complaint = reach.complaint(target.provider) if reach else NOT_TOLD
    if complaint is not None:
        what, needs = complaint
        answered = f"{tried.replied.told} answered {tried.replied.status}"
        raise WindowShut(f"a first checkout called no simulator: {what} ({answered})", needs=needs)


def learn_webhook_path(target: Target, tried: Tried | None = None) -> None:
    """Check out once, if only the reply to a checkout tells where webhooks are taken; what it says holds ever after.

    `tried` is a checkout that was made already. Raises WindowShut, with the remedy, if it does not tell.
    """
    instance, provider = target.instance, target.provider
    wanted = instance.lacks(provider)
    if not wanted:
        return
    tried = tried or target.try_checkout()
    if untold := sorted(wanted - tried.values.keys()):
        missing = f"the path of webhooks holds {{{untold[0]}}}, which a first checkout did not tell"
        needs = tried.needs or f"[checkout] requests save = {{ {untold[0]} = … }}"
        raise WindowShut(f"{missing}: {tried.missing}" if tried.missing else missing, needs=needs)
    instance.learn({name: tried.values[name] for name in wanted})
    path = instance.webhook_path(provider)
    target.notebook.add("lifecycle", f"a first checkout told that webhooks are taken at {path}")
