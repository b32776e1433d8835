"""The example of other people's tests, copied away and run as they run theirs: one line opts in, and only that."""

import os
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path

from tests.examples.shops import EXAMPLES


def run(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "PYTHON", "ASSAY_"))}
    env["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # the plug-ins of our own development are not theirs
    command = [sys.executable, "-m", "pytest", *options]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=90, check=False)


def test_a_stranger_runs_it(tmp_path: Path) -> None:
    shutil.copytree(EXAMPLES / "pytest_fixture", tmp_path / "shop", ignore=shutil.ignore_patterns("__pycache__", ".*"))
    done = run(tmp_path / "shop")

    assert done.returncode == 0, done.stdout + done.stderr
    assert "9 passed" in done.stdout
    assert done.stderr == ""


def test_whoever_installs_assay_gets_no_plug_in_unasked() -> None:
    assert [entry.name for entry in metadata.distribution("assay").entry_points.select(group="pytest11")] == []
