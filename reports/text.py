"""Text that others wrote, made safe to show: what a terminal or an eye would obey becomes visible. Not: any escaping.

Evidence is written by the target, so by whoever attacks it. Each format escapes in its own manner; common to all is
that control characters (ANSI sequences, illegal in XML too), directions and invisible characters neither act nor hide.
"""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime

_ACTING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters, but for tab and line feed
    "\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff"  # invisible, or turning the direction
    "\ud800-\udfff\ufffe\uffff\U000e0000-\U000e007f]"  # not characters, or invisible tags
)


def visible(text: str) -> str:
    r"""Return `text` with `\x1b` for ESC and `\u202e` for what turns the direction; tabs and line ends stay."""
    return _ACTING.sub(lambda found: _written(ord(found[0])), text.replace("\r\n", "\n"))


def _written(code: int) -> str:
    """Return a character as programs write it: every font has these letters, and few have pictures of characters."""
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def one_line(text: str, most: int | None = None) -> str:
    """Return `text` made visible, on one line, cut at `most` characters with an ellipsis."""
    line = " ".join(visible(text).split())
    return line if most is None or len(line) <= most else f"{line[: most - 1].rstrip()}…"


def cut(text: str, most: int) -> tuple[str, int]:
    """Return the first `most` characters, and how many were left out."""
    return text[:most], max(0, len(text) - most)


def number(count: int, noun: str, plural: str | None = None) -> str:
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"


def moment(unix: float) -> str:
    """Return a time with its offset, `2026-11-23 09:00:00 +00:00`; in UTC, so that it reads the same everywhere."""
    try:
        return datetime.fromtimestamp(unix, UTC).isoformat(sep=" ", timespec="seconds").replace("+00:00", " +00:00")
    except (OverflowError, ValueError, OSError):
        return f"not a time: {unix!r}"


def duration(seconds: float) -> str:
    """Return a duration as people say it: `0.004 s`, `12.3 s`, `2 min 05 s`."""
    if not math.isfinite(seconds):
        return f"not a duration: {seconds!r}"
    if seconds < 1:
        return f"{seconds:.3f} s"
    if seconds < 60:
        return f"{seconds:.1f} s"
    return f"{int(seconds // 60)} min {int(seconds % 60):02d} s"
