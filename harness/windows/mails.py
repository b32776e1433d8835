"""The mails that the target sends, read where the descriptor says that they can be. Not: counting them (`state.py`)."""

from __future__ import annotations

import glob
import quopri
from collections.abc import Mapping, Sequence
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from harness.descriptor.model import MailsTable
from harness.descriptor.template import fill
from harness.failures import WindowShut
from harness.target.requests import Browser
from harness.windows import databases

READ = "[mails] sql, http, files or smtp: where the mails are that went out for {order}; or sent = false"


def of_order(
    mails: MailsTable, values: Mapping[str, str], browser: Browser, cwd: Path, sent: Sequence[str] = ()
) -> dict[str, str]:
    """Return the readable text of every mail that may be about the order, by where it was found.

    `sent` is what came to the run's own SMTP port.

    Raises WindowShut if no place is declared, or it cannot be read.
    """
    if mails.sql:
        return _rows(mails.sql, fill(mails.database or "", values), values)
    if mails.http:
        replied = browser.send(mails.http, values)
        return {replied.told: _decoded(replied.text)}
    if mails.files:
        patterns = [str(cwd / fill(pattern, values)) for pattern in mails.files]
        found = [name for pattern in patterns for name in glob.glob(pattern, recursive=True)]  # noqa: PTH207 - the pattern may be absolute
        return {Path(name).name: readable(Path(name).read_bytes()) for name in sorted(found) if Path(name).is_file()}
    if mails.smtp:
        return {f"mail {nth}": text for nth, text in enumerate(sent, start=1)}
    raise WindowShut("mails cannot be read", needs=READ)


def _rows(query: str, url: str, values: Mapping[str, str]) -> dict[str, str]:
    statement = text(query)
    names = statement.compile().params
    try:
        with databases.opened(url) as engine, engine.connect() as connection:
            rows = connection.execute(statement, {name: values.get(name) for name in names}).all()
    except SQLAlchemyError as broken:
        raise WindowShut(f"mails cannot be read: {str(broken).splitlines()[0]}", needs="[mails] sql") from None
    return {f"mail {nth}": _decoded(" ".join(map(str, row))) for nth, row in enumerate(rows, start=1)}


def readable(raw: bytes) -> str:
    """Return the headers and every readable part of a message; of what is none, the text itself."""
    message = message_from_bytes(raw, policy=policy.default)
    if not isinstance(message, EmailMessage) or not message.keys():
        return raw.decode(errors="replace")
    said = [f"{name}: {value}" for name, value in message.items()]
    said += [str(part.get_content()) for part in message.walk() if part.get_content_maintype() == "text"]
    return "\n".join(said)


def _decoded(said: str) -> str:
    """Return a text, and behind it what quoted-printable lines in it say."""
    return f"{said}\n{quopri.decodestring(said.encode()).decode(errors='replace')}" if "=\n" in said else said
