"""Routes of credit notes."""

from __future__ import annotations

from simulator.stripe.flows import reading
from simulator.stripe.flows.credits import notes
from simulator.stripe.resources.credit_note import CreditNote
from simulator.stripe.routes.route import Route

NOTE, PATH, LINES = "credit_note", "/v1/credit_notes", "list of credit_note_line_item"

ROUTES: tuple[Route, ...] = (
    Route("POST", PATH, "credit_notes.create", NOTE, notes.create),
    Route("GET", PATH, "credit_notes.list", f"list of {NOTE}", notes.list_notes),
    Route("GET", PATH + "/preview", "credit_notes.preview", NOTE, notes.preview),
    Route("GET", PATH + "/preview/lines", "credit_notes.preview_lines", LINES, notes.preview_lines),
    Route("GET", PATH + "/{}", "credit_notes.retrieve", NOTE, reading.retrieve(CreditNote)),
    Route("POST", PATH + "/{}", "credit_notes.update", NOTE, notes.update),
    Route("POST", PATH + "/{}/void", "credit_notes.void", NOTE, notes.void),
    Route("GET", PATH + "/{}/lines", "credit_notes.lines.list", LINES, notes.list_lines),
)
