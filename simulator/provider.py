"""What a provider must supply, and what passes between it and the rest of the simulator. Not: any provider's rules.

A request's life is told in `pipeline.py`; a provider answers its questions. Everything here is data or a Protocol.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol

if TYPE_CHECKING:
    from simulator.world import Books

Side = Literal["test", "live"]
Caller = Literal["secret_key", "publishable_key", "control"]
"""Who called: the target's server, a browser, or a scenario through the control API."""


@dataclass(frozen=True, slots=True)
class Request:
    """An HTTP request as it arrived. Header names are lower-case; `query` is the raw query string."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP reply as it leaves. `objects` are the ids that the call read or changed, for the journal."""

    status: int
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()
    objects: tuple[str, ...] = ()
    error_code: str | None = None
    unsupported: bool = False
    """The simulator does not know this call: a gap of ours, never the target's fault."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """One event that a change causes: its type, the object after the change, and what the object was before.

    `snapshot` is the provider's immutable value (an event *is* the snapshot it claims to be);
    `previous` holds the earlier values of changed fields, as the provider shows them, or None.
    """

    type: str
    snapshot: Any
    previous: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a flow did: the answer, objects to store (in one step), and announcements oldest first."""

    answer: Any
    """The provider's value that is rendered as the reply (an object, a list, a mapping)."""
    puts: tuple[Any, ...] = ()
    """Immutable objects to insert or replace; each has an `id`."""
    announcements: tuple[Announcement, ...] = ()
    status: int = 200
    error: Any = None
    """Set where the provider commits *and* answers an error (a declined confirmation keeps the intent)."""


@dataclass(frozen=True, slots=True)
class StoredEvent:
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


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A webhook endpoint. `secrets` is newest first: while a rotation lasts there are two."""

    id: str
    url: str
    secrets: tuple[str, ...]
    enabled_events: tuple[str, ...] = ("*",)
    api_version: str | None = None
    enabled: bool = True
    created: int = 0
    description: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Signed:
    """A delivery ready to be posted: the raw body and its headers, signature included."""

    body: bytes
    headers: tuple[tuple[str, str], ...]


Act = Callable[["Books", Mapping[str, Any]], Outcome]
"""Something that the outside world does to an object: a buyer pays, a bank refuses, a dashboard refunds."""


class Provider(Protocol):
    """A payment provider. Its folder fills this in, on one screen, in `__init__.py`."""

    name: str
    acts: Mapping[str, Act]
    """By name; each may be done for real or only pretended (its events are then invented, nothing is stored)."""
    retry_after: Mapping[Side, tuple[int, ...]]
    """Seconds between delivery attempts, on the world's clock."""
    delivery_timeout: float
    """Seconds of real time that a delivery waits for an answer."""

    def render_event(self, books: Books, event: StoredEvent, endpoint: Endpoint | None) -> bytes:
        """Return the event's JSON bytes as `endpoint` (or the API's reader, if None) is shown it."""

    def render_object(self, books: Books, object_id: str) -> dict[str, Any] | None:
        """Return the object as the API shows it now, at the world's version; None if there is no such object."""

    def sign(self, body: bytes, endpoint: Endpoint, at: int) -> Signed:
        """Sign `body` for `endpoint` at unix second `at` of the target's clock, as the provider does."""

    def forge(self, forgery: str, genuine: Signed, endpoint: Endpoint, at: int, seed: int) -> Signed:
        """Return the delivery changed by the forgery of that name. Raises KeyError for an unknown name."""

    def wants(self, endpoint: Endpoint, event_type: str) -> bool:
        """Say whether the endpoint is subscribed to events of this type."""
