"""An invoice's page: what is on it, and a card to pay it with. Not: what paying does, see acts.

Source: Stripe, "Hosted Invoice Page": it shows what is due, and afterwards that it is paid.
"""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from simulator.money import shown
from simulator.provider import Refusal, Reply, Request
from simulator.sandbox import Sandbox
from simulator.stripe.hosted.pages import page
from simulator.stripe.resources.invoice import PAYABLE, Invoice
from simulator.stripe.resources.payment_intent import PaymentIntent
from simulator.world import Books


def serve(sandbox: Sandbox, request: Request, account: str, secret: str) -> Reply:
    """Show the invoice of that secret; with a card in the form, let the buyer pay it."""
    found = _found(sandbox, account, secret)
    if found is None:
        return page("invoice.html", 404, title="No such invoice", message="The simulator knows no such invoice.")
    books, invoice = found
    problem = ""
    if request.method == "POST" and invoice.status in PAYABLE:
        form = dict(parse_qsl(request.body.decode("utf-8", "replace")))
        try:
            world, provider = sandbox.worlds[books.world_id], sandbox.providers[books.provider]
            sandbox.act(world, provider, books.side, "pay", {"object": invoice.id, "card": form.get("card", "")})
            sandbox.flush_announcements()
        except Refusal as no:
            problem = no.message
        invoice = books.objects[invoice.id]
    intent = books.objects.get(invoice.payment_intent or "")
    declined = isinstance(intent, PaymentIntent) and intent.last_payment_error
    if not problem and declined and request.method == "POST" and invoice.status != "paid":
        problem = str(declined.get("message") or "Your card was declined.")
    asks = isinstance(intent, PaymentIntent) and intent.status == "requires_action"
    return page(
        "invoice.html",
        title=f"Invoice {invoice.number}",
        message="",
        state=invoice.status,
        amount=shown(invoice.amount_remaining if invoice.status != "paid" else invoice.amount_paid, invoice.currency),
        lines=[(line.description, shown(line.amount, line.currency)) for line in invoice.lines],
        open=invoice.status in PAYABLE and not asks,
        challenge=_challenge(intent, request.path) if asks and isinstance(intent, PaymentIntent) else "",
        problem=problem,
    )


def _found(sandbox: Sandbox, account: str, secret: str) -> tuple[Books, Invoice] | None:
    for world in sandbox.worlds.values():
        for books in world.all_books():
            if books.account != account:
                continue
            for invoice in books.of_kind(Invoice):
                if invoice.secret and f"{books.side}_{invoice.secret}" == secret:
                    return books, invoice
    return None


def _challenge(intent: PaymentIntent, back: str) -> str:
    """Return where the bank asks; from there the buyer comes back to this page."""
    asked = {
        "payment_intent": intent.id,
        "payment_intent_client_secret": intent.client_secret,
        "return_url": back,
    }
    return "/3d_secure_2/hosted?" + urlencode(asked)
