"""AccountLink: an address at which an account tells what it must, for one visit. Not: what it tells."""

from __future__ import annotations

import msgspec


class AccountLink(msgspec.Struct, frozen=True, kw_only=True):
    """A link; its id is the secret end of its address and is shown nowhere else. Times are of the world's clock."""

    id: str
    created: int
    expires_at: int
    account: str
    return_url: str
    refresh_url: str
    visit: str | None = None
    """What the page of the one visitor knows; None until somebody comes."""
