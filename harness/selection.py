"""Which checks of the suite a run asks for, by what they are; `-k` must hold too. Not: reading options."""

from __future__ import annotations

from pathlib import Path

import msgspec

from harness.verdicts.verdict import Severity

FILE_NAME = "selection.json"


class Selection(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a check must be. An empty part asks for nothing; several words of one part are alternatives."""

    providers: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    """Prefixes, such as `WH-SIG`."""
    severities: tuple[Severity, ...] = ()
    """Of the control; a check may turn out to weigh otherwise."""
    checks: tuple[str, ...] | None = None
    """Ids; None: any."""
    said: tuple[str, ...] = ()
    """The options that asked for it, as they were written."""

    @property
    def narrows(self) -> bool:
        """Say whether it leaves anything out."""
        return bool(self.providers or self.areas or self.severities or self.checks is not None)

    def takes(self, check: str, area: str, severity: Severity) -> bool:
        """Say whether a check is asked for. `check` is its id, `CONTROL/provider/stimulus`."""
        provider = check.split("/")[1]
        return (
            (not self.providers or provider in self.providers)
            and (not self.areas or area in self.areas)
            and (not self.severities or severity in self.severities)
            and (self.checks is None or check in self.checks)
        )

    def write(self, folder: Path) -> Path:
        """Write it where a worker reads it, and return the place."""
        place = folder / FILE_NAME
        place.write_bytes(msgspec.json.encode(self))
        return place

    @classmethod
    def read(cls, place: Path) -> Selection:
        return msgspec.json.decode(place.read_bytes(), type=cls)


EVERYTHING = Selection()
