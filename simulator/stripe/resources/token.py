"""Token: a card or an account that a page has sent away, to be used once. Not: using it.

The number is never kept: what is shown of it is, and the name of the published test instrument if it is one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import msgspec
from msgspec.structs import replace

Kind = Literal["card", "bank_account"]


class Token(msgspec.Struct, frozen=True, kw_only=True):
    """A token. `card` is the card's value, `account` what is shown of a bank account; one of them is None."""

    id: str
    created: int
    kind: Kind
    part: str
    """The id of the card or account inside, which is no object of its own."""
    card: Any = None
    holder: Mapping[str, Any] = {}
    """Name and address as they were given with the card."""
    account: Mapping[str, Any] | None = None
    instrument: str | None = None
    client_ip: str | None = None
    used: bool = False


def used(token: Token) -> Token:
    """Return the token after its one use."""
    return replace(token, used=True)
