"""The page on which a buyer agrees to subscribe, or to a change; and the call that a shop's script makes. Not: charges.

Recorded: the buyer comes back with `subscription_id`, `ba_token` and `token`. A script names the subscription where a
link has its `ba_token`. That the merchant's script may make a subscription by its client id alone is documented
(`actions.subscription.create`).
"""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

import msgspec

from simulator.paypal import naming
from simulator.paypal.errors import forbidden
from simulator.paypal.errors.layout import body_of
from simulator.paypal.hosted.pages import back, finished, json_reply, page, with_query
from simulator.paypal.money import text
from simulator.paypal.resources.plan import Plan
from simulator.paypal.resources.subscription import Approval, Subscription
from simulator.paypal.terms import Terms, charge, setup_charge
from simulator.provider import Cause, Refusal, Reply, Request
from simulator.sandbox import Sandbox
from simulator.world import Books

PAGE, UPDATE, CREATE = (
    "/webapps/billing/subscriptions",
    "/webapps/billing/subscriptions/update",
    "/smart/api/subscriptions",
)

ACTS = {"approve": "pay", "decline": "decline"}
"""What the buttons of the page do."""

EVERY = {"DAY": "day", "WEEK": "week", "MONTH": "month", "YEAR": "year"}


class _Wanted(msgspec.Struct, frozen=True):
    """What a shop's page asks for, by whose client id."""

    client: str
    body: dict[str, Any]


def serve(sandbox: Sandbox, request: Request) -> Reply | None:
    """Answer the page of a subscription, and a script that makes one; None for everything else."""
    if request.path == CREATE and request.method == "POST":
        return _create(sandbox, request.body)
    if request.path not in (PAGE, UPDATE) or request.method not in ("GET", "POST"):
        return None
    given = dict(parse_qsl(request.query))
    form = dict(parse_qsl(request.body.decode(errors="replace"))) if request.method == "POST" else {}
    name = given.get("ba_token") or given.get("subscription_id") or ""
    books = sandbox.find(name)
    found = None if books is None else books.objects[name]
    if books is not None and isinstance(found, Approval):
        found = books.objects[found.subscription]
    if books is None or not isinstance(found, Subscription):
        return page(
            "message.html", 404, title="Nothing to agree to", message="The simulator knows no such subscription."
        )
    sandbox.run_due(books)
    found = books.objects[found.id]
    here = f"{request.path}?{request.query}"
    return _page(sandbox, books, found, form, here, by_script=given.get("context") == "sdk")


def _page(
    sandbox: Sandbox, books: Books, found: Subscription, form: dict[str, str], here: str, *, by_script: bool
) -> Reply:
    action, said = form.get("action"), ""
    if action == "cancel" and by_script:
        return finished("cancelled", "", subscription=found.id)
    if action in ACTS:
        world, provider = sandbox.worlds[books.world_id], sandbox.providers[books.provider]
        more = {"email": form["email"]} if form.get("email") else {}
        try:
            sandbox.act(world, provider, books.side, ACTS[action], {**more, "object": found.id})
        except Refusal as no:
            said = no.message
        else:
            return _done(books, found, by_script=by_script)
    return page("subscription.html", here=here, sdk=by_script, said=said, **_told(books, found))


def _done(books: Books, before: Subscription, *, by_script: bool) -> Reply:
    after: Subscription = books.objects[before.id]
    payer = str(after.subscriber.get("payer_id", ""))
    if by_script:
        return finished("approved", naming.made(books), payer=payer, subscription=before.id)
    wanted = before.revision
    url = before.return_url if wanted is None else wanted.return_url
    token = before.token if wanted is None else wanted.token
    return back(url, {"subscription_id": before.id, "ba_token": token, "token": naming.made(books)})


def _told(books: Books, found: Subscription) -> dict[str, Any]:
    """Return what the page shows: what is agreed to, and what it costs."""
    wanted = found.revision
    plan = books.objects[found.plan if wanted is None else wanted.plan]
    assert isinstance(plan, Plan)  # noqa: S101 - plans are never deleted
    terms = (found.terms if wanted is None else wanted.terms) or plan.terms
    quantity, shipping = (found.quantity, found.shipping) if wanted is None else (wanted.quantity, wanted.shipping)
    cancel = found.cancel_url if wanted is None else wanted.cancel_url
    token = found.token if wanted is None else wanted.token
    fee = setup_charge(terms)
    return {
        "brand": found.brand or "Test Store",
        "name": plan.name,
        "changes": wanted is not None,
        "open": wanted is not None or found.status == "APPROVAL_PENDING",
        "state": found.status,
        "fee": f"{text(fee, terms.currency)} {terms.currency}" if fee else "",
        "lines": _lines(terms, quantity, shipping),
        "cancel": with_query(cancel, {"subscription_id": found.id, "ba_token": token}) if cancel else "",
    }


def _lines(terms: Terms, quantity: str, shipping: int) -> list[str]:
    made = []
    for cycle in terms.cycles:
        cost = charge(terms, cycle.price, quantity, shipping) if cycle.price.amount else 0
        each = f"every {cycle.count} {EVERY[cycle.unit]}s" if cycle.count > 1 else f"each {EVERY[cycle.unit]}"
        times = f", {cycle.total} times" if cycle.total else ""
        made.append(f"{text(cost, terms.currency)} {terms.currency} {each}{times}")
    return made


def _create(sandbox: Sandbox, body: bytes) -> Reply:
    """Make a subscription for a shop's page. What it may not say is refused as the API refuses it."""
    from simulator.paypal import wire  # noqa: PLC0415 - loaded by whoever subscribes so
    from simulator.paypal.command import Changes  # noqa: PLC0415
    from simulator.paypal.flows.billing.subscribing import begin  # noqa: PLC0415

    try:
        wanted = msgspec.json.decode(body, type=_Wanted)
        books = sandbox.books_for(sandbox.providers["paypal"], wanted.client)
        if books is None or books.publishable_key != wanted.client:
            raise forbidden()
        sandbox.run_due(books)
        changes = Changes(books)
        begun = begin(changes, wire.check("subscriptions.create", wanted.body))
        sandbox.commit(books, changes.outcome(begun), Cause())
        return json_reply(201, {"id": begun.id})
    except msgspec.MsgspecError:
        return json_reply(400, {"name": "INVALID_REQUEST", "details": []})
    except Refusal as no:
        return json_reply(no.status, body_of(no, "billing", naming.debug(sandbox.random)))
