"""A target that runs already, and calls a sandbox that its people have started. Not: the target's own start.

Where `[target] set_up` tells it the provider's address, it is told that of the run's own simulator, and none of this
is needed.
"""

from __future__ import annotations

from pathlib import Path

from harness.descriptor.model import Descriptor
from harness.failures import WindowShut
from harness.target.checkout import used
from simulator.client import CARD, Control, EndpointView, Side, SimulatorError, WorldClient, running


def calls_a_sandbox(descriptor: Descriptor) -> bool:
    """Say whether a target is attached to that nothing tells where its provider is: it was told when it was started."""
    told = {name for request in descriptor.target.set_up for name in used(request)}
    addresses = {f"{provider}.base_url" for provider in descriptor.provider}
    return descriptor.target.base_url is not None and not told & addresses


def sandbox(descriptor: Descriptor, folder: Path) -> Control:
    """Return the control API of the sandbox that runs in this folder, or in the descriptor's `folder`.

    Raises SimulatorError, with what to do, if there is none.
    """
    cards = [CARD, folder / CARD]
    place = next((card for card in cards if card.exists()), CARD)
    try:
        return running(place)
    except SimulatorError as missing:
        told = " ".join(
            f"--webhook-url {provider}={descriptor.target.base_url}{table.webhook_path}"
            for provider, table in descriptor.provider.items()
        )
        raise SimulatorError(
            f"[target] base_url is a target that runs already, and calls a sandbox. {missing} {told}, and the target"
            " with the addresses and keys that it prints; or tell the target by [target] set_up"
        ) from None


def endpoint(world: WorldClient, provider: str, url: str, side: Side) -> EndpointView:
    """Return the sandbox's webhook endpoint at this address. Raises WindowShut if it tells its news elsewhere."""
    known = world.endpoints(side=side, provider=provider)
    for one in known:
        if one.url == url or (not url and len(known) == 1):  # the path is not known yet
            return one
    elsewhere = ", ".join(one.url for one in known if one.url) or "nobody"
    raise WindowShut(
        f"the sandbox tells {elsewhere} of {provider}'s events, and not {url}",
        needs=f"[provider.{provider}] webhook_path, or start it with --webhook-url {provider}={url}",
    )
