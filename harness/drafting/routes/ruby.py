"""Routes of Rails and Sinatra."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from harness.drafting.found import Route
from harness.drafting.routes.common import joined

_VERB = re.compile(r"^\s*(get|post|put|patch|delete|match)\s*\(?\s*['\"]([^'\"]+)['\"](.*)")
_TO = re.compile(r"(?:to:|=>)\s*['\"]([\w/]+)#(\w+)")
_SCOPE = re.compile(r"^\s*(?:namespace|scope)\s*\(?\s*[:'\"](?:path:\s*['\"])?([\w/]+)['\"]?.*\bdo\b")
_RESOURCES = re.compile(r"^\s*(resources?)\s*\(?\s*:(\w+)(.*)")
_BLOCK = re.compile(r"\bdo\b(\s*\|[^|]*\|)?\s*$")
_END = re.compile(r"^\s*end\b")


def routes(texts: Mapping[str, str]) -> Iterator[Route]:
    for file, text in texts.items():
        if file.endswith(("config/routes.rb",)):
            yield from _of_rails(file, text)
        elif file.endswith((".rb", "config.ru")) and re.search(r"sinatra", text, re.IGNORECASE):
            yield from _of_sinatra(file, text)


def _of_sinatra(file: str, text: str) -> Iterator[Route]:
    for number, line in enumerate(text.splitlines(), 1):
        if (match := _VERB.match(line)) and match[2].startswith("/"):
            yield Route(match[1].upper(), joined(match[2]), file, number)


def _of_rails(file: str, text: str) -> Iterator[Route]:
    blocks: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        prefix = joined(*[part for part in blocks if part]) if any(blocks) else ""
        scope = _SCOPE.match(line)
        resources = _RESOURCES.match(line)
        if resources:
            yield from _resources(resources, prefix, file, number)
        elif match := _VERB.match(line):
            verb, path, rest = match.groups()
            handler = _TO.search(rest)
            word = "ANY" if verb == "match" else verb.upper()
            yield Route(
                word, joined(prefix, path), file, number, *((handler[2], f"{handler[1]}_controller") if handler else ())
            )
        if _BLOCK.search(line):
            inner = f"{resources[2]}/:{resources[2].removesuffix('s')}_id" if resources else ""
            blocks.append(scope[1] if scope else inner)
        elif _END.match(line) and blocks:
            blocks.pop()


def _resources(match: re.Match[str], prefix: str, file: str, number: int) -> Iterator[Route]:
    kind, name, rest = match.groups()
    shown = re.findall(r"\w+", rest.partition("only:")[2]) if "only:" in rest else ["create", "show", "index"]
    of_one = f"{name}/:id" if kind == "resources" else name
    for action, method, path in (("create", "POST", name), ("show", "GET", of_one), ("index", "GET", name)):
        if action in shown and not (action == "index" and kind == "resource"):
            yield Route(method, joined(prefix, path), file, number, action, f"{name}_controller")
