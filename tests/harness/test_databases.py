"""A target's database is read by its URL, whatever it is; a driver that is missing is named with what installs it."""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Iterator

import msgspec
import pytest
import sqlalchemy as sa

from harness.descriptor.model import StoresTable, Written
from harness.failures import WindowShut
from harness.notebook import Notebook
from harness.observation import ABSENT
from harness.target.requests import Browser
from harness.windows import databases, stores, written
from harness.windows.state import StateWindow
from tests.harness.test_commands import described

SERVER = os.environ.get("ASSAY_MARIADB", "mysql://root@127.0.0.1:3306/test")


def answers() -> bool:
    place = sa.make_url(SERVER)
    try:
        socket.create_connection((place.host or "", place.port or 3306), timeout=1).close()
    except OSError:
        return False
    return True


@pytest.fixture
def table() -> Iterator[str]:
    """Make a table of orders that is this test's own."""
    if not answers():
        pytest.skip("no MySQL or MariaDB answers at 127.0.0.1:3306, nor at ASSAY_MARIADB")
    name = f"orders_{secrets.token_hex(4)}"
    with databases.opened(SERVER) as engine, engine.begin() as connection:
        connection.execute(sa.text(f"create table {name} (id varchar(40), state varchar(20), total integer)"))
        connection.execute(sa.text(f"insert into {name} values ('7', 'settled', 1999)"))
    yield name
    with databases.opened(SERVER) as engine, engine.begin() as connection:
        connection.execute(sa.text(f"drop table {name}"))


def test_an_order_and_its_effects_are_read_from_mysql(table: str) -> None:
    read = {"sql": f"select * from {table} where id = :order", "database": SERVER}
    order = {"read": read, "status": "state", "amount": "total", "states": {"paid": ["settled"]}}
    effects = {"rows": {"sql": f"select count(*) from {table} where id = :order", "database": SERVER}}
    window, browser = StateWindow(described(order=order, effects=effects)), Browser("http://127.0.0.1:9", Notebook())
    try:
        sight, none = (window.look("one", {"order": number}, browser) for number in ("7", "8"))
        with databases.opened(SERVER) as engine, engine.begin() as connection:
            connection.execute(sa.text(f"update {table} set total = 5"))
        later = window.look("one", {"order": "7"}, browser)
    finally:
        window.close()

    assert (sight.state, sight.amount, sight.effects) == ("paid", 1999, {"rows": 1})
    assert (none.state, none.effects) == (ABSENT, {"rows": 0})
    assert later.amount == 5


def test_a_store_in_mysql_is_searched_and_its_records_are_read(table: str) -> None:
    found = stores.dump(StoresTable(databases=(SERVER,)), {})
    declared = msgspec.convert({"sql": f"select * from {table}", "database": SERVER}, Written)
    browser = Browser("http://127.0.0.1:9", Notebook())

    assert "settled" in found[f"test:{table}"]
    assert '"total": 1999' in written.read(declared, "[logs.audit]", {}, browser)


@pytest.mark.parametrize(
    ("url", "driver"), [("mysql://u@h/d", "pymysql"), ("mariadb://u@h/d", "pymysql"), ("postgres://u@h/d", "psycopg")]
)
def test_the_usual_urls_are_understood(url: str, driver: str) -> None:
    with databases.opened(url) as engine:
        assert engine.driver == driver


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysql+mysqldb://u:secret@h/d", "the driver of mysql+mysqldb is missing"),
        ("mysql+mysqldb://u:secret@h/d", "install assay[mysql]"),
        ("shop.db", "Could not parse SQLAlchemy URL"),
    ],
)
def test_what_cannot_be_reached_is_said_with_what_to_do(url: str, said: str) -> None:
    with pytest.raises(WindowShut) as shut:
        stores.dump(StoresTable(databases=(url,)), {})

    assert said in str(shut.value)
    assert "secret" not in str(shut.value)
