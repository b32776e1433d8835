"""The target's logs from a moment on: what was written since, in which lines something is named. Not: judging them."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from harness.failures import WindowShut
from harness.windows import records, traces, written

if TYPE_CHECKING:
    from harness.target.target import Target

AUDIT = "[logs.audit]"
COMMAND = "[logs] command"


def texts(target: Target) -> dict[str, str]:
    """Return each log by name: what the processes wrote, files and a command of the descriptor's, its audit log.

    Raises WindowShut if the audit log, or the command, is declared and cannot be read.
    """
    instance, declared = target.instance, target.descriptor.logs
    found = traces.log_texts(instance.log_files(), declared, instance.values, instance.cwd)
    if declared.command is not None:
        said = instance.ask(declared.command, {})
        if said.wrong is not None:
            raise WindowShut(f"the logs cannot be read: {said.wrong}", needs=f"{COMMAND} ({said.wrong})")
        found[COMMAND] = said.text
    if declared.audit is not None:
        found[AUDIT] = written.read(declared.audit, AUDIT, instance.values, target.browser)
    return found


class Logbook:
    """What the target writes from now on."""

    def __init__(self, target: Target) -> None:
        """Remember what is there already."""
        self._target = target
        self._before = texts(target)

    def text(self) -> str:
        """Return what was written since, of all logs, one after another."""
        grown = []
        for name, text in texts(self._target).items():
            before = self._before.get(name, "")
            if name == AUDIT:  # its rows may come in any order
                known = set(before.split("\n"))
                grown.append("\n".join(line for line in text.split("\n") if line not in known))
            else:
                grown.append(text[len(before) :] if text.startswith(before[:200]) else text)
        return "\n".join(grown)

    def lines(self) -> list[str]:
        """Return the lines that were written since."""
        return records.lines(self.text())

    def naming(self, names: Collection[str]) -> list[str]:
        """Return the lines since that hold one of these names."""
        return records.naming(self.lines(), names)
