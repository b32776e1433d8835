"""What a run holds: the simulator, the targets by profile, the notebook. Not: pytest (`plugin.py`), nor judging."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import count
from pathlib import Path
from typing import Literal

from harness.buyers import Buyers
from harness.descriptor.model import Descriptor
from harness.failures import NoVerdict, WindowShut
from harness.notebook import Notebook
from harness.sandbox import Sandbox
from harness.target.environment import ProviderSettings
from harness.target.instance import Instance, free_port
from harness.target.target import Target
from simulator.client import Side, SimulatorError, SimulatorProcess, WorldClient

Role = Literal["test", "live", "crash", "startup"]
"""Which target a scenario asks for: the shared one, that in the live profile, one that may be killed, one that is
started again and again with wrong settings."""

RESTARTS = 3


class Session:
    """Everything that one run started, and stops again."""

    def __init__(
        self,
        descriptor: Descriptor,
        folder: Path,
        work: Path,
        seed: int,
        *,
        api_versions: Mapping[str, str] | None = None,
        on_instance: Callable[[Instance], None] = lambda _instance: None,
    ) -> None:
        """Describe a run of `descriptor`, which lies in `folder`; targets keep their state below `work`.

        `api_versions` are those of the accounts, by provider: the newest where none is given. `on_instance` is told of
        each target before it is started.
        """
        self._on_instance = on_instance
        self.descriptor = descriptor
        self.folder = folder
        self.work = work
        self.seed = seed
        self.api_versions = dict(api_versions or {})
        self.notebook = Notebook()
        self._buyers = Buyers(seed)
        self._numbers = count(1)
        self._worlds = count(1)
        self._simulator: SimulatorProcess | None = None
        self._no_simulator: NoVerdict | None = None
        self._targets: dict[Role, Target] = {}
        self._refused: dict[Role, NoVerdict] = {}
        self._restarts = 0

    @property
    def simulator(self) -> SimulatorProcess:
        """The simulator, started at first use."""
        if self._no_simulator is not None:
            raise self._no_simulator
        if self._simulator is None:
            try:
                self._simulator = SimulatorProcess.start(seed=self.seed)
            except SimulatorError as refused:
                self._no_simulator = NoVerdict("fault of the harness", str(refused))
                raise self._no_simulator from None
        return self._simulator

    def target(self, role: Role, provider: str) -> Target:
        """Return the running target for `role`; it is started at first use and shared from then on.

        Raises NoVerdict (target unreachable) if it cannot be started or has died too often; WindowShut if the
        descriptor does not let the harness start what `role` needs.
        """
        if role in self._refused:
            raise self._refused[role]
        if role not in self._targets:
            self._targets[role] = self._new(role, provider)
        target = self._targets[role]
        if role != "startup" and not target.instance.running:
            self._start_again(role, target)
        return target

    def targets(self) -> dict[Role, Target]:
        """Return the targets that have been started, by role."""
        return dict(self._targets)

    def close(self) -> None:
        """Stop every target, then the simulator. Safe to call again, and after a failure half-way."""
        for target in self._targets.values():
            target.instance.stop()
            target.close()
        self._targets.clear()
        if self._simulator is not None:
            self._simulator.stop()
            self._simulator = None

    def _new(self, role: Role, provider: str) -> Target:
        profile = "live" if role == "live" else "test"
        attached = self.descriptor.target.base_url is not None
        if role != "test" and attached:
            raise WindowShut("the target is attached, not started by the harness", needs="[target] start or processes")
        if profile == "live" and "live" not in self.descriptor.target.profiles:
            raise WindowShut("the target cannot be started in its live profile", needs="[target.profiles.live] env")
        world = self.simulator.control.new_world(self.seed * 1000 + next(self._worlds), self.api_versions)
        instance = self._instance(role, profile, world)
        self._on_instance(instance)
        try:
            if role != "startup":
                instance.start()
        except NoVerdict as refused:
            self._refused[role] = refused
            raise
        except BaseException:  # told to stop while it started: nobody but us knows of its processes yet
            instance.stop()
            raise
        sandbox = Sandbox(world, provider, self.notebook)
        return Target(instance, sandbox, provider, buyers=self._buyers, numbers=self._numbers)

    def _instance(self, role: Role, profile: str, world: WorldClient) -> Instance:
        side: Side = "live" if profile == "live" else "test"
        port = free_port()
        base_url = self.descriptor.target.base_url or f"http://127.0.0.1:{port}"
        settings, endpoints = {}, {}
        for name, table in self.descriptor.provider.items():
            view = world.provider(name)
            keys = view.live if side == "live" else view.test
            url = f"{base_url}{table.webhook_path}"
            version = self.api_versions.get(name)
            endpoint = world.endpoint(url, side=side, provider=name, enabled_events=table.events, api_version=version)
            endpoints[name] = endpoint.id
            settings[name] = ProviderSettings(view.base_url, keys.secret_key, keys.publishable_key, endpoint.secret)
        return Instance(
            self.descriptor,
            self.folder,
            profile,
            settings,
            endpoints=endpoints,
            port=port,
            state=self.work / role,
            notebook=self.notebook,
        )

    def _start_again(self, role: Role, target: Target) -> None:
        self._restarts += 1
        codes = ", ".join(f"{name} with {code}" for name, code in target.instance.exits().items())
        if self._restarts > RESTARTS:
            self._refused[role] = NoVerdict(
                "target unreachable", f"the target has ended by itself {RESTARTS} times ({codes}); it is left so"
            )
            raise self._refused[role]
        self.notebook.add("lifecycle", f"the target had ended by itself ({codes}); it is started again")
        try:
            target.instance.start_again()
        except NoVerdict as refused:
            self._refused[role] = refused
            raise
