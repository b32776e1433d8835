"""Routes of Go (net/http, chi, gin, echo, fiber) and of Java (Spring)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from harness.drafting.found import Route, line_of
from harness.drafting.routes.common import joined

_HANDLED = re.compile(
    r"\b(?:HandleFunc|Handle)\(\s*\"(?:(GET|POST|PUT|PATCH|DELETE) )?(/[^\"]*)\"\s*,\s*(?:\w+\()*([\w.]+)?"
)
_VERB = re.compile(
    r"\.(GET|POST|PUT|PATCH|DELETE|Get|Post|Put|Patch|Delete)\(\s*\"(/[^\"]*)\"\s*,\s*(?:[\w.()]+,\s*)*([\w.]+)?"
)
_GROUP = re.compile(r"(\w+)\s*:?=\s*\w+\.Group\(\s*\"([^\"]*)\"")
_MAPPED = re.compile(
    r"@(Get|Post|Put|Patch|Delete|Request)Mapping(?:\(\s*(?:(?:value|path)\s*=\s*)?\{?\s*(?:\"([^\"]*)\")?([^)]*)\))?"
)
_METHOD = re.compile(r"RequestMethod\.(\w+)")


def go(texts: Mapping[str, str]) -> Iterator[Route]:
    for file, text in texts.items():
        if not file.endswith(".go"):
            continue
        groups = dict(_GROUP.findall(text))
        for match in _HANDLED.finditer(text):
            method, path, handler = match.groups()
            yield Route(method or "ANY", joined(path), file, line_of(text, match.start()), _name(handler))
        for match in _VERB.finditer(text):
            method, path, handler = match.groups()
            router = re.search(r"(\w+)$", text[: match.start()])
            prefix = groups.get(router[1], "") if router else ""
            yield Route(method.upper(), joined(prefix, path), file, line_of(text, match.start()), _name(handler))


def _name(handler: str | None) -> str | None:
    name = (handler or "").rsplit(".", 1)[-1]
    return None if name in ("", "func", "HandlerFunc") else name


def java(texts: Mapping[str, str]) -> Iterator[Route]:
    for file, text in texts.items():
        if not file.endswith((".java", ".kt")):
            continue
        prefix = ""
        for match in _MAPPED.finditer(text):
            verb, path, rest = match.groups()
            after = text[match.end() : match.end() + 200].split("{", 1)[0]
            if verb == "Request" and re.search(r"\b(?:class|interface)\b", after):
                prefix = path or ""
                continue
            method = _METHOD.search(rest or "")
            word = verb.upper() if verb != "Request" else (method[1] if method else "ANY")
            yield Route(word, joined(prefix, path or ""), file, line_of(text, match.start()))
