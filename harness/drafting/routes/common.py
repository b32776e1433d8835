"""How paths are put together and written in one way, whatever the framework. Not: finding them."""

from __future__ import annotations

import re

_VALUES: tuple[tuple[str, str], ...] = (
    (r"\(\?P<(\w+)>[^)]*\)", r"{\1}"),
    (r"<(?:\w+:)?(\w+)>", r"{\1}"),
    (r"\[\[?\.{0,3}(\w+)\]?\]", r"{\1}"),
    (r"\{(\w+)[:?][^}]*\}", r"{\1}"),
    (r":(\w+)(?:\([^)]*\))?\??", r"{\1}"),
)
"""Ways in which frameworks write a value in a path: Django, Flask, Next, Spring and Laravel, Express and Rails."""


def joined(*parts: str) -> str:
    """Return one path of its parts, from the root, without a double slash."""
    path = "/".join(part.strip("/") for part in parts if part.strip("/"))
    slash = "/" if path and parts[-1] != "/" and parts[-1].endswith("/") else ""
    return written(f"/{path}{slash}")


def written(path: str) -> str:
    """Return a path in which every value is written `{name}`."""
    for pattern, wanted in _VALUES:
        path = re.sub(pattern, wanted, path)
    return path.replace("^", "").replace("$", "")
