"""The progress lines: printed once elsewhere, redrawn in place on a terminal, never wider than it."""

from __future__ import annotations

import io
import re
from itertools import count

import pytest

from harness.cli.progress import Progress
from harness.record import CheckFinished, LateLook
from harness.results import CheckResult
from harness.verdicts.verdict import Word, fail

TITLES = {"WH-SIG": "webhook signature", "PR": "price, amount, currency and all that belongs to them"}


NUMBERS = count(1)


def finished(control: str, verdict: Word = "pass", stimulus: str | None = None) -> CheckFinished:
    stimulus = stimulus or f"nth-{next(NUMBERS)}"
    check = CheckResult(
        id=f"{control}/stripe/{stimulus}",
        control=control,
        provider="stripe",
        stimulus=stimulus,
        scenario="s",
        title="t",
        verdict=verdict,
        severity="high",
        summary="as seen",
        seconds=0.5,
    )
    return CheckFinished(at=0.0, check=check)


def screen(written: str) -> list[str]:
    """Return the lines that a terminal shows after `written`."""
    lines, row = [""], 0
    for piece in re.findall(r"\x1b\[\d*[ABKm]|\x1b\[\d+;\d+m|[\r\n]|[^\x1b\r\n]+", written):
        if piece == "\n":
            row += 1
            lines += [""] * (row + 1 - len(lines))
        elif piece.endswith("A") and piece[0] == "\x1b":
            row -= int(piece[2:-1])
        elif piece.endswith("B") and piece[0] == "\x1b":
            row += int(piece[2:-1])
        elif piece == "\x1b[K":
            lines[row] = ""
        elif piece[0] not in "\x1b\r":
            lines[row] += piece
    return [line for line in lines if line]


def test_a_check_that_several_workers_judge_counts_once_and_for_the_worst() -> None:
    out = io.StringIO()
    progress = Progress(out, width=100)
    progress.expect(TITLES, {"WH-SIG": 1})

    progress(finished("WH-SIG-01", stimulus="same"))
    progress(finished("WH-SIG-01", stimulus="same"))
    progress(finished("WH-SIG-01", "fail", stimulus="same"))

    assert [line.partition("signature")[2].split()[1:3] for line in out.getvalue().splitlines()] == [
        ["1", "pass"],
        ["1", "fail"],
    ]


def test_elsewhere_than_on_a_terminal_an_area_is_one_line_when_it_is_complete() -> None:
    out = io.StringIO()
    progress = Progress(out, width=100)
    progress.expect(TITLES, {"WH-SIG": 3, "PR": 1})

    progress(finished("WH-SIG-01"))
    progress(finished("WH-SIG-02", "fail"))
    assert out.getvalue() == ""

    progress(finished("PR-01"))
    progress(finished("WH-SIG-01", "not_observable"))

    assert out.getvalue() == (
        "PR       price              ✓  1 pass  0.5 s\n"
        "WH-SIG   webhook signature  ✓✗?  1 pass, 1 fail, 1 not observable  1.5 s\n"
    )


def test_what_had_begun_is_printed_when_the_run_is_cut_short() -> None:
    out = io.StringIO()
    progress = Progress(out, width=100)
    progress.expect(TITLES, {"WH-SIG": 3, "PR": 1})
    progress(finished("WH-SIG-01"))

    progress.close()

    assert out.getvalue() == "WH-SIG   webhook signature  ✓…  1 pass  0.5 s\n"


def test_on_a_terminal_a_line_grows_in_place_also_when_its_area_comes_up_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    out = io.StringIO()
    progress = Progress(out, live=True, width=100)
    progress.expect(TITLES, {"WH-SIG": 2, "PR": 1})

    progress(finished("WH-SIG-01"))
    progress(finished("PR-01"))
    progress(finished("WH-SIG-02", "fail"))

    assert screen(out.getvalue()) == [
        "WH-SIG   webhook signature  ✓✗  1 pass, 1 fail  1.0 s",
        "PR       price              ✓  1 pass  0.5 s",
    ]


def test_a_line_is_never_wider_than_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    out = io.StringIO()
    progress = Progress(out, live=True, width=60)
    progress.expect(TITLES, {"WH-SIG": 90})

    for _ in range(80):
        progress(finished("WH-SIG-01"))

    assert max(map(len, screen(out.getvalue()))) < 60


def test_a_terminal_without_the_signs_gets_plain_ones() -> None:
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding="ascii")
    progress = Progress(out, width=100)
    progress.expect(TITLES, {"WH-SIG": 3})
    for word in ("pass", "fail"):
        progress(finished("WH-SIG-01", word))  # type: ignore[arg-type]
    progress.close()
    out.flush()

    assert raw.getvalue() == b"WH-SIG   webhook signature  +x.  1 pass, 1 fail  1.0 s\n"


def test_a_late_look_is_told_on_a_line_of_its_own() -> None:
    out = io.StringIO()

    Progress(out)(LateLook(at=0.0, check="WH-SIG-01/stripe/x", verdict=fail("it moved after all")))

    assert out.getvalue() == "late look: WH-SIG-01/stripe/x is now fail: it moved after all\n"
