"""The public standards that the controls speak of, as data, also the lines that no machine can judge. Not: their text.

Titles and paraphrases are ours: the standards' words are copyrighted, and an auditor reads the original beside them.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from harness.controls.reading import BrokenCatalogue, Source

TestedBy = Literal[
    "requests",
    "journal",
    "browser",
    "log scan",
    "store scan",
    "configuration",
    "source scan",
    "process start",
    "TLS probe",
    "attestation",
]


class PciLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One line of the checklist: a requirement of PCI DSS, or a few that are answered together."""

    label: str
    """The numbers as a person reads them."""
    numbers: tuple[str, ...]
    asks: str
    tested_by: tuple[TestedBy, ...]
    how: str
    controls: tuple[str, ...] = ()
    """Controls whose results bear upon it; those that map to a number stand here too."""
    attestation_only: bool = False
    """No run can judge it, or nearly so: the checklist shows an empty slot, so that silence is not taken for a pass."""
    families: dict[str, str] = {}
    """6.2.4 only: its families of attack by their letter."""


class SaqFact(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What decides which self-assessment questionnaire a merchant may use."""

    fact: str
    sources: tuple[str, ...]


class SaqSignal(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a run saw and what that hints at; never a statement about the questionnaire itself."""

    seen: str
    means: str
    controls: tuple[str, ...]


class ResultWord(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A word of the assessors' forms."""

    word: str
    meaning: str


class PciDss(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    about: str
    lines: tuple[PciLine, ...]
    saq: tuple[SaqFact, ...]
    signals: tuple[SaqSignal, ...]
    words: tuple[ResultWord, ...]

    def line(self, number: str) -> PciLine:
        """Return the line that holds `number` (bare: no sign, no family). Raises KeyError."""
        return {each: line for line in self.lines for each in line.numbers}[number]


class AsvsRequirement(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    level: Literal[1, 2, 3]
    title: str
    attestation_only: bool = False


class Weakness(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    title: str
    flaw: str
    """The kind of flaw that it means in a payment integration."""


class SourceEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    what: str
    at: tuple[str, ...]
    """Addresses without a scheme, or the name of a document."""
    secondary: bool = False
    """Somebody's account of the matter, not the matter's owner."""


class Standards(msgspec.Struct, frozen=True):
    """Every number that a control may name."""

    pci_dss_4_0_1: PciDss
    asvs_5_0: dict[str, AsvsRequirement]
    wstg: dict[str, str]
    api_top_10: dict[str, str]
    cwe: dict[int, Weakness]
    sources: dict[str, SourceEntry]

    def complaint(self, key: str, written: str | int) -> str | None:
        """Return what is wrong with a number or source key that a control names, or None."""
        if key == "pci_dss_4_0_1":
            return self._pci_complaint(str(written))
        if key == "asvs_5_0":
            return self._asvs_complaint(str(written))
        if written in getattr(self, key):
            return None
        return f"{written!r} is not in standards/{key}.toml. Add it there, or mend the number"

    def _pci_complaint(self, written: str) -> str | None:
        if written[:1] not in {"=", "~"}:
            return f"{written!r} has no sign. Write ={written} for direct evidence or ~{written} for support"
        number, _, family = written[1:].partition("(")
        try:
            line = self.pci_dss_4_0_1.line(number)
        except KeyError:
            return f"{written!r} is not in standards/pci_dss_4_0_1.toml. Add its line there, or mend the number"
        if family and family.rstrip(")") not in line.families:
            return f"{written!r}: {number} has no family ({family}. Leave it out, or add it to the line"
        if written.startswith("=") and line.attestation_only:
            return f"{written!r}: no run is direct evidence for what is attested only. Write ~{written[1:]}"
        return None

    def _asvs_complaint(self, written: str) -> str | None:
        number = written.removesuffix(" (L3)")
        known = self.asvs_5_0.get(number)
        if known is None:
            return f"{written!r} is not in standards/asvs_5_0.toml. Add it there, or mend the number"
        should = f"{number} (L3)" if known.level == 3 else number
        return None if written == should else f"{written!r} is of level {known.level}. Write it as {should!r}"


class _Asvs(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    requirements: dict[str, AsvsRequirement]


class _Wstg(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    tests: dict[str, str]


class _ApiTopTen(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    risks: dict[str, str]


class _Cwe(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    weaknesses: dict[int, Weakness]


def read_standards(files: list[Source]) -> Standards:
    """Read the six files of the folder `standards`. Raises BrokenCatalogue."""
    by_stem = {file.stem: file for file in files}
    for stem in Standards.__struct_fields__:
        if stem not in by_stem:
            raise BrokenCatalogue(f"standards/{stem}.toml is missing. Every number that a control names needs its file")
    sources = by_stem["sources"]
    return Standards(
        pci_dss_4_0_1=by_stem["pci_dss_4_0_1"].whole(PciDss),
        asvs_5_0=by_stem["asvs_5_0"].whole(_Asvs).requirements,
        wstg=by_stem["wstg"].whole(_Wstg).tests,
        api_top_10=by_stem["api_top_10"].whole(_ApiTopTen).risks,
        cwe=by_stem["cwe"].whole(_Cwe).weaknesses,
        sources={key: sources.table(key, SourceEntry) for key in sources.tables},
    )
