"""One world of a simulator as typed methods: one for each thing that a scenario can do or see. Not: the connection."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote

import msgspec

from simulator.delivery.record import DeliveryRecord
from simulator.faults import Fault, Struck
from simulator.journal import Call
from simulator.schedules.schedule import Delivery, Schedule
from simulator.views import (
    ActResult,
    EndpointView,
    EventView,
    Feed,
    KeyView,
    Kill,
    Payload,
    ProviderView,
    Side,
    WorldView,
)

if TYPE_CHECKING:
    from simulator.client.control import Control

T = TypeVar("T")


class WorldClient:
    """One world: its keys, endpoints, events, deliveries, calls, faults and clock."""

    def __init__(self, control: Control, view: WorldView) -> None:
        self.control = control
        self.view = view
        self.id = view.id
        self.seed = view.seed
        self.secrets: dict[str, tuple[str, ...]] = {}
        """By endpoint that was made or changed here, the secrets that sign for it, newest first."""

    def provider(self, name: str = "stripe") -> ProviderView:
        """Return where that provider answers, and the keys of its two sides."""
        return self.view.providers[name]

    def endpoint(
        self,
        url: str,
        *,
        side: Side = "test",
        provider: str = "stripe",
        enabled_events: Sequence[str] = ("*",),
        secret: str | None = None,
        api_version: str | None = None,
        payload: Payload = "snapshot",
    ) -> EndpointView:
        """Register a webhook endpoint. An endpoint with an empty `url` is never delivered to by itself."""
        fields: dict[str, Any] = {"url": url, "enabled_events": list(enabled_events), "payload": payload}
        fields |= {key: value for key, value in (("secret", secret), ("api_version", api_version)) if value is not None}
        made = self._ask("POST", f"/{provider}/{side}/endpoints", EndpointView, fields)
        self.secrets[made.id] = (made.secret,)
        return made

    def endpoints(self, *, side: Side = "test", provider: str = "stripe") -> list[EndpointView]:
        """Return the webhook endpoints of one side, oldest first."""
        found = self._ask("GET", f"/{provider}/{side}/endpoints", list[EndpointView])
        self.secrets |= {one.id: (one.secret,) for one in found if one.id not in self.secrets}
        return found

    def change_endpoint(
        self,
        endpoint: str,
        *,
        side: Side = "test",
        provider: str = "stripe",
        url: str | None = None,
        secrets: Sequence[str] | None = None,
        enabled: bool | None = None,
        certificates: str | None = None,
    ) -> EndpointView:
        """Change what is given; `secrets` is newest first, and two of them are a rotation under way.

        `certificates` is where its target finds those that sign, if that is not where they are: `https://host`.
        """
        given: dict[str, Any] = {"url": url, "secrets": secrets, "enabled": enabled, "certificates": certificates}
        fields = {key: value for key, value in given.items() if value is not None}
        changed = self._ask("PATCH", f"/{provider}/{side}/endpoints/{endpoint}", EndpointView, fields)
        if secrets is not None:
            self.secrets[endpoint] = tuple(secrets)
        return changed

    def key(self, *, rights: Sequence[str] | None = None, side: Side = "test", provider: str = "stripe") -> KeyView:
        """Make a further secret key, restricted to `rights` if some are given."""
        body = {} if rights is None else {"rights": list(rights)}
        return self._ask("POST", f"/{provider}/{side}/keys", KeyView, body)

    def expire_key(
        self, secret_key: str, *, expired: bool = True, side: Side = "test", provider: str = "stripe"
    ) -> KeyView:
        """Let a key expire, as when it is rolled, or (`expired=False`) be valid again."""
        body = {"secret_key": secret_key, "expired": expired}
        return self._ask("PATCH", f"/{provider}/{side}/keys", KeyView, body)

    def vary(self, names: Iterable[str]) -> None:
        """From now on do these otherwise than the providers do it today, without having promised it, and no others."""
        self._ask("PUT", "/variations", dict, {"variations": list(names)})

    def hold_news(self) -> None:
        """From now on events are kept back until a schedule delivers them or they are released."""
        self._ask("PUT", "/news", dict, {"mode": "hold"})

    def deliver_news(self) -> None:
        """From now on events leave by themselves. What was kept back stays so until it is released."""
        self._ask("PUT", "/news", dict, {"mode": "deliver"})

    def release(self, events: Sequence[str] | None = None) -> list[str]:
        """Let held events (None: all) leave on the default schedule. Returns their ids."""
        body = {"events": None if events is None else list(events)}
        released: dict[str, list[str]] = self._ask("POST", "/news/release", dict[str, list[str]], body)
        return released["released"]

    def events(
        self,
        object: str | None = None,  # noqa: A002 - the word of the API
        type: str | None = None,  # noqa: A002 - the word of the API
        *,
        side: Side = "test",
        provider: str = "stripe",
    ) -> list[EventView]:
        """Return events in the order of their creation; `object` matches any id that they concern."""
        query = {"object": object, "type": type}
        return self._ask("GET", f"/{provider}/{side}/events", list[EventView], query=query)

    def invent(self, type: str, object: str, *, side: Side = "test", provider: str = "stripe") -> EventView:  # noqa: A002 - words of the API
        """Make up an event of an object as it is now; nothing leaves until a schedule delivers it."""
        return self._ask("POST", f"/{provider}/{side}/events", EventView, {"type": type, "object": object})

    def give(self, event: str, body: bytes, *, side: Side = "test", provider: str = "stripe") -> EventView:
        """Give an event whole; a schedule that names `event` delivers `body` as it stands, signed like any other."""
        path = f"/worlds/{self.id}/{provider}/{side}/events/{quote(event, safe='')}/body"
        told: EventView = msgspec.json.decode(self.control.send("PUT", path, body), type=EventView)
        return told

    def body(
        self, event: str, endpoint: str | None = None, *, side: Side = "test", provider: str = "stripe"
    ) -> dict[str, Any]:
        """Return an event as `endpoint` is sent it; without one as the provider's API shows it."""
        path = f"/{provider}/{side}/events/{quote(event, safe='')}/body"
        return self._ask("GET", path, dict[str, Any], query={"endpoint": endpoint})

    def deliver(
        self,
        schedule: Schedule | Sequence[Delivery],
        labels: Mapping[str, str] | None = None,
        *,
        side: Side = "test",
        provider: str = "stripe",
        timeout: float | None = None,
        kill: Kill | None = None,
    ) -> list[DeliveryRecord]:
        """Execute a schedule and return its records, in its order, when all were answered or timed out.

        `labels` turns the schedule's names into event ids; an id may stand in a schedule itself. `timeout` is in
        seconds of real time for each delivery (None: the provider's own).
        """
        body: dict[str, Any] = {"provider": provider, "side": side, "labels": dict(labels or {})}
        body["schedule"] = list(schedule)
        body |= {key: value for key, value in (("timeout", timeout), ("kill", kill)) if value is not None}
        answer = self._ask("POST", "/deliveries", dict[str, list[DeliveryRecord]], body)
        records: list[DeliveryRecord] = answer["records"]
        return records

    def deliveries(self, since: int = 0) -> list[DeliveryRecord]:
        """Return records, automatic ones too, that ended after number `since`."""
        return self._ask("GET", "/deliveries", list[DeliveryRecord], query={"since": since})

    def calls(self, since: int = 0, object: str | None = None) -> list[Call]:  # noqa: A002 - the word of the API
        """Return the API calls after number `since`, in order; `object` keeps those that read or changed it."""
        return self._ask("GET", "/calls", list[Call], query={"since": since, "object": object})

    def feed(self, calls: int = 0, deliveries: int = 0, wait: float = 0.0) -> Feed:
        """Return calls and deliveries after those numbers, and how the world stands.

        If there are none yet, wait for them for at most `wait` seconds (5 at most).
        """
        return self._ask("GET", "/feed", Feed, query={"calls": calls, "deliveries": deliveries, "wait": wait})

    def fault(self, fault: Fault) -> str:
        """Set a fault and return its id."""
        answer: dict[str, str] = self._ask("POST", "/faults", dict[str, str], fault)
        return answer["id"]

    def faults(self) -> list[Struck]:
        """Return the faults that are set, with what each has struck."""
        return self._ask("GET", "/faults", list[Struck])

    def let_go(self, fault: str) -> None:
        """Let the calls go on that a hold keeps."""
        self._ask("POST", f"/faults/{fault}/let-go", dict)

    def let_newest_go(self, fault: str) -> None:
        """Let one call go on, the one that a hold has kept for the shortest time."""
        self._ask("POST", f"/faults/{fault}/let-newest-go", dict)

    def heal(self, fault: str) -> None:
        """Take a fault away."""
        self._ask("DELETE", f"/faults/{fault}", dict)

    def act(
        self,
        name: str,
        /,
        side: Side = "test",
        *,
        provider: str = "stripe",
        pretend: bool = False,
        untold: bool = False,
        **params: Any,
    ) -> ActResult:
        """Let the outside world do something (a buyer pays); pretended, nothing is stored and the events are lies.

        Untold, it happens, and the provider makes no event of it.
        """
        body = {"params": params, "pretend": pretend, **({"untold": True} if untold else {})}
        return self._ask("POST", f"/{provider}/{side}/acts/{name}", ActResult, body)

    def object(self, id: str, side: Side = "test", *, provider: str = "stripe") -> dict[str, Any]:  # noqa: A002 - the word of the API
        """Return the object as the provider's API shows it now, without a call in the journal."""
        return self._ask("GET", f"/{provider}/{side}/objects/{id}", dict[str, Any])

    def objects(
        self, prefix: str | None = None, side: Side = "test", *, provider: str = "stripe", kind: str | None = None
    ) -> list[dict[str, Any]]:
        """Return all objects whose ids begin with `prefix` (`ch_`), or of one `kind` (`Capture`), oldest first.

        They are as the API shows them now.
        """
        query = {"prefix": prefix, "kind": kind}
        return self._ask("GET", f"/{provider}/{side}/objects", list[dict[str, Any]], query=query)

    def advance(self, seconds: float) -> float:
        """Move the world's clock forward, and return its time; retries that came due leave at once."""
        answer: dict[str, float] = self._ask("POST", "/clock", dict[str, float], {"advance": seconds})
        return answer["now"]

    def set_back(self, seconds: float) -> float:
        """Move the world's clock back, and return its time: what is in the books keeps its dates."""
        answer: dict[str, float] = self._ask("POST", "/clock/set-back", dict[str, float], {"set_back": seconds})
        return answer["now"]

    def quiet(self, timeout: float = 10.0) -> bool:
        """Wait until no automatic delivery is under way; False if that took longer than `timeout` seconds."""
        answer: dict[str, bool] = self._ask("POST", "/quiet", dict[str, bool], {"timeout": timeout})
        return answer["quiet"]

    def snapshot(self) -> bytes:
        """Return the world's whole state, keys included, for `Control.restore`, now or in another simulator."""
        return self.control.send("POST", f"/worlds/{self.id}/snapshot")

    def checkpoint(self, name: str = "checkpoint") -> None:
        """Remember the world as it is now, in the simulator's memory, to go back to; one of that name is replaced."""
        self._ask("PUT", f"/checkpoints/{quote(name, safe='')}", dict)

    def go_back(self, name: str = "checkpoint") -> None:
        """Let the world be what it was at that checkpoint, with its clock and the ids that came next; keys stay.

        Webhooks that are under way are stopped, calls that are held get no answer; calls and deliveries are forgotten.
        """
        self._ask("POST", f"/checkpoints/{quote(name, safe='')}/restore", dict)

    def drop_checkpoint(self, name: str = "checkpoint") -> None:
        """Forget a checkpoint. Closing the world forgets all of them."""
        self._ask("DELETE", f"/checkpoints/{quote(name, safe='')}", dict)

    def close(self) -> None:
        """Remove the world from the simulator."""
        self._ask("DELETE", "", dict)

    def _ask(
        self,
        method: str,
        path: str,
        answer: type[T],
        body: Any = None,
        query: Mapping[str, Any] | None = None,
    ) -> T:
        return self.control.ask(method, f"/worlds/{self.id}{path}", answer, body, query)
