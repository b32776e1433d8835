"""The card of a running simulator: a file that says how to speak with it, for other commands. Not: speaking with it.

`assay sandbox` leaves it in `.assay/` of the folder in which it was started, readable by its owner only, and takes it
away when it stops. It holds the token, and keys that the simulator made up.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

NAME = ".assay/sandbox.json"


@contextmanager
def shown(place: Path | None, told: Mapping[str, Any], world_id: str) -> Iterator[None]:
    """Show the card while the simulator runs. Where it cannot be written there is none: whoever needs it says so."""
    mine = place is not None and _write(place, {**told, "world": world_id, "pid": os.getpid()})
    try:
        yield
    finally:
        if mine and place is not None and _pid(place) == os.getpid():
            place.unlink(missing_ok=True)


def _write(place: Path, card: Mapping[str, Any]) -> bool:
    fresh = place.with_name(f"{place.name}.{os.getpid()}")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        ignore = place.parent / ".gitignore"
        if not ignore.exists():
            ignore.write_text("*\n")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(card, file)
        fresh.replace(place)
    except OSError:
        return False
    return True


def _pid(place: Path) -> int | None:
    """Return whose card it is: another simulator may have been started in the same folder since."""
    try:
        told = json.loads(place.read_bytes())
    except (OSError, ValueError):
        return None
    return told.get("pid") if isinstance(told, dict) else None
