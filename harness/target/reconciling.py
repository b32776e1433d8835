"""The target's own reconciler, run once or waited for. Not: what it should have found."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from harness.failures import Moot

if TYPE_CHECKING:
    from harness.descriptor.model import ReconcileTable
    from harness.target.target import Target

TIMER_S = "1"
"""Seconds to which the timer of a target is set that has nothing else to reconcile with."""


def declared(target: Target) -> ReconcileTable | None:
    """Return what the descriptor says about a reconciler that runs by itself or when asked; None if there is none."""
    table = target.descriptor.reconcile
    return table if table and (table.command or table.request or table.timer_env) else None


def manual(target: Target) -> str | None:
    """Return where a procedure for people is documented."""
    return target.descriptor.reconcile.manual if target.descriptor.reconcile else None


def within(target: Target) -> float:
    """Return how many seconds one reconciliation may take."""
    table = declared(target)
    return table.within if table else 0.0


def can_be_run(target: Target) -> ReconcileTable:
    """Return what is declared. Raises Moot if there is no reconciler that can be run when a race needs it."""
    table = target.descriptor.reconcile
    if table is None or not (table.command or table.request):
        raise Moot("the descriptor declares no reconciler that can be run: [reconcile] command or request")
    return table


def reconcile(target: Target) -> str:
    """Run the reconciler once, to its end, and return in words how it ended. Raises Moot if there is none to run."""
    return reconcile_and_read(target)[0]


def reconcile_and_read(target: Target) -> tuple[str, str]:
    """Run the reconciler once; return how it ended, and what it printed or answered. Raises Moot if there is none."""
    table = can_be_run(target)
    if table.command is not None:
        code, said = target.instance.run_command(table.command, table.within)
        how = f"ended with {code}" if code is not None else f"did not end within {table.within:g} s"
        target.notebook.add("lifecycle", f"the reconciler {how}", sent=table.command, seen=said)
        return f"the reconciler {how}", said
    replied = target.browser.send(table.request, target.instance.values) if table.request else None
    how = f"the reconciler's request was answered {replied.status if replied else 'by nobody'}"
    return how, replied.text if replied else ""


def reconcile_or_wait(target: Target, until: Callable[[], bool | None]) -> str:
    """Let the target reconcile in the way that it has, until the condition holds; return in words what was done.

    A timer alone is set to a second, for which the target is started again.
    """
    table = declared(target)
    if table is None:
        target.settle_soon(until=until)
        return "no reconciler is declared"
    if table.command or table.request:
        told = reconcile(target)
        target.settle_soon(until=until)
        return told
    return wait_for_the_timer(target, until)


def wait_for_the_timer(target: Target, until: Callable[[], bool | None]) -> str:
    """Start the target again with its timer at a second, wait until the condition holds, and set it back.

    Raises Moot if there is no timer that can be set.
    """
    table = target.descriptor.reconcile
    if table is None or table.timer_env is None or target.instance.attached:
        raise Moot("the descriptor names no timer of a reconciler that can be set: [reconcile] timer_env")
    with target.instance.restarted_with({table.timer_env: TIMER_S}):
        target.patience.settle_within(until, table.within)
    return f"its timer was set to {TIMER_S} s and waited for"
