"""Routes of Flask, FastAPI, Starlette and Django."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from harness.drafting.found import Route, line_of
from harness.drafting.routes.common import joined

_DECORATED = re.compile(
    r"@(\w+)\.(route|get|post|put|patch|delete|api_route)\(\s*r?[\"']([^\"']*)[\"']([^\n]*)", re.MULTILINE
)
_OF_OBJECT = re.compile(r"^\s*(\w+)\s*(?::\s*\w+\s*)?=\s*(?:\w+\.)*(?:APIRouter|Blueprint)\(([^)]*)\)", re.MULTILINE)
_PREFIX = re.compile(r"\b(?:url_)?prefix\s*=\s*[\"']([^\"']+)")
_MOUNTED = re.compile(r"(?:include_router|register_blueprint)\(\s*([\w.]+)\s*,[^)]*?prefix\s*=\s*[\"']([^\"']+)")
_METHODS = re.compile(r"methods\s*=\s*[\[\(\{]([^\])}]*)")
_STARLETTE = re.compile(r"\bRoute\(\s*[\"']([^\"']+)[\"']\s*,\s*(?:endpoint\s*=\s*)?([\w.]+)([^\n]*)")
_DJANGO = re.compile(r"\b(?:re_)?path\(\s*r?[\"']([^\"']*)[\"']\s*,\s*([\w.]+)(\([^\n]*)?")
_INCLUDED = re.compile(r"include\(\s*[\"']([\w.]+)")

DJSTRIPE = "webhook/<uuid>/"
"""Where dj-stripe takes webhooks, below the path at which its routes are included: each endpoint has an id."""


def routes(texts: Mapping[str, str]) -> Iterator[Route]:
    programs = {file: text for file, text in texts.items() if file.endswith(".py")}
    mounted = [found for text in programs.values() for found in _MOUNTED.findall(text)]
    for file, text in programs.items():
        yield from _decorated(file, text, mounted)
        for match in _STARLETTE.finditer(text):
            path, handler, rest = match.groups()
            for method in _methods(rest, "GET"):
                yield Route(method, joined(path), file, line_of(text, match.start()), handler.rsplit(".", 1)[-1])
    yield from _of_django(programs)


def _decorated(file: str, text: str, mounted: list[tuple[str, str]]) -> Iterator[Route]:
    own = {name: found[1] for name, rest in _OF_OBJECT.findall(text) if (found := _PREFIX.search(rest))}
    module = file.rsplit("/", 1)[-1].removesuffix(".py")
    for match in _DECORATED.finditer(text):
        router, verb, path, rest = match.groups()
        before = next((prefix for name, prefix in mounted if _meant(name, module, router)), "")
        for method in [verb.upper()] if verb not in ("route", "api_route") else _methods(rest, "GET"):
            yield Route(method, joined(before, own.get(router, ""), path), file, line_of(text, match.start()))


def _meant(mounted: str, module: str, router: str) -> bool:
    """Say whether `orders.router`, mounted elsewhere, is the `router` of this module."""
    *modules, name = mounted.split(".")
    return name == router and (not modules or modules[-1] == module)


def _methods(rest: str, otherwise: str) -> list[str]:
    found = _METHODS.search(rest)
    return re.findall(r"[A-Z]+", found[1].upper()) if found else [otherwise]


def _of_django(programs: Mapping[str, str]) -> Iterator[Route]:
    prefixes: dict[str, str] = {}
    for file, text in programs.items():
        for match in _DJANGO.finditer(text):
            module = _INCLUDED.match(f"include{match[3] or ''}") if match[2] == "include" else None
            if module and module[1] == "djstripe.urls":
                yield Route("POST", joined(match[1], DJSTRIPE), file, line_of(text, match.start()))
            elif module:
                prefixes[module[1]] = match[1]
    for file, text in programs.items():
        if "urlpatterns" not in text:
            continue
        module_name = file.removesuffix(".py").replace("/", ".")
        prefix = next((path for name, path in prefixes.items() if module_name.endswith(name)), "")
        for match in _DJANGO.finditer(text):
            path, view, _ = match.groups()
            if view in ("include", "admin.site.urls"):
                continue
            name = view.removesuffix(".as_view").rsplit(".", 1)[-1]
            yield Route("ANY", joined(prefix, path), file, line_of(text, match.start()), name)
