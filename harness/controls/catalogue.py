"""The control catalogue as data: what is asked, why, what proves it, how to mend it. Not: judging, nor any scenario.

`load()` reads the TOML files beside this module once; `load(path)` reads a folder of the same form. A mistake in a
file is said as one sentence with file, line, key, value and remedy (`BrokenCatalogue`).
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Iterator
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Literal, get_args

import msgspec

from harness.controls.reading import BrokenCatalogue, Source
from harness.controls.standards import Standards, read_standards
from harness.results import Mappings
from harness.verdicts.verdict import Severity

__all__ = [
    "Area",
    "BrokenCatalogue",
    "Catalogue",
    "Control",
    "Reference",
    "Standards",
    "base_number",
    "load",
    "mappings",
]

Provider = Literal["stripe", "paypal", "square"]
Window = Literal["replies", "api_calls", "state", "traces", "lifecycle", "source"]
Where = Literal["local", "deployment"]
StandardName = Literal["pci_dss_4_0_1", "asvs_5_0", "wstg", "api_top_10", "cwe"]


class Area(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A family of controls; one file of the catalogue."""

    prefix: str
    title: str
    about: str
    place: int
    """Its rank among the areas, from 1."""
    stem: str = ""
    """Name of the file without `.toml`; scenarios and flaws of the area carry it too."""


class Remedy(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a developer does about a finding: for every provider, and what a single one asks besides."""

    all: str
    stripe: str | None = None
    paypal: str | None = None
    square: str | None = None


class Maps(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Numbers in public standards. A PCI number begins with `=` (direct evidence) or `~` (only supports)."""

    pci_dss_4_0_1: tuple[str, ...] = ()
    asvs_5_0: tuple[str, ...] = ()
    wstg: tuple[str, ...] = ()
    api_top_10: tuple[str, ...] = ()
    cwe: tuple[int, ...] = ()
    sources: tuple[str, ...] = ()
    """Keys of `standards/sources.toml`: where the provider, or somebody with experience, asks for it."""
    note: str | None = None
    """What must be said beside the numbers, for they would claim too much without it."""


class Control(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One requirement, with all that a person needs who has never met us."""

    id: str
    area: str
    """Prefix of its area."""
    title: str
    severity: Severity
    because: str
    providers: tuple[Provider, ...] = msgspec.field(name="for")
    needs: tuple[tuple[Window, ...], ...]
    """Sets of windows: any one of them suffices for a full verdict."""
    where: Where = "local"
    """`deployment`: a run on plain-HTTP loopback can never judge it."""
    asks: str
    proves: str
    """What is done to the target, what is looked at, and what decides."""
    not_observable: str
    not_applicable: str | None = None
    remedy: Remedy
    maps: Maps

    def remedy_for(self, provider: str) -> str:
        """Return the remedy as a person reads it who uses `provider`."""
        special = getattr(self.remedy, provider, None)
        return f"{self.remedy.all} {special}" if special else self.remedy.all


class Reference(msgspec.Struct, frozen=True):
    """A control's claim upon one number of a standard."""

    control: str
    number: str
    """As the control writes it, with the family of attack (`6.2.4(d)`) or the level (`4.1.5 (L3)`)."""
    direct: bool = False
    """PCI DSS only: the result is evidence for the number itself, and does not merely support it."""


class Catalogue(msgspec.Struct, frozen=True):
    """All areas and controls in their order, and the standards they speak of."""

    areas: tuple[Area, ...]
    controls: dict[str, Control]
    standards: Standards
    sha256: str

    def digest(self) -> str:
        """Return the SHA-256 of the catalogue's files: two runs with the same digest asked the same questions."""
        return self.sha256

    def area(self, prefix: str) -> Area:
        """Return the area of that prefix. Raises KeyError."""
        return {area.prefix: area for area in self.areas}[prefix]

    def of_area(self, prefix: str) -> tuple[Control, ...]:
        return tuple(control for control in self.controls.values() if control.area == prefix)

    def by_standard(self, name: StandardName) -> dict[str, tuple[Reference, ...]]:
        """Return number to controls, in the order of the catalogue; a number that no control names is not in it."""
        index: dict[str, list[Reference]] = {}
        for control in self.controls.values():
            for written in getattr(control.maps, name):
                number = base_number(name, str(written))
                direct = str(written).startswith("=")
                index.setdefault(number, []).append(Reference(control.id, str(written).lstrip("=~"), direct))
        return {number: tuple(references) for number, references in index.items()}


def base_number(standard: StandardName, written: str) -> str:
    """Return the number under which the standards files know what a control wrote: no sign, family or level."""
    bare = written.lstrip("=~")
    if standard == "pci_dss_4_0_1":
        return bare.partition("(")[0]
    return bare.removesuffix(" (L3)")


def mappings(control: Control) -> Mappings:
    """Return the numbers of a control in the form that results and reports carry."""
    return Mappings(
        pci_dss_4_0_1=control.maps.pci_dss_4_0_1,
        asvs_5_0=control.maps.asvs_5_0,
        wstg=control.maps.wstg,
        api_top_10=control.maps.api_top_10,
        cwe=control.maps.cwe,
        provider=control.maps.sources,
        note=control.maps.note,
    )


def load(path: Path | None = None) -> Catalogue:
    """Return the catalogue, the built-in one unless a folder is given. Raises BrokenCatalogue."""
    return _built_in() if path is None else _read(path)


@functools.cache
def _built_in() -> Catalogue:
    return _read(resources.files("harness.controls"))


def _read(folder: Traversable) -> Catalogue:
    area_files = _sources(folder, "")
    standards_files = _sources(folder / "standards", "standards/")
    standards = read_standards(standards_files)
    areas: list[Area] = []
    controls: dict[str, Control] = {}
    for source in area_files:
        area = source.table("area", Area, stem=source.stem)
        if any(area.prefix == other.prefix for other in areas):
            raise source.broken(f"[area] prefix: {area.prefix!r} has a file already. Give it another", "area", "prefix")
        areas.append(area)
        for control in _controls(source, area):
            _check(source, control, standards)
            controls[control.id] = control
    digest = hashlib.sha256()
    for source in [*area_files, *standards_files]:
        digest.update(f"{source.name}\0{source.text}\0".encode())
    return _in_order(areas, controls, standards, digest.hexdigest())


def _in_order(areas: list[Area], controls: dict[str, Control], standards: Standards, sha256: str) -> Catalogue:
    ranked = sorted(areas, key=lambda area: area.place)
    rank = {area.prefix: place for place, area in enumerate(ranked)}
    ordered = sorted(controls.values(), key=lambda control: (rank[control.area], control.id))
    return Catalogue(tuple(ranked), {control.id: control for control in ordered}, standards, sha256)


def _sources(folder: Traversable, prefix: str) -> list[Source]:
    """Read the TOML files of a folder by name: the order of a folder is not promised, and the digest rests on it."""
    try:
        files = sorted((file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name)
    except OSError as missing:
        raise BrokenCatalogue(
            f"{folder}: cannot be read ({missing.strerror}). Give the folder of a control catalogue"
        ) from None
    return [Source.read(file, f"{prefix}{file.name}") for file in files]


def _controls(source: Source, area: Area) -> Iterator[Control]:
    for name in source.tables:
        if name == "area":
            continue
        if not re.fullmatch(rf"{re.escape(area.prefix)}-\d\d", name):
            raise source.broken(
                f"[{name}] does not belong to this file, whose ids are {area.prefix}-01 to {area.prefix}-99. "
                "Move it to the file of its area, or mend the id",
                name,
            )
        yield source.table(name, Control, id=name, area=area.prefix)


def _check(source: Source, control: Control, standards: Standards) -> None:
    """Check what the types cannot say: nothing is empty, remedies fit the providers, all numbers are known."""
    for key, filled in (("for", control.providers), ("needs", control.needs and all(control.needs))):
        if not filled:
            raise source.broken(f"[{control.id}] {key} is empty. Name at least one", control.id, key)
    for provider in get_args(Provider):
        if getattr(control.remedy, provider) and provider not in control.providers:
            raise source.broken(
                f"[{control.id}] remedy.{provider}: the control is not for {provider}. "
                f'Add "{provider}" to "for", or leave the remedy out',
                control.id,
                f"remedy.{provider}",
            )
    for key in Standards.__struct_fields__:
        for written in getattr(control.maps, key):
            complaint = standards.complaint(key, written)
            if complaint:
                raise source.broken(f"[{control.id}.maps] {key}: {complaint}", f"{control.id}.maps", key)
