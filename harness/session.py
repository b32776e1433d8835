"""What a run holds: the simulator, the targets by profile, the notebook. Not: pytest (`plugin.py`), nor judging."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import count
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from harness.buyers import Buyers
from harness.descriptor.model import Descriptor
from harness.descriptor.one_provider import of_one_provider, providers_with_a_checkout
from harness.descriptor.template import fill, names
from harness.failures import NoVerdict, Stopped, WindowShut
from harness.notebook import Notebook
from harness.provider_hosts import API_HOSTS
from harness.providers import TERMS
from harness.sandbox import Sandbox
from harness.target import over_tls
from harness.target.authority import Authority
from harness.target.environment import ProviderSettings
from harness.target.instance import Instance
from harness.target.intercept import Interception
from harness.target.ports import free_port
from harness.target.probe import learn_webhook_path, probe
from harness.target.reach import Reach
from harness.target.selling import sold_plans
from harness.target.target import Target
from harness.windows.mailbox import Mailbox, wanted
from harness.worlds import Worlds
from simulator.client import Side, SimulatorProcess, WorldClient

Role = Literal["test", "live", "crash", "startup", "aged", "billed", "tls"]
"""Which target a scenario asks for: the shared one, that in the live profile, one that may be killed, one that is
started again and again with wrong settings, one whose provider has a past, one whose provider's clock is set back and
moved on again, one over TLS in both directions."""
PROFILES: dict[Role, str] = {"live": "live", "tls": over_tls.PROFILE}
"""All others are started in the profile `test`."""

OF_ONE_PROVIDER: frozenset[Role] = frozenset({"aged", "billed"})
"""Roles whose target is each provider's own: its reconciler is seen at its first run, its clock is moved."""
BEGAN_AGO: dict[Role, float] = {"aged": 3 * 86_400.0}
"""Seconds before now at which the clock of a role's world begins; a scenario moves it into the present."""

RESTARTS = 3
ANSWERS_WITHIN = 5.0
"""Seconds of real time in which a target that checks kill must answer before the next of them begins."""


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
        variations: Sequence[str] = (),
        simulator: SimulatorProcess | None = None,
        on_instance: Callable[[Instance], None] = lambda _instance: None,
        probing: bool = True,
    ) -> None:
        """Describe a run of `descriptor`, which lies in `folder`; targets keep their state below `work`.

        `api_versions` are those of the accounts, by provider: the newest where none is given. `variations` are
        the sets of what a provider does not promise in which each world varies. `simulator` is one that runs already,
        and goes on when this ends. `on_instance` is told of each target before it is started. Without `probing` a
        target is handed out as it is: whoever asks sees by himself whether its calls arrive, and where it listens.
        """
        self._on_instance = on_instance
        self._probing = probing
        self.descriptor = descriptor
        self.folder = folder
        self.work = work
        self._worlds = Worlds(
            descriptor, folder, seed, api_versions=api_versions or {}, variations=variations, simulator=simulator
        )
        self.notebook = Notebook()
        # who runs already knows the buyers of earlier runs
        self._buyers = Buyers(seed if descriptor.target.base_url is None else secrets.randbits(64))
        self._numbers = count(1)
        self._instances: dict[str, tuple[Instance, WorldClient]] = {}
        self._targets: dict[tuple[Role, str], Target] = {}
        self._refused: dict[Role, Stopped] = {}
        self._unreached: dict[tuple[Role, str], WindowShut] = {}
        self._restarts = 0
        self._authority: Authority | None = None
        self._reaches: list[Reach] = []
        self._mailboxes: list[Mailbox] = []
        self.interceptions: dict[str, Interception] = {}
        """By provider, what stands between it and the target that calls it over TLS."""

    def target(self, role: Role, provider: str) -> Target:
        """Return the running target for `role`, seen from `provider`; it is started at first use and then shared.

        Raises NoVerdict (target unreachable) if it cannot be started or has died too often; WindowShut if the
        descriptor does not let the harness start what `role` needs.
        """
        if role in self._refused:
            raise self._refused[role]
        if (role, provider) in self._unreached:
            raise self._unreached[role, provider]
        if (role, provider) not in self._targets:
            self._targets[role, provider] = self._new(role, provider)
        target = self._targets[role, provider]
        if role != "startup" and (not target.instance.running or self._is_left_dead(role, target)):
            self._start_again(role, target)
        return target

    def targets(self) -> list[Target]:
        """Return the targets that have been started, each as often as it is seen from a provider."""
        return list(self._targets.values())

    def instances(self) -> dict[str, Instance]:
        """Return what has been started, by its role, and by its provider where each has one of its own."""
        return {name: instance for name, (instance, _) in self._instances.items()}

    def close(self) -> None:
        """Stop every target, then the simulator. Safe to call again, and after a failure half-way."""
        for instance, _ in self._instances.values():
            instance.stop()
        for target in self._targets.values():
            target.close()
        self._instances.clear()
        self._targets.clear()
        for reach in self._reaches:
            reach.close()
        self._reaches.clear()
        for mailbox in self._mailboxes:
            mailbox.close()
        self._mailboxes.clear()
        for interception in self.interceptions.values():
            interception.close()
        self.interceptions.clear()
        if self._authority is not None:
            self._authority.close()
            self._authority = None
        self._worlds.close()

    def _new(self, role: Role, provider: str) -> Target:
        if provider not in providers_with_a_checkout(self.descriptor):
            raise WindowShut(
                f"no way of checking out pays by {TERMS[provider].title}",
                needs=f"[[checkout.other.NAME.requests]] and payment: a checkout by {TERMS[provider].title}",
            )
        name = f"{role}-{provider}" if role in OF_ONE_PROVIDER and len(self.descriptor.provider) > 1 else role
        if name not in self._instances:
            self._instances[name] = self._started(role, name)
        instance, world = self._instances[name]
        descriptor = of_one_provider(self.descriptor, provider)
        side: Side = "live" if instance.profile == "live" else "test"
        sandbox = Sandbox(world, provider, self.notebook, descriptor.provider[provider].payload, side)
        target = Target(instance, sandbox, descriptor, buyers=self._buyers, numbers=self._numbers)
        if role != "startup" and self._probing:
            self._probed(role, target)
        return target

    def _started(self, role: Role, name: str) -> tuple[Instance, WorldClient]:
        profile = PROFILES.get(role, "test")
        attached = self.descriptor.target.base_url is not None
        if role != "test" and attached:
            raise WindowShut("the target is attached, not started by the harness", needs="[target] start or processes")
        if profile == "live" and "live" not in self.descriptor.target.profiles:
            raise WindowShut("the target cannot be started in its live profile", needs="[target.profiles.live] env")
        world = self._worlds.new(BEGAN_AGO.get(role, 0.0))
        instance = self._instance(role, name, profile, world)
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
        return instance, world

    def _probed(self, role: Role, target: Target) -> None:
        """See by a first checkout that its calls arrive, and where it takes webhooks, as far as that must be seen.

        Raises WindowShut, now and for every later check of its provider, if it is not.
        """
        try:
            if role == "test":
                probe(target)
            learn_webhook_path(target)
        except WindowShut as shut:
            self._unreached[role, target.provider] = shut
            target.close()
            raise

    def _instance(self, role: Role, name: str, profile: str, world: WorldClient) -> Instance:
        side: Side = "live" if profile == "live" else "test"
        port = free_port()
        more = self._certificates() if role == "tls" else {}
        if self.descriptor.target.intercept:
            more |= {"intercept.ca": str(self.authority.certificate)}
        mailbox = self._mailbox()
        more |= mailbox.variables if mailbox else {}
        serves_tls = role == "tls" and over_tls.uses(self.descriptor, over_tls.CERTIFICATE)
        scheme: Literal["http", "https"] = "https" if serves_tls else "http"
        base_url = self.descriptor.target.base_url or f"{scheme}://127.0.0.1:{port}"
        settings, endpoints = {}, {}
        for provider, table in self.descriptor.provider.items():
            view = world.provider(provider)
            keys = view.live if side == "live" else view.test
            url = "" if names(table.webhook_path) else f"{base_url}{fill(table.webhook_path, {})}"
            endpoint = self._worlds.endpoint(world, provider, url, side)
            endpoints[provider] = endpoint.id
            base = view.base_url
            if role == "tls" and over_tls.uses(self.descriptor, over_tls.AUTHORITY):
                base = self._intercepted(provider, base).url
            told = {**keys.credentials, **endpoint.credentials}
            if not self._worlds.at_a_sandbox:
                told |= sold_plans(self.descriptor, world, provider, side)
            settings[provider] = ProviderSettings(base, keys.secret_key, keys.publishable_key, endpoint.secret, told)
        return Instance(
            self.descriptor,
            self.folder,
            profile,
            settings,
            endpoints=endpoints,
            port=port,
            state=self.work / name,
            notebook=self.notebook,
            scheme=scheme,
            more=more,
            reach=self._reach(name, {one: given["base_url"] for one, given in settings.items()}),
            mailbox=mailbox,
            on_set_up=partial(_listen, world, side),
        )

    def _mailbox(self) -> Mailbox | None:
        """Return where a target's mails arrive; None: it sends them elsewhere, or nowhere."""
        if not wanted(self.descriptor):
            return None
        self._mailboxes.append(Mailbox(free_port()))
        return self._mailboxes[-1]

    def _reach(self, name: str, base_urls: Mapping[str, str]) -> Reach | None:
        """Return how a target reaches its providers at `base_urls` by shims or interception; None: it needs neither."""
        shimmed = any(table.shim for table in self.descriptor.provider.values())
        if self.descriptor.target.base_url is not None or not (shimmed or self.descriptor.target.intercept):
            return None
        reach = Reach(self.descriptor, base_urls, self.work / "reach" / name)
        self._reaches.append(reach)
        if self.descriptor.target.intercept:
            reach.intercept(self.authority, base_urls)
        return reach

    @property
    def authority(self) -> Authority:
        """The run's own certificate authority, made at first use; its keys go with the run's folder."""
        if self._authority is None:
            self._authority = Authority(self.work / "authority")
        return self._authority

    def _certificates(self) -> dict[str, str]:
        """Return the variables of a target that is started in its profile `tls`."""
        pair = self.authority.pair("target")
        return {
            "tls.certificate": str(pair.certificate),
            "tls.key": str(pair.key),
            "tls.ca": str(self.authority.certificate),
            "tls.plain_port": str(free_port()),
        }

    def _intercepted(self, provider: str, url: str) -> Interception:
        """Return the provider over TLS; the target that calls it is started only once."""
        if provider not in self.interceptions:
            parts = urlsplit(url)
            upstream = (parts.hostname or "127.0.0.1", parts.port or 80)
            names = API_HOSTS.get(provider, ())
            self.interceptions[provider] = Interception(self.authority, self.work / "authority", upstream, names)
        return self.interceptions[provider]

    def _is_left_dead(self, role: Role, target: Target) -> bool:
        """Whether a target that checks kill is not there for the next one, whatever its processes do."""
        return role == "crash" and not target.instance.attached and not target.instance.answers(ANSWERS_WITHIN)

    def _start_again(self, role: Role, target: Target) -> None:
        self._restarts += 1
        ended = target.instance.exits().items()
        codes = ", ".join(f"{name} with {code}" for name, code in ended) or "it runs, and answers nothing"
        if self._restarts > RESTARTS:
            self._refused[role] = NoVerdict(
                "target unreachable", f"the target has ended by itself {RESTARTS} times ({codes}); it is left so"
            )
            raise self._refused[role]
        self.notebook.add("lifecycle", f"the target was not there any more ({codes}); it is started again")
        try:
            target.instance.start_again()
        except NoVerdict as refused:
            self._refused[role] = refused
            raise


def _listen(world: WorldClient, side: Side, instance: Instance) -> None:
    """Tell each provider where a target that has been set up takes webhooks, if that was not known before."""
    for provider, endpoint in instance.endpoints.items():
        if names(instance.descriptor.provider[provider].webhook_path) and not instance.lacks(provider):
            world.change_endpoint(endpoint, side=side, provider=provider, url=instance.webhook_url(provider))
