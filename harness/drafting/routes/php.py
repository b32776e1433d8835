"""Routes of Laravel and Symfony, and of PHP without a framework: its files, and paths that it compares."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from harness.drafting.found import Route, line_of
from harness.drafting.routes.common import joined

_LARAVEL = re.compile(
    r"Route::(?:middleware\([^)]*\)->)?(get|post|put|patch|delete|any|match)\(\s*(?:\[[^\]]*\]\s*,\s*)?['\"]([^'\"]+)['\"]"
    r"\s*,\s*(?:\[\s*(?:\w*\\)*(\w+)::class\s*,\s*['\"](\w+)['\"]|['\"](?:\w*\\)*(\w+)@(\w+)['\"])?"
)
_ATTRIBUTE = re.compile(
    r"#\[(?:\w+\\)?Route\(\s*(?:path\s*:\s*)?['\"]([^'\"]*)['\"]([^\]]*(?:\[[^\]]*\])?[^\]]*)\]\s*(?:#\[[^\n]*\]\s*)*(.*)"
)
_COMPARED = re.compile(r"(?:===?\s*|\bcase\s+|['\"](?:GET|POST)['\"]\s*,\s*)['\"]((?:(GET|POST) )?/[\w/{}.-]*)['\"]")
_OPENED = re.compile(r"\$_(?:POST|GET|SERVER|REQUEST)|php://input")
CASHIER = "/stripe/webhook"
"""Where Laravel's Cashier takes webhooks unless it is told otherwise."""


def routes(texts: Mapping[str, str]) -> Iterator[Route]:
    programs = {file: text for file, text in texts.items() if file.endswith(".php")}
    own = [*_of_laravel(programs), *_of_symfony(programs)]
    yield from own
    if not own:
        yield from _plain(programs)
    composer = texts.get("composer.json", "")
    if '"laravel/cashier"' in composer and not any("webhook" in route.path for route in own):
        yield Route("POST", CASHIER, "composer.json", line_of(composer, composer.find('"laravel/cashier"')))


def _of_laravel(programs: Mapping[str, str]) -> Iterator[Route]:
    for file, text in programs.items():
        prefix = "/api" if file.endswith("routes/api.php") else ""
        for match in _LARAVEL.finditer(text):
            verb, path, *newer_and_older = match.groups()
            within, method = newer_and_older[:2] if newer_and_older[0] else newer_and_older[2:]
            word = "ANY" if verb in ("any", "match") else verb.upper()
            yield Route(word, joined(prefix, path), file, line_of(text, match.start()), method, within or "")


def _of_symfony(programs: Mapping[str, str]) -> Iterator[Route]:
    for file, text in programs.items():
        prefix = ""
        for match in _ATTRIBUTE.finditer(text):
            path, rest, after = match.groups()
            if re.match(r"(?:final |abstract )*class ", after):
                prefix = path
                continue
            method = re.search(r"['\"](GET|POST|PUT|PATCH|DELETE)['\"]", rest)
            yield Route(method[1] if method else "ANY", joined(prefix, path), file, line_of(text, match.start()))


def _plain(programs: Mapping[str, str]) -> Iterator[Route]:
    """Yield the paths that a router script compares with, and every file that looks at a request itself."""
    root = next((name for name in ("public/", "web/", "htdocs/") if any(one.startswith(name) for one in programs)), "")
    for file, text in programs.items():
        compared = list(_COMPARED.finditer(text)) if "REQUEST_URI" in text or "PATH_INFO" in text else []
        for match in compared:
            path = match[1].removeprefix("GET ").removeprefix("POST ")
            yield Route(match[2] or "ANY", joined(path), file, line_of(text, match.start()))
        if not compared and file.startswith(root) and (opened := _OPENED.search(text)):
            posts = "php://input" in text or "$_POST" in text
            asked = re.search(r"\$_GET\[['\"](\w+)['\"]\]", text)
            query = f"?{asked[1]}={{{asked[1]}}}" if asked and not posts else ""
            path = f"/{file.removeprefix(root)}{query}"
            yield Route("POST" if posts else "GET", path, file, line_of(text, opened.start()))
