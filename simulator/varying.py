"""JSON shown otherwise than a provider promises to show it, by the manner of its objects. Not: a provider's manner.

What is otherwise is so in the same way each time: it depends on the object, and on nothing that is drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Set
from dataclasses import dataclass
from random import Random
from typing import Any

import msgspec
from msgspec.structs import replace

from simulator.provider import Reply

PAGE = 3
"""Objects that a page has at most where page sizes vary."""

NEW_FIELD = "assay_new_property"
NEW_VALUES = (None, True, 7, "new", ["new"], {"new": None})
OTHER_SENTENCE = "This could not be done as it was asked for."

Shown = dict[str, Any]


def _nothing(names: Set[str], made: Shown, new_word: str) -> None:
    del names, made, new_word


@dataclass(frozen=True, slots=True)
class Manner:
    """What in a provider's JSON may be otherwise, by the keys under which it stands."""

    new_word: str
    """One that no list of words has, in the letters of those lists."""
    words: frozenset[str]
    """Keys whose words are of lists that grow."""
    lists: frozenset[str]
    """Keys of lists of such words."""
    sentences: frozenset[str] = frozenset()
    the_merchants: frozenset[str] = frozenset()
    """Hashes in which nothing but what the merchant wrote, or what has changed, may stand."""
    also: Callable[[Set[str], Shown, str], None] = _nothing
    """Changes what depends on the object around it, after all else and before the order of its properties."""
    sets: frozenset[str] = frozenset({"fields", "field-order", "enum-values", "messages"})
    """The sets that change what an object looks like."""


def reply(manner: Manner, names: Set[str], given: Reply) -> Reply:
    """Return a reply as a world shows it that varies in the sets of those names."""
    content = dict(given.headers).get("Content-Type", "")
    if not names & manner.sets or not given.body or not content.startswith("application/json"):
        return given
    return replace(given, body=body(manner, names, given.body))


def body(manner: Manner, names: Set[str], given: bytes) -> bytes:
    """Return the bytes of some JSON as a world shows it that varies."""
    if not names & manner.sets:
        return given
    return msgspec.json.encode(shown(manner, names, msgspec.json.decode(given)))


def shown(manner: Manner, names: Set[str], value: Any, key: str = "") -> Any:
    """Return a value, which stands under `key`, as a world shows it that varies."""
    if isinstance(value, list):
        inner = [shown(manner, names, one) for one in value]
        return [*inner, manner.new_word] if "enum-values" in names and key in manner.lists else inner
    if not isinstance(value, dict):
        return _word(manner, names, value, key)
    if key in manner.the_merchants:
        return value
    made = {name: shown(manner, names, inner, name) for name, inner in value.items()}
    manner.also(names, made, manner.new_word)
    draw = Random(f"{value.get('id')}/{key}/{len(value)}")
    if "fields" in names:
        made[NEW_FIELD] = draw.choice(NEW_VALUES)
    if "field-order" in names:
        keys = list(made)
        draw.shuffle(keys)
        made = {name: made[name] for name in keys}
    return made


def _word(manner: Manner, names: Set[str], value: Any, key: str) -> Any:
    if not isinstance(value, str):
        return value
    if "enum-values" in names and key in manner.words:
        return manner.new_word
    if "messages" in names and key in manner.sentences:
        return OTHER_SENTENCE
    return value
