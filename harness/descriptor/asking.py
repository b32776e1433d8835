"""A request of `assay.toml` as data, and what every table of it is. Not: sending it (`harness/target/requests.py`)."""

from __future__ import annotations

from typing import Any, Literal

import msgspec


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A table of the descriptor: an unknown key is a mistake, not an extension."""


Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]


class HttpRequest(Table, frozen=True):
    path: str
    """With `submit`, the page that holds the form; empty: the page that the browser has open."""
    method: Method = "GET"
    json: Any = None
    form: dict[str, str] | None = None
    query: dict[str, str] | None = None
    headers: dict[str, str] = {}
    save: dict[str, str] = {}
    """Variable to *where*: values carried on to later requests."""
    expect: int | tuple[int, ...] | None = None
    """Status that shows success; None: any 2xx or 3xx."""
    success: str | None = None
    """*Where* something stands in the reply to a success; null, false and what is empty are nothing."""
    absent: str | None = None
    """*Where* nothing stands in the reply to a success."""
    submit: str | None = None
    """CSS selector of a form that is sent with its own fields, `form` over them, or of the button in it."""
    follow: bool = False
    """Whether redirects are followed, as far as they lead to the target itself."""
    hook: str | None = None
    """The function of the hooks file that changes it right before it is sent: signs it, adds a one-time password."""

    def __post_init__(self) -> None:
        """Take what submits a form for a POST with fields, as which it is bent, repeated and forged like any other."""
        if self.submit is not None:
            msgspec.structs.force_setattr(self, "method", "POST")
            msgspec.structs.force_setattr(self, "form", self.form or {})
