"""An event is told again because its merchant asks for it. Not: retries, which come by themselves.

Stripe's CLI asks for it (`stripe events resend`); the operation is in no published document. Unconfirmed: what of that
is not said by the CLI and its issues, as what a failed one leads to (here it is retried as any delivery is).
"""

from __future__ import annotations

from simulator.provider import Outcome
from simulator.stripe import errors
from simulator.stripe.command import Command
from simulator.stripe.events import KEPT, as_shown
from simulator.stripe.resources.connected_account import connected
from simulator.stripe.shapes.telling import wants
from simulator.stripe.v2.thin import only_thin


def resend(command: Command) -> Outcome:
    """POST /v1/events/{event}/retry: to one endpoint, signed afresh. Answers the event.

    One that was not subscribed when the event was made does not hear of it (stripe-cli, issue 675), and without an
    endpoint it goes to whoever runs `stripe listen`, which is not simulated: nobody hears of it.
    """
    params, event_id = command.params, command.ids[0]
    books = command.books
    account = params.get("account")
    if account is not None and account != books.account:
        if not connected(books, account):
            raise errors.no_such_account(account)
        books = books.of_account(account)
    stored = books.events.get(event_id)
    if stored is None or stored.invented or only_thin(stored.type) or stored.created < command.now - KEPT:
        raise errors.no_such("notification", event_id, "id", in_path=True)
    named = params.get("webhook_endpoint")
    if named is None and not params.get("for_stripecli"):
        raise errors.missing("webhook_endpoint")
    if named is None:
        return Outcome(as_shown(books, stored), objects=stored.objects)
    endpoint = next((one for one in books.listeners() if one.id == named), None)
    if endpoint is None:
        raise errors.no_such("webhook endpoint", named, "webhook_endpoint", in_path=False)
    heard = endpoint.created <= stored.created and wants(endpoint, stored)
    again = ((event_id, named),) if heard else ()
    return Outcome(as_shown(books, stored), objects=stored.objects, again=again)
