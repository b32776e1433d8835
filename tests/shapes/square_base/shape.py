"""What one correct shop may do otherwise than another: each choice is a name here, and right. Not: how any is done."""

import tomllib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Shape:
    """How a shop answers. A folder beside this one says in shape.toml what differs from here."""

    accepted: int = 200
    refused: int = 401
    states: tuple[str, ...] = ("open", "cancelled", "held", "paid", "refunded")
    """The shop's own words, in the order in which an order can only go forward."""


def read(folder: Path) -> Shape:
    """Return the shape of a folder."""
    file = folder / "shape.toml"
    return Shape(**tomllib.loads(file.read_text())) if file.exists() else Shape()
