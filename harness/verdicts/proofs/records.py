"""Proofs about the lines that deeds leave in logs: that there is one, that nobody can forge one, when. Not: leaks.

A log's format is the target's own. That a line is missing can be proved, where the logs are read and the deed's own
names were found in them; that a field is missing cannot, unless what is said is the same without the deed.
"""

from __future__ import annotations

from harness.observation import Recorded, Typed
from harness.verdicts.verdict import Verdict, fail, not_observable, passed

LOGS = "[logs] files, or [logs.audit]: where the target writes what was done"


def recorded(deed: Recorded) -> Verdict:
    """Judge that a deed left a line which is not there without it."""
    if deed.lines:
        nowhere = "no line names the address from which it came: who did it, and from where, belong to the record"
        return passed(f"{deed.done}, and the logs tell of it", advice=(nowhere,) if deed.from_where is False else ())
    if deed.kept:
        return not_observable(
            f"{deed.done}, and it is kept in {deed.kept}, which is not declared as a log",
            needs="[logs.audit] sql and database",
        )
    if not deed.window_open:
        return not_observable(f"{deed.done}, and nothing like it was ever found in the logs", needs=LOGS)
    if deed.only_as_usual:
        return fail(f"{deed.done}, and the logs say no more than they say when nobody here did it")
    return fail(f"{deed.done}, and no line of the logs tells of it, though they tell of other things")


def unforged(typed: Typed) -> Verdict:
    """Judge that what was typed began no line and no field of its own, and left no control code in the log."""
    if typed.broken_out:
        return fail(f"typed {typed.where}: {'; '.join(typed.broken_out)}")
    if not (typed.window_open or typed.shown):
        return not_observable(f"typed {typed.where}: an honest order was not found in the logs either", needs=LOGS)
    what = "it stands in the log, made harmless" if typed.shown else "the log does not repeat it"
    return passed(f"typed {typed.where}: {what}")


def dated(zone: str, *, local: int, plain: int, right: int) -> Verdict:
    """Judge the times of records that were written while the machine's zone was `zone`.

    `local` are structured records whose time is the machine's, with no offset; `plain` are lines of text with such a
    time, to which whoever collects output may add one; `right` have an offset, or are UTC.
    """
    if local:
        return fail(f"{local} records tell the machine's own time ({zone}) without saying so: no offset, and not UTC")
    if right:
        remark = (f"{plain} lines of text tell local time without an offset",) if plain else ()
        return passed(f"{right} records tell a time with an offset, or in UTC", advice=remark)
    if plain:
        return not_observable(
            f"{plain} lines of text tell local time without an offset; whoever collects them may add one",
            needs=LOGS,
        )
    return not_observable("no record of a payment tells a time that can be recognised", needs=LOGS)
