"""A request of the descriptor that is ready to leave: filled, its form read, changed by its hook. Not: sending it.

A hook is told all that will be sent, the text of the body and the whole address among it, for it may sign either.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

import httpx
import msgspec

from harness.descriptor.model import HttpRequest
from harness.descriptor.template import fill
from harness.hooks import changing
from harness.hooks.interpreter import Hooks
from harness.target.forms import Filled

Variables = Mapping[str, str]
Build = Callable[..., httpx.Request]
Spoil = Callable[[str], str]

NUMBERS = {"{amount}", "{quantity}", "{refund_amount}", "{capture_amount}"}
TYPES = {"json": "application/json", "form": "application/x-www-form-urlencoded"}


@dataclass(frozen=True)
class Outgoing:
    """Everything of a request, with its variables filled in."""

    method: str
    path: str
    """From the root, or an address on this machine."""
    headers: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, Any] | None = None
    json: Any = None
    form: Mapping[str, Any] | None = None
    """Of a field that is sent several times all values."""
    page: Filled | None = None
    """The form of a page that is submitted, with its fields in their order."""
    body: str | None = None
    """What is sent in the place of `json` or `form`."""

    def built(self, build: Build, timeout: float) -> httpx.Request:
        """Return it as it leaves; `build` is the client's way to make a request."""
        content = self._content()
        return build(
            self.method,
            self.path,
            content=content,
            data=self.form if content is None and self.page is None else None,
            params=self.query,
            headers=self.headers,
            timeout=timeout,
        )

    def _content(self) -> bytes | None:
        if self.body is not None:
            return self.body.encode()
        if self.json is not None:
            return msgspec.json.encode(self.json)
        return None if self.page is None else self.page.content()

    def hooked(self, name: str, hooks: Hooks, values: Variables, sent: httpx.Request) -> Outgoing:
        """Return it as the hook of that name leaves it; `sent` is how it would leave without. Raises HookFailed."""
        address = urlsplit(self.path)
        here = f"{address.path or '/'}{f'?{address.query}' if address.query else ''}"
        given = {
            "method": self.method,
            "path": here if address.scheme else self.path,
            "query": dict(self.query or {}),
            "headers": dict(self.headers),
            "json": self.json,
            "form": self.form,
            "body": sent.content.decode(errors="replace"),
            "url": str(sent.url),
        }
        returned, whole = hooks.change(name, given, values)
        if (wrong := changing.mistake(given, returned)) is not None:
            raise hooks.failed(name, *wrong)
        return self._changed(changing.changes(given, returned, whole=whole))

    def _changed(self, changed: dict[str, Any]) -> Outgoing:
        sort = next((sort for sort in ("json", "form") if changed.get(sort) is not None), None)
        if sort is not None and getattr(self, sort) is None:  # another sort of body than there was
            changed = {"json": None, "form": None, "page": None, **changed}
            typed = {name: value for name, value in self.headers.items() if name.lower() != "content-type"}
            changed["headers"] = {"Content-Type": TYPES[sort], **typed, **changed.get("headers", {})}
        elif sort == "form" and self.page is not None:
            changed["page"] = replace(self.page, fields=tuple(_pairs(changed["form"])))
        return replace(self, **changed)

    def spoilt(self, before: Outgoing, spoil: Spoil) -> Outgoing:
        """Return it with what a hook has put into headers and address spoilt; as it was `before` if that is nothing.

        What looks right and is not must be refused by whoever checks it.
        """
        headers = _spoilt(self.headers, before.headers, spoil)
        query = _spoilt(self.query or {}, before.query or {}, spoil)
        if headers == self.headers and query == (self.query or {}):
            return before
        return replace(self, headers=headers, query=query or None)


def of(request: HttpRequest, values: Variables) -> Outgoing:
    """Return a request with its variables filled in."""
    headers = {name: fill(text, values) for name, text in request.headers.items()}
    if request.json is not None or request.form:
        headers.setdefault("Content-Type", TYPES["form" if request.json is None else "json"])
    return Outgoing(
        method=request.method,
        path=fill(request.path, values),
        headers=headers,
        query=None if request.query is None else filled(request.query, values),
        json=None if request.json is None else filled(request.json, values),
        form=None if request.form is None else filled(request.form, values),
    )


def submitted(form: Filled, request: HttpRequest, values: Variables) -> Outgoing:
    """Return what a browser sends that submits a form; the fields of one that asks by GET stand in the address."""
    asks = form.method == "GET"
    query = {**(dict(form.fields) if asks else {}), **filled(request.query or {}, values)}
    return Outgoing(
        method=form.method,
        path=form.url,
        headers={**form.headers(), **{name: fill(text, values) for name, text in request.headers.items()}},
        query=query or None,
        form=None if asks else form.by_name(),
        page=form,
    )


def filled(value: Any, values: Variables) -> Any:
    """Return `value` with variables filled into every text; those of NUMBERS, alone, stay numbers."""
    if isinstance(value, str):
        if value in NUMBERS:
            return int(values[value[1:-1]])
        return fill(value, values)
    if isinstance(value, Mapping):
        return {key: filled(item, values) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [filled(item, values) for item in value]
    return value


def _pairs(form: Mapping[str, Any]) -> list[tuple[str, str]]:
    listed = [(name, value if isinstance(value, list) else [value]) for name, value in form.items()]
    return [(name, str(value)) for name, values in listed for value in values]


def _spoilt(fields: Mapping[str, Any], before: Mapping[str, Any], spoil: Spoil) -> dict[str, Any]:
    return {name: spoil(str(value)) if before.get(name) != value else value for name, value in fields.items()}
