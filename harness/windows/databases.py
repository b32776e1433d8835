"""A target's database by its URL: with which driver it is reached, and what is said where that is missing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import create_engine, make_url
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError

DRIVERS = {
    "mysql": ("mysql+pymysql", "assay[mysql]"),
    "mariadb": ("mariadb+pymysql", "assay[mysql]"),
    "postgres": ("postgresql+psycopg", "assay[postgresql]"),
    "postgresql": ("postgresql+psycopg", "assay[postgresql]"),
}
"""What stands before `://` in the usual URLs, to the dialect and driver that is meant, and what installs that."""


class NoDriver(SQLAlchemyError):  # noqa: N818 - told in a report
    """A database cannot be spoken to; the message says what to install."""


def engine(url: str) -> Engine:
    """Return a way to the database at `url`, which is not opened yet.

    Raises SQLAlchemyError if the URL is none, or names a database whose driver is not installed.
    """
    place = make_url(url)
    driver, install = DRIVERS.get(place.drivername, (place.drivername, None))
    try:
        return create_engine(place.set(drivername=driver))
    except ImportError as missing:
        backend = place.get_backend_name()
        known = next((extra for _, extra in DRIVERS.values() if backend in extra), None)
        wanted = f"install {install or known}" if install or known else "install it beside Assay"
        raise NoDriver(f"the driver of {driver} is missing ({missing}): {wanted}") from None


@contextmanager
def opened(url: str) -> Iterator[Engine]:
    """Lend a way to the database at `url`, and close it afterwards. Raises SQLAlchemyError as `engine`."""
    lent = engine(url)
    try:
        yield lent
    finally:
        lent.dispose()
