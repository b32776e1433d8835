"""What can stop a scenario before its proof, as plain facts. Not: the verdict that each comes to (`plugin.py`)."""

from __future__ import annotations

from harness.verdicts.verdict import ErrorReason


class Stopped(Exception):  # noqa: N818 - an outcome, not a defect
    """The scenario cannot go on."""


class WindowShut(Stopped):
    """Something cannot be seen or done; `needs` is the line of the descriptor that opens it."""

    def __init__(self, what: str, *, needs: str) -> None:
        """Say `what` could not be seen."""
        super().__init__(what)
        self.needs = needs


class Moot(Stopped):
    """The question does not arise; the text is the fact, from the descriptor or the run, that makes it so."""


class NoVerdict(Stopped):
    """There can be no verdict, for a reason of the closed list."""

    def __init__(self, reason: ErrorReason, what: str) -> None:
        """Say `what` happened."""
        super().__init__(what)
        self.reason = reason
