"""Times as API v2 writes them: `2024-10-22T16:20:09.931Z`. Not: a clock."""

from __future__ import annotations

import re
from datetime import UTC, datetime

_WRITTEN = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)\Z")


def written(seconds: float) -> str:
    """Return a unix time, to the millisecond."""
    moment = datetime.fromtimestamp(round(seconds * 1000) / 1000, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"


def read(text: str) -> float:
    """Return the unix time that is written there. Raises ValueError."""
    if not _WRITTEN.match(text):
        raise ValueError(text)
    return datetime.fromisoformat(text).timestamp()
