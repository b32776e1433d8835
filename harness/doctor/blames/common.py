"""What every blame leans on: variables that nobody reads, and what a program writes when it fails."""

from __future__ import annotations

import re
from collections.abc import Sequence

from harness.descriptor.mistakes import split
from harness.doctor.seen import Blame, Page, Variable, Variables

TRACEBACK = re.compile(
    r"Traceback \(most recent call last\)|^\s+at .+:\d+:\d+\)?$|^panic:|Exception in thread|Stack trace:"
    r"|^\S*(?:Error|Exception)\b.*:",
    re.MULTILINE,
)
"""How Python, Node, Go, Java, PHP and Ruby end."""
ERROR = re.compile(r"(?:[\w.]*(?:Error|Exception)\b|panic:|PHP Fatal|fatal)")
"""How the line begins that says what went wrong."""
UNREACHED = re.compile(
    r"ECONNREFUSED|ENOTFOUND|EAI_AGAIN|[Cc]onnection ?[Rr]efused|Max retries exceeded|getaddrinfo|Temporary failure in"
    r" name resolution|Name or service not known|could not connect|APIConnectionError|ConnectTimeout|Tunnel connection",
)
"""What clients write that have reached nobody."""


def unread(variables: Sequence[Variable]) -> Variable | None:
    """Return the first variable whose name surely occurs nowhere in the target's files."""
    return next((variable for variable in variables if variable.read is False), None)


def wrong_name(variable: Variable, seen: str, otherwise: str = "") -> Blame:
    """Blame the name of a variable that the target does not read; `otherwise` is the remedy if there is none."""
    table, key = split(variable.path)
    told = f"{table} {key}" + (f' = "{variable.name}"' if variable.path[-1] != variable.name else "")
    what = f"{seen}. {told} names a variable that occurs nowhere in the target's files"
    near = f", such as {' or '.join(variable.alike)}" if variable.alike else ""
    remedy = f"Write the name that your code reads{near}"
    return descriptor(variable.path, what, f"{remedy}. {otherwise}" if otherwise and not near else remedy)


def not_given(variables: Variables, seen: str) -> Blame:
    """Blame the descriptor for variables that the target asks for by name, and that nobody gives."""
    name = variables.missing[0]
    given = (*variables.base, *variables.key, *variables.secret, *variables.port)
    meant = next((one for one in given if name in one.alike and one.read is False), None)
    if meant is not None:
        return wrong_name(meant, f"{seen}, and its output speaks of {name}")
    return descriptor(
        ("target", "env"),
        f"{seen}, and its output speaks of {name}, which nobody gives it",
        f'Write it into [target] env: {name} = "…"',
    )


def descriptor(path: tuple[str | int, ...], what: str, remedy: str) -> Blame:
    return Blame(side="descriptor", path=path, what=what, remedy=remedy)


def code(what: str, remedy: str) -> Blame:
    return Blame(side="code", what=what, remedy=remedy)


def environment(what: str, remedy: str) -> Blame:
    return Blame(side="environment", what=what, remedy=remedy)


def answered(page: Page) -> str:
    """Return how a request was answered, with the beginning of the body."""
    if page.status is None:
        return f"{page.told} got no answer"
    return f"{page.told} answered {page.status}{f': {page.body}' if page.body else ''}"


def last_words(output: str) -> str:
    """Return the last line in which a program says what went wrong, or else its last one, for people."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if ERROR.match(line)]
    return (errors or lines)[-1][:200] if lines else "it wrote nothing"


def places(names: Sequence[str]) -> str:
    """Return the places of a reply where something stands."""
    return f"what stands in it: {', '.join(names)}" if names else "it is no JSON, or holds no value"
