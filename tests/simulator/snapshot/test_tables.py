"""What can be written down: every resource of every provider, and every step that follows by itself."""

import ast
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from types import MemberDescriptorType

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.provider import Storable
from simulator.providers import PROVIDERS
from simulator.snapshot.fields import fields, has_fields
from simulator.snapshot.file import Chunk
from simulator.snapshot.kinds import kinds_of
from simulator.snapshot.reader import Reader
from simulator.snapshot.writer import Unsaveable, Writer
from simulator.stripe import flows, resources
from simulator.stripe.saving import STEPS, STORABLE


@dataclass(frozen=True, slots=True)
class Thing:
    id: str
    held: object = None
    more: object = ()


KINDS = {"thing": Storable(Thing, {"id": {"4242424242424242": "a card"}})}

scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63)
    | st.floats(allow_nan=False)
    | st.text()
    | st.binary()
    | st.decimals(allow_nan=False)
)
things = st.deferred(lambda: st.builds(Thing, st.text() | st.just("4242424242424242"), held, held))
held = st.recursive(
    scalars | st.deferred(lambda: things),
    lambda inside: (
        st.lists(inside, max_size=3)
        | st.lists(inside, max_size=3).map(tuple)
        | st.dictionaries(st.text(), inside, max_size=3)
    ),
    max_leaves=8,
)


@given(st.lists(things, max_size=8))
def test_values_come_back_equal_and_of_the_same_types(values: list[Thing]) -> None:
    writer = Writer(KINDS)
    refs = writer.refs(values)
    chunks = msgspec.msgpack.decode(msgspec.msgpack.encode(writer.chunks()), type=list[Chunk])
    back = Reader(KINDS, writer.fields(), chunks).all(refs)

    assert repr(back) == repr(values)


def test_a_value_that_two_hold_is_one_value_again() -> None:
    shared = Thing("shared")
    writer = Writer(KINDS)
    refs = writer.refs([Thing("a", shared), Thing("b", {"in": shared}), shared])
    chunks = writer.chunks()
    first, second, third = Reader(KINDS, writer.fields(), chunks).all(refs)

    assert first.held is third
    assert second.held["in"] is third


def test_what_has_no_form_is_said() -> None:
    writer = Writer(KINDS)
    writer.refs([Thing("a", object())])

    with pytest.raises(Unsaveable, match=r"no form for builtins\.object"):
        writer.chunks()


def test_every_resource_is_in_the_table() -> None:
    missing = {
        f"{module.name}.{name}"
        for module in walk_packages(resources.__path__, f"{resources.__name__}.")
        for name, found in vars(import_module(module.name)).items()
        if isinstance(found, type) and has_fields(found) and found.__module__ == module.name
        if STORABLE.get(name, Storable(object)).kind is not found
    }

    assert missing == set()
    assert len(STORABLE) > 20


def test_every_step_that_follows_is_in_the_table() -> None:
    """Every `partial(x_later, …)` of the flows names a function of the table."""
    named = set()
    for module in walk_packages(flows.__path__, f"{flows.__name__}."):
        found = import_module(module.name)
        for node in ast.walk(ast.parse(Path(str(found.__file__)).read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "partial":
                assert isinstance(node.args[0], ast.Name)
                named.add(getattr(found, node.args[0].id))

    assert named == set(STEPS.values())
    assert len(named) > 10


def test_values_are_put_into_slots_and_run_no_code() -> None:
    """The reader writes into slots; a kind without them would take another way."""
    for storable in kinds_of(PROVIDERS).values():
        for field in fields(storable.kind):
            assert isinstance(getattr(storable.kind, field.name), MemberDescriptorType)
            assert not hasattr(storable.kind, "__post_init__")
