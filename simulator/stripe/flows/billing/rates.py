"""Tax rates: made, changed, listed, named by what is taxed. Not: how much they are, see totals."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from msgspec.structs import replace

from simulator.provider import Outcome
from simulator.stripe import errors, naming
from simulator.stripe.command import Changes, Command, changed, find
from simulator.stripe.flows.billing.work import Work
from simulator.stripe.lists import of_kind
from simulator.stripe.resources.tax_rate import TaxRate
from simulator.stripe.shapes import shape
from simulator.stripe.wire import merged_metadata

SAID = ("active", "country", "description", "display_name", "jurisdiction", "state", "tax_type")
"""What is only said of a rate, and may be said otherwise."""

MOST = 5
"""How many rates a line or an invoice may have. Stripe, "Tax rates"."""


def tax_rates(work: Work, given: Sequence[str] | None, param: str) -> tuple[str, ...]:
    """Return the ids of active rates. Raises the refusals for others and for too many."""
    names = tuple(given or ())
    if len(names) > MOST:
        raise errors.error(400, f"You can only pass up to {MOST} tax rates.", param=param)
    for nth, name in enumerate(names):
        if not find(work.books, TaxRate, name, f"{param}[{nth}]").active:
            raise errors.error(400, f"The tax rate {name} is inactive.", param=f"{param}[{nth}]")
    return names


def create(command: Command) -> Outcome:
    """POST /v1/tax_rates."""
    params = command.params
    percentage = Decimal(params["percentage"])
    if not 0 <= percentage <= 100:
        raise errors.error(400, "Invalid percentage: must be between 0 and 100.", param="percentage")
    rate = TaxRate(
        id=naming.long(command.books, "txr_"),
        created=command.now,
        percentage=percentage,
        inclusive=params["inclusive"],
        metadata=merged_metadata({}, params.get("metadata") or {}),
        **{name: params[name] for name in SAID if name in params},
    )
    changes = Changes()
    changes.put(rate)
    changes.tell("tax_rate.created", rate)
    return changes.outcome(rate)


def update(command: Command) -> Outcome:
    """POST /v1/tax_rates/{tax_rate}: what it takes stays as it was made."""
    books, params = command.books, command.params
    before = find(books, TaxRate, command.ids[0])
    fields: dict[str, Any] = {name: params[name] for name in SAID if name in params}
    if "metadata" in params:
        fields["metadata"] = merged_metadata(before.metadata, params["metadata"])
    changes = Changes()
    after = changes.put(replace(before, **fields))
    previous = changed(shape(books, before), shape(books, after))
    if previous:
        changes.tell("tax_rate.updated", after, previous)
    return changes.outcome(after)


def list_rates(command: Command) -> Outcome:
    """GET /v1/tax_rates."""
    wanted = {name: command.params[name] for name in ("active", "inclusive") if name in command.params}

    def keep(rate: TaxRate) -> bool:
        return all(getattr(rate, name) == value for name, value in wanted.items())

    return Outcome(of_kind(command, TaxRate, "/v1/tax_rates", keep))
