"""What a provider must supply, and what passes between it and the rest of the simulator. Not: any provider's rules.

A request's life is told in `pipeline.py`; a provider answers its questions. Everything here is data or a Protocol.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, Protocol

import msgspec

if TYPE_CHECKING:
    from pathlib import Path
    from random import Random
    from ssl import SSLContext

    from simulator.sandbox import Sandbox
    from simulator.world import Books, World

Side = Literal["test", "live"]
RetryReason = Literal["http_timeout", "http_error", "ssl_error", "other_error"]
"""Why a delivery is tried again (Square's words)."""
Payload = Literal["snapshot", "thin"]
"""What an endpoint is sent of an event: the object as it was, or only which object it is about (Stripe)."""
Caller = Literal["secret_key", "publishable_key", "control"]
"""Who called: the target's server, a browser, or a scenario through the control API."""


class Request(msgspec.Struct, frozen=True, gc=False):
    """An HTTP request as it arrived. Header names are lower-case; `query` is the raw query string."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes


class Reply(msgspec.Struct, frozen=True, gc=False):
    """An HTTP reply as it leaves. `objects` are the ids that the call read or changed, for the journal."""

    status: int
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()
    objects: tuple[str, ...] = ()
    error_code: str | None = None
    unsupported: bool = False
    """The simulator does not know this call: a gap of ours, never the target's fault."""
    lacks: str | None = None
    """The right that the key would need."""


class Refusal(Exception):  # noqa: N818 - the word of the domain; it is answered, not logged
    """The provider says no. `body` is the provider's own error value; `message` is its sentence.

    `executed` tells whether the call had begun to execute, so that its answer belongs to its idempotency key.
    """

    def __init__(
        self,
        status: int,
        body: Mapping[str, Any],
        *,
        message: str = "",
        code: str | None = None,
        executed: bool = True,
        unsupported: bool = False,
        headers: tuple[tuple[str, str], ...] = (),
    ) -> None:
        super().__init__(message)
        self.status = status
        self.body = body
        self.message = message
        self.code = code
        self.executed = executed
        self.unsupported = unsupported
        self.headers = headers
        self.lacks: str | None = None
        """The right that the key would need."""


class Admitted(msgspec.Struct, frozen=True):
    """Whom a key let in: the books it opens, and as whom. `refusal` is set where it does not open what it names."""

    books: Books
    caller: Caller
    refusal: Refusal | None = None


class Asked(msgspec.Struct, frozen=True):
    """What a request asks for, before anything is done about it.

    `route` is the provider's own: what it needs to execute the call. `fingerprint` stands for path and parameters,
    so that two uses of one idempotency key can be compared. `refusal` is set when the call cannot be executed at all.
    """

    operation: str
    parameters: Mapping[str, Any] = {}
    ids: tuple[str, ...] = ()
    writes: bool = False
    idempotency_key: str | None = None
    """As the call's record is found by it: two operations may each have a key of one text."""
    key_shown: str | None = None
    """The key as the caller wrote it, where that is no header called `Idempotency-Key`."""
    keeps: float | None = None
    """Seconds for which the key is known; None: as long as the books keep them."""
    fingerprint: bytes = b""
    version: str = ""
    caller: Caller = "secret_key"
    route: Any = None
    refusal: Refusal | None = None


class Cause(msgspec.Struct, frozen=True, gc=False):
    """Why something happened: the call behind it. Both are None for what happens by itself."""

    request_id: str | None = None
    idempotency_key: str | None = None


class Later(msgspec.Struct, frozen=True):
    """Something that the provider does by itself at unix second `at` of the world's clock (a balance is booked)."""

    at: float
    run: Callable[[Books], Outcome | None]
    """Looks at the books as they are then; None if there is nothing left to do.

    A `partial` of one of the provider's `steps` with keywords: so it can be written down.
    """


class Announcement(msgspec.Struct, frozen=True):
    """One event that a change causes: its type, the object after the change, and what the object was before.

    `snapshot` is the provider's immutable value (an event *is* the snapshot it claims to be);
    `previous` holds the earlier values of changed fields, as the provider shows them, or None.
    """

    type: str
    snapshot: Any
    previous: Mapping[str, Any] | None = None
    account: str | None = None
    """The connected account whose event it is; None: that of the books in which it happened."""
    made: StoredEvent | None = None
    """The event itself, where the answer to the call shows it."""


class Outcome(msgspec.Struct, frozen=True):
    """What a flow did: the answer, objects to store (in one step), and announcements oldest first."""

    answer: Any
    """The provider's value that is rendered as the reply (an object, a list, a mapping)."""
    puts: tuple[Any, ...] = ()
    """Immutable objects to insert or replace; each has an `id`."""
    removes: tuple[str, ...] = ()
    """Ids of endpoints that are no more."""
    announcements: tuple[Announcement, ...] = ()
    status: int = 200
    error: Refusal | None = None
    """Set where the provider commits *and* answers an error (a declined confirmation keeps the intent)."""
    later: tuple[Later, ...] = ()
    """What follows by itself."""
    objects: tuple[str, ...] = ()
    """Ids that the call touched and that are in neither `answer` nor `puts`."""
    elsewhere: tuple[tuple[str, Any], ...] = ()
    """Objects to store in the same step in other books of the family: money has two sides. Each with its account."""
    again: tuple[tuple[str, str], ...] = ()
    """Events that are there already and are told once more: the id of each, and of the endpoint that hears it."""


class StoredEvent(msgspec.Struct, frozen=True, gc=False):
    """An event as the world keeps it. It is rendered per API version only when it is shown or delivered.

    `objects` are the ids of all that it concerns (intent, charge, session, customer): correlation is our work.
    `invented` events never happened: they are made for lying forgeries and do not appear in the provider's lists.
    """

    id: str
    type: str
    created: int
    """Unix seconds on the world's clock."""
    snapshot: Any
    previous: Mapping[str, Any] | None
    objects: tuple[str, ...]
    request_id: str | None
    idempotency_key: str | None
    api_version: str
    invented: bool = False
    milliseconds: int = 0
    """What is past the second of `created`, for those who are told it."""
    given: bytes | None = None
    """The body of an event that was given whole, and not made here: it is delivered as it stands."""


class Endpoint(msgspec.Struct, frozen=True):
    """A webhook endpoint. `secrets` is newest first: while a rotation lasts there are two."""

    id: str
    url: str
    secrets: tuple[str, ...]
    enabled_events: tuple[str, ...] = ("*",)
    api_version: str | None = None
    enabled: bool = True
    created: int = 0
    description: str | None = None
    metadata: Mapping[str, str] = {}
    connect: bool = False
    """Whether it is told of what happens in connected accounts, and then of nothing else."""
    payload: Payload = "snapshot"
    certificates: str = ""
    """Where its target is told to find the certificates of its deliveries (`https://host`); empty: where they are."""


class Signed(msgspec.Struct, frozen=True):
    """A delivery ready to be posted: the raw body and its headers, signature included."""

    body: bytes
    headers: tuple[tuple[str, str], ...]


class Storable(msgspec.Struct, frozen=True):
    """A kind of immutable value that a snapshot may hold: a frozen struct, or a frozen dataclass with slots."""

    kind: type
    called: Mapping[str, Mapping[str, str]] = {}
    """By field, what a snapshot calls certain texts: a published card number is written by its name."""


Step = Callable[..., "Outcome | None"]
"""What happens by itself: a function of the books, and of keywords that are plain values."""

Act = Callable[["Books", Mapping[str, Any]], Outcome]
"""Something that the outside world does to an object: a buyer pays, a bank refuses, a dashboard refunds."""


class Secure(Protocol):
    """What a provider serves over HTTPS, on a port of its own, by an authority of its own."""

    @property
    def context(self) -> SSLContext:
        """The TLS of the port: made when somebody first comes."""

    @property
    def ca_file(self) -> Path:
        """Where the authority's certificate stands from the moment that `prepare` was called."""

    def listens(self, base: str, plain: str) -> None:
        """Hear where it is served, over HTTPS and without."""

    def prepare(self) -> Path:
        """Write the authority's certificate, unless it is there, and return its place."""

    def forget(self) -> None:
        """Take the file away."""


class Provider(Protocol):
    """A payment provider. Its folder fills this in, on one screen, in `__init__.py`."""

    name: str
    retry_after: Mapping[Side, tuple[int, ...]]
    """Seconds between delivery attempts, on the world's clock."""
    delivery_timeout: float
    """Seconds of real time that a delivery waits for an answer."""
    rates: Mapping[Side, int]
    """Calls per second that a world may make; only asked of worlds that are `limited`."""

    payloads: frozenset[Payload]
    """What its endpoints can be sent of an event."""

    keeps_failures: bool
    """Whether a failure belongs to its call's idempotency key, and is answered again."""
    secure: Secure | None
    """What it serves over HTTPS; None: nothing."""

    # Tables that a provider may load when they are first asked for.

    @property
    def variations(self) -> Mapping[str, str]:
        """By name, what it does not promise and may do otherwise on any day, and how; a world has some of them."""

    @property
    def acts(self) -> Mapping[str, Act]:
        """By name; each may be done for real or only pretended (its events are then invented, nothing is stored)."""

    @property
    def rights(self) -> frozenset[str]:
        """Those that a restricted key can be given."""

    @property
    def storable(self) -> Mapping[str, Storable]:
        """By name, the kinds of values that its books hold."""

    @property
    def steps(self) -> Mapping[str, Step]:
        """By name, what happens by itself."""

    # A merchant's side of a world, and who may open it.

    def open_books(self, world: World, side: Side, secret_key: str | None, base_url: str) -> Books:
        """Return the empty books of one side, with keys made at run time (or the secret key that was given)."""

    def new_key(self, side: Side, *, restricted: bool) -> str:
        """Return a further secret key of one side, made at run time."""

    def credentials(self, books: Books, endpoint: Endpoint | None) -> dict[str, str]:
        """Return what an integration is configured with, in the provider's own words.

        Of `endpoint` it is what its deliveries are verified with.
        """

    def knows_version(self, version: str) -> bool:
        """Say whether the simulator has this version of the provider's API."""

    def stands_for(self, key: str) -> tuple[Side, str] | None:
        """Return side and secret key of the world that a well-formed foreign key opens in `--any-key` mode."""

    def serve_page(self, sandbox: Sandbox, request: Request) -> Reply | None:
        """Answer what a buyer's browser asks for without any key; None if the request is an API call."""

    def authenticate(self, find: Callable[[str], Books | None], request: Request) -> Admitted:
        """Say whose call this is; `find` knows keys. Raises Refusal for none or an unknown one."""

    # The life of a call.

    def request_id(self, draw: Random) -> str:
        """Return a new id for a call."""

    def recognise(self, request: Request, caller: Caller, books: Books | None) -> Asked:
        """Say what is asked for; `books` are whose call it is, None where that is unknown.

        Never raises: what cannot be executed carries its refusal.
        """

    def subject(self, books: Books, asked: Asked) -> tuple[frozenset[str], int | None]:
        """Return the ids that the call is about, relatives included, and the amount it asks for."""

    def execute(self, books: Books, asked: Asked, caller: Caller) -> Outcome:
        """Decide what the call does; nothing is stored yet. Raises Refusal."""

    def answer(self, books: Books, asked: Asked, outcome: Outcome, request_id: str) -> Reply:
        """Return the reply to a call that was executed and stored."""

    def refuse(self, books: Books | None, asked: Asked | None, refusal: Refusal, request_id: str) -> Reply:
        """Return the reply that says no."""

    def replay(self, books: Books, asked: Asked, reply: Reply, request_id: str) -> Reply:
        """Return the answer to a key's second use, whose first was answered by `reply`."""

    def conflict(self, standing: str, key: str) -> Refusal:
        """Return the refusal of a key's second use: `mismatch` or `in flight`."""

    def failure(self, status: int, message: str | None = None) -> Refusal:
        """Return the refusal for a fault: 429, 500, 503 … in the provider's manner, or saying `message`."""

    def retry_advice(self, after: int | None, again: bool | None) -> tuple[tuple[str, str], ...]:
        """Return the headers by which an error says how many seconds to wait, and whether to try again at all."""

    # What the provider tells the world.

    def announcements(self, books: Books, told: Sequence[Announcement]) -> Iterable[Announcement]:
        """Return what is told of a change in books that vary, oldest first: it may be more than in others."""

    def event(self, books: Books, announcement: Announcement, cause: Cause, invented: bool) -> StoredEvent:
        """Return the event that announces a change."""

    def render_event(self, books: Books, event: StoredEvent, endpoint: Endpoint | None) -> bytes:
        """Return the event's JSON bytes as `endpoint` (or the API's reader, if None) is shown it."""

    def render_value(self, books: Books, value: Any) -> dict[str, Any]:
        """Return an object, stored or only pretended, as the API shows it at the world's version."""

    def render_object(self, books: Books, object_id: str) -> dict[str, Any] | None:
        """Return the object as the API shows it now, at the world's version; None if there is no such object."""

    def sign(self, body: bytes, endpoint: Endpoint, at: int) -> Signed:
        """Sign `body` for `endpoint` at unix second `at` of the target's clock, as the provider does."""

    def retry_headers(self, number: int, reason: RetryReason, first_at: float) -> tuple[tuple[str, str], ...]:
        """Return what retry `number` says of itself: why, and when the first attempt was (unix seconds)."""

    def forge(self, forgery: str, genuine: Signed, endpoint: Endpoint, at: int, seed: int) -> Signed:
        """Return the delivery changed by the forgery of that name. Raises KeyError for an unknown name."""

    def wants(self, endpoint: Endpoint, event: StoredEvent) -> bool:
        """Say whether the endpoint is subscribed to such events."""

    def new_endpoint(
        self,
        books: Books,
        url: str,
        enabled_events: tuple[str, ...],
        secret: str | None,
        api_version: str | None,
        payload: Payload,
    ) -> Endpoint:
        """Return a webhook endpoint as a merchant would register it, with an id and a secret (or the one given).

        It is not stored yet. An empty `url` is one that nothing is delivered to.
        """
