"""Routes of the Search API: one for each kind that has a table of searchable fields."""

from __future__ import annotations

from simulator.stripe.flows.search import search
from simulator.stripe.routes.route import Route
from simulator.stripe.search.kinds import KINDS

ROUTES: tuple[Route, ...] = tuple(
    Route("GET", f"/v1/{kind.resource}/search", f"{kind.resource}.search", f"search of {kind.shows}", search(kind))
    for kind in KINDS
)
