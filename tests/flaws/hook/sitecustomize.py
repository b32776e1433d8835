"""The start hook that plants a flaw: Python imports this by itself when the folder is on PYTHONPATH. Not: the planting.

A `sitecustomize` that this one hides (a distribution's) is run too: the first one found in the rest of the path, as
Python would have done. One that stands before it, as a shim's does, has run this one.
"""

import importlib.util
import os
import sys
from pathlib import Path


def _run(name: str, path: str | Path) -> object:
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules.setdefault(name, module)
    spec.loader.exec_module(module)
    return module


def _chain(here: Path) -> None:
    """Run the `sitecustomize` that this one hides, if there is one; one that stands before it has called it."""
    folders = [Path(folder or ".").resolve() for folder in sys.path]
    for folder in folders[folders.index(here) + 1 :] if here in folders else folders:
        other = folder / "sitecustomize.py"
        if other.is_file():
            _run("sitecustomize_of_the_rest", other)
            return


_here = Path(__file__).resolve().parent
_chain(_here)
if "ASSAY_FLAW" in os.environ:
    _run("assay_flaw_loader", _here.parent / "loader.py").install(  # type: ignore[attr-defined]
        Path(os.environ["ASSAY_FLAW"]), Path(os.environ["ASSAY_FLAW_LOG"])
    )
