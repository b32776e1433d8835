"""The page of the detection matrix, docs/detection.md, and its lines on a terminal. Pure. Not: judging."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from tests.detection import MEASURED
from tests.matrix.kept import Check
from tests.matrix.row import ONE_IN, Row

LONGEST_STORY = 150


def told(row: Row) -> str:
    """Return one line about a row that has just been judged."""
    found = " ".join(f"{control}×{len(checks)}" for control, checks in sorted(row.found.items())) or "nothing"
    rest = [f"MISSED {' '.join(row.missed)}"] if row.missed else []
    rest += [] if row.on_the_path else ["NEVER CALLED"]
    rest += [f"FALSE {control}: {said}" for control, said in row.false.items()]
    sign = "✓" if row.caught and not row.false else ("~" if row.known and not row.false else "✗")
    return f"{sign} {row.flaw.id:<52} {found}  {row.seconds:.0f} s  {'; '.join(rest)}".rstrip()


def page(rows: Sequence[Row], genuine: Mapping[str, Sequence[Check]], spent: float, left: Sequence[str] = ()) -> str:
    """Return the page: the sums, by provider, by control, every flaw; and the names of those that were not judged.

    `genuine`: the checks of targets without a flaw. `spent`: seconds of real time.
    """
    caught = [row for row in rows if row.caught]
    false = [row for row in rows if row.false]
    subtle = [row for row in rows if row.flaw.subtle]
    lines = [
        "# Detection",
        "",
        "Written by `make detect`: each flaw is planted in an integration that is right without it, and judged by",
        "all checks of the controls that must notice it and, of the provider in whose handling it is planted, by the",
        f"quickest check of one in {ONE_IN} of the other critical and high ones, drawn by its name (`--beside-all`:",
        "of all).",
        "",
        "A control that *must* notice a flaw and does not is a miss; one that is named neither under *must* nor under",
        "*may* and fails is a false finding.",
        "",
        f"The targets without a flaw are judged whole, but for {' and '.join(sorted(MEASURED))}: nothing can be",
        "measured side by side with others.",
        "",
        "| | |",
        "|---|---|",
        f"| flaws judged | {len(rows)}, of which {len(subtle)} are subtle |",
        *([f"| not judged, for the time was up | {len(left)} |"] if left else []),
        f"| caught | {len(caught)}, of the subtle ones {sum(row.caught for row in subtle)} |",
        f"| missed | {len(rows) - len(caught)} |",
        f"| recall, flaw by control | {_recall(rows)} |",
        f"| flaws with a false finding | {len(false)} |",
        *(
            f"| {name} without a flaw | {_sum([check.verdict for check in checks])} |"
            for name, checks in sorted(genuine.items())
        ),
        f"| time of this run, kept results included | {spent / 60:.1f} min |",
        "",
        "*Subtle* is what is right in the common case, and wrong in a race, after a restart, in another currency, for",
        "the second partial refund, on the late event, in the error path, or on the field beside the one that is",
        "checked.",
        "",
        *_by_provider(rows, genuine),
        *_open(rows),
        *(["## Not judged", "", *(f"- `{name}`" for name in left), ""] if left else []),
        "## By control",
        "",
        "| control | must notice | noticed | also noticed (*may*) |",
        "|---|---|---|---|",
        *_by_control(rows),
        "",
        "## Every flaw",
        "",
        "The number behind a control is how many of its checks failed.",
        "",
        "| flaw | | noticed by | what it is |",
        "|---|---|---|---|",
        *map(_line, rows),
        "",
    ]
    return "\n".join(lines)


def _sum(words: Sequence[str]) -> str:
    count = Counter(words)
    named = {"pass": "pass", "fail": "fail", "not_observable": "not observable", "not_applicable": "not applicable"}
    return ", ".join(f"{count[word]} {said}" for word, said in {**named, "error": "error"}.items() if count[word])


def _recall(rows: Sequence[Row]) -> str:
    """Return of how many controls that must notice a flaw how many did."""
    asked = sum(len(row.flaw.must) for row in rows)
    answered = asked - sum(len(row.missed) for row in rows)
    return f"{answered} of {asked} ({answered / asked:.1%})" if asked else "nothing asked"


def _by_provider(rows: Sequence[Row], genuine: Mapping[str, Sequence[Check]]) -> list[str]:
    lines = [
        "## By provider",
        "",
        "A *false finding* is a failed check of a critical or high control that is named neither under *must* nor",
        "under *may*, of all such checks that were judged. Without a flaw, every failed check is one, but for those",
        "that a target's `expected.toml` names.",
        "",
        "| provider | flaws | caught | subtle | caught | recall, flaw by control | false findings, with a flaw "
        "| failed checks, without a flaw |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for provider in sorted({row.flaw.provider for row in rows}):
        its = [row for row in rows if row.flaw.provider == provider]
        subtle = [row for row in its if row.flaw.subtle]
        unflawed = [
            check.verdict
            for checks in genuine.values()
            for check in checks
            if check.provider == provider and check.verdict in ("pass", "fail")
        ]
        lines.append(
            f"| {provider} | {len(its)} | {sum(row.caught for row in its)} "
            f"| {len(subtle)} | {sum(row.caught for row in subtle)} | {_recall(its)} "
            f"| {sum(row.accused for row in its)} of {sum(row.beside for row in its):,} "
            f"| {unflawed.count('fail')} of {len(unflawed):,} |"
        )
    return [*lines, ""]


def _open(rows: Sequence[Row]) -> list[str]:
    missed = [
        f"- `{row.flaw.id}` is not noticed by {', '.join(row.missed) or 'anything'}. {row.known or ''}".rstrip()
        for row in rows
        if not row.caught
    ]
    false = [f"- `{row.flaw.id}`: {control} says: {said}" for row in rows for control, said in row.false.items()]
    text = ["## Missed", "", *missed, ""] if missed else []
    return text + (["## False findings", "", *false, ""] if false else [])


def _by_control(rows: Sequence[Row]) -> list[str]:
    controls = sorted({control for row in rows for control in (*row.flaw.must, *row.found)})
    return [
        f"| {control} | {sum(control in row.flaw.must for row in rows)} "
        f"| {sum(control in row.flaw.must and control in row.found for row in rows)} "
        f"| {sum(control in row.flaw.may and control in row.found for row in rows)} |"
        for control in controls
    ]


def _line(row: Row) -> str:
    found = ", ".join(f"{control} {len(checks)}" for control, checks in sorted(row.found.items())) or "nothing"
    story = " ".join(row.flaw.story.split("\n\n")[0].split()).replace("|", "\\|")
    if len(story) > LONGEST_STORY:
        story = f"{story[:LONGEST_STORY].rsplit(' ', 1)[0]} …"
    sign = "caught" if row.caught else "**missed**"
    return f"| `{row.flaw.id}` | {sign}{', subtle' if row.flaw.subtle else ''} | {found} | {story} |"
