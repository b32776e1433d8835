"""The target's stores, as a scenario handles them: searched, locked, filled, purged. Not: reading one (`windows/`)."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal

from harness.descriptor.model import SourceTable
from harness.descriptor.template import fill
from harness.failures import Moot, NoVerdict, WindowShut
from harness.observation import Leak, Scan
from harness.target import outage
from harness.target.process import CannotStart
from harness.windows import leaks, source, stores, traces

if TYPE_CHECKING:
    from harness.target.target import Target

Store = Literal["inbox", "business"]

LONGEST_REDELIVERY = 29 * 86_400
"""Seconds after which an event may still be delivered again: Stripe resends events of the last 30 days."""
PURGE_WITHIN = 60.0


class Stores:
    """What the descriptor says in [stores] and [source], of one target."""

    def __init__(self, target: Target) -> None:
        """Speak of the stores of `target`."""
        self._target = target
        self._declared = target.descriptor.stores

    def scan(self, forbidden: Mapping[str, str], canaries: Sequence[str]) -> Scan:
        """Search every declared store for values in any way of writing them, hashes included.

        Raises WindowShut if none is declared or one cannot be read.
        """
        texts = stores.dump(self._declared, self._target.instance.values)
        hashed = {
            f"a bare {how} of {what}": digest
            for what, value in forbidden.items()
            for how, digest in traces.hashes(value).items()
        }
        return traces.search(texts, forbidden={**forbidden, **hashed}, canaries=canaries, kind="stores")

    def can_be_locked(self, store: Store) -> bool:
        """Whether a declared store is an SQLite file, whose write lock anybody can hold."""
        url = getattr(self._declared, store)
        return url is not None and outage.is_sqlite(fill(url, self._target.instance.values))

    @contextmanager
    def locked(self, store: Store) -> Iterator[None]:
        """Let nobody write to a declared store. Raises WindowShut if it is not declared, or is no SQLite file."""
        url = getattr(self._declared, store)
        line = f"[stores] {store}"
        if url is None:
            raise WindowShut(f"the target's {store} store is not declared", needs=line)
        with outage.write_lock(fill(url, self._target.instance.values), line):
            self._target.notebook.add("lifecycle", f"nobody can write to the {store} store")
            yield
        self._target.notebook.add("lifecycle", f"the {store} store can be written to again")

    @contextmanager
    def full(self) -> Iterator[None]:
        """Let no file of the target grow. Raises WindowShut for a target that the harness did not start."""
        with outage.full_disk(self._target.process_group):
            self._target.notebook.add("lifecycle", "the target's disk is full: none of its files can grow")
            yield
        self._target.notebook.add("lifecycle", "the target's disk has room again")

    @property
    def purges(self) -> bool:
        """Whether a command is declared that deletes what is no longer needed."""
        return self._declared.purge is not None

    def purge(self) -> None:
        """Run the declared command, as if it were the last day on which an event can be delivered again."""
        then = {"then": str(int(time.time()) + LONGEST_REDELIVERY)}
        try:
            self._target.instance.run_well("[stores] purge", self._declared.purge or "", PURGE_WITHIN, then)
        except CannotStart as refused:
            raise NoVerdict("target unreachable", str(refused)) from None
        self._target.notebook.add("lifecycle", "the declared purge was run, 29 days ahead of time")

    def source(self) -> dict[str, str]:
        """Return the target's own source by path. Raises WindowShut if its tree is not declared."""
        return source.read(self._tree, self._target.instance.cwd)

    def everything(self) -> dict[str, str]:
        """Return every text of the tree by path, tests and recordings too. Raises WindowShut if it is not declared."""
        return source.everything(self._tree, self._target.instance.cwd)

    def keys(self, files: Mapping[str, str]) -> list[Leak]:
        """Return the providers' keys in these texts."""
        return leaks.keys(files, self._tree.harmless)

    def card_numbers(self, files: Mapping[str, str]) -> list[Leak]:
        """Return the numbers of cards in these texts that are no published test cards."""
        return leaks.card_numbers(files, self._tree.harmless)

    def history(self) -> dict[str, str]:
        """Return what commits added that may hold a key. Raises Moot without a history, WindowShut if it is long."""
        try:
            added = source.history(self._tree, self._target.instance.cwd, leaks.IN_HISTORY)
        except subprocess.TimeoutExpired:
            raise WindowShut("the history could not be searched in time", needs="[source] tree") from None
        if added is None:
            raise Moot("git keeps no history of [source] tree: this is a snapshot")
        return added

    @property
    def _tree(self) -> SourceTable:
        if self._target.descriptor.source is None:
            raise WindowShut("the target's source is not declared", needs="[source] tree")
        return self._target.descriptor.source
