"""Disputes v1: opened by a buyer, answered by the seller, decided. Not: evidence itself, which nobody here reads.

Source: two recorded runs through the sandbox; which action is allowed in which state too.
"""

from __future__ import annotations

from functools import partial

import msgspec
from msgspec.structs import replace

from simulator.machine import Forbidden
from simulator.paypal import errors, naming, policy
from simulator.paypal.command import Changes, Command, Plain, Shown, find
from simulator.paypal.flows import paying
from simulator.paypal.flows.billing import sales
from simulator.paypal.flows.payments import return_money
from simulator.paypal.flows.units import merchant
from simulator.paypal.multipart import parts
from simulator.paypal.paging import listed, page_size
from simulator.paypal.resources.dispute import Dispute, move
from simulator.paypal.resources.payment import Capture
from simulator.paypal.resources.sale import Sale
from simulator.paypal.shapes.disputes import STATES, sold, transaction
from simulator.paypal.shapes.disputes import dispute as shape_of
from simulator.paypal.shapes.links import link
from simulator.provider import Later, Outcome
from simulator.world import Books

SELLER_ASKED_AFTER = 240.0
"""Seconds from the filing until the seller is asked (recorded: four minutes)."""

PLACE = "/v1/customer/disputes"


def begin(changes: Changes, taken: Capture | Sale, reason: str, amount: int | None, stage: str) -> Dispute:
    """Let the buyer dispute what was taken, or a part of it."""
    books, now = changes.books, changes.books.clock.now()
    day = now + policy.DISPUTE_RESPONSE_WITHIN
    opened = Dispute(
        id=naming.dispute(books.random, books),
        created=now,
        updated=now,
        capture=taken.id,
        order=taken.order if isinstance(taken, Capture) else None,
        subscription=taken.subscription if isinstance(taken, Sale) else None,
        amount=taken.amount - taken.refunded if amount is None else amount,
        currency=taken.currency,
        reason=reason,
        stage=stage,
        due=day - day % policy.DAY + 7 * 3_600 - 1,
        about=transaction(taken) if isinstance(taken, Capture) else sold(taken, *_seller(changes, taken)),
    )
    changes.put(opened)
    _mark(changes, taken, opened.id)
    changes.tell("CUSTOMER.DISPUTE.CREATED", opened)
    changes.later.append(Later(now + SELLER_ASKED_AFTER, partial(ask_seller_later, dispute=opened.id)))
    return opened


def _mark(changes: Changes, taken: Capture | Sale, dispute: str | None) -> Capture | Sale:
    """Store what was taken as disputed, or as free again."""
    if isinstance(taken, Sale):
        return changes.put(replace(taken, dispute=dispute))
    marked: Capture = paying.show(changes, replace(taken, dispute=dispute))
    return marked


def _seller(changes: Changes, taken: Sale) -> tuple[dict[str, str], str]:
    """Return the merchant of a sale, and the name of its buyer."""
    name = changes.get(taken.subscription).subscriber.get("name") or {}
    return merchant(changes.books), " ".join(str(part) for part in name.values())


def ask_seller_later(books: Books, dispute: str) -> Outcome | None:
    """Ask the seller for an answer, unless it has ended meanwhile."""
    found = books.objects.get(dispute)
    if not isinstance(found, Dispute) or found.status != "OPEN":
        return None
    changes = Changes(books)
    return changes.outcome(moved(changes, found, "seller asked"))


def moved(changes: Changes, found: Dispute, what: str) -> Dispute:
    """Store a dispute after `what` happened, and tell of it. Raises the refusal of what its state does not allow."""
    try:
        after, events = move(found, what, changes.books.clock.now())
    except Forbidden:
        raise errors.unprocessable("ACTION_NOT_ALLOWED_IN_CURRENT_DISPUTE_STATE") from None
    changes.put(after)
    for event in events:
        changes.tell(event, after)
    return after


def decide(changes: Changes, found: Dispute, *, seller_wins: bool, what: str = "decided") -> Dispute:
    """End a dispute: the money stays with the seller, or goes back to the buyer."""
    refunded = 0 if seller_wins else found.amount
    outcome = "RESOLVED_SELLER_FAVOUR" if seller_wins else "RESOLVED_BUYER_FAVOUR"
    ended = moved(changes, replace(found, outcome=outcome, refunded=refunded, due=None), what)
    taken = changes.get(found.capture)
    if isinstance(taken, Capture | Sale):
        freed = _mark(changes, taken, None)
        left = min(refunded, freed.amount - freed.refunded)
        if left and isinstance(freed, Sale):
            sales.return_money(changes, freed, left, {}, reversal=what == "decided")
        elif left and isinstance(freed, Capture):
            return_money(changes, freed, left, {}, reversal=what == "decided")
    return ended


def list_disputes(command: Command) -> Outcome:
    """GET /v1/customer/disputes."""
    query = command.called.query
    size = page_size(command.books, query, most=50)
    wanted = query.get("disputed_transaction_id")
    found = [
        one
        for one in listed(command.books, command.books.of_kind(Dispute))
        if wanted in (None, one.capture) and query.get("dispute_state") in (None, STATES[one.status])
    ]
    start = int(token) if (token := query.get("next_page_token", "0")).isdigit() else 0
    shown = found[start : start + size]
    links = [link(command.books, PLACE, "self"), link(command.books, PLACE, "first")]
    if len(found) > start + size:
        links.append(link(command.books, f"{PLACE}?page_size={size}&next_page_token={start + size}", "next"))
    items = [shape_of(command.books, one, "listed") for one in shown]
    return Outcome(Plain({"items": items, "links": links}, tuple(one.id for one in shown)))


def get(command: Command) -> Outcome:
    """GET /v1/customer/disputes/{id}."""
    return Outcome(Shown(_named(command)))


def provide_evidence(command: Command) -> Outcome:
    """POST …/provide-evidence: `input`, which is JSON, and files."""
    found = _named(command)
    given = parts(command.called.raw).get("input")
    try:
        told = msgspec.json.decode(given or b"") if given is not None else command.params
    except msgspec.DecodeError:
        raise errors.refusal(400, "INVALID_REQUEST", [errors.detail("MISSING_OR_INVALID_REQUEST_BODY")]) from None
    evidences = told.get("evidences") if isinstance(told, dict) else None
    if not isinstance(evidences, list) or not all(isinstance(one, dict) for one in evidences):
        raise errors.refusal(400, "INVALID_REQUEST", [errors.detail("MISSING_OR_INVALID_REQUEST_BODY")])
    changes = Changes(command.books)
    moved(changes, replace(found, evidences=(*found.evidences, *evidences)), "evidence provided")
    return _done(command, changes, found)


def accept_claim(command: Command) -> Outcome:
    """POST …/accept-claim: the buyer has the money back."""
    found, changes = _named(command), Changes(command.books)
    decide(changes, found, seller_wins=False, what="claim accepted")
    return _done(command, changes, found)


def require_evidence(command: Command) -> Outcome:
    """POST …/require-evidence (sandbox only): whom PayPal asks next."""
    found, changes = _named(command), Changes(command.books)
    seller = command.params["action"] == "SELLER_EVIDENCE"
    now = command.now
    if seller and found.status == "UNDER_REVIEW":
        found = replace(found, due=now + 4 * policy.DAY)
    moved(changes, found, "seller asked" if seller else "buyer asked")
    return _done(command, changes, found)


def adjudicate(command: Command) -> Outcome:
    """POST …/adjudicate (sandbox only): who gets the money."""
    found, changes = _named(command), Changes(command.books)
    decide(changes, found, seller_wins=command.params["adjudication_outcome"] == "SELLER_FAVOR")
    return _done(command, changes, found)


def _done(command: Command, changes: Changes, found: Dispute) -> Outcome:
    links = [link(command.books, f"{PLACE}/{found.id}", "self")]
    return changes.outcome(Plain({"links": links}, (found.id, found.capture)))


def _named(command: Command) -> Dispute:
    missing = errors.refusal(404, "RESOURCE_NOT_FOUND", [{"issue": "RESOURCE_NOT_FOUND"}])  # recorded: nothing else
    return find(command.books, Dispute, command.ids[0], missing)
