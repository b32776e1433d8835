"""How a control is judged, read from the scenarios' source: their sentences and what they do. Not: running them."""

from __future__ import annotations

import ast
import functools
import inspect
from collections.abc import Iterator
from pathlib import Path

import msgspec

from harness.controls.scenarios import SCENARIOS
from simulator.schedules import forgeries

MARKS = {
    "alone": "it measures time, so nothing else runs beside it",
    "lifecycle": "it kills or restarts the target",
    "at_the_end": "it judges what the run has left behind",
    "of_the_shop": "it is judged with the main provider alone, for it is about the shop",
    "each_kind": "once for each kind of payment that waits",
}
"""Decorators of scenarios that say something about how they are judged."""


class Stimulus(msgspec.Struct, frozen=True):
    """One thing that is done to the target."""

    name: str
    """The last part of the check's id."""
    meaning: str | None = None


class Scenario(msgspec.Struct, frozen=True):
    """One way in which a control is judged."""

    name: str
    """`scenarios/test_webhook_signature.py::test_name`."""
    title: str
    """The first line of its docstring: what must be true."""
    told: str
    """The rest of it."""
    stimuli: tuple[Stimulus, ...]
    marks: tuple[str, ...]
    providers: tuple[str, ...]
    """The providers for whom alone it is; none: all of the control's."""

    def makes(self, stimulus: str) -> bool:
        return any(one.name == stimulus for one in self.stimuli)


@functools.cache
def scenarios(folder: Path = SCENARIOS) -> dict[str, tuple[Scenario, ...]]:
    """Return the scenarios of each control that has any."""
    found: dict[str, list[Scenario]] = {}
    for file in sorted(folder.rglob("test_*.py")):
        for node in ast.parse(file.read_text(encoding="utf-8"), str(file)).body:
            if isinstance(node, ast.FunctionDef):
                place = f"{folder.name}/{file.relative_to(folder).as_posix()}::{node.name}"
                for control, given in _judged(node):
                    found.setdefault(control, []).append(_scenario(node, place, given))
    return {control: tuple(ways) for control, ways in found.items()}


def _scenario(node: ast.FunctionDef, place: str, given: str | None) -> Scenario:
    said = inspect.cleandoc(ast.get_docstring(node) or node.name.removeprefix("test_").replace("_", " "))
    title, _, rest = said.partition("\n")
    calls = list(_calls(node))
    marks = tuple(name for name, _ in calls if name in MARKS)
    only = tuple(value for name, call in calls if name == "only" and call for value in _texts(call.args))
    return Scenario(place, title, rest.strip(), tuple(_stimuli(node, calls, given)), marks, only)


def _judged(node: ast.FunctionDef) -> Iterator[tuple[str, str | None]]:
    for name, call in _calls(node):
        if name == "control" and call is not None:
            words = [*_texts(call.args), *_texts([one.value for one in call.keywords])]
            if words:
                yield words[0], words[1] if len(words) > 1 else None


def _stimuli(node: ast.FunctionDef, calls: list[tuple[str, ast.Call | None]], given: str | None) -> Iterator[Stimulus]:
    """Yield what is done: named values, forgeries with their meaning, or the one thing that the scenario does."""
    before = f"{given}-" if given else ""
    several = False
    for name, call in calls:
        if name == "stimuli" and call is not None:
            several = True
            yield from (Stimulus(before + one.arg.replace("_", "-")) for one in call.keywords if one.arg)
        if name == "forgeries.of" and call is not None:
            several = True
            known = [one for of in _texts(call.args) for one in forgeries.FORGERIES.values() if of in one.controls]
            yield from (Stimulus(before + one.name, one.meaning) for one in known)
        several = several or name in ("of_each_provider", "each_kind")
    if not several:
        yield Stimulus(given or node.name.removeprefix("test_").replace("_", "-"))


def _calls(node: ast.FunctionDef) -> Iterator[tuple[str, ast.Call | None]]:
    """Yield the decorators by their names; `pytest.mark.alone` is `alone`, `forgeries.of` stays as it is."""
    for decorator in node.decorator_list:
        call = decorator if isinstance(decorator, ast.Call) else None
        named = ast.unparse(call.func if call else decorator)
        yield named.removeprefix("pytest.mark."), call


def _texts(values: list[ast.expr]) -> list[str]:
    return [one.value for one in values if isinstance(one, ast.Constant) and isinstance(one.value, str)]
