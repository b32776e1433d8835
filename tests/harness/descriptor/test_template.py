"""Templates: known variables are filled, unknown ones are told, braces can be written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis.strategies import text

from harness.descriptor.template import BrokenTemplate, fill, mistake, names


def test_variables_are_filled_also_with_dots_in_their_names() -> None:
    assert fill("{python} app.py {stripe.base_url}/v1", {"python": "py", "stripe.base_url": "u"}) == "py app.py u/v1"


def test_doubled_braces_stand_for_the_braces_themselves() -> None:
    assert fill('{{"id": "{order}"}}', {"order": "7"}) == '{"id": "7"}'


def test_a_value_with_braces_is_not_filled_again() -> None:
    assert fill("{a}", {"a": "{b}", "b": "x"}) == "{b}"


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{prot}", "the variable {prot} is not known here. Did you mean {port}?"),
        ("{zzz}", "the variable {zzz} is not known here. Known here: {port}, {state}."),
        ("a { b", "a lone { begins or ends no variable. Write {{ for the brace itself"),
        ("}", "a lone } begins or ends no variable. Write }} for the brace itself"),
        ("{}", "a lone { begins or ends no variable. Write {{ for the brace itself"),
        ("{not a name}", "a lone { begins or ends no variable. Write {{ for the brace itself"),
    ],
)
def test_what_cannot_be_filled_is_told(template: str, said: str) -> None:
    with pytest.raises(BrokenTemplate) as broken:
        fill(template, {"port": "1", "state": "s"})

    assert str(broken.value).startswith(said)
    assert mistake(template, ("port", "state")) == str(broken.value)


def test_the_names_of_a_template_are_told_in_their_order() -> None:
    assert names("{a}{{x}}{b.c}{a}") == ("a", "b.c", "a")


@given(text())
def test_any_text_can_be_written_with_doubled_braces(anything: str) -> None:
    written = anything.replace("{", "{{").replace("}", "}}")

    assert fill(written, {}) == anything
