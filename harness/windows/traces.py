"""The traces that the target leaves: output and log files, searched for values unique to the run. Not: what is sent."""

from __future__ import annotations

import base64
import glob
import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import quote, quote_plus

from harness.descriptor.model import LogsTable
from harness.descriptor.template import fill
from harness.observation import Scan

PIECE = 12
SHOWN_AT_THE_END = 4
"""A secret may be shown by its prefix and its last four characters; a longer piece of it is a leak."""
HASHES = ("md5", "sha1", "sha256", "sha512")
AROUND = 24
"""Characters of context that a hit is shown with; the value itself is masked."""


def written_forms(value: str) -> dict[str, str]:
    """Return the ways in which a card number (or a word) may be written: plain, grouped, encoded."""
    groups = [value[i : i + 4] for i in range(0, len(value), 4)]
    forms = {
        "plain": value,
        "spaced": " ".join(groups),
        "dashed": "-".join(groups),
        "URL-encoded": quote(" ".join(groups)),
        "form-encoded": quote_plus(" ".join(groups)),
        "base64": base64.b64encode(value.encode()).decode().rstrip("="),
        "hexadecimal": value.encode().hex(),
    }
    return {name: form for name, form in forms.items() if name == "plain" or form != value}


def log_texts(outputs: Sequence[Path], logs: LogsTable, values: Mapping[str, str], cwd: Path) -> dict[str, str]:
    """Return each readable log by name: what the processes wrote, and the files that the descriptor names."""
    paths = list(outputs) if logs.stdout else []
    for pattern in logs.files:
        written = fill(pattern, values)
        found = glob.glob(str(cwd / written), recursive=True)  # noqa: PTH207 - the pattern may be absolute
        paths += [Path(name) for name in sorted(found)]
    return {path.name: path.read_text(errors="replace") for path in paths if path.is_file()}


def pieces(secret: str) -> list[str]:
    """Return every run of `PIECE` characters of a secret, but for its prefix and its last four, which may be shown."""
    core = secret.rpartition("_")[2][:-SHOWN_AT_THE_END]
    return [core[start : start + PIECE] for start in range(len(core) - PIECE + 1)]


def search_secrets(
    texts: Mapping[str, str], *, secrets: Mapping[str, str], canaries: Sequence[str], kind: str = "logs"
) -> Scan:
    """Search `texts` for each secret (name to value), whole or in pieces, and for any harmless canary."""
    hits = []
    for log, text in texts.items():
        for what, secret in secrets.items():
            place = next((found for piece in pieces(secret) if (found := text.find(piece)) >= 0), -1)
            if place >= 0:
                hits.append(f"{log}:{text.count(chr(10), 0, place) + 1} holds {what}")
    return _scan(texts, hits, canaries, kind)


def hashes(value: str) -> dict[str, str]:
    """Return the bare hashes of a value: of a card number each can be reversed by trying all that there are."""
    return {name: hashlib.new(name, value.encode(), usedforsecurity=False).hexdigest() for name in HASHES}


def search(
    texts: Mapping[str, str], *, forbidden: Mapping[str, str], canaries: Sequence[str], kind: str = "logs"
) -> Scan:
    """Search `texts` for every form of the `forbidden` values (name to value), and for any harmless canary."""
    hits = []
    for log, text in texts.items():
        for what, value in forbidden.items():
            for form, written in written_forms(value).items():
                place = text.find(written)
                if place >= 0:
                    line = text.count("\n", 0, place) + 1
                    before = text[max(0, place - AROUND) : place].replace("\n", " ")
                    hits.append(f"{log}:{line} holds {what} ({form}) after “{before}”")
                    break
    return _scan(texts, hits, canaries, kind)


def _scan(texts: Mapping[str, str], hits: Sequence[str], canaries: Sequence[str], kind: str = "logs") -> Scan:
    size = sum(map(len, texts.values()))
    return Scan(
        canary_found=any(canary in text for canary in canaries for text in texts.values()),
        hits=tuple(hits),
        searched=f"{len(texts)} {kind}, {size} characters",
        shut=None if texts else "[logs] files: the files that the target writes",
    )
