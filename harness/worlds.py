"""Where the worlds of a run are had: at a simulator of its own, or at the sandbox that a running target calls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import count
from pathlib import Path

from harness.descriptor.model import Descriptor
from harness.failures import NoVerdict
from harness.target import attaching
from harness.verdicts.verdict import ErrorReason
from simulator.client import Control, EndpointView, Side, SimulatorError, SimulatorProcess, WorldClient


class Worlds:
    """The worlds of one run, and the simulator that holds them, which is started or found at first use."""

    def __init__(
        self,
        descriptor: Descriptor,
        folder: Path,
        seed: int,
        *,
        api_versions: Mapping[str, str],
        variations: Sequence[str],
        simulator: SimulatorProcess | None,
    ) -> None:
        """Prepare; as for a `Session`. A `simulator` that is lent goes on when this ends, and so does a sandbox."""
        self._descriptor = descriptor
        self._folder = folder
        self._seed = seed
        self._api_versions = dict(api_versions)
        self._variations = tuple(variations)
        self._numbers = count(1)
        self._simulator = simulator
        self._lent = simulator is not None
        self._at_a_sandbox = attaching.calls_a_sandbox(descriptor)
        self._sandbox: Control | None = None
        self._nowhere: NoVerdict | None = None

    @property
    def at_a_sandbox(self) -> bool:
        """Whether the target calls a sandbox that runs already, with whatever is sold there."""
        return self._at_a_sandbox

    def new(self, began_ago: float) -> WorldClient:
        """Return an empty world whose clock begins so many seconds before now, or the one of the sandbox.

        Raises NoVerdict if there is no simulator to have it at.
        """
        if self._nowhere is not None:
            raise self._nowhere
        try:
            if self._at_a_sandbox:
                return self._found().worlds()[0]
            seed = self._seed * 1000 + next(self._numbers)
            return self._started().control.new_world(seed, began_ago, self._api_versions, self._variations)
        except SimulatorError as refused:
            reason: ErrorReason = "target unreachable" if self._at_a_sandbox else "fault of the harness"
            self._nowhere = NoVerdict(reason, str(refused))
            raise self._nowhere from None

    def endpoint(self, world: WorldClient, provider: str, url: str, side: Side) -> EndpointView:
        """Return the webhook endpoint that tells a target at this address; empty: it is not known yet."""
        if self._at_a_sandbox:
            return attaching.endpoint(world, provider, url, side)
        table = self._descriptor.provider[provider]
        return world.endpoint(
            url,
            side=side,
            provider=provider,
            enabled_events=table.events,
            api_version=None if table.payload == "thin" else self._api_versions.get(provider),
            payload=table.payload,
        )

    def close(self) -> None:
        """Stop what was started for this run. Safe to call again."""
        if self._sandbox is not None:
            self._sandbox.close()
            self._sandbox = None
        if self._simulator is not None and not self._lent:
            self._simulator.stop()
            self._simulator = None

    def _started(self) -> SimulatorProcess:
        if self._simulator is None:
            self._simulator = SimulatorProcess.start(seed=self._seed, providers=self._descriptor.provider)
        return self._simulator

    def _found(self) -> Control:
        if self._sandbox is None:
            self._sandbox = attaching.sandbox(self._descriptor, self._folder)
        return self._sandbox
