"""Each flaw is what it says: it replaces something that exists, in its own shape, and names controls that exist."""

import ast
import importlib
import importlib.util
import inspect
from functools import reduce
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import Request

from harness.controls.catalogue import load as catalogue
from tests.detection import FLAWS, NOT_COPIED, Flaw, flaws, patched, patches
from tests.flaws.loader import load


@pytest.mark.parametrize("flaw", flaws(), ids=lambda flaw: flaw.id)
def test_a_flaw_fits_where_it_is_planted(flaw: Flaw, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(FLAWS / "hook"))
    monkeypatch.setattr(Request, "__init__", Request.__init__)  # some flaws watch requests: it is undone afterwards
    module, _, name = flaw.replaces.partition(":")
    original: Any = reduce(getattr, name.split("."), importlib.import_module(module))
    replacement = load(flaw.path).flawed(original)

    assert list(inspect.signature(replacement).parameters) == list(inspect.signature(original).parameters)
    assert inspect.iscoroutinefunction(replacement) == inspect.iscoroutinefunction(original)


@pytest.mark.parametrize("flaw", flaws(), ids=lambda flaw: flaw.id)
def test_what_a_flaw_takes_from_the_shop_is_there(flaw: Flaw) -> None:
    """One that breaks where it is reached does other harm than it says, and goes unnoticed."""
    for line in ast.walk(ast.parse(flaw.path.read_text())):
        if isinstance(line, ast.ImportFrom) and (line.module or "").startswith("reference_app"):
            module = importlib.import_module(line.module or "")
            for name in line.names:
                assert hasattr(module, name.name) or importlib.util.find_spec(f"{line.module}.{name.name}"), name.name


@pytest.mark.parametrize("flaw", patches(), ids=lambda flaw: flaw.id)
def test_a_patch_fits_the_integration_as_it_is_now(flaw: Flaw, tmp_path: Path) -> None:
    changed = patched(flaw, tmp_path)
    original = {path: path.read_bytes() for folder in flaw.planted_in for path in _sources(folder)}
    others = [path for path, was in original.items() if _copied(path, flaw, changed).read_bytes() != was]

    assert others or flaw.path.read_text().count("--- /dev/null") == 1, "nothing of the integration is otherwise"


def _sources(folder: Path) -> list[Path]:
    """Return the files of an integration that are its own and that a flaw may change."""
    files = (path for path in folder.rglob("*") if path.suffix in {".py", ".js", ".json", ".html"})
    return [path for path in files if not set(NOT_COPIED) & set(path.parts)]


def _copied(path: Path, flaw: Flaw, home: Path) -> Path:
    return home.parent / path.relative_to(flaw.planted_in[0].parent)


@pytest.mark.parametrize("flaw", [*flaws(), *patches()], ids=lambda flaw: flaw.id)
def test_a_flaw_names_controls_of_the_catalogue_and_tells_its_story(flaw: Flaw) -> None:
    known = set(catalogue().controls)

    assert flaw.must
    assert set(flaw.must + flaw.may) <= known
    assert not set(flaw.must) & set(flaw.may)
    assert len(flaw.story) > 60
