"""Plain forms: read in one go they mean what they mean when they are decoded and checked, for every operation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from simulator.provider import Refusal
from simulator.stripe import forms, wire

VALUES: tuple[str, ...] = (
    "", "0", "1", "+1", "-7", "007", "999999999999999999", "9999999999999999999", "1.5", "1.", "٣", "true", "True",
    "yes", "a+b", "%", "%41", "%00", "a%26b=c", "%E2%82%AC", "x" * 500, "x" * 501, "cus_1", "automatic", "never",
)  # fmt: skip
"""Values as they stand in a form; among them those at which a kind of value begins or ends."""

KEYS = ("order", "k" * 40, "k" * 41, "%41", "", "a][b", "a.b", "0")
"""Keys of a map, as they stand in a form."""


def named(table: Any, name: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the names that a table has values for, and some that are almost one, each with values that would fit."""
    if isinstance(table, str):
        yield name, ()
        yield from ((f"{name}[{key}]", ()) for key in KEYS)
        return
    yield name, ("",)
    if "enum" in table:
        yield name, tuple(quote_plus(choice) for choice in table["enum"][:3])
    for key, inner in table.get("hash", {}).items():
        yield from named(inner, f"{name}[{key}]" if name else key)
    for kind in ("list", "each"):
        if kind in table:
            yield from named(table[kind], f"{name}[]")
            yield from named(table[kind], f"{name}[0]")
    for inner in table.get("any", ()):
        yield from named(inner, name)


NAMED = {operation: sorted(set(named(table, ""))) for operation, table in wire.tables().items()}
ANYHOW = (
    "key",
    "_stripe_account",
    "_stripe_version",
    "expand[]",
    "expand[0]",
    "nonsense",
    "[",
    "a[b]",
    "amo%75nt",
    "ā",
)


@st.composite
def pairs(draw: st.DrawFn, operation: str) -> str:
    """Draw one pair of a form, mostly one that fits."""
    name, fitting = draw(st.sampled_from(NAMED[operation]))
    if draw(st.integers(0, 29)) == 0:
        name = draw(st.sampled_from(ANYHOW))
    if draw(st.integers(0, 9)) == 0:
        name = quote(name, safe="")
    value = draw(st.sampled_from(fitting or VALUES) if draw(st.integers(0, 9)) else st.sampled_from(VALUES))
    return draw(st.sampled_from([f"{name}={value}"] * 30 + [name, "", f"{name}=="]))


@st.composite
def written(draw: st.DrawFn) -> tuple[str, str]:
    """Draw an operation and a form for it: what it must have, mostly, and a few other things."""
    operation = draw(st.sampled_from(sorted(NAMED)))
    musts = [f"{name}={draw(st.sampled_from(VALUES))}" for name in wire.tables()[operation].get("required", ())]
    more = draw(st.lists(pairs(operation), max_size=4))
    return operation, "&".join(draw(st.permutations([*musts, *more])))


def checked(operation: str, form: str) -> dict[str, Any] | None:
    """Return what a form means by decoding and checking it; None if it is refused."""
    try:
        return wire.check(operation, wire.decode(form))
    except Refusal:
        return None


def in_order(value: Any) -> Any:
    """Return a value in which the order of keys tells two apart, and so does every type."""
    return [(key, in_order(inner)) for key, inner in value.items()] if isinstance(value, dict) else (type(value), value)


@given(written())
@example(
    (
        "payment_intents.create",
        "amount=1&currency=eur&metadata[a]=b&metadata[c]=d&automatic_payment_methods[enabled]=true",
    )
)
@example(("payment_intents.create", "amount=1&amount=2&currency=eur"))
@example(("payment_intents.create", "amount=1&currency=eur&automatic_payment_methods[allow_redirects]=never"))
@example(("payment_intents.create", "amount=1&currency=eur&shipping[name]=a&shipping[address][line1]=b"))
@example(("payment_intents.create", "currency=eur"))
def test_a_plain_form_is_read_as_any_form_is(call: tuple[str, str]) -> None:
    """Whatever is read in one go is what decoding and checking make of it, in the same order; else nothing is read."""
    operation, form = call
    read = forms.read(operation, form)
    assert read is None or in_order(read) == in_order(checked(operation, form))


@pytest.mark.parametrize(
    "form",
    [
        "amount=1999&currency=eur",
        "amount=1999&currency=eur&automatic_payment_methods[enabled]=true&metadata[order]=A-1042",
        "amount=5&currency=eur&description=Tea+%26+cake&shipping%5Bname%5D=Ada&shipping[address][line1]=1+Way",
    ],
)
def test_forms_that_integrations_send_are_plain(form: str) -> None:
    """What SDKs send is read in one go, percent-encoded as some of them do it or not."""
    assert forms.read("payment_intents.create", form) == checked("payment_intents.create", form)


@pytest.mark.parametrize("name", sorted(forms.APART))
def test_what_is_more_than_a_value_is_not_plain(name: str) -> None:
    """A page's key, account and version, and named methods, are looked at by whoever recognises the call."""
    assert forms.read("payment_intents.create", f"amount=1&currency=eur&{name}=x") is None


def test_only_so_many_names_are_remembered() -> None:
    """Callers may call the keys of a map what they like: memory does not grow with them, and they are read as ever."""
    for nth in range(2 * forms.MOST_NAMES):
        form = f"amount=1&currency=eur&metadata[key{nth}]=x"
        assert forms.read("payment_intents.create", form) == checked("payment_intents.create", form)
    assert len(forms._reader("payment_intents.create")._fields) == forms.MOST_NAMES
