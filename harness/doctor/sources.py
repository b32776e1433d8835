"""Which environment variables the target's files speak of. Not: their values, nor what the program does with them.

A name that stands in no file of a program is read by none of its lines, in whatever language it is written. Names that
are put together at run time are not found so: what is told by this is likely, and never sure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from pathlib import Path, PurePath

import msgspec

from harness.descriptor.lines import Path as Key
from harness.descriptor.model import Descriptor, SourceTable
from harness.doctor.seen import Variable, Variables
from harness.windows import source

NAME = re.compile(r"\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b|(?<=[\"'])PORT(?=[\"'])|(?<=\.)PORT\b")
ASKED = re.compile(r"(?<=[\"'`.$\{:])[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*\b(?![.(])")
"""A name as it stands where a program asks its environment for it: in quotation marks, or after a point."""
READS = re.compile(r"env", re.IGNORECASE)
"""A line that reads the environment says so, in every language: environ, getenv, process.env, ENV, @Env."""
SECRET = re.compile(r"(?i)\b\w*(?:secret|signing|signature_?key|webhook_?id)\w*\s*[:=]+\s*[\"']([\w-]{12,})[\"']")
PROSE = {".md", ".rst", ".txt", ".adoc", ".html"}
OTHERS = {"tests", "test", "spec", "__tests__", "docs"}
NO_NAMES = re.compile(r"^ERR_|_NOT_FOUND$|_ERROR$|^E[A-Z]+$")
"""What programs write in capitals when they fail, and no variable."""
LAST_LINES = 4
ALIKE = 0.55
"""difflib's ratio from which on two names of variables may be meant for each other."""
KEYS: Mapping[str, tuple[str, ...]] = {
    "base": ("base_url", "secure_url"),
    "key": ("secret_key", "client_id", "client_secret", "access_token"),
    "secret": ("webhook_secret", "webhook_id", "signature_key"),
}
"""By what a step leans on, the template variables that tell it."""
OF_TABLE: Mapping[str, str] = {"base": "api_base_env", "key": "secret_key_env", "secret": "webhook_secret_env"}
WORDS: Mapping[str, tuple[str, ...]] = {
    "base": ("BASE", "URL", "HOST", "ENDPOINT", "ADDRESS"),
    "key": ("KEY", "SECRET", "TOKEN"),
    "secret": ("WEBHOOK", "HOOK", "SIGN", "WHSEC"),
    "port": ("PORT",),
}
"""Words in the names that such variables usually have."""


class Sources(msgspec.Struct, frozen=True):
    """What the target's files speak of."""

    files: int
    names: frozenset[str]
    """Every word that could be a variable's name."""
    read: frozenset[str]
    """Those of them that stand on a line which reads the environment."""
    secret_in_code: bool = False


def read(descriptor: Descriptor, cwd: Path) -> Sources:
    """Look through what `[source]` declares, or the folder in which the commands run."""
    table = descriptor.source or SourceTable(tree=(".",))
    texts = [text for name, text in source.everything(table, cwd).items() if _is_program(name, text)]
    lines = [line for text in texts for line in text.splitlines()]
    return Sources(
        files=len(texts),
        names=frozenset(name for text in texts for name in NAME.findall(text)),
        read=frozenset(name for line in lines if READS.search(line) for name in ASKED.findall(line)),
        secret_in_code=any(not value.isupper() for text in texts for value in SECRET.findall(text)),
    )


def _is_program(name: str, text: str) -> bool:
    path = PurePath(name)
    if path.suffix in PROSE or set(path.parts[:-1]) & OTHERS:
        return False
    return not (path.suffix == ".toml" and "webhook_path" in text)  # a descriptor names them, and reads nothing


def variables(
    descriptor: Descriptor, provider: str, sources: Sources, environment: Mapping[str, str], output: str = ""
) -> Variables:
    """Return how the target is told what a step leans on, and whether its files speak of these names.

    `environment` is what a start gives it; `output` is what it wrote at the failing step.
    """
    given = frozenset(environment)
    described: dict[str, tuple[Variable, ...]] = {}
    for role in OF_TABLE:
        named = _named(descriptor, provider, role)
        described[role] = tuple(_variable(name, path, role, sources, given) for name, path in named.items())
    ports = {
        name: ("target", "env", name) for name, text in descriptor.target.env.items() if "{port}" in text
    }  # fmt: skip
    return Variables(
        provider=provider,
        port=tuple(_variable(name, path, "port", sources, given) for name, path in ports.items()),
        missing=_missing(output, sources, given),
        secret_in_code=sources.secret_in_code,
        otherwise_reached=bool(descriptor.provider[provider].shim) or descriptor.target.intercept,
        **described,
    )


def _named(descriptor: Descriptor, provider: str, role: str) -> dict[str, Key]:
    found: dict[str, Key] = {}
    if name := getattr(descriptor.provider[provider], OF_TABLE[role]):
        found[name] = ("provider", provider, OF_TABLE[role])
    for name, text in descriptor.target.env.items():
        if any(f"{{{provider}.{key}}}" in text for key in KEYS[role]):
            found[name] = ("target", "env", name)
    return found


def _variable(name: str, path: Key, role: str, sources: Sources, given: frozenset[str]) -> Variable:
    spoken_of = name in sources.names or (sources.files > 0 and NAME.fullmatch(name) is None)
    return Variable(
        name=name,
        path=path,
        read=spoken_of if sources.files else None,
        alike=() if spoken_of else alike(name, role, sources.read - given),
    )


def alike(name: str, role: str, candidates: Iterable[str]) -> tuple[str, ...]:
    """Return which of the names could be meant by `name`, the likeliest first, three at most."""

    def likeness(other: str) -> float:
        words = any(word in other for word in WORDS[role])
        return SequenceMatcher(None, name, other).ratio() + 0.2 * words

    found = [other for other in candidates if likeness(other) >= ALIKE]
    return tuple(sorted(found, key=lambda other: (-likeness(other), other))[:3])


def _missing(output: str, sources: Sources, given: frozenset[str]) -> tuple[str, ...]:
    """Return the names in the last lines of an output that the target reads from its environment, and is not given."""
    lines = [line for line in output.splitlines() if line.strip()][-LAST_LINES:]
    spoken = [name for line in reversed(lines) for name in NAME.findall(line) if not NO_NAMES.search(name)]
    wanted = (name for name in spoken if name not in given and (name in sources.read or not sources.files))
    return tuple(dict.fromkeys(wanted))
