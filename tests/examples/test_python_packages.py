"""An example that brings a requirements.txt gets an environment of its own, once."""

from pathlib import Path

import pytest

from examples import python_packages


def test_an_example_without_a_list_gets_no_environment(tmp_path: Path) -> None:
    python_packages.install(tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_packages_are_installed_once_and_again_when_the_list_has_changed(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text("# nothing\n")
    python_packages.install(tmp_path)
    left = tmp_path / ".venv" / "left_there"
    left.touch()
    python_packages.install(tmp_path)
    (tmp_path / "requirements.txt").write_text("./there-is-no-such-package\n")

    assert left.exists()
    with pytest.raises(python_packages.NotInstalledError, match="there-is-no-such-package"):
        python_packages.install(tmp_path)
