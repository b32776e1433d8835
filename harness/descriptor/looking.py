"""What must agree where a descriptor says how to look: at orders, effects, mails, records. Not: looking."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from harness.descriptor.lines import Path
from harness.descriptor.mistakes import Mistake, about, header, missing
from harness.descriptor.rules import HANDED_OVER_BY, dig, table


def mistakes(data: dict[str, Any]) -> Iterator[Mistake]:
    yield from an_order_is_read_one_way(data)
    yield from an_effect_is_counted_one_way(data)
    yield from what_is_written_is_read_one_way(data)
    yield from mails_are_read_one_way(data)


def an_order_is_read_one_way(data: dict[str, Any]) -> Iterator[Mistake]:
    read = dig(data, "order", "read")
    path = ("order", "read")
    if not isinstance(read, dict):
        return
    ways = [key for key in ("path", "sql", "command", "python") if read.get(key)]
    if not ways:
        remedy = 'Say how an order is looked at: path = "/orders/{order}", sql with database, command, or python'
        yield Mistake(path, f"[order.read] has neither path, sql, command nor python. {remedy}")
    if len(ways) > 1:
        has = " and ".join(ways)
        remedy = "Keep one: an order is read over HTTP, from SQL, by a command or by Python"
        yield Mistake((*path, ways[1]), f"[order.read] has {has}. {remedy}")
    if read.get("staff") is True and not read.get("path"):
        yield about((*path, "staff"), True, "is for a request", "Say which staff sends, path = …, or delete staff")
    yield from database(path, read)


COUNTED_BY = ("http", "sql", "lines", "stdout", "command", "python", "mail")
"""Ways to count an effect."""


def an_effect_is_counted_one_way(data: dict[str, Any]) -> Iterator[Mistake]:
    for name, effect in table(data, "effects").items():
        if not isinstance(effect, dict):
            continue
        path = ("effects", name)
        ways = [key for key in COUNTED_BY if effect.get(key) or (key == "mail" and key in effect)]
        if len(ways) != 1:
            neither = f"neither {', '.join(COUNTED_BY[:-1])} nor {COUNTED_BY[-1]}"
            has, verb = (" and ".join(ways), "Keep") if ways else (neither, "Add")
            yield Mistake(path, f"[effects.{name}] has {has}. {verb} exactly one: it says how the effect is counted")
        yield from database(path, effect)
        if effect.get("stdout") is True and table(data, "target").get("base_url"):
            remedy = "Have Assay start the target, or name the file that it writes: lines"
            yield about((*path, "stdout"), True, "is of a target that is started", remedy)
        if "mail" in effect:
            yield from _sent_here(data, (*path, "mail"), effect["mail"])
        times = effect.get("per_paid_order")
        if isinstance(times, int) and not isinstance(times, bool) and times < 1:
            remedy = "Write how often it happens for each paid order: per_paid_order = 1"
            yield about((*path, "per_paid_order"), times, "can never be seen", remedy)


def what_is_written_is_read_one_way(data: dict[str, Any]) -> Iterator[Mistake]:
    for path in WRITTEN:
        given = dig(data, *path)
        if not isinstance(given, dict):
            continue
        ways = [key for key in ("http", "sql", "lines") if given.get(key)]
        if len(ways) != 1:
            has, verb = (" and ".join(ways), "Keep") if ways else ("neither http, sql nor lines", "Add")
            yield Mistake(path, f"{header(path)} has {has}. {verb} exactly one: it says where it is read")
        yield from database(path, given)


WRITTEN = (("reconcile", "report"), ("logs", "audit"))
"""Tables that say where people read what the target has written."""


def database(path: Path, given: dict[str, Any]) -> Iterator[Mistake]:
    if given.get("sql") and not given.get("database"):
        yield missing((*path, "database"), 'Add its URL: database = "sqlite:///{state}/shop.db"', (*path, "sql"))
    if given.get("database") and not given.get("sql"):
        remedy = "Add the query, or delete database"
        yield missing((*path, "sql"), remedy, (*path, "database"))


def mails_are_read_one_way(data: dict[str, Any]) -> Iterator[Mistake]:
    mails = table(data, "mails")
    if "mails" not in data:
        return
    path, ways = ("mails",), [key for key in ("sql", "http", "files", "smtp") if mails.get(key)]
    if mails.get("sent", True) is False:
        if ways:
            wrong = f"[mails] has {ways[0]}, and sent = false. Keep one: mails that are not sent cannot be read"
            yield Mistake((*path, ways[0]), wrong)
    elif len(ways) != 1:
        has, verb = (" and ".join(ways), "Keep") if ways else ("neither sql, http, files nor smtp", "Add")
        yield Mistake(path, f"[mails] has {has}. {verb} exactly one, or write sent = false")
    yield from database(path, mails)
    if mails.get("smtp") is True:
        yield from _sent_here(data, (*path, "smtp"), True)


def _sent_here(data: dict[str, Any], path: Path, value: Any) -> Iterator[Mistake]:
    """Mails arrive at the run's own port only if the target is told of it."""
    target = table(data, "target")
    if target.get("base_url"):
        remedy = "Have Assay start the target, or read the mails where they are kept"
        yield about(path, value, "is for a target that is started", remedy)
    elif "{smtp.port}" not in repr([target.get(key) for key in (*HANDED_OVER_BY, "profiles")]):
        remedy = 'Hand over where to send them: [target] env = { SMTP_HOST = "{smtp.host}", SMTP_PORT = "{smtp.port}" }'
        yield about(path, value, "is sent nowhere", remedy)
