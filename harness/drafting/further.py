"""What opens more windows than a descriptor must: effects, stores, the page after paying. Guesses, all of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from harness.drafting.draft import Answer, Request
from harness.drafting.found import Found, Route, line_of
from harness.drafting.handlers import Handler, handler

_TABLE = re.compile(
    r"create table\s+(?:if not exists\s+)?[\"'`]?(\w+)[\"'`]?\s*\(((?:[^()]|\([^()]*\))*)\)", re.IGNORECASE
)
_HAPPENS = re.compile(r"(?i)mail|letter|shipment|parcel|deliver|fulfil|licen[cs]e|ticket|dispatch|voucher")
"""In the names of tables that keep what happens in the world when an order is paid."""
_ORDER = re.compile(r"(?i)^(order|purchase|booking)(_?id|_?number|_?ref(erence)?|_?token)?$")
_RETURN = re.compile(r"(?i)thank|success|return|complete|confirmation")
_QUERY = re.compile(
    r"(?:args|query|GET|params|query_params|searchParams)(?:\.get|->get)?\s*[\[(]\s*[:\"']?(\w+)|req\.query\.(\w+)"
)

RUNS: dict[str, tuple[str, str]] = {
    "py": ("", r"__main__"),
    "js": ("node", r"process\.(argv|exit|exitCode)|^await |require\.main"),
    "mjs": ("node", r""),
    "rb": ("ruby", r"__FILE__|\$0|\$PROGRAM_NAME"),
    "php": ("php", r"\$argv|^require"),
}
"""By suffix, what runs a file (the program's own Python for one), and what stands in those that can be run."""


class Further(msgspec.Struct, frozen=True):
    effects: dict[str, Answer] = {}
    stores: Answer | None = None
    return_: Answer | None = None
    reconcile: Answer | None = None
    """A command."""


def further(
    routes: Sequence[Route],
    texts: Mapping[str, str],
    requests: Sequence[Request],
    env: Mapping[str, Answer],
    python: str,
) -> Further:
    """Return what else can be told. That there is no cart is never guessed: it would silence a control."""
    databases = list(dict.fromkeys(_urls(env)))
    wanted = next((str(name) for one in requests if one.save for name in one.save.value), "order")
    return Further(
        effects=dict(_effects(texts, databases[0], wanted)) if databases and wanted == "order" else {},
        stores=Answer.guess(databases, "the files that [target.env] names") if databases else None,
        return_=_return(routes, texts, wanted),
        reconcile=_reconcile(texts, python),
    )


def _reconcile(texts: Mapping[str, str], python: str) -> Answer | None:
    """Return the command that seems to compare orders with the provider's: a script of a manifest, else a file."""
    if found := re.search(r'"([\w:-]*reconcil[\w:-]*)"\s*:', manifest := texts.get("package.json", "")):
        return Answer.guess(f"npm run {found[1]}", f"by package.json:{line_of(manifest, found.start())}")
    for file, text in texts.items():
        run = RUNS.get(file.rsplit(".", 1)[-1])
        if run and re.search(r"(^|/)reconcil\w*\.\w+$", file) and re.search(run[1], text, re.MULTILINE):
            return Answer.guess(f"{run[0] or python} {file}", f"{file} looks like it")
    return None


def _urls(env: Mapping[str, Answer]) -> Iterator[str]:
    for answer in env.values():
        if str(answer.value).endswith(".db"):
            yield answer.value if "://" in answer.value else f"sqlite:///{answer.value}"


def _effects(texts: Mapping[str, str], database: str, wanted: str) -> Iterator[tuple[str, Answer]]:
    """Yield the tables whose rows are about an order and tell of something that happened."""
    for file, text in texts.items():
        for match in _TABLE.finditer(text):
            name, body = match.groups()
            columns = [words[0].strip("\"'`") for part in body.split(",") if (words := part.split())]
            column = next((one for one in columns if _ORDER.match(one)), None)
            if column and _HAPPENS.search(name):
                query = f"select count(*) as n from {name} where {column} = :{wanted}"  # noqa: S608 - words of \w alone
                place = Found(name, file, line_of(text, match.start())).place
                yield name, Answer.guess({"sql": query, "database": database}, f"by {place}")


def _return(routes: Sequence[Route], texts: Mapping[str, str], wanted: str) -> Answer | None:
    for route in routes:
        last = route.path.replace(f"{{{wanted}}}", "")
        if route.method in ("GET", "ANY") and _RETURN.search(last) and route.path.count("{") <= 1:
            path = re.sub(r"\{\w+\}", f"{{{wanted}}}", route.path)
            return Answer.guess(path + _query(path, handler(route, routes, texts), wanted), f"by {route.place}")
    return None


def _query(path: str, one: Handler, wanted: str) -> str:
    """Return the query by which a page is told whose order it is, if its path does not say so."""
    if "{" in path:
        return ""
    named = [next(filter(None, found)) for found in _QUERY.findall(one.text)]
    name = next((name for name in named if _ORDER.match(name) or name == wanted), None)
    return f"?{name}={{{wanted}}}" if name else ""
