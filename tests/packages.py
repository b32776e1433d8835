"""What an example needs beside Assay before a test can start it. Not: how it is installed (`examples/packages.py`)."""

from pathlib import Path

import pytest

from examples import packages


def are_installed(*folders: Path) -> None:
    """Install what the examples in these folders need; skip the test, and say why, where that cannot be done."""
    for folder in folders:
        try:
            packages.install(folder)
        except packages.NotInstalledError as problem:
            pytest.skip(f"{folder.name} is not tried: {problem}")
