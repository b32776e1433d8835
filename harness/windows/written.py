"""What the target has written for people to read, a page, a query's rows, a file. Not: what any line means."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from harness.descriptor.model import Written
from harness.descriptor.template import fill
from harness.failures import WindowShut
from harness.target.requests import Browser
from harness.windows import databases


def read(declared: Written, place: str, values: Mapping[str, str], browser: Browser) -> str:
    """Return it as text, a record to each line where it has records. `place` is its table in the descriptor.

    Raises WindowShut, naming that place, if it cannot be read. A file that is not there has nothing in it yet.
    """
    if declared.sql is not None:
        return _rows(declared.sql, fill(declared.database or "", values), place)
    if declared.http is not None:
        replied = browser.send(declared.http, values, quiet=True)
        if replied.status >= 400:
            raise WindowShut(f"{replied.told} answered {replied.status}", needs=f"{place} http")
        return replied.text
    path = Path(fill(declared.lines or "", values))
    return path.read_text(errors="replace") if path.is_file() else ""


def _rows(query: str, url: str, place: str) -> str:
    try:
        with databases.opened(url) as engine, engine.connect() as connection:
            rows = connection.execute(text(query)).mappings().all()
    except (databases.NoDriver, ArgumentError) as broken:
        raise WindowShut(f"{str(broken).splitlines()[0]}", needs=f"{place} database") from None
    except SQLAlchemyError as broken:
        raise WindowShut(f"{str(broken).splitlines()[0]}", needs=f"{place} sql") from None
    # As JSON, for a value must not look like two lines, nor like a field of its own.
    return "\n".join(json.dumps(dict(row), default=str) for row in rows)
