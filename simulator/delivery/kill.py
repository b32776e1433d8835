"""Killing a target at a point: SIGKILL at the first byte of the n-th accepting answer. Not: deciding when to."""

from __future__ import annotations

import os
import signal


class Unkillable(ValueError):  # noqa: N818 - said to people as it stands
    """The process group must not, or cannot, be killed; the message says why."""


class Killer:
    """Counts accepting answers and kills at the n-th. It is called inside `data_received`, before all else."""

    def __init__(self, process_group: int, after_ack: int) -> None:
        """Refuse at once what must not happen later: our own group, init's, or one that is not there."""
        if after_ack < 1:
            raise Unkillable(f"after_ack = {after_ack} is no place. Write the number of the answer, from 1")
        check_group(process_group)
        self._process_group = process_group
        self._left = after_ack

    def __call__(self) -> bool:
        """Count one answer, and say whether it was the one at which the target died."""
        self._left -= 1
        if self._left != 0:
            return False
        try:
            os.killpg(self._process_group, signal.SIGKILL)
        except ProcessLookupError:
            return False
        return True


def check_group(process_group: int) -> None:
    """Raise Unkillable for a group that is not there, is not a target's, or is ours or of whoever started us."""
    if process_group <= 1:
        raise Unkillable(f"process_group = {process_group} is no group of a target. Write one greater than 1")
    if process_group in _ours():
        raise Unkillable(f"process_group = {process_group} is the simulator's own. Give the target a group of its own")
    try:
        os.killpg(process_group, 0)
    except (ProcessLookupError, OverflowError):
        raise Unkillable(f"process_group = {process_group} does not exist") from None
    except PermissionError:
        raise Unkillable(f"process_group = {process_group} belongs to somebody else") from None


def _ours() -> set[int]:
    try:
        return {os.getpgrp(), os.getpgid(os.getppid())}
    except ProcessLookupError:
        return {os.getpgrp()}
