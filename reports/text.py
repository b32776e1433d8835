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
    """Return `text` with `␛` for ESC and `⟨U+202E⟩` for what has no picture; tabs and line ends stay."""
    return _ACTING.sub(_picture, text.replace("\r\n", "\n"))


def _picture(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else f"⟨U+{code:04X}⟩"


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
