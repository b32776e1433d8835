"""How a mistake of the user ends a command: sentences on stderr, exit code 2, no traceback. Not: which there are."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Any

import click

OURS = ("harness", "scenarios", "reports", "simulator")
ROOT = Path(__file__).resolve().parents[2]
"""Where our packages lie side by side, in a checkout as in an installation."""


class UserError(click.ClickException):
    """Something that only the user can mend. One line for each mistake: place, value, remedy."""

    exit_code = 2

    def __init__(self, *messages: str) -> None:
        """Keep the lines as they are said."""
        super().__init__("\n".join(messages))

    def show(self, file: IO[Any] | None = None) -> None:
        """Say it as it stands: a place such as `assay.toml:14:` must begin its line, so that editors can jump there."""
        click.echo(self.message, file=file, err=file is None)


def write(path: Path, content: bytes) -> None:
    """Write a file, and the folders above it. Raises UserError where that is not possible."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as refused:
        raise UserError(
            f"{path}: it cannot be written ({refused.strerror}). Make room for it, or choose elsewhere"
        ) from None


def refuse_shadows() -> None:
    """Raise UserError if Python would import somebody else's `harness`, `scenarios`, `reports` or `simulator`.

    A customer may own folders of these names. The console script does not look into the working directory;
    `python -m` does.
    """
    for name in OURS:
        found = importlib.util.find_spec(name)
        places = _places(found.submodule_search_locations) if found else []
        if ROOT / name not in places:
            other = f"{places[0]} is imported in its place" if places else "it is missing"
            raise UserError(
                f"Assay cannot use its own package {name!r}: {other}. "
                "Install it apart (uv tool install, or pipx) and start it as: assay run"
            )


def _places(locations: Iterable[str] | None) -> list[Path]:
    return [Path(location).resolve() for location in locations or ()]
