"""The page on which a connected account tells what it must. Not: what it leads to, which is the act `enable_account`.

Nothing is asked for: submitting the page stands for having told everything, leaving it for having told nothing yet.
"""

from __future__ import annotations

import secrets
from contextlib import suppress
from urllib.parse import parse_qsl

from simulator.hosting import see_other
from simulator.provider import Refusal, Reply, Request
from simulator.sandbox import Sandbox
from simulator.stripe.hosted.pages import page
from simulator.stripe.resources.account_link import AccountLink
from simulator.world import Books


def serve(sandbox: Sandbox, request: Request, account: str, link_id: str) -> Reply:
    """Show the page to the first visitor, and take what is submitted; send everybody else to get a new link."""
    books = sandbox.find(link_id)
    link = books.objects[link_id] if books else None
    if books is None or not isinstance(link, AccountLink) or link.account != account:
        return page("link.html", 404, title="No such link", message="The simulator knows no such account link.")
    if request.method == "POST":
        return _submitted(sandbox, books, link, request)
    try:
        _act(sandbox, books, "visit_account_link", link.id)
    except Refusal:
        return see_other(link.refresh_url)
    visited: AccountLink = books.objects[link.id]
    return page("onboarding.html", account=account, action=request.path, visit=visited.visit)


def _submitted(sandbox: Sandbox, books: Books, link: AccountLink, request: Request) -> Reply:
    form = dict(parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True))
    if link.visit is None or not secrets.compare_digest(link.visit.encode(), form.get("visit", "").encode()):
        return see_other(link.refresh_url)
    if form.get("done") == "submit":
        with suppress(Refusal):  # let go meanwhile: the platform reads the account when its owner is back
            _act(sandbox, books, "enable_account", link.account)
    return see_other(link.return_url)


def _act(sandbox: Sandbox, books: Books, name: str, object_id: str) -> None:
    provider = sandbox.providers[books.provider]
    sandbox.act(sandbox.worlds[books.world_id], provider, books.side, name, {"object": object_id})
