"""Do the functions stand in the hooks file that a descriptor names? It is read, and never run. Not: running them."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path as File
from typing import Any

from harness.descriptor.lines import Path
from harness.descriptor.mistakes import Mistake, about, nearest
from harness.descriptor.model import HooksTable
from harness.descriptor.rules import dig, table

NOT_OURS = ("json", "form", "query", "headers", "save", "env")
"""Tables whose keys are the target's words."""
OF_AN_ORDER, OF_A_REQUEST = ("values",), ("request", "values")
"""What a function is given: where something is looked at, and where a request is changed."""
DEFAULT = HooksTable()

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Use:
    """A function that the descriptor names, and what it is given."""

    path: Path
    name: str
    given: tuple[str, ...]


def mistakes(data: dict[str, Any], beside: File) -> Iterator[Mistake]:
    """Yield what is wrong with the hooks; `beside` is the descriptor's folder."""
    given = table(data, "hooks")
    uses = list(_uses(data))
    named = given.get("file", DEFAULT.file)
    if not isinstance(named, str) or not (uses or "file" in given):
        return
    place = ("hooks", "file") if "file" in given else uses[0].path
    value = named if "file" in given else uses[0].name
    try:
        source = (beside / named).read_bytes()
    except OSError as unread:
        what = f"{'cannot be read' if 'file' in given else f'needs {named}, which cannot be read'} ({unread.strerror})"
        yield about(place, value, what, f"Write it beside this file: {_example(uses)}")
        return
    try:
        defined = _defined(ast.parse(source, named))
    except (SyntaxError, ValueError) as broken:
        if given.get("python", DEFAULT.python) == DEFAULT.python:  # else it is another Python, which may know more
            line = f":{broken.lineno}" if isinstance(broken, SyntaxError) else ""
            said = broken.msg if isinstance(broken, SyntaxError) else broken
            yield about(place, value, f"is no Python ({named}{line}: {said})", "Mend that line")
        return
    for use in uses:
        yield from _found(use, named, defined)


def _uses(data: dict[str, Any]) -> Iterator[Use]:
    read = dig(data, "order", "read", "python")
    if isinstance(read, str):
        yield Use(("order", "read", "python"), read, OF_AN_ORDER)
    for name, effect in table(data, "effects").items():
        counts = dig(effect, "python")
        if isinstance(counts, str):
            yield Use(("effects", name, "python"), counts, OF_AN_ORDER)
    yield from _of_requests((), data)


def _of_requests(path: Path, value: Any) -> Iterator[Use]:
    """Yield the hooks of requests, wherever in the file these are."""
    if isinstance(value, dict):
        if isinstance(value.get("hook"), str) and "path" in value:
            yield Use((*path, "hook"), value["hook"], OF_A_REQUEST)
        for key, item in value.items():
            if key not in NOT_OURS:
                yield from _of_requests((*path, key), item)
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _of_requests((*path, number), item)


def _found(use: Use, file: str, defined: Mapping[str, Function | None]) -> Iterator[Mistake]:
    """Yield what is wrong with one use; a name that is imported or computed may be any function."""
    if use.name not in defined:
        if "*" in defined:
            return
        near = nearest(use.name, defined)
        remedy = f'Did you mean "{near}"?' if near else f"Write it: {_signature(use)}"
        yield about(use.path, use.name, f"is not defined in {file}", remedy)
        return
    function = defined[use.name]
    if function is None or function.decorator_list or function.args.vararg:
        return
    takes = [*function.args.posonlyargs, *function.args.args]
    optional = dict(zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True))
    needed = [argument for argument, default in optional.items() if default is None]
    if needed or not len(takes) - len(function.args.defaults) <= len(use.given) <= len(takes):
        names = ", ".join(argument.arg for argument in [*takes, *needed]) or "nothing"
        yield about(use.path, use.name, f"takes {names} ({file}:{function.lineno})", f"Write {_signature(use)}")


def _defined(module: ast.Module) -> dict[str, Function | None]:
    """Return the names that a module has at its top, with the function where it is one; `*` is names from elsewhere."""
    found: dict[str, Function | None] = {}
    waiting: list[ast.AST] = list(module.body)
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found[node.name] = node
        elif isinstance(node, ast.ClassDef):
            found[node.name] = None
        elif isinstance(node, ast.Import | ast.ImportFrom):
            found |= {(alias.asname or alias.name).partition(".")[0]: None for alias in node.names}
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.setdefault(node.id, None)
        else:
            waiting += ast.iter_child_nodes(node)
    return found


def _example(uses: list[Use]) -> str:
    return _signature(uses[0]) if uses else "def order(values): …"


def _signature(use: Use) -> str:
    name = use.name if use.name.isidentifier() else "order"
    return f"def {name}({', '.join(use.given)}): …"
