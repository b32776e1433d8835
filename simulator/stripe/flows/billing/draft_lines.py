"""Lines of a draft are added, changed and taken away by a call. Not: the items that they come from, see entries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from simulator.provider import Outcome
from simulator.stripe import errors
from simulator.stripe.command import Command
from simulator.stripe.flows.billing import entries
from simulator.stripe.flows.billing.work import Work
from simulator.stripe.resources.invoice import Invoice, InvoiceLine
from simulator.stripe.resources.invoice_item import InvoiceItem
from simulator.stripe.wire import merged_metadata


def add_lines(command: Command) -> Outcome:
    """POST /v1/invoices/{invoice}/add_lines: new ones, or items that wait."""
    params, work = command.params, Work(command.books)
    before = entries.draft_of(work, command.ids[0])
    customer = work.customer(before.customer)
    for nth, given in enumerate(params["lines"]):
        path = f"lines[{nth}]"
        if given.get("invoice_item") is not None:
            item = _waiting(work, before, given["invoice_item"], f"{path}[invoice_item]")
        else:
            item = entries.put(work, customer, given, invoice=before, path=path)
        entries.add(work, work.get(Invoice, before.id) or before, [item], tells=False)
    return _done(work, before, params)


def _waiting(work: Work, invoice: Invoice, name: str, param: str) -> InvoiceItem:
    item = work.get(InvoiceItem, name)
    if item is None or item.deleted or item.invoice is not None or item.customer != invoice.customer:
        raise errors.no_such("invoiceitem", name, param, in_path=False)
    customer = work.customer(item.customer)
    work.put(replace(customer, pending=tuple(other for other in customer.pending if other != name)))
    return item


def update_lines(command: Command) -> Outcome:
    """POST /v1/invoices/{invoice}/update_lines."""
    params, work = command.params, Work(command.books)
    before = entries.draft_of(work, command.ids[0])
    for nth, given in enumerate(params["lines"]):
        _change(work, before, given["id"], given, f"lines[{nth}]")
    return _done(work, before, params)


def update_line(command: Command) -> Outcome:
    """POST /v1/invoices/{invoice}/lines/{line_item}."""
    work = Work(command.books)
    before = entries.draft_of(work, command.ids[0])
    line = _change(work, before, command.ids[1], command.params, "")
    work.tell_change("invoice.updated", before, work.get(Invoice, before.id))
    return work.outcome(line)


def _change(work: Work, invoice: Invoice, name: str, given: Mapping[str, Any], path: str) -> InvoiceLine:
    """Change one line, and the item that it comes from; of a subscription's own lines only what is said of them."""
    now = work.get(Invoice, invoice.id) or invoice
    line = _found(now, name)
    item = work.get(InvoiceItem, line.invoice_item)
    if item is not None:
        item = entries.changed_item(work, item, given, path)
        entries.relined(work, now, item)
    else:
        for param in given.keys() - {"description", "expand", "id", "metadata"}:
            raise errors.not_simulated("changes of what a subscription's line costs", f"{path}[{param}]")
        fields: dict[str, Any] = {"description": given["description"]} if "description" in given else {}
        if "metadata" in given:
            fields["metadata"] = merged_metadata(line.metadata, given["metadata"])
        after = replace(line, **fields)
        entries.rewritten(work, now, tuple(after if one.id == name else one for one in now.lines))
    work.changes.announcements = [told for told in work.changes.announcements if told.type != "invoice.updated"]
    return _found(work.get(Invoice, invoice.id) or invoice, name)


def _found(invoice: Invoice, name: str) -> InvoiceLine:
    for line in invoice.lines:
        if line.id == name:
            return line
    raise errors.no_such("invoice line item", name, "line_item_id", in_path=True)


def remove_lines(command: Command) -> Outcome:
    """POST /v1/invoices/{invoice}/remove_lines: their items are deleted, or wait again."""
    params, work = command.params, Work(command.books)
    before = entries.draft_of(work, command.ids[0])
    for given in params["lines"]:
        now = work.get(Invoice, before.id) or before
        line = _found(now, given["id"])
        item = work.get(InvoiceItem, line.invoice_item)
        if item is None:
            raise errors.not_simulated("a subscription's line that is taken away", "lines")
        if given["behavior"] == "delete":
            work.tell("invoiceitem.deleted", work.put(replace(item, deleted=True)))
        else:
            work.put(replace(item, invoice=None))
            customer = work.customer(item.customer)
            work.put(replace(customer, pending=(*customer.pending, item.id)))
        entries.rewritten(work, now, tuple(one for one in now.lines if one.id != line.id), tells=False)
    return _done(work, before, params)


def _done(work: Work, before: Invoice, params: Mapping[str, Any]) -> Outcome:
    after = work.get(Invoice, before.id) or before
    if "invoice_metadata" in params:
        after = work.put(replace(after, metadata=merged_metadata(after.metadata, params["invoice_metadata"])))
    work.tell_change("invoice.updated", before, after)
    return work.outcome(after)
