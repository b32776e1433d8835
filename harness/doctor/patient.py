"""The target under the doctor's eyes: what it wrote since a step began, what its files speak of. Not: the steps."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from harness.descriptor.model import Descriptor
from harness.doctor import sources
from harness.doctor.seen import Variables
from harness.redaction import Redactor
from harness.session import Role, Session
from harness.target.instance import Instance
from harness.target.target import Target
from simulator.client import Call

LONGEST_OUTPUT = 2_000


@dataclass(slots=True)
class Patient:
    """One target, and where its output and the provider's journal stood when the step began."""

    target: Target
    role: Role
    redactor: Redactor
    written: int = 0
    """Characters of output before this step."""
    called: int = 0
    """Number of the last call before this step."""
    _sources: list[sources.Sources] = field(default_factory=list)
    """Read when something first goes wrong, and once."""

    @property
    def provider(self) -> str:
        return self.target.provider

    @property
    def instance(self) -> Instance:
        return self.target.instance

    @property
    def descriptor(self) -> Descriptor:
        """The descriptor as this provider's checks read it."""
        return self.target.descriptor

    def of(self, session: Session, provider: str) -> Patient:
        """Return the same target seen from another provider. Raises WindowShut where nothing is paid by it."""
        return replace(self, target=session.target(self.role, provider))

    def begin(self) -> None:
        """A step begins: what is written and called from now on belongs to it."""
        self.written = len(self.instance.output())
        self.called = self._feed()[1]

    def output(self) -> str:
        """Return the end of what the target has written since the step began."""
        return self.redactor.text(self.instance.output()[self.written :])[-LONGEST_OUTPUT:]

    def calls(self) -> list[Call]:
        """Return this provider's calls since the step began, those without a known key too, but not our own."""
        return [call for call in self._feed(self.called)[0] if call.provider == self.provider and call.by != "control"]

    def _feed(self, since: int = 0) -> tuple[list[Call], int]:
        feed = self.target.sandbox.world.feed(calls=since)
        return feed.calls, feed.last_call

    def variables(self) -> Variables:
        """Return how the target is told things, and whether its files speak of it."""
        if not self._sources:
            self._sources.append(sources.read(self.descriptor, self.instance.cwd))
        given = self.instance.environment()
        return sources.variables(self.target.descriptor, self.provider, self._sources[0], given, self.output())

    @property
    def alive(self) -> bool:
        return self.instance.running
