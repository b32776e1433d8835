"""A course: what happens to one order, step by step, as plain data. Not: letting it happen (`playing.py`).

The facts are the provider's (the buyer pays, the money goes back); the rest is how the target learns of them. Events
are named by their place in the order's news, for ids differ at every replay: 0 is the one that says paid, if there is
one by then, and the others follow it, oldest first.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec

from harness.exploring.invariants import Invariant

Does = Literal[
    "tell",
    "tell_all",
    "pay",
    "decline",
    "refund",
    "part_refund",
    "dispute",
    "end_unpaid",
    "page",
    "meet",
    "page_overtaken",
    "reconcile_overtaken",
    "trouble",
    "crash",
    "told_and_killed",
    "told_in_trouble",
    "reconcile",
]

FACTS: dict[str, str] = {
    "pay": "the buyer pays",
    "decline": "the buyer tries to pay, and the bank says no",
    "refund": "all of the money goes back",
    "part_refund": "a part of the money goes back",
    "dispute": "the buyer disputes the payment",
    "end_unpaid": "the payment ends without money",
}
"""What happens at the provider, in words."""
SCHEMA: Literal["assay-course/1"] = "assay-course/1"
NAME = "assay-course"
MOST_STEPS = 8
MOST_COPIES = 3
ALL_DELIVERIES = 5
"""As many as Stripe makes of one payment at most: the page, the making, the charge, the payment, the booking."""
EARLY_DELIVERIES = 3
"""What Stripe tells of a payment that is made and paid: the making, the charge, the payment."""


class Step(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One thing that happens.

    tell: the event in place `event` of the news so far is delivered, and `copies` more of it at the same moment.
    tell_all: so are all events of it, each once. page:
    the buyer opens the page after payment. meet: the delivery of that event and the page, or a second delivery where
    there is no page, have both read at the provider before either of them writes. page_overtaken: the page has read
    there when that event is delivered and worked through, and goes on behind it; reconcile_overtaken: so does the
    reconciler. With `after` it has had so many answers before. trouble: the provider answers the target's next call
    with an error; told_in_trouble: so it does all calls while all of the news is delivered, until the target gives up
    for now. crash: every process is killed and started again; told_and_killed: so it is at the byte of the last
    acknowledgement of all of the news. reconcile: the target compares its orders with the provider's. All others are
    facts.
    """

    do: Does
    event: int = 0
    copies: int = 0
    after: int = 0

    @property
    def deliveries(self) -> int:
        """How many deliveries it makes."""
        if self.do == "tell":
            return 1 + self.copies
        if self.do in ("tell_all", "told_and_killed", "told_in_trouble"):
            return ALL_DELIVERIES
        return 1 if self.do in ("meet", "page_overtaken", "reconcile_overtaken") else 0

    @property
    def told(self) -> str:
        """What happens, in words."""
        if self.do in FACTS:
            return FACTS[self.do]
        at_once = f", {1 + self.copies} times at once" if self.copies else ""
        read = f"has read {1 + self.after} times" if self.after else "has read"
        which = f"event {self.event} of its news" if self.event else "the event that says paid"
        words = {
            "tell": f"{which} is delivered{at_once}",
            "tell_all": "all of its news is delivered at once",
            "page": "the buyer opens the page after payment",
            "meet": f"{which} is delivered and the page opened: both have read before either writes",
            "page_overtaken": f"the page is opened and {read}; {which} is delivered; then the page goes on",
            "reconcile_overtaken": f"the reconciler {read}; {which} is delivered; then the reconciler goes on",
            "trouble": "the provider answers the target's next call with an error, and its repeats",
            "crash": "every process of the target is killed, and started again",
            "told_and_killed": "all is told; at the byte of the last acknowledgement every process is killed",
            "told_in_trouble": "all is told while the provider answers every call with an error",
            "reconcile": "the target reconciles",
        }
        return words[self.do]


class Course(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """All that happens to one order after its checkout; at the end the provider tells what was never acknowledged."""

    steps: tuple[Step, ...]
    early: bool = False
    """The buyer has paid, and what there is to be told is told, before the reply to the checkout's own call."""

    @property
    def deliveries(self) -> int:
        """How many deliveries it makes, those at the end left out."""
        return sum(step.deliveries for step in self.steps) + EARLY_DELIVERIES * self.early

    @property
    def told(self) -> tuple[str, ...]:
        """What happens, a line for each step."""
        early = ("the payment is made, paid and told of before the checkout has its reply",) if self.early else ()
        return early + tuple(step.told for step in self.steps)

    @property
    def size(self) -> tuple[int, int]:
        """What makes a course a smaller one: fewer deliveries, then fewer steps, and fewer answers let by in them."""
        return self.deliveries, len(self.steps) + self.early + sum(step.after for step in self.steps)


class Counterexample(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A course that breaks an invariant, as `assay explore` writes it and `assay replay` reads it."""

    schema: str = SCHEMA
    assay: str
    """Version of Assay."""
    target: str
    """What the target is called."""
    provider: str
    invariant: Invariant
    seen: str
    """What was seen of the order, in a sentence."""
    seed: int = 0
    course: Course


class BrokenCourse(ValueError):  # noqa: N818 - said to people as it stands
    """The file holds no course; the message names the place and the remedy."""


def is_course(path: Path) -> bool:
    """Whether a file says of itself that it holds a course."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=_Head).schema.startswith(f"{NAME}/")
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return False


def write(found: Counterexample) -> bytes:
    """Return the file of a counterexample."""
    return msgspec.json.format(msgspec.json.encode({"schema": SCHEMA, **msgspec.to_builtins(found)}))


def read(path: Path) -> Counterexample:
    """Read a file of `assay explore`. Raises BrokenCourse, in words for a person, for anything else."""
    try:
        text = path.read_bytes()
        schema = msgspec.json.decode(text, type=_Head).schema
        if schema != SCHEMA:
            raise BrokenCourse(f"{path}: it has the format {schema!r}; this Assay reads {SCHEMA}")
        found = msgspec.json.decode(text, type=Counterexample)
    except OSError as missing:
        raise BrokenCourse(f"{path}: cannot be read ({missing.strerror})") from None
    except (msgspec.MsgspecError, UnicodeDecodeError) as broken:
        raise BrokenCourse(f"{path}: {broken}. Give a file as `assay explore` writes it") from None
    for nth, step in enumerate(found.course.steps):
        if step.event < 0 or step.after < 0 or not 0 <= step.copies <= MOST_COPIES:
            must = f"event and after must be 0 or more, copies 0 to {MOST_COPIES}"
            raise BrokenCourse(f"{path}: $.course.steps[{nth}]: {must}")
    return found


class _Head(msgspec.Struct, frozen=True):
    schema: str
