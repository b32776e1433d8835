"""What a scenario changes in a checkout's requests is what a browser could have sent."""

from __future__ import annotations

from harness.descriptor.model import HttpRequest
from harness.target.checkout import (
    as_form,
    with_address,
    with_fields,
    with_numbers,
    with_query,
    with_texts,
    with_values,
)

JSON = HttpRequest(path="/buy", method="POST", json={"sku": "{sku}", "price": "{amount}", "lines": [{"cost": 1999}]})
FORM = HttpRequest(path="/buy?lang=de", method="POST", form={"sku": "{sku}", "price": "{amount}"})
READ = HttpRequest(path="/cart")


def test_nested_fields_are_written_as_forms_write_them() -> None:
    nested = {"card": {"number": "4242"}, "items": [{"price": 51}], "total": 51}

    assert as_form(nested) == {"card[number]": "4242", "items[0][price]": "51", "total": "51"}


def test_fields_are_added_to_bodies_and_to_nothing_else() -> None:
    change = with_fields({"amount": 51})

    assert change(JSON).json["amount"] == 51
    assert change(FORM).form == {"sku": "{sku}", "price": "{amount}", "amount": "51"}
    assert change(READ) == READ


def test_each_price_in_a_body_is_changed_wherever_it_stands() -> None:
    change = with_numbers(1999, 51)

    assert change(JSON).json == {"sku": "{sku}", "price": 51, "lines": [{"cost": 51}]}
    assert change(FORM).form == {"sku": "{sku}", "price": "51"}


def test_a_value_is_swapped_wherever_it_stands() -> None:
    change = with_values({"{sku}": "4242"})

    assert change(JSON).json == {**JSON.json, "sku": "4242"}
    assert change(FORM).form == {**FORM.form, "sku": "4242"}
    assert change(READ) == READ


def test_an_address_keeps_what_it_says_and_says_more() -> None:
    assert with_address(FORM, {"paid": "1"}).query == {"lang": "de", "paid": "1"}
    assert with_address(FORM, {"paid": "1"}).path == "/buy"
    assert with_query({"amount": "51"})(READ) == READ


def test_free_text_goes_into_every_field_that_takes_it() -> None:
    assert with_texts("4242")(JSON).json["note"] == "my card 4242"
