"""What a hook may return of a request, laid over the request as it was; and what only looks like it. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, get_args

from harness.descriptor.asking import Method
from harness.descriptor.mistakes import kind, nearest

PARTS = ("method", "path", "query", "headers", "json", "form", "body")
"""What can be changed of a request; `url` is only told."""
FIELDS = ("query", "headers", "form")
"""Parts that are tables: what is returned of them is laid over those that were there."""
TOKEN = re.compile(r"[A-Za-z0-9+/=_-]{16,}")
"""What may be a signature, wherever in a header it stands."""


def mistake(given: Mapping[str, Any], returned: Any) -> tuple[str, str] | None:
    """Return what is wrong with what a hook returned, and what to return instead; None if nothing is."""
    if not isinstance(returned, dict):
        return f"returned {kind(returned)}", 'Return the parts that it changes: {"headers": {"X-Signature": …}}'
    for key, value in returned.items():
        if key not in given:
            near = nearest(key, PARTS)
            return f'returned "{key}"', f'Did you mean "{near}"?' if near else f"Known: {', '.join(PARTS)}"
        if key in FIELDS and not _are_fields(value, lists=key == "form"):
            return f"returned {key} that are no texts by name", f'Return {{"{key}": {{"name": "text"}}}}'
        if key == "body" and not (value is None or isinstance(value, str)):
            return f"returned a body that is {kind(value)}", "Return it as text, or its fields as json or form"
    method, path = returned.get("method", given["method"]), returned.get("path", given["path"])
    if method not in get_args(Method):
        return f"returned the method {method}", f"Known: {', '.join(get_args(Method))}"
    if path != given["path"] and not (isinstance(path, str) and path.startswith("/") and not path.startswith("//")):
        return f"returned the path {path}", 'Write it from the root: "/orders"'
    return None


def changes(given: Mapping[str, Any], returned: Mapping[str, Any], *, whole: bool) -> dict[str, Any]:
    """Return the parts that differ from what was given, each as it shall be.

    `whole` is the request itself, as the hook left it: a field that is not there any more was taken away. Otherwise
    None takes one away.
    """
    new = {key: returned[key] for key in PARTS if key in returned}
    for key in FIELDS:
        if key in new:
            laid_over = {} if whole else given[key] or {}
            new[key] = _over(laid_over, new[key] or {})
    changed = {key: value for key, value in new.items() if value != (given[key] or {} if key in FIELDS else given[key])}
    if "headers" in changed:
        changed["headers"] = {name: str(value) for name, value in changed["headers"].items()}
    return changed


def almost(value: str) -> str:
    """Return what a hook has computed, with the end changed of each word that may be a signature, or its own end."""
    changed = TOKEN.sub(lambda found: _end_changed(found.group()), value)
    return changed if changed != value else _end_changed(value)


def _end_changed(text: str) -> str:
    return f"{text[:-4]}{'0000' if not text.endswith('0000') else '1111'}"


def _are_fields(value: Any, *, lists: bool) -> bool:
    if not isinstance(value, dict):
        return value is None
    return all(
        item is None or isinstance(item, str | int | float | (list if lists else str)) for item in value.values()
    )


def _over(given: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """Lay fields over others, in whatever case their names are written: those of headers are the same in any."""
    written = {name.lower() for name in new}
    kept = {name: value for name, value in given.items() if name.lower() not in written}
    return {**kept, **{name: value for name, value in new.items() if value is not None}}
