"""Sketches of remedies in code, in six languages, by control. Not: the remedy in words, which the control itself has.

They use the official SDKs; what is written in them without a definition (`fulfil`, `order`) is the reader's own.
"""

from __future__ import annotations

import functools
import tomllib
from importlib import resources
from importlib.resources.abc import Traversable

import msgspec

LANGUAGES = {"python": "Python", "node": "Node", "php": "PHP", "ruby": "Ruby", "java": "Java", "go": "Go"}
FOLDER = "sketches"


class Sketch(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One remedy in code."""

    title: str
    about: str
    """What the code does not show, and what is otherwise with other providers."""
    controls: tuple[str, ...]
    python: str
    node: str
    php: str
    ruby: str
    java: str
    go: str

    def code(self, language: str) -> str:
        """Return the sketch in one of LANGUAGES."""
        return str(getattr(self, language)).strip("\n")


@functools.cache
def sketches() -> dict[str, Sketch]:
    """Return every sketch by its name."""
    return {name: msgspec.convert(tomllib.loads(file.read_text(encoding="utf-8")), Sketch) for name, file in _files()}


def of(control: str) -> tuple[Sketch, ...]:
    """Return the sketches that mend what a control finds; none where its remedy is no code of a few lines."""
    return tuple(sketch for sketch in sketches().values() if control in sketch.controls)


def _files() -> list[tuple[str, Traversable]]:
    folder = resources.files("harness.controls") / FOLDER
    found = [(file.name.removesuffix(".toml"), file) for file in folder.iterdir() if file.name.endswith(".toml")]
    return sorted(found, key=lambda one: one[0])
