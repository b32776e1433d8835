"""The Markdown summary for a CI's run page or a pull request, GitHub-flavoured. Not: the evidence (see report.html).

GitHub shows at most 1 MiB for a step, and shows nothing of a longer one; so it is cut by severity, and says what was
left out. All that the target wrote is escaped: tables, HTML, links and @mentions of it stay text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from harness.results import CheckResult, Results
from reports.reading import (
    GATE_SIGNS,
    WORDS,
    Finding,
    against,
    check_names,
    controls_judged,
    counts,
    findings,
    harness_reason,
    judged,
    means,
    of_verdict,
    opener,
    waived,
)
from reports.text import moment, number, one_line

MOST_BYTES = 1_000_000
RESERVE = 2_000
"""Bytes kept for the lines that say what was left out."""
SHARE = 60_000
"""Bytes that the tables before leave to each table: what was not seen must not be crowded out by what was found."""
LONGEST = 600
MANY_REASONS = 20

_MARKUP = re.compile(r"[\\`*_\[\]#|~$]")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_LINKS = re.compile(r"[@#]|://|(?<=www)\.", re.IGNORECASE)


def render(results: Results) -> bytes:
    """Return summary.md, always below 1,000,000 bytes."""
    page = "".join(f"{line}\n" for line in _head(results))
    room = MOST_BYTES - RESERVE - len(page.encode())
    tables = [table for table in _tables(results) if table.rows]
    for place, table in enumerate(tables, 1):
        kept, left_out = _fitting(table.rows, room - SHARE * (len(tables) - place))
        text = _table(table.title, table.head, kept, left_out)
        room -= len(text.encode())
        page += text
    return page.encode()


def escape(text: str, most: int | None = LONGEST) -> str:
    """Return others' text as inert Markdown on one line."""
    marked = _MARKUP.sub(lambda found: f"\\{found[0]}", one_line(text, most))
    plain = re.sub("[&<>]", lambda found: _ENTITIES[found[0]], marked)
    return _LINKS.sub(lambda found: _broken(found[0]), plain)


def _broken(mark: str) -> str:
    """Return a mark of a mention, an issue or a link that GitHub will not follow: it gets a space of no width."""
    return f":&#8203;{mark[1:]}" if mark == "://" else f"{mark}&#8203;"


def _head(results: Results) -> Iterator[str]:
    gate, run, target = results.gate, results.run, results.target
    count, forgiven = counts(results), waived(results)
    yield f"# {GATE_SIGNS[gate.word]} {gate.word.capitalize()}: {escape(target.name)}"
    yield ""
    yield means(gate)
    yield ""
    for reason in gate.reasons[:MANY_REASONS]:
        yield f"- {escape(reason)}"
    if len(gate.reasons) > MANY_REASONS:
        yield f"- … and {len(gate.reasons) - MANY_REASONS} more reasons"
    yield ""
    yield f"| {' | '.join(WORDS.values())} |"
    yield f"|{'---:|' * len(WORDS)}"
    yield f"| {' | '.join(str(count[word]) for word in WORDS)} |"
    yield ""
    said = f"{number(judged(results), 'check')} judged; {controls_judged(results)} of {len(results.controls)} controls."
    yield said + (f" {forgiven} of the fails waived, and still fails." if forgiven else "")
    yield from _against(results)
    commit = _code(target.commit or "unknown")
    yield f"Run {_code(run.id)}, {moment(run.started)}, Assay {escape(run.assay)}, commit {commit}."
    if target.configuration:
        yield ""
        told = "; ".join(f"{escape(about)}: {escape(said)}" for about, said in target.configuration.items())
        yield f"Judged with {told}."


def _against(results: Results) -> Iterator[str]:
    """Yield the comparison with the baseline: a line for each part, with the checks of what is new or fixed."""
    if results.baseline is None:
        return
    yield ""
    yield f"Against the baseline {_code(results.baseline.run)} of {moment(results.baseline.started)}:"
    yield ""
    for said, ids in against(results).items():
        shown = ", ".join(_code(one) for one in ids[:MANY_REASONS])
        more = f" and {len(ids) - MANY_REASONS} more" if len(ids) > MANY_REASONS else ""
        yield f"- **{len(ids)} {said}**{f': {shown}{more}' if ids else ''}"
    yield ""


class Table(NamedTuple):
    title: str
    head: tuple[str, ...]
    rows: list[str]


def _tables(results: Results) -> Iterator[Table]:
    """Yield the tables, the one first that must not be cut."""
    found = findings(results)
    unseen, errors = of_verdict(results, "not_observable"), of_verdict(results, "error")
    accepted = [check for check in results.checks if check.waived]
    yield Table(
        number(sum(one.number for one in found), "finding"),
        ("severity", "control", "what was seen", "remedy"),
        [*_finding_rows(found)],
    )
    yield Table(
        f"{number(len(unseen), 'check')} could not be observed, and did not pass",
        ("severity", "check", "why", "opens with"),
        [_row(one.severity, _code(one.id), escape(one.summary), _code(opener(one))) for one in unseen],
    )
    yield Table(
        f"{number(len(errors), 'check')} could not be judged: an error, not of the target",
        ("severity", "check", "reason", "what happened"),
        [_row(one.severity, _code(one.id), escape(harness_reason(one)), escape(one.summary)) for one in errors],
    )
    yield Table(
        f"{number(len(accepted), 'check')} waived, and did not pass",
        ("severity", "check", "verdict", "owner", "until", "reason"),
        [*_waiver_rows(accepted)],
    )


def _waiver_rows(accepted: Iterable[CheckResult]) -> Iterator[str]:
    for check in accepted:
        if check.waived:
            said = (check.waived.owner, check.waived.expires, check.waived.reason)
            yield _row(check.severity, _code(check.id), WORDS[check.verdict], *map(escape, said))


def _finding_rows(found: Iterable[Finding]) -> Iterator[str]:
    for finding in found:
        seen = list(dict.fromkeys(escape(check.summary) for check in finding.checks))
        more = [f"… and {len(seen) - 5} more"] if len(seen) > 5 else []
        tried = escape(f"{finding.providers}: {check_names(finding.checks, 8)}")
        yield _row(
            f"**{finding.severity}**",
            f"{_code(finding.control)} {escape(finding.title)}",
            "<br>".join([f"*{tried}*", *seen[:5], *more]),
            escape(finding.remedy),
        )


def _fitting(rows: list[str], room: int) -> tuple[list[str], int]:
    """Return the rows, the weightiest first, that `room` bytes hold, and how many were left out."""
    kept: list[str] = []
    for row in rows:
        room -= len(row.encode()) + 1
        if room < 0:
            break
        kept.append(row)
    return kept, len(rows) - len(kept)


def _table(title: str, head: tuple[str, ...], rows: list[str], left_out: int) -> str:
    table = [_row(*head), f"|{'---|' * len(head)}", *rows] if rows else []
    note = [f"{number(left_out, 'line')} of this table left out, the least severe: see report.html or results.json."]
    lines = ["", f"## {title}", "", *table, *(["", *note] if left_out else [])]
    return "\n".join(lines) + "\n"


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _code(text: str) -> str:
    return f"<code>{escape(text, 200)}</code>"
