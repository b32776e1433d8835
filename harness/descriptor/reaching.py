"""What a descriptor says of targets that name their provider in their code: shims, interception. Not: either one."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

from harness.descriptor.lines import Path
from harness.descriptor.mistakes import Mistake, about
from harness.descriptor.rules import table

_PYTHON = re.compile(r"\{python\}|python[\d.]*(\.exe)?|pypy[\d.]*")
_WITH_VALUE = ("-c", "-m")
"""Flags of Python after which the program's own begin."""


def mistakes(data: dict[str, Any]) -> Iterator[Mistake]:
    yield from _only_what_is_started_is_given_an_environment(data)
    yield from _python_is_let_load_the_shim(data)


def _only_what_is_started_is_given_an_environment(data: dict[str, Any]) -> Iterator[Mistake]:
    target = table(data, "target")
    if not target.get("base_url"):
        return
    remedy = "A target that runs already has its environment: have Assay start it, or delete this line"
    if target.get("intercept") is True:
        yield about(("target", "intercept"), True, "is for a target that is started", remedy)
    for name, given in table(data, "provider").items():
        if isinstance(given, dict) and given.get("shim"):
            yield about(("provider", name, "shim"), given["shim"], "is for a target that is started", remedy)


def _python_is_let_load_the_shim(data: dict[str, Any]) -> Iterator[Mistake]:
    """Python's -I and -E leave PYTHONPATH out, and -S leaves `sitecustomize` out."""
    shims = [given.get("shim") for given in table(data, "provider").values() if isinstance(given, dict)]
    if "python" not in shims:
        return
    target = table(data, "target")
    commands: dict[Path, Any] = {("target", "start"): target.get("start")}
    commands |= {("target", "processes", name): command for name, command in table(target, "processes").items()}
    for path, command in commands.items():
        if isinstance(command, str) and (flag := _without_site(command)):
            remedy = f"Python loads no shim with {flag}: delete it, or write [target] intercept = true in place of shim"
            yield about(path, command, f"has {flag}", remedy)


def _without_site(command: str) -> str | None:
    """Return the first flag by which a command keeps Python from its site hook."""
    try:
        words = shlex.split(command)
    except ValueError:  # an open quotation mark: said by another rule, or when it is started
        return None
    if not words or not _PYTHON.fullmatch(PurePath(words[0]).name):
        return None
    for word in words[1:]:
        if not word.startswith("-") or word in _WITH_VALUE:
            return None
        if not word.startswith("--") and set(word) & set("IES"):
            return word
    return None
