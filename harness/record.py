"""`run.ndjson`: what a run found, line by line, as it happens: the one door to the disk. Not: its sum (`fold.py`).

Each event is redacted and appended in one write; so whatever is cut short, what was finished is on disk. Several
workers append to one file: a line is one write. Whoever wants to be told follows the file, and sees no more than it
holds.
Times are unix seconds on this machine's clock.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event as Flag
from threading import Lock, Thread
from typing import Any, Protocol, Self

import msgspec

from harness.results import CheckResult, Evidence
from harness.verdicts.verdict import Verdict

FILE_NAME = "run.ndjson"

FOLLOW_EVERY = 0.05
"""Seconds between two looks at a record that is followed."""


class Event(msgspec.Struct, frozen=True, kw_only=True, tag_field="event"):
    """One line of the record."""

    at: float


class RunStarted(Event, frozen=True, kw_only=True, tag="run_started"):
    """Everything that is known of a run before anything is done."""

    id: str
    assay: str
    catalogue: str
    seed: int
    command: str
    host: str
    selected: str | None
    narrowed: tuple[str, ...] = ()
    """The other options that chose checks, as they were written."""
    target: str
    descriptor: str
    providers: tuple[str, ...]
    base_url: str | None = None
    commit: str | None = None
    configuration: dict[str, str] = {}
    variations: tuple[str, ...] = ()
    quick: bool = False


class Collected(Event, frozen=True, kw_only=True, tag="collected"):
    """What there is to ask: ids of the controls that have a scenario, and of those that this run asks (`-k`)."""

    with_scenario: tuple[str, ...]
    selected: tuple[str, ...]


class TargetStarted(Event, frozen=True, kw_only=True, tag="target_started"):
    """The target answers; where it listens is known only now."""

    base_url: str


class CheckFinished(Event, frozen=True, kw_only=True, tag="check_finished"):
    check: CheckResult


class LateLook(Event, frozen=True, kw_only=True, tag="late_look"):
    """A second look at the end of the run: it revises the verdict of a check that is already in the record."""

    check: str
    verdict: Verdict
    evidence: tuple[Evidence, ...] = ()
    deliveries: str | None = None
    """As in the check's result."""


class Note(Event, frozen=True, kw_only=True, tag="note"):
    """Something worth keeping that is no verdict: a start of the target, its last words, a port."""

    kind: str
    fields: dict[str, Any]


class RunEnded(Event, frozen=True, kw_only=True, tag="run_ended"):
    """The last line. A record without it was cut short by something that could not even say so."""

    because: str | None


AnyEvent = RunStarted | Collected | TargetStarted | CheckFinished | LateLook | Note | RunEnded
Listener = Callable[[AnyEvent], None]


class Redacts(Protocol):
    """What the record asks of a redactor: no text reaches the disk but through this."""

    def text(self, text: str) -> str: ...


class BrokenRecord(ValueError):  # noqa: N818 - said to people as it stands
    """The file is not a record; the message names file, line and what is wrong."""


class Record:
    """The record of one run, open for appending."""

    def __init__(self, path: Path, redactor: Redacts) -> None:
        self.path = path
        self.redactor = redactor
        self._file = path.open("ab", buffering=0)
        self._lock = Lock()

    @classmethod
    def open(cls, run_dir: Path, redactor: Redacts) -> Self:
        """Open `run_dir/run.ndjson` for appending; the folder is made where it is missing."""
        run_dir.mkdir(parents=True, exist_ok=True)
        return cls(run_dir / FILE_NAME, redactor)

    def check(self, check: CheckResult) -> None:
        """Keep a finished check. Its verdict is provisional until the late look."""
        self.append(CheckFinished(at=time.time(), check=check))

    def late_look(
        self, check: str, verdict: Verdict, evidence: Sequence[Evidence] = (), deliveries: str | None = None
    ) -> None:
        """Revise the verdict of the check with the id `check`; `evidence` is added to what it has."""
        self.append(
            LateLook(at=time.time(), check=check, verdict=verdict, evidence=tuple(evidence), deliveries=deliveries)
        )

    def collected(self, with_scenario: Sequence[str], selected: Sequence[str]) -> None:
        """Keep which controls have a scenario and which are asked: what is asked and never answered is then seen."""
        self.append(Collected(at=time.time(), with_scenario=tuple(with_scenario), selected=tuple(selected)))

    def target_started(self, base_url: str) -> None:
        self.append(TargetStarted(at=time.time(), base_url=base_url))

    def note(self, kind: str, **fields: Any) -> None:
        """Keep a remark. `fields` are plain JSON values; anything else is kept as its text."""
        self.append(Note(at=time.time(), kind=kind, fields=fields))

    def ended(self, because: str | None = None) -> None:
        """Close the story: None, or what cut the run short, in one sentence."""
        self.append(RunEnded(at=time.time(), because=because))

    def append(self, event: AnyEvent) -> None:
        """Redact `event`, and write it as one line."""
        plain = msgspec.to_builtins(event, enc_hook=str)
        clean = msgspec.convert(redacted(plain, self.redactor), type=AnyEvent)
        with self._lock:
            self._file.write(msgspec.json.encode(clean) + b"\n")

    def close(self) -> None:
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class RedactedText(io.TextIOBase):
    """A text file for what others print during a run; each line passes the redactor before it is written."""

    def __init__(self, path: Path, redactor: Callable[[], Redacts]) -> None:
        """Write to `path`. `redactor` is asked for at each line: a run learns its secrets late."""
        self._file = path.open("w", encoding="utf-8", errors="backslashreplace")
        self._redactor = redactor
        self._line = ""

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        *whole, self._line = (self._line + text).split("\n")
        for line in whole:
            self._file.write(f"{self._redactor().text(line)}\n")
        self._file.flush()
        return len(text)

    def close(self) -> None:
        if not self._file.closed:
            self._file.write(self._redactor().text(self._line))
            self._file.close()
        super().close()


def read(path: Path) -> tuple[AnyEvent, ...]:
    """Return the events of a record, oldest first.

    A last line without its end is what a killed process leaves: it is dropped. Raises BrokenRecord for any other
    line that cannot be read.
    """
    whole, end, _torn = path.read_bytes().rpartition(b"\n")
    lines = whole.split(b"\n") if end else []
    return tuple(_event(path, number, line) for number, line in enumerate(lines, start=1) if line)


class Follower:
    """Tells listeners of each event of a record soon after it is written, whichever worker wrote it."""

    def __init__(self, path: Path, listeners: Sequence[Listener]) -> None:
        """Follow the record at `path` from here on, once entered; what stands in it already is passed over."""
        self._path = path
        self._listeners = listeners
        self._number = 0
        self._stop = Flag()
        self._failed: Exception | None = None
        self._thread = Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self._file = self._path.open("rb")
        self._number = len(self._file.readlines())
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Tell what is left. Raises what a listener has raised."""
        self._stop.set()
        self._thread.join()
        self._file.close()
        if self._failed is not None:
            raise self._failed

    def _run(self) -> None:
        torn = b""
        while True:
            last = self._stop.is_set()
            *lines, torn = (torn + self._file.read()).split(b"\n")
            for line in lines:
                self._number += 1
                self._tell(line)
            if last:
                return
            self._stop.wait(FOLLOW_EVERY)

    def _tell(self, line: bytes) -> None:
        if self._failed is None:
            try:
                event = _event(self._path, self._number, line)
                for listener in self._listeners:
                    listener(event)
            except Exception as failed:  # it is raised again where the following ends
                self._failed = failed


def _event(path: Path, number: int, line: bytes) -> AnyEvent:
    try:
        event: AnyEvent = msgspec.json.decode(line, type=AnyEvent)
    except msgspec.MsgspecError as broken:
        raise BrokenRecord(f"{path}:{number}: not a line of a record ({broken})") from None
    return event


def redacted(value: Any, redactor: Redacts) -> Any:
    """Return `value` with every text in it, keys included, as the redactor lets it out."""
    if isinstance(value, str):
        return redactor.text(value)
    if isinstance(value, dict):
        return {redactor.text(str(key)): redacted(item, redactor) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [redacted(item, redactor) for item in value]
    return value
