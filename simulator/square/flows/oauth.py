"""What an access token is, and may do. Not: getting one."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.provider import Outcome
from simulator.square.command import Command, answer


def token_status(command: Command, scopes: Sequence[str] = ()) -> Outcome:
    """POST /oauth2/token/status; a seller's own token never expires, so `expires_at` is absent."""
    books = command.books
    return Outcome(answer(scopes=list(scopes), client_id=books.publishable_key, merchant_id=books.account))
