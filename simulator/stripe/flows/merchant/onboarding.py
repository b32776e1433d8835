"""Onboarding: links to the page on which a connected account tells what it must. Not: the page, see hosted.onboarding.

A link is for one visit and a few minutes; whoever comes again or late is sent to `refresh_url` (Stripe, "Create an
account link"). The words of what is refused are unconfirmed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from simulator.ids import text
from simulator.provider import Outcome
from simulator.stripe import errors, policy
from simulator.stripe.addresses import taken_apart
from simulator.stripe.command import Command
from simulator.stripe.resources.account_link import AccountLink
from simulator.stripe.resources.connected_account import ConnectedAccount, connected
from simulator.world import Books


def create(command: Command) -> Outcome:
    """POST /v1/account_links. Which fields it would ask for (`collection_options`) makes no difference here."""
    params, books = command.params, command.books
    account = books.objects.get(params["account"])
    if not isinstance(account, ConnectedAccount) or not connected(books, account.id):
        raise errors.no_such("account", params["account"], "account", in_path=False)
    if params["type"] == "account_update" and account.type != "custom":
        raise errors.error(
            400, f"You cannot create `account_update` type Account Links for this account: it is {account.type}.",
            param="type",
        )  # fmt: skip
    for name in ("refresh_url", "return_url"):
        _check_address(params, name)
    link = AccountLink(
        id=text(books.random, 24),
        created=command.now,
        expires_at=command.now + policy.ACCOUNT_LINK_LASTS,
        account=account.id,
        return_url=params["return_url"],
        refresh_url=params["refresh_url"],
    )
    return Outcome(link, puts=(link,))


def _check_address(params: Mapping[str, Any], name: str) -> None:
    """Raise the refusal for an address nobody can be sent to. That live mode wants https is documented, not checked."""
    if not params.get(name):
        raise errors.missing(name)
    if taken_apart(params[name]) is None:
        raise errors.invalid_url(name)


def visit(books: Books, params: Mapping[str, Any]) -> Outcome:
    """Let somebody open a link: {object}. Raises the refusal for one that is over; the next visitor finds it so."""
    link = books.objects.get(str(params.get("object")))
    if not isinstance(link, AccountLink):
        raise errors.error(400, "there is no account link of that id")
    if link.visit is not None or link.expires_at <= books.clock.now() or not connected(books, link.account):
        raise errors.error(400, "this account link was visited before, or its time is over")
    visited = replace(link, visit=text(books.random, 24))
    return Outcome(visited, puts=(visited,))
