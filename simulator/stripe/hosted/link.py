"""A payment link's page: it opens a new checkout and sends the buyer there. Not: that checkout, see hosted.checkout."""

from __future__ import annotations

from urllib.parse import parse_qsl

from simulator.hosting import see_other
from simulator.provider import Refusal, Reply, Request
from simulator.sandbox import Sandbox
from simulator.stripe.hosted.pages import page
from simulator.stripe.resources.payment_link import PaymentLink


def serve(sandbox: Sandbox, request: Request, link_id: str) -> Reply:
    """Open a checkout with what the address carries; say so if the link is switched off, or none."""
    books = sandbox.find(link_id)
    link = books.objects[link_id] if books else None
    if books is None or not isinstance(link, PaymentLink):
        return page("link.html", 404, title="No such link", message="The simulator knows no such payment link.")
    given = dict(parse_qsl(request.query))
    given.pop("object", None)
    world, provider = sandbox.worlds[books.world_id], sandbox.providers[books.provider]
    try:
        session, _ = sandbox.act(world, provider, books.side, "follow_link", {**given, "object": link_id})
    except Refusal as no:
        return page("link.html", title="Link not active", message=link.inactive_message or no.message)
    return see_other(session["url"])
