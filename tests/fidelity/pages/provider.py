"""The page of a provider whose documents group its operations by API: PayPal and Square. Pure. Not: their words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.fidelity.pages.parts import Fact, behaviours, differences, how_sure, listed, table
from tests.fidelity.published import Operation


@dataclass(frozen=True)
class Words:
    """What only a person can say of a provider."""

    name: str
    documents: str
    """Whose operations are listed."""
    others: str
    """What the operations that are not simulated are answered with."""
    checked: Sequence[str]
    """How answers are held against the documents, in paragraphs."""
    differences: Sequence[str]


@dataclass(frozen=True)
class Told:
    """All that stands on the page."""

    words: Words
    operations: Sequence[Operation]
    """The provider's, as its documents name them."""
    routes: Mapping[str, str]
    """The simulated ones, `GET /v2/cards/{}`, and how each is named in the journal."""
    sdks: Sequence[tuple[str, str]]
    """Official SDKs that drive the simulator, and their versions."""
    facts: Sequence[Fact]

    @property
    def covered(self) -> list[str]:
        """The APIs of which something is simulated."""
        return sorted({operation.api for operation in self.operations if operation.call in self.routes})

    @property
    def of_covered(self) -> list[Operation]:
        return [operation for operation in self.operations if operation.api in self.covered]

    @property
    def simulated(self) -> list[Operation]:
        return [operation for operation in self.operations if operation.call in self.routes]

    @property
    def missing(self) -> list[Operation]:
        return [operation for operation in self.operations if operation.call not in self.routes]

    @property
    def undocumented(self) -> dict[str, str]:
        """What is simulated and stands in none of the documents."""
        documented = {operation.call for operation in self.operations}
        return {call: name for call, name in self.routes.items() if call not in documented}


def coverage(told: Told) -> str:
    """Return in a few words how much is simulated."""
    return f"{len(told.simulated)} of the {len(told.of_covered)} operations of {len(told.covered)} APIs"


def page(told: Told) -> str:
    """Return the whole page."""
    words = told.words
    return "\n".join([
        f"# Fidelity: {words.name}",
        "",
        "Written by `make fidelity` from the simulator's tables and `tests/fidelity/ledger.toml`.",
        "[All providers](../fidelity.md).",
        "",
        *table(("", ""), [
            ("operations", coverage(told)),
            ("official SDKs that drive it", ", ".join(f"{name} {version}" for name, version in told.sdks)),
            ("behaviours", how_sure(told.facts)),
        ]),
        "",
        *_operations(told),
        "## How answers are checked",
        "",
        *(line for paragraph in words.checked for line in (paragraph, "")),
        *behaviours(told.facts, words.name, "its own SDKs"),
        *differences(words.differences),
    ])  # fmt: skip


def _operations(told: Told) -> list[str]:
    words = told.words
    other_apis: dict[str, int] = {}
    for operation in told.missing:
        if operation.api not in told.covered:
            other_apis[operation.api] = other_apis.get(operation.api, 0) + 1
    lines = [
        "## Operations",
        "",
        f"{words.documents} What is simulated has the name that the journal gives it.",
        "",
        *table(("API", "operation", "call", "simulated"), [
            (operation.api, f"`{told.routes.get(operation.call, operation.name)}`", f"`{operation.call}`",
             "yes" if operation.call in told.routes else "**no**")
            for operation in told.of_covered
        ]),
        "",
    ]  # fmt: skip
    if told.undocumented:
        names = listed(f"`{name}` (`{call}`)" for call, name in told.undocumented.items())
        lines += [f"Beside these, which the documents leave out: {names}.", ""]
    if other_apis:
        apis = ", ".join(f"{api} ({count})" for api, count in sorted(other_apis.items()))
        lines += [f"APIs of which nothing is simulated, and how many operations each has: {apis}.", ""]
    return [*lines, f"{words.others} A test asks for every one of the {len(told.missing)}.", ""]
