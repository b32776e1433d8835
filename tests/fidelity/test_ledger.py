"""The ledger of provider facts is whole: every entry leads somewhere, and what the code doubts stands in it."""

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
LEDGER: dict[str, list[dict[str, Any]]] = tomllib.loads((Path(__file__).parent / "ledger.toml").read_text())
FACTS = [fact for facts in LEDGER.values() for fact in facts]


@pytest.mark.parametrize("fact", FACTS, ids=[fact["id"] for fact in FACTS])
def test_a_fact_says_what_whence_when_and_where(fact: dict[str, Any]) -> None:
    assert fact.keys() == {"id", "behaviour", "source", "date", "confirmed", "where"}
    assert isinstance(fact["date"], dt.date)
    place, _, test = fact["where"].partition("::")
    assert (ROOT / place).is_file()
    assert f"def {test}" in (ROOT / place).read_text()


def test_no_fact_stands_twice() -> None:
    names = [fact["id"] for fact in FACTS]

    assert len(names) == len(set(names))


@pytest.mark.parametrize("provider", LEDGER)
def test_what_the_code_calls_unconfirmed_is_in_the_ledger(provider: str) -> None:
    doubtful = {fact["where"] for fact in LEDGER[provider] if not fact["confirmed"]}
    modules = (ROOT / "simulator" / provider).rglob("*.py")
    marked = {str(path.relative_to(ROOT)) for path in modules if "nconfirmed" in path.read_text()}

    assert marked <= doubtful
