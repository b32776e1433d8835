"""The parts of a file that belong to the providers that were chosen. Not: what stands in them.

The model app's own files name every provider; what is left after choosing is byte for byte what was there.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator

from harness.descriptor.one_provider import OF_PROVIDER
from harness.descriptor.rules import PROVIDERS
from harness.descriptor.subscribing import SUBSCRIPTIONS_OF

OTHERWISE_NAMED = {"REQUESTS_CA_BUNDLE": "paypal"}
"""Variables that are a provider's, and do not begin with its name."""

_HEADER = re.compile(r"^\[\[?([\w.]+)\]?\]\s*$")
_KEY = re.compile(r"^([A-Z][A-Z0-9_]*)\s*=")


def descriptor(text: str, chosen: Collection[str]) -> str:
    """Return a descriptor without the tables, variables and ways of checking out of other providers."""
    data = tomllib.loads(text)
    paid = {name: OF_PROVIDER[way["payment"]] for name, way in data["checkout"]["other"].items()}
    subscribed = data.get("subscription", {}).get("other", {})
    owner = {f"checkout.other.{name}": provider for name, provider in paid.items()}
    owner |= {f"subscription.other.{name}": SUBSCRIPTIONS_OF[way["object"]] for name, way in subscribed.items()}
    kept = [_of(block, chosen) for block in _blocks(text) if _whose(block, owner) in {None, *chosen}]
    return _captured("".join(kept), {name for name, provider in paid.items() if provider in chosen})


def environment(text: str, chosen: Collection[str]) -> str:
    """Return a sample of environment variables without the paragraphs that are about other providers alone."""
    paragraphs = text.split("\n\n")
    kept = []
    for paragraph in paragraphs:
        names = [match[1] for line in paragraph.splitlines() if (match := _KEY.match(line))]
        if not names or any(_of_variable(name) in {None, *chosen} for name in names):
            kept.append(paragraph)
    return "\n\n".join(kept).rstrip() + "\n"


def _blocks(text: str) -> Iterator[list[str]]:
    """Yield each table with the comments right above it, and before the first what stands at the top."""
    block: list[str] = []
    comments: list[str] = []
    for line in text.splitlines(keepends=True):
        if line.startswith("#"):
            comments.append(line)
            continue
        if _HEADER.match(line):
            yield block
            block = []
        block += [*comments, line]
        comments = []
    yield [*block, *comments]


def _whose(block: list[str], owner: dict[str, str]) -> str | None:
    """Return whose table it is, or None if it is everybody's."""
    header = next((match[1] for line in block if (match := _HEADER.match(line))), "")
    if header.startswith("provider."):
        return header.split(".")[1]
    return owner.get(".".join(header.split(".")[:3]))


def _of(block: list[str], chosen: Collection[str]) -> str:
    """Return a table without the variables of other providers and the comments right above them."""
    kept: list[str] = []
    comments: list[str] = []
    for line in block:
        match = _KEY.match(line)
        if line.startswith("#"):
            comments.append(line)
        elif match and _of_variable(match[1]) not in {None, *chosen}:
            comments = []
        else:
            kept += [*comments, line]
            comments = []
    return "".join([*kept, *comments])


def _of_variable(name: str) -> str | None:
    owner = OTHERWISE_NAMED.get(name, name.split("_", 1)[0].lower())
    return owner if owner in PROVIDERS else None


def _captured(text: str, ways: Collection[str]) -> str:
    """Leave the ways that are there in `[capture] checkout`, which names one for each provider."""

    def left(match: re.Match[str]) -> str:
        names = [name for name in re.findall(r'"(\w+)"', match[1]) if name in ways]
        return f'checkout = "{names[0]}"' if len(names) == 1 else f"checkout = {names}".replace("'", '"')

    return re.sub(r"^checkout = (\[[^\]]*\])", left, text, flags=re.MULTILINE)
