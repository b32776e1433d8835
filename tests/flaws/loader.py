"""Plants a flaw in a running target: replaces one function when its module is imported. Not: any flaw.

It is loaded by `hook/sitecustomize.py` in every process of the target, before a line of the target has run, and must
not import anything that the target does not have: the standard library only.

A flaw is a module that says which function it `replaces` (`package.module:name`, or `package.module:Class.name`) and
how (`flawed(original)` returns the replacement). The module is patched right after it was executed and before whoever
imported it goes on, so `from module import name` gets the flawed one as well. Every call of the replacement is written
down, one line each, so that a test can prove that the flaw was on the path and not merely on the disk.
"""

from __future__ import annotations

import functools
import importlib.util
import inspect
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any


def load(path: Path) -> ModuleType:
    """Return the flaw of that file."""
    spec = importlib.util.spec_from_file_location(f"assay_flaw_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is no flaw")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def install(flaw_path: Path, log: Path) -> None:
    """Watch for the import of the module that the flaw is about, and patch it then."""
    flaw = load(flaw_path)
    module_name, _, attribute = flaw.replaces.partition(":")
    if module_name in sys.modules:
        raise ImportError(f"{module_name} was imported before the flaw could be planted")
    sys.meta_path.insert(0, _Watch(module_name, lambda module: _plant(module, attribute, flaw, log)))


def _plant(module: ModuleType, attribute: str, flaw: ModuleType, log: Path) -> None:
    *holders, name = attribute.split(".")
    holder: Any = functools.reduce(getattr, holders, module)
    original = getattr(holder, name)
    setattr(holder, name, _written_down(flaw.flawed(original), original, log))


def _written_down(replacement: Callable[..., Any], original: Callable[..., Any], log: Path) -> Callable[..., Any]:
    """Return the replacement, as asynchronous (or generating) as it is, leaving a line in the log whenever called."""

    @functools.wraps(original)
    def called(*args: Any, **kwargs: Any) -> Any:
        _note(log)
        return replacement(*args, **kwargs)

    @functools.wraps(original)
    async def awaited(*args: Any, **kwargs: Any) -> Any:
        _note(log)
        return await replacement(*args, **kwargs)

    @functools.wraps(original)
    def generated(*args: Any, **kwargs: Any) -> Iterator[Any]:
        _note(log)
        yield from replacement(*args, **kwargs)

    if inspect.iscoroutinefunction(replacement):
        return awaited
    return generated if inspect.isgeneratorfunction(replacement) else called


def _note(log: Path) -> None:
    """Append one short line: such a write is whole even when several processes do it at once."""
    handle = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        os.write(handle, f"{os.getpid()}\n".encode())
    finally:
        os.close(handle)


class _Watch(MetaPathFinder):
    """A finder that finds nothing by itself: it lets the others find the module, and is told when it is complete."""

    def __init__(self, name: str, then: Callable[[ModuleType], None]) -> None:
        self._name = name
        self._then = then
        self._busy = False

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname != self._name or self._busy:
            return None
        self._busy = True
        try:
            spec = importlib.util.find_spec(fullname)
        finally:
            self._busy = False
        if spec is not None and spec.loader is not None:
            spec.loader = _Patching(spec.loader, self._then)
        return spec


class _Patching(Loader):
    """The module's own loader, and after it the patch."""

    def __init__(self, loader: Loader, then: Callable[[ModuleType], None]) -> None:
        self._loader = loader
        self._then = then

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        self._loader.exec_module(module)
        self._then(module)

    def __getattr__(self, name: str) -> Any:
        """Resources, sources and whatever else the module's own loader offers."""
        return getattr(self._loader, name)
