"""Log lines: one JSON object each, on standard output. Not: bodies, secrets, tokens or anything a buyer typed freely.

Only the fields named at the call are written. json.dumps escapes line breaks, so no value can forge a second line.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime


def log(event: str, **facts: str | int | float | bool | None) -> None:
    """Write what happened, with ids that lead to the rest; times are UTC."""
    line = {"at": datetime.now(UTC).isoformat(timespec="milliseconds"), "event": event, **facts}
    sys.stdout.write(json.dumps(line, separators=(",", ":")) + "\n")
    sys.stdout.flush()
