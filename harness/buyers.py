"""Buyers: made-up people who check out, seeded, so that a run can be repeated. Not: their browsers."""

from __future__ import annotations

from itertools import count

import msgspec
from faker import Faker


class Buyer(msgspec.Struct, frozen=True):
    """A person who buys something. `unique` occurs nowhere else in the run."""

    name: str
    email: str
    unique: str


class Buyers:
    """An endless queue of buyers."""

    def __init__(self, seed: int) -> None:
        """Make the same people for the same `seed`."""
        self._faker = Faker()
        self._faker.seed_instance(seed)
        self._numbers = count(1)

    def next(self) -> Buyer:
        """Return somebody who has not bought yet. Addresses are in a domain that is reserved for examples."""
        name, number = self._faker.name(), next(self._numbers)
        local = "".join(letter for letter in name.lower() if letter.isascii() and letter.isalpha()) or "buyer"
        return Buyer(name=name, email=f"{local}.{number}@example.com", unique=f"{self._faker.hexify('^' * 10)}{number}")
