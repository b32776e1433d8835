"""Our own examples, their descriptors taken away: what is drafted agrees with what was written by hand."""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec
import pytest

from harness import descriptor
from harness.drafting import guessing, tree, writing
from harness.drafting.said import Said, apply

EXAMPLES = Path(__file__).parents[3] / "examples"
LEFT_OUT: dict[str, dict[str, set[str]]] = {
    "naive": {"stripe": {"publishable_key_env", "webhook_secret_env"}},  # its code reads neither
    "flask_sync": {"stripe": {"rights"}},
    "flask_paypal_square": {"square": {"currencies"}},
}
"""What only a person knows."""


def without_descriptor(name: str, folder: Path) -> Path:
    ignored = shutil.ignore_patterns("*.toml", ".assay", "__pycache__")
    return shutil.copytree(EXAMPLES / name, folder / name, ignore=ignored)


def test_tables_of_what_must_happen_once_are_effects(tmp_path: Path) -> None:
    folder = without_descriptor("naive", tmp_path)
    draft = apply(guessing.draft(guessing.see(folder, tree.read(folder))), Said(products=("green-tea:1999:eur",)))
    path = folder / "assay.toml"
    path.write_text(writing.descriptor(draft))

    read, written = descriptor.read(path), descriptor.read(EXAMPLES / "naive" / "assay.toml")

    assert read.effects == written.effects
    assert read.stores.databases == written.stores.databases


@pytest.mark.parametrize("name", LEFT_OUT)
def test_the_draft_agrees_with_the_descriptor_of_the_example(name: str, tmp_path: Path) -> None:
    folder = without_descriptor(name, tmp_path)
    written = descriptor.read(EXAMPLES / name / "assay.toml")
    draft = guessing.draft(guessing.see(folder, tree.read(folder)))
    if not draft.products:
        draft = apply(draft, Said(products=("green-tea:1999:eur",)))

    path = folder / "assay.toml"
    path.write_text(writing.descriptor(draft))
    read = descriptor.read(path)

    assert set(read.provider) == set(written.provider)
    for provider, table in written.provider.items():
        expected = msgspec.structs.asdict(table)
        found = msgspec.structs.asdict(read.provider[provider])
        differs = {key for key in expected if expected[key] != found[key]}
        assert differs <= LEFT_OUT[name].get(provider, set())
    assert read.checkout.payment == written.checkout.payment
    assert [one.path for one in read.checkout.requests] == [one.path for one in written.checkout.requests]
    assert read.checkout.requests[0].save == written.checkout.requests[0].save
    assert read.checkout.requests[0].form == written.checkout.requests[0].form
    assert read.order.read.path == written.order.read.path
    assert read.order.status == written.order.status
    assert read.reconcile == written.reconcile
    assert read.return_ == written.return_ or name == "flask_sync"  # written by hand with a query that claims
    assert {flow.payment for flow in read.checkout.other.values()} == {
        flow.payment for flow in written.checkout.other.values()
    }
    for word in ("paid", "unpaid", "refunded"):
        assert set(read.order.states[word]) & set(written.order.states[word])
