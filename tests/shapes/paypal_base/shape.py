"""What one correct shop may do otherwise than another: each choice is a name here, and right. Not: how any is done."""

import tomllib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Shape:
    """How a shop verifies and takes. A folder beside this one says in shape.toml what differs from here."""

    verifies: str = "door"
    """Who verifies what comes in: `door`, or `worker`: it is kept and acknowledged before anybody has verified it."""
    by: str = "postback"
    """How: the provider is asked (`postback`), or its signature is checked against its certificate (`certificate`)."""
    takes: str = "told"
    """When what a buyer approved is taken: when news of it comes, or when the buyer's browser asks for it (`asked`)."""
    states: tuple[str, ...] = ("open", "cancelled", "held", "paid", "refunded")
    """The shop's own words, in the order in which an order can only go forward."""


def read(folder: Path) -> Shape:
    """Return the shape of a folder."""
    file = folder / "shape.toml"
    return Shape(**tomllib.loads(file.read_text())) if file.exists() else Shape()
