"""Numbers of public standards in words that claim no more than was seen. Not: the standards' text, nor "compliant".

PCI's words belong to assessors: a result is evidence for a requirement, evidence against it, or no evidence. `=` marks
direct evidence, `~` a result that only supports the number and never covers it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from harness.results import ControlResult, Mappings

FOR, AGAINST, NONE = "evidence for", "evidence against", "no evidence"


class Claim(msgspec.Struct, frozen=True):
    """One PCI DSS number as a control names it."""

    number: str
    direct: bool


class Line(msgspec.Struct, frozen=True):
    """A standard, what a finding is to its numbers, and the numbers."""

    standard: str
    words: str
    numbers: tuple[str, ...]


class Said(msgspec.Struct, frozen=True):
    """Which controls say the same of a number."""

    evidence: str
    controls: tuple[ControlResult, ...]


class Number(msgspec.Struct, frozen=True):
    """A PCI DSS number with all that the run has to say of it."""

    number: str
    direct: tuple[Said, ...]
    supporting: tuple[Said, ...]


def evidence(word: str | None) -> str:
    """Return what a verdict is to a requirement; a control without one is no evidence, neither is one moot."""
    return {"pass": FOR, "fail": AGAINST}.get(word or "", NONE)


def claims(mappings: Mappings) -> tuple[Claim, ...]:
    return tuple(Claim(written.lstrip("=~"), written.startswith("=")) for written in mappings.pci_dss_4_0_1)


def owasp(mappings: Mappings) -> tuple[str, ...]:
    """Return a line for each of OWASP's documents that the mappings name."""
    documents = (("ASVS 5.0", mappings.asvs_5_0), ("WSTG", mappings.wstg), ("API Top 10", mappings.api_top_10))
    return tuple(f"{name}: {', '.join(numbers)}" for name, numbers in documents if numbers)


def lines(word: str | None, mappings: Mappings) -> tuple[Line, ...]:
    """Return what a verdict is to each standard, only those with numbers."""
    said = evidence(word)
    own = claims(mappings)
    every = (
        Line("PCI DSS 4.0.1", said, tuple(claim.number for claim in own if claim.direct)),
        Line("PCI DSS 4.0.1", f"{said}, in support only", tuple(claim.number for claim in own if not claim.direct)),
        Line("OWASP ASVS 5.0", said, mappings.asvs_5_0),
        Line("OWASP WSTG", "see", tuple(f"WSTG-{each}" for each in mappings.wstg)),
        Line("OWASP API Top 10", "a risk of the kind", mappings.api_top_10),
        Line("CWE", "a weakness of the kind", tuple(f"CWE-{each}" for each in mappings.cwe)),
        Line("Sources", "see", mappings.provider),
    )
    return tuple(line for line in every if line.numbers)


def by_number(controls: Iterable[ControlResult]) -> tuple[Number, ...]:
    """Return the PCI DSS numbers that the controls name, in their order, each with what was said of it."""
    index: dict[str, dict[bool, list[ControlResult]]] = {}
    for control in controls:
        for claim in claims(control.mappings):
            index.setdefault(claim.number, {True: [], False: []})[claim.direct].append(control)
    return tuple(
        Number(number, _said(index[number][True]), _said(index[number][False])) for number in sorted(index, key=_order)
    )


def _said(controls: list[ControlResult]) -> tuple[Said, ...]:
    by_word = ((said, tuple(one for one in controls if evidence(one.verdict) == said)) for said in (AGAINST, FOR, NONE))
    return tuple(Said(said, own) for said, own in by_word if own)


def _order(written: str) -> tuple[tuple[int, str], ...]:
    return tuple((int(part) if part.isdigit() else -1, part) for part in re.split(r"[.(]", written))
