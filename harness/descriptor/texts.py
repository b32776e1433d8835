"""The small languages inside a descriptor's strings: *where*, templates, addresses. Not: what is found by them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import jsonpath
from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from harness.descriptor import template
from harness.descriptor.lines import Path
from harness.descriptor.mistakes import Mistake, about, nearest
from harness.descriptor.where import NAMED, Kind, Where, parse

HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
SQL_TEXT = re.compile(r"'(?:[^']|'')*'")
SQL_PARAMETER = re.compile(r"(?<![:\w\\]):([A-Za-z_]\w*)")
VARIABLE_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
NOT_LOOPBACK = "is not on this machine. Only loopback is attacked: run the target here and write http://127.0.0.1:PORT"


def where(path: Path, text: Any) -> Iterator[Mistake]:
    """Yield what is wrong with a *where*."""
    if not isinstance(text, str):
        return
    place = parse(text)
    if place is None:
        example = text if VARIABLE_NAME.fullmatch(text) else "id"
        remedy = (
            f'Write a JSONPath ("$.{example}"), or one of {", ".join(f"{kind}:" for kind in NAMED)} and what is meant'
        )
        yield about(path, text, "says no place in a reply", remedy)
        return
    yield from _PLACES[place.kind](path, place, text)
    if place.part is not None:
        yield from _expression(path, place.part, text)


def _named(path: Path, place: Where, text: str) -> Iterator[Mistake]:
    if not HEADER_NAME.fullmatch(place.what):
        example = "header:Location" if place.kind == "header" else "cookie:order"
        yield about(path, text, f"names no {place.kind}", f'Write the name after the colon: "{example}"')


def _selector(path: Path, place: Where, text: str) -> Iterator[Mistake]:
    if not is_selector(place.what):
        remedy = 'Write one such as "css:.order-no", or "css:input[name=csrf]@value" for an attribute'
        yield about(path, text, "is no CSS selector", remedy)


def is_selector(text: str) -> bool:
    """Say whether a text is a CSS selector."""
    try:
        LexborHTMLParser("").css(text)
    except SelectolaxError:
        return False
    return True


def _json_path(path: Path, place: Where, text: str) -> Iterator[Mistake]:
    try:
        jsonpath.compile(place.what)
    except jsonpath.JSONPathError as broken:
        said = str(broken).partition("\n")[0]
        yield about(path, text, f"is no JSONPath ({said})", 'Write one such as "$.order.id"')


def _found_by_expression(path: Path, place: Where, text: str) -> Iterator[Mistake]:
    yield from _expression(path, place.what, text)


def _expression(path: Path, expression: str, text: str) -> Iterator[Mistake]:
    try:
        groups = re.compile(expression).groups
    except re.error as broken:
        yield about(path, text, f"is no regular expression ({broken})", "Write it in single quotes to keep backslashes")
        return
    if groups != 1:
        count = "no group" if groups == 0 else f"{groups} groups"
        hint = "Put ( ) around the value" if groups == 0 else "Write (?: ) for the groups that are not the value"
        yield about(path, text, f"has {count}; exactly one says which part is the value", hint)


_PLACES: dict[Kind, Callable[[Path, Where, str], Iterator[Mistake]]] = {
    "json": _json_path,
    "header": _named,
    "cookie": _named,
    "css": _selector,
    "url": _found_by_expression,
    "regex": _found_by_expression,
}


def templates(path: Path, value: Any, known: Collection[str]) -> Iterator[Mistake]:
    """Yield the first mistake of each text in `value` that is filled with variables; `known` is what exists there."""
    if isinstance(value, str):
        wrong = template.mistake(value, known)
        if wrong:
            head, _, tail = wrong.partition(". ")
            yield about(path, value, f"cannot be filled: {head}", tail)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from templates((*path, key), item, known)
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from templates((*path, number), item, known)


def parameters(path: Path, query: Any, known: Collection[str]) -> Iterator[Mistake]:
    """Yield the first parameter of a query (`:order`) that is not known: it would be sent as NULL and find nothing."""
    if not isinstance(query, str):
        return
    unknown = [name for name in SQL_PARAMETER.findall(SQL_TEXT.sub("''", query)) if name not in known]
    if unknown:
        near = nearest(unknown[0], known)
        listed = ", ".join(f":{name}" for name in sorted(known) if "." not in name)
        hint = f"Did you mean :{near}?" if near else f"Known here: {listed}"
        yield about(path, query, f"asks for :{unknown[0]}, which is not known here", hint)


def address(path: Path, text: Any) -> Iterator[Mistake]:
    """Yield what is wrong with the address of a target: it is an http(s) URL, and on this machine."""
    if not isinstance(text, str):
        return
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        yield about(path, text, "is no address", f'Write the whole of it: "http://127.0.0.1:{_port(text)}"')
    elif not loopback(parts.hostname):
        yield about(path, text, *NOT_LOOPBACK.split(". ", 1))


def request_path(path: Path, text: Any) -> Iterator[Mistake]:
    """Yield what is wrong with a request's path: it begins with a slash, is a saved address, or is on loopback."""
    if not isinstance(text, str) or text.startswith(("/", "{")):
        return
    if text.startswith(("http://", "https://")):
        yield from address(path, text)
    else:
        yield about(path, text, "does not begin with a slash", f'Write it from the root: "/{text}"')


def loopback(host: str) -> bool:
    """Say whether `host` can only be this machine."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def each(value: Any, path: Path, rule: Callable[[Path, Any], Iterator[Mistake]]) -> Iterator[Mistake]:
    """Apply a rule to every value of a table."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from rule((*path, key), item)


def _port(text: str) -> str:
    found = re.search(r":(\d{2,5})\b", text)
    return found.group(1) if found else "8000"
