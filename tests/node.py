"""What an example for Node needs before a test can start it. Not: how it is installed (`examples/node_packages.py`)."""

from pathlib import Path

import pytest

from examples import node_packages


def has_its_packages(*folders: Path) -> None:
    """Install what the package.json in these folders ask for; skip the test, and say why, where that cannot be done."""
    for folder in folders:
        try:
            node_packages.install(folder)
        except node_packages.NotInstalledError as problem:
            pytest.skip(f"{folder.name} is not tried: {problem}")
