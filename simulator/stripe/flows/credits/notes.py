"""Credit notes are issued, looked at before, changed, voided and read by a call. Not: what they come to, see reckoning.

First an invoice asks less, as far as it still asks for anything; the rest was paid, and is refunded, credited to the
customer's balance or given back elsewhere (Stripe, "Credit notes"). How a payment that is under way is told that less
is asked for is unconfirmed: its intent's amount is less.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from simulator.provider import Outcome
from simulator.stripe import errors, naming
from simulator.stripe.command import Command, find
from simulator.stripe.errors import credits as credit_errors
from simulator.stripe.flows.billing import balances, invoicing
from simulator.stripe.flows.billing.collecting import carry_on
from simulator.stripe.flows.billing.work import Work
from simulator.stripe.flows.credits.reckoning import lines_of
from simulator.stripe.flows.payments import refunds
from simulator.stripe.lists import of_kind, page
from simulator.stripe.resources import credit_note as notes
from simulator.stripe.resources import payment_intent as intents
from simulator.stripe.resources.charge import Charge
from simulator.stripe.resources.credit_note import CreditNote
from simulator.stripe.resources.invoice import Invoice
from simulator.stripe.resources.invoice_item import CustomerBalanceTransaction
from simulator.stripe.resources.payment_intent import PaymentIntent
from simulator.stripe.resources.refund import Refund
from simulator.stripe.wire import merged_metadata


def create(command: Command) -> Outcome:
    """POST /v1/credit_notes."""
    params, work = command.params, Work(command.books)
    invoice, note = _reckoned(work, params)
    if note.pre_payment:
        invoice = _asked_less(work, invoice, note.pre_payment)
    if note.post_payment:
        note = _given_back(work, invoice, note, params)
        invoice = work.get(Invoice, invoice.id) or invoice
        changed = work.put(replace(invoice, post_payment_credit=invoice.post_payment_credit + note.post_payment))
        work.tell_change("invoice.updated", invoice, changed)
    note = work.put(note)
    work.tell("credit_note.created", note)
    return work.outcome(note)


def preview(command: Command) -> Outcome:
    """GET /v1/credit_notes/preview: nothing of it is stored."""
    _, note = _reckoned(Work(command.books), command.params)
    return Outcome(note)


def preview_lines(command: Command) -> Outcome:
    """GET /v1/credit_notes/preview/lines."""
    _, note = _reckoned(Work(command.books), command.params)
    return _lines(command, note, "/v1/credit_notes/preview/lines")


def list_lines(command: Command) -> Outcome:
    """GET /v1/credit_notes/{credit_note}/lines."""
    note = find(command.books, CreditNote, command.ids[0])
    return _lines(command, note, f"/v1/credit_notes/{note.id}/lines")


def _lines(command: Command, note: CreditNote, url: str) -> Outcome:
    known = {line.id: line for line in note.lines}
    kept = {
        name: command.params[name] for name in ("limit", "starting_after", "ending_before") if name in command.params
    }
    return Outcome(page(kept, note.lines, known, "credit_note_line_item", url, lambda _: True))


def _reckoned(work: Work, params: Mapping[str, Any]) -> tuple[Invoice, CreditNote]:
    """Return the note as it would be issued. Raises the refusals for what cannot be."""
    invoice = find(work.books, Invoice, params["invoice"], "invoice")
    if invoice.status not in ("open", "paid"):
        raise credit_errors.not_final(invoice.status)
    lines = lines_of(work, invoice, params)
    total = sum(line.total for line in lines)
    if total < 1:
        raise credit_errors.nothing_credited()
    credited = invoice.pre_payment_credit + invoice.post_payment_credit
    if total > invoice.total - credited:
        raise credit_errors.more_than_the_invoice(invoice.total - credited, invoice.currency)
    before = min(total, invoice.amount_remaining) if invoice.status == "open" else 0
    _check_ways(params, total - before)
    issued = sum(1 for note in work.books.of_kind(CreditNote) if note.invoice == invoice.id)
    note = CreditNote(
        id=naming.long(work.books, "cn_"),
        created=work.at,
        currency=invoice.currency,
        customer=invoice.customer,
        invoice=invoice.id,
        number=f"{invoice.number}-CN-{issued + 1:02d}",
        lines=lines,
        pre_payment=before,
        post_payment=total - before,
        out_of_band=params.get("out_of_band_amount"),
        effective_at=params.get("effective_at", work.at),
        memo=params.get("memo"),
        metadata=merged_metadata({}, params.get("metadata") or {}),
        reason=params.get("reason"),
        subscription=invoice.subscription,
    )
    return invoice, note


def _check_ways(params: Mapping[str, Any], after: int) -> None:
    """Raise the refusal where what was paid is not given back exactly."""
    linked = sum(one.get("amount_refunded") or 0 for one in params.get("refunds") or ())
    ways = (params.get(name) or 0 for name in ("refund_amount", "credit_amount", "out_of_band_amount"))
    if sum(ways) + linked != after:
        raise credit_errors.ways_do_not_add_up(after)


def _asked_less(work: Work, invoice: Invoice, amount: int) -> Invoice:
    """Let an open invoice ask for less; one that asks for nothing more is paid."""
    less = replace(
        invoice, amount_due=invoice.amount_due - amount, pre_payment_credit=invoice.pre_payment_credit + amount
    )
    work.put(less)
    if less.amount_remaining > 0:
        _set_intent(work, less)
        work.tell_change("invoice.updated", invoice, less)
        return less
    paid = invoicing.paid(work, less, tries=0, by_hand=True, out_of_band=False)
    invoicing.give_intent_up(work, paid)
    carry_on(work, paid)
    return paid


def _set_intent(work: Work, invoice: Invoice) -> None:
    intent = work.get(PaymentIntent, invoice.payment_intent)
    if intent is not None and intent.status in intents.CANCELABLE:
        work.put(replace(intent, amount=invoice.amount_remaining))


def _given_back(work: Work, invoice: Invoice, note: CreditNote, params: Mapping[str, Any]) -> CreditNote:
    given: list[tuple[str, int]] = []
    for nth, one in enumerate(params.get("refunds") or ()):
        if one.get("refund") is None:
            raise errors.not_simulated("refunds of payment records", f"refunds[{nth}]")
        refund = find(work.books, Refund, one["refund"], f"refunds[{nth}][refund]")
        given.append((refund.id, one.get("amount_refunded") or refund.amount))
    if params.get("refund_amount"):
        given.append((_refunded(work, invoice, params["refund_amount"]), params["refund_amount"]))
    credit = params.get("credit_amount") or 0
    entry = None
    if credit:
        customer = work.customer(invoice.customer)
        balances.entered(
            work, customer, -credit, invoice.currency, "credit_note", credit_note=note.id, invoice=invoice.id
        )
        entry = next(one.id for one in work.changes.puts if isinstance(one, CustomerBalanceTransaction))
    return replace(note, refunds=tuple(given), balance_transaction=entry)


def _refunded(work: Work, invoice: Invoice, amount: int) -> str:
    """Refund the charge that paid the invoice. Raises the refusal where none did."""
    intent = work.get(PaymentIntent, invoice.payment_intent)
    charge = work.get(Charge, intent.latest_charge if intent else None)
    if charge is None or charge.status != "succeeded":
        raise credit_errors.nothing_to_refund()
    done = refunds.give_back(work.books, charge, amount, "requested_by_customer")
    work.changes.add(done)
    for put in done.puts:
        work.seen(put)
    refund: Refund = done.answer
    return refund.id


def update(command: Command) -> Outcome:
    """POST /v1/credit_notes/{id}: only what is said of it."""
    params, work = command.params, Work(command.books)
    before = find(command.books, CreditNote, command.ids[0])
    fields: dict[str, Any] = {"memo": params["memo"]} if "memo" in params else {}
    if "metadata" in params:
        fields["metadata"] = merged_metadata(before.metadata, params["metadata"])
    after = work.put(replace(before, **fields))
    work.tell_change("credit_note.updated", before, after)
    return work.outcome(after)


def void(command: Command) -> Outcome:
    """POST /v1/credit_notes/{id}/void: as long as its invoice is open it asks for that again."""
    work = Work(command.books)
    note = find(command.books, CreditNote, command.ids[0])
    invoice: Invoice = command.books.objects[note.invoice]
    if note.status == "void" or note.post_payment or invoice.status != "open":
        raise credit_errors.cannot_be_voided()
    moved, told = notes.move(note, "voided")
    moved = work.put(replace(moved, voided_at=work.at))
    more = work.put(
        replace(
            invoice,
            amount_due=invoice.amount_due + note.pre_payment,
            pre_payment_credit=invoice.pre_payment_credit - note.pre_payment,
        )
    )
    _set_intent(work, more)
    work.tell(told, moved)
    work.tell_change("invoice.updated", invoice, more)
    return work.outcome(moved)


def list_notes(command: Command) -> Outcome:
    """GET /v1/credit_notes."""
    wanted = {name: command.params[name] for name in ("customer", "invoice") if name in command.params}

    def keep(note: CreditNote) -> bool:
        return all(getattr(note, name) == value for name, value in wanted.items())

    return Outcome(of_kind(command, CreditNote, "/v1/credit_notes", keep))
