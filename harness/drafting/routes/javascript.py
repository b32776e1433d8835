"""Routes of Express, Fastify, Nest and Next.js."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from harness.drafting.found import Route, line_of
from harness.drafting.routes.common import joined
from harness.drafting.stacks import language_of

_CALLED = re.compile(r"\b(\w+)\.(get|post|put|patch|delete|all)\(\s*['\"`](/[^'\"`]*)['\"`]\s*,(?:[^;{]*?,)?\s*(\w+)?")
_USED = re.compile(r"\.use\(\s*['\"`](/[^'\"`]*)['\"`]\s*,\s*(?:require\(\s*['\"`]([^'\"`]+)['\"`]\s*\)|(\w+))")
_IMPORTED = re.compile(
    r"(?:import\s+(\w+)\s+from\s+|(?:const|let|var)\s+(\w+)\s*=\s*require\(\s*)['\"`](\.[^'\"`]+)['\"`]"
)
_REGISTERED = re.compile(r"\.register\(\s*(\w+)\s*,\s*\{[^}]*prefix\s*:\s*['\"`]([^'\"`]+)")
_CONTROLLER = re.compile(r"@Controller\(\s*(?:['\"`]([^'\"`]*)['\"`])?\s*\)")
_OF_NEST = re.compile(r"@(Get|Post|Put|Patch|Delete|All)\(\s*(?:['\"`]([^'\"`]*)['\"`])?\s*\)")
_OF_APP = re.compile(r"^(?:.*/)?app/(.+)/route\.[jt]sx?$")
_OF_PAGES = re.compile(r"^(?:.*/)?pages/(api/.+)\.[jt]sx?$")
_EXPORTED = re.compile(r"export\s+(?:async\s+)?(?:function|const)\s+(GET|POST|PUT|PATCH|DELETE)\b")
_CLIENTS = {"axios", "http", "https", "fetch", "client", "got", "request", "supertest", "agent", "cache", "map"}
_NO_HANDLER = {"async", "function", "express", "bodyParser", "req", "request"}


def routes(texts: Mapping[str, str]) -> Iterator[Route]:
    programs = {file: text for file, text in texts.items() if language_of(file) == "javascript"}
    prefixes = _prefixes(programs)
    for file, text in programs.items():
        yield from _called(file, text, prefixes)
        yield from _of_nest(file, text)
        yield from _of_next(file, text)


def _prefixes(programs: Mapping[str, str]) -> dict[str, str]:
    """Return under which path the routes of a module stand, by the end of its file's path, without its suffix."""
    found: dict[str, str] = {}
    for text in programs.values():
        imported = {one or other: path for one, other, path in _IMPORTED.findall(text)}
        for path, required, name in _USED.findall(text):
            found[_stem(required or imported.get(name, ""))] = path
        for name, path in _REGISTERED.findall(text):
            found[_stem(imported.get(name, ""))] = path
    found.pop("", None)
    return found


def _stem(path: str) -> str:
    return re.sub(r"\.[jt]sx?$", "", re.sub(r"^(?:\.{1,2}/)+", "", path))


def _called(file: str, text: str, prefixes: Mapping[str, str]) -> Iterator[Route]:
    stem = re.sub(r"(?:/index)?\.[mc]?[jt]sx?$", "", file)
    prefix = next((path for name, path in prefixes.items() if stem == name or stem.endswith(f"/{name}")), "")
    for match in _CALLED.finditer(text):
        router, verb, path, handler = match.groups()
        if router.lower() in _CLIENTS:
            continue
        name = None if handler in _NO_HANDLER else handler
        method = "ANY" if verb == "all" else verb.upper()
        yield Route(method, joined(prefix, path), file, line_of(text, match.start()), name)


def _of_nest(file: str, text: str) -> Iterator[Route]:
    controllers = [(match.start(), match[1] or "") for match in _CONTROLLER.finditer(text)]
    for match in _OF_NEST.finditer(text) if controllers else ():
        before = [path for at, path in controllers if at < match.start()]
        path = joined(before[-1] if before else "", match[2] or "")
        yield Route("ANY" if match[1] == "All" else match[1].upper(), path, file, line_of(text, match.start()))


def _of_next(file: str, text: str) -> Iterator[Route]:
    if found := _OF_APP.match(file):
        path = joined(re.sub(r"\([^)]*\)/", "", found[1]))
        for match in _EXPORTED.finditer(text):
            yield Route(match[1], path, file, line_of(text, match.start()))
    elif (found := _OF_PAGES.match(file)) and "export default" in text:
        yield Route("ANY", joined(found[1].removesuffix("/index")), file, line_of(text, text.find("export default")))
