"""Shops that keep stock in another way, or none, are not accused: the reference app, with its own way replaced."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.detection import Flaw

WHEN_PAID = '''
"""A piece is looked for at checkout and taken when the money is there; money for one that is gone is held."""

import sys

replaces = "reference_app.orders.stock:set_aside"


def flawed(original):
    stock = sys.modules[original.__module__]

    def taken_when_paid(tx, order, state):
        paid = state in stock.states.TO_FULFIL and order.state not in stock.states.SETTLED
        return None if not paid or stock.take(tx, order) else stock.SOLD_OUT

    def set_aside(tx, order):
        shelf = stock.stock.select().where(stock.stock.c.sku == order.sku)
        row = tx.execute(shelf).first()
        if row is not None and row.free < order.quantity:
            raise stock.RefusalError(409, "sold_out", "This is sold out.")

    stock.follow = taken_when_paid
    stock.set_aside_again = lambda database, order: None
    return set_aside
'''
NEVER = '''
"""Everything is made to order, whatever the descriptor says."""

replaces = "reference_app.orders.stock:take"


def flawed(original):
    return lambda tx, order: True
'''


@pytest.mark.parametrize(("way", "word"), [(WHEN_PAID, "pass"), (NEVER, "not_observable")], ids=["when-paid", "never"])
def test_no_other_way_of_keeping_stock_is_accused(way: str, word: str, tmp_path: Path) -> None:
    path = tmp_path / "way.py"
    path.write_text(way)

    found = Flaw(path, "", (), (), "").plant_and_run(tmp_path, {"stock"})

    assert found.calls
    assert {check.id: check.verdict for check in found.results.checks} == {
        f"PAY-02/stripe/stock-{name}": word
        for name in ("after-a-cancelled-payment", "after-an-expired-page", "given-back-once")
    } | {"PAY-02/stripe/stock-after-a-decline-and-a-retry": word}
