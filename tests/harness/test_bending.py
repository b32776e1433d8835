"""What a buyer bends is sent as it is, and money is tried with the price that is most likely to slip."""

from types import SimpleNamespace
from typing import Any

import pytest

from harness.descriptor.model import HttpRequest, Product
from harness.descriptor.template import fill
from harness.target.bending import priced_in, with_quantity

FORM = HttpRequest(path="/buy", method="POST", form={"sku": "{sku}", "quantity": "{quantity}"})


@pytest.mark.parametrize(("quantity", "sent"), [(-1, "-1"), ([1, -1], "[1, -1]"), ({"$gt": 0}, "{'$gt': 0}")])
def test_a_bent_quantity_is_typed_into_a_form_as_it_is(quantity: Any, sent: str) -> None:
    target: Any = SimpleNamespace(descriptor=SimpleNamespace(checkout=SimpleNamespace(requests=(FORM,))))

    form = with_quantity(target, quantity)(FORM).form

    assert form is not None
    assert {name: fill(text, {"sku": "tea"}) for name, text in form.items()} == {"sku": "tea", "quantity": sent}


@pytest.mark.parametrize(("amounts", "chosen"), [((24900, 1990), 1990), ((24900, 6150), 24900), ((1999, 1990), 1999)])
def test_of_several_products_the_one_is_bought_whose_price_slips_in_binary_fractions(
    amounts: tuple[int, ...], chosen: int
) -> None:
    plenty = [Product(sku="tea", amount=amount, currency="eur") for amount in amounts]
    target: Any = SimpleNamespace(descriptor=SimpleNamespace(checkout=SimpleNamespace(plenty=plenty)))

    assert priced_in(target, 2).amount == chosen
