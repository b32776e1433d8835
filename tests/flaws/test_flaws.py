"""Each flaw is what it says: it replaces something that exists, in its own shape, and names controls that exist."""

import importlib
import inspect
import shutil
import subprocess
from functools import reduce
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import Request

from harness.controls.catalogue import load as catalogue
from tests.detection import EXAMPLES, FLAWS, Flaw, flaws, patches
from tests.flaws.loader import load

LEFT_OUT = shutil.ignore_patterns(".assay", "__pycache__")


@pytest.mark.parametrize("flaw", flaws(), ids=lambda flaw: flaw.id)
def test_a_flaw_fits_where_it_is_planted(flaw: Flaw, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(FLAWS / "hook"))
    monkeypatch.setattr(Request, "__init__", Request.__init__)  # some flaws watch requests: it is undone afterwards
    module, _, name = flaw.replaces.partition(":")
    original: Any = reduce(getattr, name.split("."), importlib.import_module(module))
    replacement = load(flaw.path).flawed(original)

    assert list(inspect.signature(replacement).parameters) == list(inspect.signature(original).parameters)
    assert inspect.iscoroutinefunction(replacement) == inspect.iscoroutinefunction(original)


@pytest.mark.parametrize("flaw", patches(), ids=lambda flaw: flaw.id)
def test_a_patch_fits_the_example_as_it_is_now(flaw: Flaw, tmp_path: Path) -> None:
    example = shutil.copytree(EXAMPLES / flaw.path.parent.name, tmp_path / "example", ignore=LEFT_OUT)
    done = subprocess.run(["git", "apply", "-p1", flaw.path], cwd=example, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("flaw", [*flaws(), *patches()], ids=lambda flaw: flaw.id)
def test_a_flaw_names_controls_of_the_catalogue_and_tells_its_story(flaw: Flaw) -> None:
    known = set(catalogue().controls)

    assert flaw.must
    assert set(flaw.must + flaw.may) <= known
    assert not set(flaw.must) & set(flaw.may)
    assert len(flaw.story) > 60
