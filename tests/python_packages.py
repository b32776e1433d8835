"""What an example of its own environment needs before a test can start it. Not: how it is installed (`examples/`)."""

from pathlib import Path

import pytest

from examples import python_packages


def are_installed(*folders: Path) -> None:
    """Install what these folders' requirements.txt ask for; skip the test, and say why, where that cannot be done."""
    for folder in folders:
        try:
            python_packages.install(folder)
        except python_packages.NotInstalledError as problem:
            pytest.skip(f"{folder.name} is not tried: {problem}")
