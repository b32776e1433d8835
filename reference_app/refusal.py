"""A no to whoever asked, with its reason. Not: its form on the wire, which is `errors.py`.

It stands apart because what refuses also runs in the worker, which has no server and need not load one.
"""

from __future__ import annotations


class RefusalError(Exception):
    """Raise it anywhere below a route to answer with this status."""

    def __init__(self, status: int, error: str, message: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.status, self.error, self.message, self.headers = status, error, message, headers
