"""Square, simulated: this fills the Provider in, on one screen. What it does is in the modules that are named here.

Those are loaded when Square is first spoken to: a world has a Square side, and most are never asked for it.
"""

# ruff: noqa: PLC0415 - what does the work is loaded when Square is first spoken to

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from random import Random
from typing import TYPE_CHECKING, Any

from simulator.idempotency import IdempotencyRecords
from simulator.ids import ALPHABET
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
from simulator.square import naming, policy
from simulator.square.resources.seller import Location
from simulator.world import Books, World

if TYPE_CHECKING:
    from simulator.sandbox import Sandbox
    from simulator.square.work import Work

_API = ("/v2/", "/oauth2/")
_PANEL = "/v2/online-checkout/sandbox-testing-panel/"

_ANY_TOKEN = re.compile(r"[A-Za-z0-9_.~-]{4,255}\Z")


def _token(side: Side) -> str:
    """Return a token made at run time, of 64 characters as today's are; `ASSAY` tells it from a real one."""
    return f"EAAA{'l' if side == 'test' else 'E'}ASSAY" + "".join(secrets.choice(ALPHABET) for _ in range(54))


class Square:
    """The Provider of Square. It keeps no state: that is in the books."""

    name = "square"
    retry_after = policy.RETRY_AFTER
    delivery_timeout = policy.DELIVERY_TIMEOUT
    rates = policy.RATES
    payloads: frozenset[Payload] = frozenset({"snapshot"})
    keeps_failures = False
    secure: Secure | None = None

    @cached_property
    def work(self) -> type[Work]:
        """What every call needs: looked up once, for an import within each call takes its time."""
        from simulator.square.work import Work

        return Work

    @cached_property
    def variations(self) -> Mapping[str, str]:
        from simulator.square.variations import SETS

        return SETS

    @cached_property
    def acts(self) -> Mapping[str, Act]:
        from simulator.square.acts import ACTS

        return ACTS

    @cached_property
    def rights(self) -> frozenset[str]:
        from simulator.square import recognition

        return recognition.rights()

    @cached_property
    def storable(self) -> Mapping[str, Storable]:
        from simulator.square.saving import STORABLE

        return STORABLE

    @cached_property
    def steps(self) -> Mapping[str, Step]:
        from simulator.square.saving import STEPS

        return STEPS

    def open_books(self, world: World, side: Side, secret_key: str | None, base_url: str) -> Books:
        """Open one side. Token and account are no part of the seed: two worlds of one seed must not share them."""
        application = "sandbox-sq0idb-" if side == "test" else "sq0idp-"
        chance = Random(secrets.randbits(64))
        books = Books(
            world_id=world.id,
            provider=self.name,
            side=side,
            account=naming.merchant(chance),
            secret_key=secret_key or _token(side),
            publishable_key=application + naming.signature_key(chance),
            api_version=policy.API_VERSION,
            base_url=base_url,
            clock=world.clock,
            random=Random(f"{world.seed}/{self.name}/{side}"),
            variations=world.variations,
            idempotency=IdempotencyRecords(keep=policy.KEY_KEPT),
        )
        name = "Default Test Account" if side == "test" else "Main Street"
        created = int(world.clock.precise() * 1000)
        books.put((Location(naming.location(chance), created, name, policy.COUNTRY, policy.CURRENCY),))
        return books

    def new_key(self, side: Side, *, restricted: bool) -> str:  # noqa: ARG002 - its scopes do not show in a token
        return _token(side)

    def credentials(self, books: Books, endpoint: Endpoint | None) -> dict[str, str]:
        """Return what an integration is configured with, by the names that Square gives it."""
        location = next(books.of_kind(Location))
        told = {
            "access_token": books.secret_key,
            "application_id": books.publishable_key,
            "location_id": location.id,
            "merchant_id": books.account,
        }
        if endpoint is None:
            return told
        return {**told, "signature_key": endpoint.secrets[0], "notification_url": endpoint.url}

    def knows_version(self, version: str) -> bool:
        return policy.is_version(version)

    def stands_for(self, key: str) -> tuple[Side, str] | None:
        """Any text that can be a token opens a sandbox of its own; nothing in a token tells its environment."""
        application = key.startswith(("sandbox-sq0idb-", "sq0idp-"))
        return ("test", key) if _ANY_TOKEN.match(key) and not application else None

    def serve_page(self, sandbox: Sandbox, request: Request) -> Reply | None:
        """Whatever is no API call is a page; so is the sandbox's testing panel, whose address looks like one."""
        if request.path.startswith(_API) and not request.path.startswith(_PANEL):
            return None
        from simulator.square import hosted

        return hosted.serve(sandbox, request)

    def authenticate(self, find: Callable[[str], Books | None], request: Request) -> Admitted:
        return self.work.authenticate(find, request)

    def request_id(self, draw: Random) -> str:
        digits = f"{draw.getrandbits(128):032x}"
        return f"CDN-{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"

    def recognise(self, request: Request, caller: Caller, books: Books | None) -> Asked:
        return self.work.recognise(request, caller, books)

    def subject(self, books: Books, asked: Asked) -> tuple[frozenset[str], int | None]:
        from simulator.square import recognition

        return recognition.subject(books, asked)

    def execute(self, books: Books, asked: Asked, caller: Caller) -> Outcome:  # noqa: ARG002 - all callers are servers
        outcome: Outcome = asked.route.flow(self.work.command(books, asked.parameters, asked.ids, asked.version))
        return outcome

    def answer(self, books: Books, asked: Asked, outcome: Outcome, request_id: str) -> Reply:
        return self.work.of_reply(books, self.work.answer(books, asked, outcome, request_id))

    def refuse(self, books: Books | None, asked: Asked | None, refusal: Refusal, request_id: str) -> Reply:
        from simulator.square import replies, variations

        return variations.of_reply(books, replies.refuse(books, asked, refusal, request_id))

    def replay(self, books: Books, asked: Asked, reply: Reply, request_id: str) -> Reply:  # noqa: ARG002
        """The first answer byte for byte, and nothing that says so (recorded)."""
        return reply

    def conflict(self, standing: str, key: str) -> Refusal:
        from simulator.square import replies

        return replies.conflict(standing, key)

    def failure(self, status: int, message: str | None = None) -> Refusal:
        from simulator.square import replies

        return replies.failure(status, message)

    def retry_advice(self, after: int | None, again: bool | None) -> tuple[tuple[str, str], ...]:  # noqa: ARG002
        """Square has no word for whether to try again."""
        from simulator.square import replies

        return replies.retry_advice(after)

    def announcements(self, books: Books, told: Sequence[Announcement]) -> Iterable[Announcement]:  # noqa: ARG002
        return told

    def event(self, books: Books, announcement: Announcement, cause: Cause, invented: bool) -> StoredEvent:
        return self.work.event(books, announcement, cause, invented)

    def render_event(self, books: Books, event: StoredEvent, endpoint: Endpoint | None) -> bytes:  # noqa: ARG002
        """One form for all: what differs between versions is not simulated."""
        return self.work.of_event(books, self.work.as_delivered(books, event))

    def render_value(self, books: Books, value: Any) -> dict[str, Any]:
        shown: dict[str, Any] = self.work.shape(books, value)
        return shown

    def render_object(self, books: Books, object_id: str) -> dict[str, Any] | None:
        stored = books.objects.get(object_id)
        return None if stored is None else self.render_value(books, stored)

    def sign(self, body: bytes, endpoint: Endpoint, at: int) -> Signed:  # noqa: ARG002 - no time is signed
        from simulator.square import signing

        return signing.sign(body, endpoint)

    def retry_headers(self, number: int, reason: RetryReason, first_at: float) -> tuple[tuple[str, str], ...]:
        from simulator.square import signing

        return signing.retry_headers(number, reason, first_at)

    def forge(self, forgery: str, genuine: Signed, endpoint: Endpoint, at: int, seed: int) -> Signed:
        from simulator.square import signing

        return signing.forge(forgery, genuine, endpoint, at, seed)

    def wants(self, endpoint: Endpoint, event: StoredEvent) -> bool:
        return self.work.wants(endpoint, event)

    def new_endpoint(
        self,
        books: Books,
        url: str,
        enabled_events: tuple[str, ...],
        secret: str | None,
        api_version: str | None,
        payload: Payload,  # noqa: ARG002 - there is one only
    ) -> Endpoint:
        from simulator.square.endpoints import new_endpoint

        return new_endpoint(books, url, enabled_events, secret, api_version)


SQUARE: Provider = Square()
