"""Stripe, simulated: this fills the Provider in, on one screen. What it does is in the modules that are named here."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from random import Random
from typing import Any

from simulator.ids import ALPHABET
from simulator.index import Index
from simulator.provider import (
    Act,
    Announcement,
    Asked,
    Caller,
    Endpoint,
    Outcome,
    Payload,
    Provider,
    Refusal,
    Reply,
    Request,
    RetryReason,
    Secure,
    Side,
    Signed,
    StoredEvent,
)
from simulator.sandbox import Sandbox
from simulator.stripe import events, naming, policy, recognition, replies, signing, variations, versions
from simulator.stripe.acts import ACTS
from simulator.stripe.command import Command
from simulator.stripe.errors import clocks as clock_errors
from simulator.stripe.flows.clocks.living import by_the_world, by_their_clock, clock_of, named
from simulator.stripe.resources.test_clock import TestClock
from simulator.stripe.rights import RIGHTS
from simulator.stripe.saving import STEPS, STORABLE
from simulator.stripe.search.kinds import INDEXED
from simulator.stripe.shapes.telling import wants
from simulator.stripe.v2 import destinations
from simulator.stripe.versions import render
from simulator.world import Books, World

KEY_BODY = 99
"""Characters of a secret key after `sk_test_`, as today's keys have them: 107 in all."""


def _key(prefix: str) -> str:
    """Return a key made at run time; `ASSAY` tells it from a real one."""
    return f"{prefix}ASSAY" + "".join(secrets.choice(ALPHABET) for _ in range(KEY_BODY - 5))


class Stripe:
    """The Provider of Stripe. It keeps no state: that is in the books."""

    name = "stripe"
    acts: Mapping[str, Act] = ACTS
    retry_after = policy.RETRY_AFTER
    delivery_timeout = policy.DELIVERY_TIMEOUT
    rates = policy.RATES
    rights = RIGHTS
    payloads: frozenset[Payload] = frozenset({"snapshot", "thin"})
    variations = variations.SETS
    storable = STORABLE
    steps = STEPS
    keeps_failures = True
    secure: Secure | None = None
    authenticate = staticmethod(recognition.authenticate)
    request_id = staticmethod(naming.request)
    recognise = staticmethod(recognition.recognise)
    event = staticmethod(events.event)

    def open_books(self, world: World, side: Side, secret_key: str | None, base_url: str) -> Books:
        """Open one side. Keys and account are no part of the seed: two worlds of one seed must not share them."""
        secret = secret_key or _key(f"sk_{side}_")
        return Books(
            world_id=world.id,
            provider=self.name,
            side=side,
            account=naming.account(world.clock.now(), Random(secrets.randbits(64))),
            secret_key=secret,
            publishable_key="pk" + secret[2:] if secret_key else _key(f"pk_{side}_"),
            api_version=policy.API_VERSION,
            base_url=base_url,
            clock=world.clock,
            random=Random(f"{world.seed}/{self.name}/{side}"),
            variations=world.variations,
            index=Index(INDEXED, policy.SEARCHABLE_AFTER, Random(f"{world.seed}/{self.name}/{side}/index")),
        )

    def new_key(self, side: Side, *, restricted: bool) -> str:
        return _key(f"{'rk' if restricted else 'sk'}_{side}_")

    def credentials(self, books: Books, endpoint: Endpoint | None) -> dict[str, str]:
        made = {"secret_key": books.secret_key, "publishable_key": books.publishable_key}
        return made if endpoint is None else {**made, "webhook_secret": endpoint.secrets[0]}

    def knows_version(self, version: str) -> bool:
        return versions.known(version) and not versions.before(version, versions.OLDEST)

    def stands_for(self, key: str) -> tuple[Side, str] | None:
        return recognition.stands_for(key)

    def serve_page(self, sandbox: Sandbox, request: Request) -> Reply | None:
        """Whatever is no API call is a page; a browser's preflight of an API call is answered here too."""
        broken = "\0" in request.path
        if request.path.startswith(("/v1/", "/v2/")) and request.method != "OPTIONS" and not broken:
            return None
        from simulator.stripe import hosted  # noqa: PLC0415 - hosted pages act through this module's flows

        return hosted.bad_request() if broken else hosted.serve(sandbox, request)

    def subject(self, books: Books, asked: Asked) -> tuple[frozenset[str], int | None]:
        return recognition.subject(books, asked)

    def execute(self, books: Books, asked: Asked, caller: Caller) -> Outcome:
        then = self._then(books, asked)
        outcome: Outcome = asked.route.flow(Command(then, asked.parameters, asked.ids, caller, asked.version))
        return by_the_world(books, then, outcome)

    def _then(self, books: Books, asked: Asked) -> Books:
        """Return the books as of the time of whoever the call is about, where that is a test clock's.

        Raises the refusal of a change while that clock is on its way.
        """
        if TestClock not in books.kinds or asked.operation.startswith("test_helpers.test_clocks."):
            return books
        clock = clock_of(books, named(asked.ids, asked.parameters))
        if clock is not None and clock.status == "advancing" and asked.writes:
            raise clock_errors.underway()
        return by_their_clock(books, clock)

    def answer(self, books: Books, asked: Asked, outcome: Outcome, request_id: str) -> Reply:
        reply = replies.answer(books, asked, outcome, request_id)
        return variations.of_reply(books, asked, reply) if books.variations else reply

    def refuse(self, books: Books | None, asked: Asked | None, refusal: Refusal, request_id: str) -> Reply:
        reply = replies.refuse(books, asked, refusal, request_id)
        return variations.of_reply(books, asked, reply) if books and books.variations else reply

    def replay(self, books: Books, asked: Asked, reply: Reply, request_id: str) -> Reply:
        """Stripe gives the first answer again, its request id included."""
        del books, asked, request_id
        return replies.replay(reply)

    def conflict(self, standing: str, key: str) -> Refusal:
        return replies.conflict(standing, key)

    def failure(self, status: int, message: str | None = None) -> Refusal:
        return replies.failure(status, message)

    def retry_advice(self, after: int | None, again: bool | None) -> tuple[tuple[str, str], ...]:
        return replies.retry_advice(after, again)

    def announcements(self, books: Books, told: Sequence[Announcement]) -> Iterable[Announcement]:
        return variations.announcements(books, told)

    def render_event(self, books: Books, event: StoredEvent, endpoint: Endpoint | None) -> bytes:
        rendered = events.as_delivered(books, event, endpoint)
        return variations.of_event(books, rendered) if books.variations else rendered

    def render_value(self, books: Books, value: Any) -> dict[str, Any]:
        """At the newest version, whichever the world has: it is for us to read."""
        return render(books, value, policy.API_VERSION)

    def render_object(self, books: Books, object_id: str) -> dict[str, Any] | None:
        stored = books.objects.get(object_id)
        return None if stored is None else render(books, stored, policy.API_VERSION)

    def sign(self, body: bytes, endpoint: Endpoint, at: int) -> Signed:
        return signing.sign(body, endpoint, at)

    def retry_headers(self, number: int, reason: RetryReason, first_at: float) -> tuple[tuple[str, str], ...]:
        """Stripe does not say that it tries again."""
        del number, reason, first_at
        return ()

    def forge(self, forgery: str, genuine: Signed, endpoint: Endpoint, at: int, seed: int) -> Signed:
        return signing.forge(forgery, genuine, endpoint, at, seed)

    def wants(self, endpoint: Endpoint, event: StoredEvent) -> bool:
        return wants(endpoint, event)

    def new_endpoint(
        self,
        books: Books,
        url: str,
        enabled_events: tuple[str, ...],
        secret: str | None,
        api_version: str | None,
        payload: Payload,
    ) -> Endpoint:
        """Thin events go to event destinations only, and have no API version."""
        if payload == "thin":
            return destinations.made(books, url, enabled_events, secret, payload=payload, name="assay")
        return signing.new_endpoint(books, url, enabled_events, secret, api_version)


STRIPE: Provider = Stripe()
