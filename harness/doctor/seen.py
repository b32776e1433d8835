"""What the doctor has seen at each step: data, a leaf. Not: looking (`walk.py`), nor whose mistake it is (`blame.py`).

Texts of the target in it are short and redacted. A path is what leads to a key of the descriptor.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from harness.controls.catalogue import Window
from harness.descriptor.lines import Path

__all__ = [
    "Blame",
    "Called",
    "CheckedOut",
    "Counted",
    "Effect",
    "Forged",
    "Heard",
    "Looked",
    "Moved",
    "Page",
    "Started",
    "Step",
    "Variable",
    "Variables",
]


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """Something seen, complete in itself: a blame can be told again from it."""


class Blame(Seen, frozen=True):
    """Whose mistake a step that goes wrong most likely is. A hint for whoever mends it, and no verdict."""

    side: Literal["descriptor", "code", "environment"]
    what: str
    remedy: str
    path: Path = ()
    """The descriptor's key that is to be mended, or () if it is not the descriptor's."""


class Step(Seen, frozen=True):
    """One step of the walk, as it is told."""

    name: str
    provider: str | None
    """None: it is about the target, whichever provider is paid by."""
    seen: tuple[str, ...]
    blame: Blame | None = None
    opens: tuple[Window, ...] = ()
    """Windows through which something can be seen, now that this is known to work."""


class Variable(Seen, frozen=True):
    """An environment variable by which the target is told something."""

    name: str
    path: Path
    """The key of the descriptor that names it."""
    read: bool | None
    """Whether its name occurs in the target's files; None: there are none to look at."""
    alike: tuple[str, ...] = ()
    """Names that the target's files read, which the descriptor does not give, the likeliest first."""


class Variables(Seen, frozen=True):
    """How the target is told what a step leans on; () where it is told by none of its variables."""

    provider: str
    base: tuple[Variable, ...] = ()
    key: tuple[Variable, ...] = ()
    secret: tuple[Variable, ...] = ()
    port: tuple[Variable, ...] = ()
    missing: tuple[str, ...] = ()
    """Names that the output of the failing step speaks of, and that nobody gives."""
    secret_in_code: bool = False
    """The target's files hold a literal that looks like a webhook's secret."""
    otherwise_reached: bool = False
    """It is re-pointed by a shim or intercepted, and needs no variable for the address."""


class Page(Seen, frozen=True):
    """One reply of the target, short."""

    told: str
    """Method and address."""
    status: int | None
    """None: there was no answer."""
    body: str = ""
    places: tuple[str, ...] = ()
    """Where in the reply there is a value: JSONPaths."""
    like_no_page: bool = False
    """It looks like the answer to an address that surely does not exist."""


class Started(Seen, frozen=True):
    """What came of starting it."""

    variables: Variables
    ready: bool
    attached: bool = False
    command: str = ""
    command_path: Path = ("target", "start")
    port: int = 0
    port_in_command: bool = False
    page: Page | None = None
    """How the page of readiness was answered, if it was at all."""
    within: float = 0.0
    refused: str | None = None
    """A command could not be run, or one that prepares failed."""
    exits: tuple[tuple[str, int], ...] = ()
    listening: tuple[int, ...] = ()
    """Ports on which its processes listen, as far as that can be seen."""
    output: str = ""
    """The end of what it wrote."""


class CheckedOut(Seen, frozen=True):
    """What came of one checkout."""

    variables: Variables
    place: Path
    """Of the way of checking out: `("checkout",)`, or `("checkout", "other", NAME)`."""
    nth: int
    """The request that came last, from 0."""
    page: Page
    succeeded: bool
    leans_on: Path = ()
    """Where the variable in its address was saved; () if its address has none."""
    value: str = ""
    """What was saved there."""
    selector: tuple[str, str] | None = None
    """The variable that could not be saved, and where it was looked for."""
    product: str = ""
    """The product's name in the descriptor."""
    sku: str = ""
    payment: str = ""
    """The kind of payment that the descriptor says."""
    payments: int = 0
    others: tuple[str, ...] = ()
    """Kinds of payment that were made in its place."""
    calls: tuple[str, ...] = ()
    """The target's calls, with their status."""
    keyless: tuple[str, ...] = ()
    """Calls to the provider that no known key opened."""
    refused: tuple[str, ...] = ()
    """Calls that the provider answered with an error."""
    unsupported: tuple[str, ...] = ()
    """Calls that the simulator does not know."""
    alive: bool = True
    complaint: tuple[str, str] | None = None
    """What shim or interception say of no call having come, and the remedy."""
    output: str = ""


class Called(Seen, frozen=True):
    """What the target asked its provider for, beside what the descriptor says the product costs."""

    product: str
    operation: str
    asked: tuple[int | None, str | None]
    owed: tuple[int, str]
    shown: tuple[int | None, str | None] = (None, None)
    """What the target itself says of the order."""


class Looked(Seen, frozen=True):
    """How an order was seen."""

    way: str
    """The key by which it is looked at: `sql`, `command`, `python`; `http` where it is a request."""
    word: str | None
    """Our word for its state; the target's own, in quotation marks, where it is mapped to none."""
    selector: str
    page: Page | None = None
    shut: str | None = None
    """Why the state could not be seen."""
    names: tuple[str, ...] = ()
    """The target's names of states that the descriptor knows."""
    paid_for: bool = False
    """The provider has its money, and the news was delivered."""
    elsewhere: tuple[tuple[str, str], ...] = ()
    """Places in the checkout's reply by whose value the order is found: the variable, and where."""
    save_path: Path = ()
    output: str = ""


class Heard(Seen, frozen=True):
    """How genuine events were answered."""

    variables: Variables
    answers: tuple[tuple[str, int | None], ...]
    """Type of each event, and the status; None: there was no answer."""
    page: Page
    """The answer to the first event that was not taken."""
    of_checkout: bool = False
    """A request of the checkout goes to the same path."""
    alive: bool = True
    forms: tuple[str, ...] = ()
    """Ways of writing the same event in which it was taken, although it was not as the provider writes it."""
    output: str = ""

    @property
    def accepted(self) -> bool:
        return all(status is not None and 200 <= status < 300 for _, status in self.answers)


class Moved(Seen, frozen=True):
    """What the order's state was before the news, and what it is after."""

    before: str | None
    look: Looked
    changed: tuple[tuple[str, str, str], ...] = ()
    """Values in the reply that changed: where, from, to."""
    grown: tuple[str, ...] = ()
    """Effects that were counted more often than before."""
    unsupported: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    """The target's calls since the news that the provider answered with an error."""
    waited: float = 0.0
    output: str = ""


class Effect(Seen, frozen=True):
    """One declared effect of a paid order."""

    name: str
    way: str
    """`sql`, `http` or `lines`: the key by which it is counted."""
    count: int | None
    expected: int
    shut: str | None = None
    """Why it could not be counted."""
    written: bool | None = None
    """Something was written where it is counted since the news; None: that cannot be told."""


class Counted(Seen, frozen=True):
    """The effects of a paid order."""

    effects: tuple[Effect, ...]


class Forged(Seen, frozen=True):
    """What came of a forged delivery about an order that nobody paid."""

    variables: Variables
    meaning: str
    status: int | None
    moved: bool | None
    before: str | None = None
    after: str | None = None
