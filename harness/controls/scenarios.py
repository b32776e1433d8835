"""Which controls have a scenario, read from the scenarios' source. Not: running them, nor importing them.

The harness must not import the scenarios, and a list kept by hand would not stay true: the decorator is the list.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
"""The scenarios lie beside the harness, in a checkout as in an installation."""


def scenarios_by_control(folder: Path = SCENARIOS) -> dict[str, tuple[str, ...]]:
    """Return the scenarios of each control that any of them names: `scenarios/test_price.py::test_name`."""
    found: dict[str, list[str]] = {}
    for file in sorted(folder.rglob("test_*.py")):
        for function in ast.walk(ast.parse(file.read_text(encoding="utf-8"), str(file))):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                name = f"{folder.name}/{file.relative_to(folder).as_posix()}::{function.name}"
                for control_id in _named(function.decorator_list):
                    found.setdefault(control_id, []).append(name)
    return {control_id: tuple(names) for control_id, names in found.items()}


def _named(decorators: list[ast.expr]) -> Iterator[str]:
    """Yield the ids in `@control("ID")`, whatever module `control` was reached through."""
    for decorator in decorators:
        if not isinstance(decorator, ast.Call):
            continue
        called = decorator.func
        name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", None)
        if name != "control":
            continue
        given = [*decorator.args[:1], *(word.value for word in decorator.keywords if word.arg == "control_id")]
        yield from (value.value for value in given if isinstance(value, ast.Constant) and isinstance(value.value, str))
