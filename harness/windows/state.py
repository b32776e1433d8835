"""The state that the target shows of an order, and the effects that can be counted. Not: what either means."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError

from harness.descriptor.model import Descriptor, Effect, HttpRequest, OrderTable, Read
from harness.descriptor.template import fill
from harness.failures import WindowShut
from harness.hooks.interpreter import HookFailed
from harness.observation import ABSENT, Sight
from harness.target.clerk import Clerk
from harness.target.finding import beginning, find
from harness.target.process import Said
from harness.target.requests import Browser, Replied
from harness.windows import databases

if TYPE_CHECKING:
    from harness.target.instance import Instance

Money = tuple[int | None, str | None, int | None, int | None]
"""Amount, currency, what was captured and what was refunded, as far as the target shows them."""
NO_MONEY: Money = (None, None, None, None)

NOTHING = ("", "null", "{}", "[]")
"""What a command prints that finds no order."""

Asked = list[tuple[HttpRequest, Replied]]
"""What one look has asked so far."""


class StateWindow:
    """Looks at orders as the descriptor says: by HTTP, by SQL, by a command or by a function of the hooks file."""

    def __init__(self, descriptor: Descriptor, instance: Instance | None = None) -> None:
        """Read `[order]` and `[effects]`; `instance` is whose commands and hooks are run, and whose output is read."""
        self._instance = instance
        self._order: OrderTable = descriptor.order
        self._effects: Mapping[str, Effect] = descriptor.effects
        self._engines: dict[str, Engine] = {}
        self._clerk = Clerk(descriptor.staff, instance)

    def close(self) -> None:
        self._clerk.close()
        for engine in self._engines.values():
            engine.dispose()

    def look(self, order: str, values: Mapping[str, str], browser: Browser, *, effects: bool = True) -> Sight:
        """Return what one look at the order shows; what cannot be seen is None, with the line that would open it.

        Requests go through `browser`. What one request shows, the state and some effects, is asked for once: a look
        shows one moment then. Without `effects` none is counted: a look at the state and the amounts alone.
        """
        asked: Asked = []
        state, (amount, currency, captured, refunded), shut = self._state(values, browser, asked)
        counted, effects_shut = self._count_all(values, browser, asked) if effects else ({}, None)
        return Sight(
            order=order,
            state=state,
            amount=amount,
            currency=currency,
            captured=captured,
            refunded=refunded,
            shut=shut,
            effects=counted,
            effects_shut=effects_shut,
            expected={name: effect.per_paid_order for name, effect in self._effects.items()},
        )

    def read(self, values: Mapping[str, str], browser: Browser) -> Replied:
        """Return the reply to the request by which the order is looked at, asked through `browser` or by staff.

        Raises HookFailed, or WindowShut if staff cannot sign in.
        """
        read = self._order.read
        return self._clerk.look_up(read, values) if read.staff else browser.send(read, values, quiet=True)

    def count(self, name: str, values: Mapping[str, str], browser: Browser) -> int:
        """Return how often one declared effect is counted now. Raises WindowShut if it cannot be."""
        return self._count(self._effects[name], values, browser, [])

    def _state(self, values: Mapping[str, str], browser: Browser, asked: Asked) -> tuple[str | None, Money, str | None]:
        read = self._order.read
        if read.sql is not None:
            row, problem = self._row(read.sql, read.database or "", values)
            if problem:
                return None, NO_MONEY, f"[order] read: {problem}"
            if row is None:
                return ABSENT, NO_MONEY, None
            return self._word(row.get(self._order.status)), self._money(row.get), None
        if read.command is not None or read.python is not None:
            return self._told(read, values)
        try:
            replied = self._clerk.look_up(read, values) if read.staff else _once(read, values, browser, asked)
        except HookFailed as failed:
            return None, NO_MONEY, f"[order] read hook: {failed}"
        except WindowShut as shut:
            return None, NO_MONEY, f"[order] read: {shut}"
        if replied.status == 404:
            return ABSENT, NO_MONEY, None
        shown = replied.value(self._order.status)
        if shown is None:
            found = f"{replied.told} answered {replied.status}, and {self._order.status} is not in its reply, "
            found += beginning(replied.text)
            return None, NO_MONEY, f"[order] read and status ({found})"
        return self._word(shown), self._money(replied.value), None

    def _told(self, read: Read, values: Mapping[str, str]) -> tuple[str | None, Money, str | None]:
        """Return what a command, or a function, says of the order."""
        try:
            said = self._said(read, values)
        except WindowShut as shut:
            return None, NO_MONEY, f"[order] read: {shut}"
        if said.text.strip() in NOTHING:
            return ABSENT, NO_MONEY, None
        shown = find(self._order.status, said)
        if shown is None:
            found = f"{self._order.status} is not in {_source(read)}, {beginning(said.text)}"
            return None, NO_MONEY, f"[order] read and status ({found})"
        return self._word(shown), self._money(lambda where: find(where, said)), None

    def _said(self, given: Read | Effect, values: Mapping[str, str]) -> Said:
        """Return what the command of `given` prints, or its function returns. Raises WindowShut if it fails."""
        if self._instance is None:
            raise WindowShut("nothing can be run here", needs="[target]")
        if given.python is not None:
            try:
                return Said(0, self._instance.hooks.ask(given.python, values), "")
            except HookFailed as failed:
                raise WindowShut(str(failed), needs=f"python ({failed})") from None
        said = self._instance.ask(given.command or "", values)
        if said.wrong is not None:
            raise WindowShut(said.wrong, needs=f"command ({said.wrong})")
        return said

    def _word(self, shown: Any) -> str:
        for word, names in self._order.states.items():
            if str(shown) in names:
                return word
        return f'"{shown}"'

    def _money(self, value: Any) -> Money:
        amount = value(self._order.amount) if self._order.amount else None
        currency = value(self._order.currency) if self._order.currency else None
        captured = value(self._order.captured) if self._order.captured else None
        refunded = value(self._order.refunded) if self._order.refunded else None
        shown = str(currency).lower() if currency is not None else None
        return _integer(amount), shown, _integer(captured), _integer(refunded)

    def _count_all(
        self, values: Mapping[str, str], browser: Browser, asked: Asked
    ) -> tuple[dict[str, int], str | None]:
        counted: dict[str, int] = {}
        if not self._effects:
            return counted, "[effects.NAME] http, sql, lines, stdout, command, python or mail"
        for name, effect in self._effects.items():
            try:
                counted[name] = self._count(effect, values, browser, asked)
            except WindowShut as shut:
                return {}, f"[effects.{name}] {shut.needs}"
        return counted, None

    def _count(self, effect: Effect, values: Mapping[str, str], browser: Browser, asked: Asked) -> int:
        if effect.http is not None:
            try:
                return _counted(_once(effect.http, values, browser, asked), effect.count, effect.http)
            except HookFailed as failed:
                raise WindowShut(str(failed), needs=f"http hook ({failed})") from None
        if effect.sql is not None:
            row, problem = self._row(effect.sql, effect.database or "", values)
            if problem or row is None:
                raise WindowShut("effects cannot be counted", needs=f"sql ({problem or 'no row'})")
            return int(next(iter(row.values())))
        if effect.command is not None or effect.python is not None:
            said = self._said(effect, values)
            return _number(find(effect.count, said), effect, said.text)
        if effect.mail is not None:
            box = self._instance.mailbox if self._instance else None
            if box is None:
                raise WindowShut("no mails arrive here", needs="mail, and {smtp.port} in [target] env")
            return box.count(fill(effect.mail.matching, values), effect.mail.to and fill(effect.mail.to, values))
        wanted = fill(effect.matching, values)
        if effect.stdout:
            return sum(wanted in line for line in (self._instance.output() if self._instance else "").splitlines())
        path = Path(fill(effect.lines or "", values))
        if not path.exists():
            return 0  # a file that is written on the first effect
        return sum(wanted in line for line in path.read_text(errors="replace").splitlines())

    def _row(self, query: str, database: str, values: Mapping[str, str]) -> tuple[Mapping[str, Any] | None, str | None]:
        url = fill(database, values)
        try:
            if url not in self._engines:
                self._engines[url] = databases.engine(url)
            engine = self._engines[url]
            statement = text(query)
            names = statement.compile().params
            with engine.connect() as connection:
                found = connection.execute(statement, {name: values.get(name) for name in names}).mappings().first()
        except SQLAlchemyError as broken:
            return None, str(broken).splitlines()[0]
        return (None if found is None else dict(found)), None


def _once(request: HttpRequest, values: Mapping[str, str], browser: Browser, asked: Asked) -> Replied:
    for before, reply in asked:
        if all(getattr(before, field) == getattr(request, field) for field in HttpRequest.__struct_fields__):
            return reply
    reply = browser.send(request, values, quiet=True)
    asked.append((request, reply))
    return reply


def _counted(replied: Replied, where: str, request: HttpRequest) -> int:
    value = replied.value(where)
    if isinstance(value, list):
        return len(value)
    number = _integer(value)
    if number is None and replied.status == 404:
        return 0
    if number is None:
        raise WindowShut(
            "effects cannot be counted", needs=f"count ({where} is no number in the reply of {request.path})"
        )
    return number


def _number(value: Any, effect: Effect, text: str) -> int:
    """Return how often something happened, from what was said. Raises WindowShut if that is no number."""
    number = len(value) if isinstance(value, list) else _integer(value)
    if number is None:
        said = f"{effect.count} is no number in {_source(effect)}, {beginning(text)}"
        way = "command" if effect.python is None else "python"
        raise WindowShut("effects cannot be counted", needs=f"{way} and count ({said})")
    return number


def _source(given: Read | Effect) -> str:
    return "what the command printed" if given.python is None else f"what {given.python}() returned"


def _integer(value: Any) -> int | None:
    """Return a number that is written as a whole one: 49.0 and "49.00" are in another unit, and are not read."""
    if isinstance(value, bool) or value is None:
        return None
    try:
        return int(str(value))
    except ValueError:
        return None
