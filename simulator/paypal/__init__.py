"""PayPal, simulated: this fills the Provider in, on one screen. What it does is in the modules that are named here.

Those are loaded when PayPal is first spoken to: a world has a PayPal side, and most are never asked for it.
"""

# ruff: noqa: PLC0415 - what does the work is loaded when PayPal is first spoken to

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from random import Random
from typing import TYPE_CHECKING, Any

from simulator.machine import Forbidden
from simulator.paypal import naming, policy, signing, variations
from simulator.paypal.certificates import CERTIFICATES
from simulator.provider import (
    Act,
    Admitted,
    Announcement,
    Asked,
    Caller,
    Cause,
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
    Step,
    Storable,
    StoredEvent,
)
from simulator.world import Books, World

if TYPE_CHECKING:
    from simulator.sandbox import Sandbox


class PayPal:
    """The Provider of PayPal. It keeps no state: that is in the books, and the keys are the process's."""

    name = "paypal"
    retry_after = policy.RETRY_AFTER
    delivery_timeout = policy.DELIVERY_TIMEOUT
    rates = policy.RATES
    rights: frozenset[str] = frozenset()
    payloads: frozenset[Payload] = frozenset({"snapshot"})
    variations = variations.SETS
    keeps_failures = False
    secure: Secure | None = CERTIFICATES

    @cached_property
    def acts(self) -> Mapping[str, Act]:
        from simulator.paypal.acts import ACTS

        return ACTS

    @cached_property
    def storable(self) -> Mapping[str, Storable]:
        from simulator.paypal.saving import STORABLE

        return STORABLE

    @cached_property
    def steps(self) -> Mapping[str, Step]:
        from simulator.paypal.saving import STEPS

        return STEPS

    def open_books(self, world: World, side: Side, secret_key: str | None, base_url: str) -> Books:
        """Open one side. Credentials are no part of the seed; `client id:secret` are those that were given."""
        draw = Random(secrets.randbits(64))
        client, colon, secret = (secret_key or "").partition(":")
        return Books(
            world_id=world.id,
            provider=self.name,
            side=side,
            account=naming.account(draw),
            secret_key=secret if colon else secret_key or naming.client(draw, "E"),
            publishable_key=client if colon else naming.client(draw, "A"),
            api_version=policy.API_VERSION,
            base_url=base_url,
            clock=world.clock,
            random=Random(f"{world.seed}/{self.name}/{side}"),
            keys={naming.handle(draw): frozenset()},
            variations=world.variations,
        )

    def new_key(self, side: Side, *, restricted: bool) -> str:
        """Return a further client secret; none is restricted."""
        del side, restricted
        return naming.client(Random(secrets.randbits(64)), "E")

    def knows_version(self, version: str) -> bool:
        return version == policy.API_VERSION

    def stands_for(self, key: str) -> tuple[Side, str] | None:
        from simulator.paypal import recognition

        return recognition.stands_for(key)

    def credentials(self, books: Books, endpoint: Endpoint | None) -> dict[str, str]:
        made = {
            "client_id": books.publishable_key,
            "client_secret": books.secret_key,
            "ca_file": str(CERTIFICATES.ca_file),
            "secure_url": CERTIFICATES.base,
        }
        return made if endpoint is None else {**made, "webhook_id": signing.webhook_id(endpoint)}

    def serve_page(self, sandbox: Sandbox, request: Request) -> Reply | None:
        """Only what a buyer approves is a page."""
        if request.path.startswith(("/v1/", "/v2/", "/v3/")):
            return None
        from simulator.paypal import hosted

        return hosted.serve(sandbox, request)

    def authenticate(self, find: Callable[[str], Books | None], request: Request) -> Admitted:
        from simulator.paypal import recognition

        return recognition.authenticate(find, request)

    def request_id(self, draw: Random) -> str:
        return naming.debug(draw)

    def recognise(self, request: Request, caller: Caller, books: Books | None) -> Asked:
        from simulator.paypal import recognition

        return recognition.recognise(request, caller, books)

    def subject(self, books: Books, asked: Asked) -> tuple[frozenset[str], int | None]:
        from simulator.paypal import recognition

        return recognition.subject(books, asked)

    def execute(self, books: Books, asked: Asked, caller: Caller) -> Outcome:
        from simulator.paypal.command import Command
        from simulator.paypal.errors import failure

        del caller
        called, params = asked.route
        try:
            outcome: Outcome = called.route.flow(Command(books, params, asked.ids, called))
        except Forbidden as no:
            raise failure(422, str(no)) from None
        return outcome

    def answer(self, books: Books, asked: Asked, outcome: Outcome, request_id: str) -> Reply:
        from simulator.paypal import replies

        return variations.of_reply(books, replies.answer(books, asked, outcome, request_id))

    def refuse(self, books: Books | None, asked: Asked | None, refusal: Refusal, request_id: str) -> Reply:
        from simulator.paypal import replies

        return variations.of_reply(books, replies.refuse(books, asked, refusal, request_id))

    def replay(self, books: Books, asked: Asked, reply: Reply, request_id: str) -> Reply:
        from simulator.paypal import replies

        return variations.of_reply(books, replies.replay(books, asked, reply, request_id))

    def conflict(self, standing: str, key: str) -> Refusal:
        from simulator.paypal import replies

        return replies.conflict(standing, key)

    def failure(self, status: int, message: str | None = None) -> Refusal:
        from simulator.paypal.errors import failure

        return failure(status, message)

    def retry_advice(self, after: int | None, again: bool | None) -> tuple[tuple[str, str], ...]:
        """PayPal documents no such header; one that is asked for is the common one."""
        del again
        return () if after is None else (("Retry-After", str(after)),)

    def announcements(self, books: Books, told: Sequence[Announcement]) -> Iterable[Announcement]:
        return variations.announcements(books, told)

    def event(self, books: Books, announcement: Announcement, cause: Cause, invented: bool) -> StoredEvent:
        from simulator.paypal import events

        return events.event(books, announcement, cause, invented)

    def render_event(self, books: Books, event: StoredEvent, endpoint: Endpoint | None) -> bytes:
        from simulator.paypal import events

        return variations.of_event(books, events.rendered(books, event, endpoint))

    def render_value(self, books: Books, value: Any) -> dict[str, Any]:
        from simulator.paypal.shapes import shape

        return shape(books, value)

    def render_object(self, books: Books, object_id: str) -> dict[str, Any] | None:
        from simulator.paypal.shapes import shape

        stored = books.objects.get(object_id)
        return None if stored is None else shape(books, stored)

    def sign(self, body: bytes, endpoint: Endpoint, at: int) -> Signed:
        return signing.sign(body, endpoint, at)

    def retry_headers(self, number: int, reason: RetryReason, first_at: float) -> tuple[tuple[str, str], ...]:
        """A retry says nothing of itself: it is another transmission."""
        del number, reason, first_at
        return ()

    def forge(self, forgery: str, genuine: Signed, endpoint: Endpoint, at: int, seed: int) -> Signed:
        return signing.forge(forgery, genuine, endpoint, at, seed)

    def wants(self, endpoint: Endpoint, event: StoredEvent) -> bool:
        from simulator.paypal import events

        return events.wants(endpoint, event)

    def new_endpoint(
        self,
        books: Books,
        url: str,
        enabled_events: tuple[str, ...],
        secret: str | None,
        api_version: str | None,
        payload: Payload,
    ) -> Endpoint:
        """Return a webhook; whoever wants deliveries needs the authority's file from now on."""
        del api_version, payload
        if url:
            CERTIFICATES.warm()
        return signing.new_endpoint(books, url, enabled_events, secret, naming.handle_of(books.keys))


PAYPAL: Provider = PayPal()
