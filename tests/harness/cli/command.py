"""Starts `assay` as a user does: a process of its own. Not: a test."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

DESCRIPTOR = (Path(__file__).parents[1] / "descriptor" / "good.toml").read_text()


def environment() -> dict[str, str]:
    """Return this environment as a user has it: without what the pytest around it has set."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "COLUMNS"))}


def assay(*arguments: str, cwd: Path, safe_path: bool = True, within: float = 120) -> subprocess.CompletedProcess[str]:
    """Run a command. `safe_path` False is `python -m harness.cli`, which looks into the working directory first."""
    start = [sys.executable, *(["-P"] if safe_path else []), "-m", "harness.cli", *arguments]
    return subprocess.run(
        start, cwd=cwd, env=environment(), capture_output=True, text=True, timeout=within, check=False
    )
