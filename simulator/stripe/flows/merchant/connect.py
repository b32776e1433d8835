"""Connected accounts, from their platform's side: made, changed, enabled, let go. Not: what happens in them.

Calls in an account's own name carry `Stripe-Account`, and are let in by `recognition.authenticate`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from simulator.provider import Announcement, Outcome
from simulator.stripe import errors, naming
from simulator.stripe.command import Command
from simulator.stripe.flows.reading import deleted_stub
from simulator.stripe.lists import of_kind
from simulator.stripe.policy import ACCOUNT_COUNTRY
from simulator.stripe.resources.connected_account import ConnectedAccount, connected
from simulator.stripe.shapes import accounting, shape
from simulator.stripe.wire import merged_metadata
from simulator.world import Books

TYPES = ("custom", "express", "standard")

NOT_SIMULATED = ("account_token", "external_account", "groups")
"""Parameters that an account without them would be another one."""

TOLD = ("details_submitted", "charges_enabled", "payouts_enabled", "requirements", "capabilities", "email", "metadata",
        "business_type", "business_profile")  # fmt: skip
"""What an event says of the time before, if it was different."""


def create(command: Command) -> Outcome:
    """POST /v1/accounts: an empty account, which may do nothing until it is enabled (act `enable_account`)."""
    params, books = command.params, command.books
    _must_be_platform(books)
    _check(params)
    if params.get("type") and params.get("controller"):
        raise errors.exclusive("type", "controller")
    controller = params.get("controller") or {}
    made = ConnectedAccount(
        id=naming.account(command.now, books.random),
        created=command.now,
        type="none" if controller else params.get("type", "standard"),
        country=params.get("country", ACCOUNT_COUNTRY),
        default_currency=params.get("default_currency", "usd"),
        email=params.get("email"),
        business_type=params.get("business_type"),
        business_profile=params.get("business_profile") or {},
        capabilities=_asked_for((), params),
        controller=controller,
        metadata=merged_metadata({}, params.get("metadata") or {}),
    )
    return Outcome(made, puts=(made,))


def update(command: Command) -> Outcome:
    """POST /v1/accounts/{account}: told to the endpoints that listen to connected accounts."""
    params, books = command.params, command.books
    before = _existing(command)
    _check(params)
    fields: dict[str, Any] = {name: params[name] for name in ("email", "business_type") if name in params}
    if "business_profile" in params:
        fields["business_profile"] = {**before.business_profile, **(params["business_profile"] or {})}
    if "metadata" in params:
        fields["metadata"] = merged_metadata(before.metadata, params["metadata"])
    after = replace(before, capabilities=_asked_for(before.capabilities, params), **fields)
    return _changed(books, before, after)


def enable(books: Books, params: Mapping[str, Any]) -> Outcome:
    """Let an account have told all that it must, so that it may charge and be paid out: {object}."""
    found = books.objects.get(str(params.get("object")))
    if not isinstance(found, ConnectedAccount) or found.deleted:
        raise errors.error(400, "there is no connected account of that id")
    return _changed(books, found, replace(found, enabled=True))


def delete(command: Command) -> Outcome:
    """DELETE /v1/accounts/{account}: from now on no key opens it.

    That a platform's deletion is told as a deauthorisation is how Stripe's CLI makes that event; the application's
    name is unconfirmed.
    """
    gone = replace(_existing(command), deleted=True)
    application = {"id": naming.application(command.books), "object": "application", "name": accounting.PROFILE["name"]}
    told = Announcement("account.application.deauthorized", application, account=gone.id)
    return Outcome(deleted_stub("account", gone.id), puts=(gone,), announcements=(told,))


def retrieve(command: Command) -> Outcome:
    """One's own account, or one that is connected to it."""
    books = command.books
    if not command.ids or command.ids[0] == books.account:
        own = books.platform.objects.get(books.account) if books.platform else None
        return Outcome(own or accounting.account(books))
    return Outcome(_existing(command))


def list_accounts(command: Command) -> Outcome:
    _must_be_platform(command.books)
    return Outcome(of_kind(command, ConnectedAccount, "/v1/accounts", lambda account: not account.deleted))


def _changed(books: Books, before: ConnectedAccount, after: ConnectedAccount) -> Outcome:
    was, now = shape(books, before), shape(books, after)
    previous = {name: was[name] for name in TOLD if was[name] != now[name]}
    told = (Announcement("account.updated", after, previous, account=after.id),) if previous else ()
    return Outcome(after, puts=(after,), announcements=told)


def _existing(command: Command) -> ConnectedAccount:
    account = command.ids[0]
    found = command.books.objects.get(account)
    if not isinstance(found, ConnectedAccount) or not connected(command.books, account):
        raise errors.no_such_account(account)
    return found


def _must_be_platform(books: Books) -> None:
    """Refuse a connected account accounts of its own (unconfirmed wording)."""
    if books.platform is not None:
        raise errors.error(400, "Only platforms can have connected accounts.")


def _check(params: Mapping[str, Any]) -> None:
    for name in NOT_SIMULATED:
        if name in params:
            raise errors.not_simulated(name, name)


def _asked_for(before: tuple[str, ...], params: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of the capabilities that are asked for, after those in `capabilities[name][requested]`."""
    given = params.get("capabilities") or {}
    wanted = dict.fromkeys(before, True) | {name: bool(part.get("requested")) for name, part in given.items()}
    return tuple(name for name, asked in wanted.items() if asked)
