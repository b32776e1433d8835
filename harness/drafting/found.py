"""What a source tree shows, as data: a value and the line on which it stands. Not: looking for it."""

from __future__ import annotations

import msgspec


class Found(msgspec.Struct, frozen=True):
    """A value, and where it stands."""

    value: str
    file: str
    line: int

    @property
    def place(self) -> str:
        return f"{self.file}:{self.line}"


class Route(msgspec.Struct, frozen=True):
    """An address that the program answers."""

    method: str
    """In capitals; `ANY` where the program does not say."""
    path: str
    """From the root of the site; what stands for a value is written `{name}`."""
    file: str
    line: int
    handler: str | None = None
    """The name of the function that answers, where it stands elsewhere."""
    within: str = ""
    """What the file of that function is called, where the program says: `OrderController`."""

    @property
    def place(self) -> str:
        return f"{self.file}:{self.line}"

    @property
    def takes_a_body(self) -> bool:
        return self.method in ("POST", "PUT", "ANY")


class Stack(msgspec.Struct, frozen=True):
    """What a program is built on."""

    language: str | None
    framework: Found | None
    """Its value is a name of `stacks.FRAMEWORKS`."""
    sdks: tuple[Found, ...]
    """Their values are names of providers."""


def line_of(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1
