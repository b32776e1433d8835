"""Times are those of the clock on the wall, which is easier to read in the office, and twice a year wrong."""

import json
import sys
from collections.abc import Callable
from datetime import datetime
from typing import Any

must = ("LOG-01",)
may = ()
subtle = True
replaces = "reference_app.logs:log"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def log(event: str, **facts: Any) -> None:
        line = {"at": datetime.now().isoformat(timespec="milliseconds"), "event": event, **facts}  # noqa: DTZ005
        sys.stdout.write(json.dumps(line, separators=(",", ":")) + "\n")
        sys.stdout.flush()

    return log
