"""Which products checks may buy, and which of them each sells out."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from harness.descriptor import read
from harness.failures import Moot, WindowShut
from harness.target.shelf import Shelf

GOOD = (Path(__file__).parent / "descriptor" / "good.toml").read_text()
FEW = """
[checkout.products.vase]
sku = "vase"
amount = 12000
currency = "eur"
stock = 2

"""


def test_what_there_is_plenty_of_is_bought_and_what_there_is_little_of_is_sold_out(tmp_path: Path) -> None:
    path = tmp_path / "assay.toml"
    path.write_text(GOOD.replace("[checkout.products.tea]", FEW.lstrip() + "[checkout.products.tea]"))
    at = SimpleNamespace(descriptor=read(path))

    assert "vase" not in [product.sku for product in at.descriptor.checkout.plenty]
    assert (Shelf(at, 0).product.sku, Shelf(at, 0).pieces) == ("vase", 2)
    with pytest.raises(WindowShut, match="too few") as shut:
        Shelf(at, 1)
    assert shut.value.needs == "[checkout.products.NAME] stock"


def test_where_nothing_is_limited_there_is_nothing_to_ask(tmp_path: Path) -> None:
    path = tmp_path / "assay.toml"
    path.write_text(GOOD)

    with pytest.raises(Moot, match=r"\[checkout\.products\.NAME\] stock"):
        Shelf(SimpleNamespace(descriptor=read(path)), 0)
