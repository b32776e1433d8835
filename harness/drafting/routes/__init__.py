"""The addresses that a program answers, by the words of its framework. Not: which of them is what (`guessing.py`)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from harness.drafting.found import Route
from harness.drafting.routes import compiled, javascript, php, python, ruby

LANGUAGES: dict[str, Callable[[Mapping[str, str]], Iterator[Route]]] = {
    "python": python.routes,
    "javascript": javascript.routes,
    "php": php.routes,
    "ruby": ruby.routes,
    "go": compiled.go,
    "java": compiled.java,
}


def routes(texts: Mapping[str, str], language: str | None) -> tuple[Route, ...]:
    """Return every address once, in the order in which the program names them."""
    if language is None:
        return ()
    found = {(route.method, route.path): route for route in reversed(list(LANGUAGES[language](texts)))}
    return tuple(reversed(found.values()))
