"""The provider's side of a scenario: a world, its events, deliveries, faults and journal. Not: the target."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Literal

import msgspec

from harness import barriers
from harness.notebook import Executed, Notebook
from harness.observation import Answer, Forged, ProviderCall
from harness.providers import KINDS, TERMS
from harness.providers.terms import Instruments
from harness.thin import thinned
from harness.windows import api_calls
from simulator.client import Call, DeliveryRecord, EventView, Fault, Kill, Payload, Side, WorldClient
from simulator.schedules.schedule import Delivery, Schedule
from simulator.schedules.variations import VARIATIONS

Moment = Literal["before", "after"]
FaultAction = Literal["latency", "status", "lost_reply", "hang", "kill", "garble", "without", "null"]

DELIVERY_TIMEOUT = 12.0
"""Seconds of real time that a delivery waits for an answer; the strictest provider waits ten."""

ALWAYS: dict[str, dict[str, Any]] = {"pay": {"captured": True}, "process": {"captured": True}}
"""What an act is done with unless a scenario says otherwise."""

IN_A_ROW = 20
"""Deliveries of one schedule, where each is sent when the one before was answered."""
TOLD_ONE_BY_ONE = 8
"""A longer schedule is told as one line of evidence."""


class News(msgspec.Struct, frozen=True):
    """Events about one order, as a schedule: genuine, or invented (`lies`)."""

    order: str
    schedule: Schedule
    labels: dict[str, str]
    side: Side = "test"
    objects: tuple[str, ...] = ()

    def each(self, **fields: Any) -> News:
        """Return the same news with `fields` set on every delivery."""
        return self.shaped(lambda plan: tuple(msgspec.structs.replace(delivery, **fields) for delivery in plan))

    def shaped(self, behaviour: Callable[[Schedule], Schedule]) -> News:
        """Return the same news on the schedule that `behaviour` makes of it."""
        return msgspec.structs.replace(self, schedule=behaviour(self.schedule))

    def each_again(self, repeats: int) -> News:
        """Return the same news with every delivery repeated right behind itself, each when the last is answered."""
        plan = tuple(
            msgspec.structs.replace(delivery, copy=copy, in_turn=True)
            for delivery in self.schedule
            for copy in range(repeats + 1)
        )
        return msgspec.structs.replace(self, schedule=plan)

    def in_turn(self) -> News:
        """Return the same news with each delivery sent only when the one before was answered."""
        return self.each(in_turn=True)

    def ordered(self, order: Callable[[Schedule], Sequence[Delivery]]) -> News:
        """Return the same deliveries in another order, one after another."""
        return msgspec.structs.replace(self, schedule=tuple(order(self.schedule))).in_turn()

    def planned(self, plan: Sequence[Delivery], *, in_turn: bool = False) -> News:
        """Return news that tells just these deliveries."""
        told = msgspec.structs.replace(self, schedule=tuple(plan))
        return told.in_turn() if in_turn else told

    def volleys(self, plan: Sequence[Delivery], at_once: int) -> Iterator[News]:
        """Yield news that tells the plan, so many deliveries at once, or one after another where that is 1."""
        together = at_once if at_once > 1 else IN_A_ROW
        for start in range(0, len(plan), together):
            yield self.planned(plan[start : start + together], in_turn=at_once == 1)

    def refused(self, answers: Sequence[Answer]) -> News:
        """Return what was not acknowledged, given the answers in the order of the schedule: it will be told again."""
        pairs = zip(self.schedule, answers, strict=True)
        return self.planned([delivery for delivery, answer in pairs if not answer.accepted], in_turn=True)

    def first(self) -> News:
        """Return news that tells only the event about the payment itself, or the first there is."""
        settled = tuple(payment.paid for payment in KINDS.values())
        by_weight = sorted(self.schedule, key=lambda delivery: not kind(delivery.event).endswith(settled))
        return self.planned(by_weight[:1])

    def without(self, told: News) -> News:
        """Return what has happened since: the deliveries of events that `told` does not tell."""
        known = set(told.labels.values())
        later = [delivery for delivery in self.schedule if self.labels[delivery.event] not in known]
        return msgspec.structs.replace(self, schedule=tuple(later))

    def only(self, *types: str) -> News:
        """Return the news of these event types, in the order given here."""
        chosen = [d for wanted in types for d in self.schedule if kind(d.event) == wanted]
        return msgspec.structs.replace(self, schedule=tuple(chosen))

    @property
    def types(self) -> tuple[str, ...]:
        return tuple(kind(delivery.event) for delivery in self.schedule)


def kind(label: str) -> str:
    """Return the event's type from its label: `order-1/payment_intent.succeeded#2` → `payment_intent.succeeded`."""
    return label.partition("/")[2].partition("#")[0]


def news(order: str, events: Sequence[EventView], side: Side) -> News:
    """Return the schedule that tells `events` in their order, each labelled by the order's name and its type."""
    labels: dict[str, str] = {}
    for event in events:
        label, nth = f"{order}/{event.type}", 1
        while label in labels:
            nth += 1
            label = f"{order}/{event.type}#{nth}"
        labels[label] = event.id
    objects = tuple(dict.fromkeys(object_id for event in events for object_id in event.objects))
    return News(order, tuple(Delivery(event=label) for label in labels), labels, side, objects)


def merged(*several: News) -> News:
    """Return one news that tells all of these, one after another; they must be of one side."""
    labels = {label: event for told in several for label, event in told.labels.items()}
    return News(several[0].order, tuple(d for told in several for d in told.schedule), labels, several[0].side)


class Delivered:
    """What came of a delivery: the answers now, and the target's provider calls whenever it is looked at."""

    def __init__(self, sandbox: Sandbox, told: News, answers: tuple[Answer, ...], since: int) -> None:
        """Remember the journal's position before the delivery."""
        self._sandbox, self._told, self._since = sandbox, told, since
        self.answers = answers

    def look(self) -> Forged:
        """Return the answers, with the provider calls about the same objects that followed until now."""
        calls = [call for call in self._sandbox.calls(self._since) if set(call.objects) & set(self._told.objects)]
        return Forged(answers=self.answers, calls=len(calls), writes=sum(call.writes for call in calls))


class Delivering:
    """A delivery that is under way beside the scenario."""

    def __init__(self, sandbox: Sandbox, told: News, *, kill: Kill | None = None) -> None:
        """Begin at once. `kill` is as for `Sandbox.deliver`."""
        self._work = barriers.Aside(lambda: sandbox.deliver(told, kill=kill).answers)

    @property
    def answers(self) -> tuple[Answer, ...]:
        """How each delivery was answered; none as long as one is under way."""
        return self._work.result() if self.finished else ()

    @property
    def finished(self) -> bool:
        return self._work.finished

    def wait(self, seconds: float) -> bool:
        """Wait until every delivery was answered; False if that takes longer."""
        return self._work.wait(seconds)

    def join(self) -> None:
        """Wait for the end. Raises what the delivery raised."""
        self._work.result()


class OnRecord:
    """What the provider has on record of one side, read as its merchant sees it in the dashboard."""

    def __init__(self, sandbox: Sandbox, side: Side) -> None:
        """Read of `side`."""
        self._sandbox, self._side = sandbox, side

    def look(self, object_id: str) -> dict[str, Any]:
        """Return the object of that id as the provider shows it now."""
        return self._sandbox.world.object(object_id, self._side, provider=self._sandbox.provider)

    def everything(self, kind: str) -> list[dict[str, Any]]:
        """Return all objects of one kind, by the simulator's name for it, oldest first."""
        return self._sandbox.world.objects(None, self._side, provider=self._sandbox.provider, kind=kind)

    def events(self, object_id: str) -> list[EventView]:
        """Return the genuine events about an object, oldest first."""
        return self._sandbox.events(object_id, self._side)


class Sandbox:
    """One world of the simulator, on one provider."""

    def __init__(
        self,
        world: WorldClient,
        provider: str,
        notebook: Notebook,
        payload: Payload = "snapshot",
        side: Side = "test",
    ) -> None:
        """Speak for `provider` in `world`; what is delivered is written into `notebook`.

        `payload` is what the target's endpoint is sent of an event, `side` is the mode in which the target runs.
        """
        self.world = world
        self.payload = payload
        self.side = side
        self._position = 0
        self.acknowledged: set[str] = set()
        """Ids of the events that were told genuinely by a scenario, and answered 2xx."""
        self.provider = provider
        self.terms = TERMS[provider]
        """How this provider says what scenarios speak of."""
        self.notebook = notebook

    @property
    def instruments(self) -> Instruments:
        """What buyers pay with in test mode."""
        return self.terms.instruments

    def waiting_method(self) -> str | None:
        """Return what a browser brings that does not pay at once; None: nothing like that is known."""
        return self.terms.waiting_method(self.world.provider(self.provider), self.side)

    @contextmanager
    def varying(self, name: str) -> Iterator[None]:
        """Let the provider do otherwise, for a while, what that variation set says, beside those of the run."""
        of_the_run = self.world.view.variations
        self.world.vary({*of_the_run, name})
        self.notebook.add("note", f"the provider varies what it does not promise: {name} ({VARIATIONS[name]})")
        try:
            yield
        finally:
            self.world.vary(of_the_run)

    @contextmanager
    def holding_news(self) -> Iterator[None]:
        """Keep back the events of whatever happens inside; they leave only when a scenario delivers them."""
        self.world.hold_news()
        try:
            yield
        finally:
            self.world.deliver_news()

    def events(self, payment: str, side: Side = "test") -> list[EventView]:
        """Return the genuine events about `payment`, oldest first."""
        found = self.world.events(object=payment, side=side, provider=self.provider)
        return [event for event in found if not event.invented]

    def records(self, side: Side) -> OnRecord:
        """Return what the provider has on record of one side."""
        return OnRecord(self, side)

    def act(
        self, name: str, payment: str, *, side: Side = "test", untold: bool = False, **params: Any
    ) -> dict[str, Any]:
        """Let the outside world act on `payment` (pay, authenticate, refund …), and return the object afterwards.

        Who pays is done with: what would only be held is captured at the provider, unless `captured` is False.
        `untold`: the provider makes no event of it, as rarely happens.
        """
        done = {**ALWAYS.get(name, {}), **params}
        result = self.world.act(name, side, provider=self.provider, untold=untold, object=payment, **done)
        told = ", ".join([*(f"{key}={value}" for key, value in params.items()), *(["no event"] if untold else [])])
        self.notebook.add("note", f"at the provider: {name} {payment}{f' ({told})' if told else ''}")
        return result.answer

    def pretended(self, name: str, payment: str, *, side: Side = "test", **params: Any) -> list[EventView]:
        """Return the events that `name` would cause, without its happening: lies, in no list of the provider."""
        done = {**ALWAYS.get(name, {}), **params}
        return self.world.act(name, side, provider=self.provider, pretend=True, object=payment, **done).events

    def deliver(self, told: News, *, kill: Kill | None = None) -> Delivered:
        """Post the schedule, if there is any, and return when every delivery was answered or timed out.

        Raises Moot for a change of what the target is never sent.
        """
        since = self.position()
        if not told.schedule:
            return Delivered(self, told, (), since)
        schedule = thinned(told.schedule) if self.payload == "thin" else told.schedule
        posted, secrets = self.notebook.posted, dict(self.world.secrets)
        records = self.world.deliver(
            schedule,
            told.labels,
            side=told.side,
            provider=self.provider,
            timeout=DELIVERY_TIMEOUT,
            kill=kill,
        )
        posted.executed.append(Executed(self.world, schedule, records, secrets))
        self._tell(records)
        self.acknowledged.update(record.event_id for record in records if record.accepted and not record.forgery)
        return Delivered(self, told, tuple(map(answer, records)), since)

    @contextmanager
    def delivering(self, told: News) -> Iterator[Delivering]:
        """Post the schedule while something else is done; its answers are there when the block has ended."""
        under_way = Delivering(self, told)
        try:
            yield under_way
        finally:
            under_way.join()

    def position(self) -> int:
        """Return the number of the last call in the journal."""
        self._position = api_calls.position(self.world, self._position)
        return self._position

    def calls(self, since: int = 0, *, payment: str | None = None) -> list[Call]:
        """Return the target's own API calls after `since`."""
        return api_calls.of_target(self.world, self.provider, since, payment)

    def provider_calls(self, since: int = 0) -> list[ProviderCall]:
        """Return the target's API calls after `since` as observations."""
        return [api_calls.observed(call, self.terms.understood(call)) for call in self.calls(since)]

    def watched_calls(
        self,
        since: int,
        *,
        payment: str | None = None,
        failed: bool = False,
        busy: Callable[[], bool],
        longest: float,
        longest_busy: float,
        enough: int,
        at_least: int = 0,
    ) -> list[ProviderCall]:
        """Watch the target's calls after `since`, all or those that came to nothing, until it gives up or time is over.

        See `api_calls.watched` for when that is.
        """

        def look() -> list[Call]:
            calls = self.calls(since, payment=payment)
            return [call for call in calls if not failed or call.status is None or call.status >= 400]

        found = api_calls.watched(
            look, busy=busy, longest=longest, longest_busy=longest_busy, enough=enough, at_least=at_least
        )
        return [api_calls.observed(call, self.terms.understood(call)) for call in found]

    def raw_card_fields(self, since: int) -> list[str]:
        """Return where the target's calls after `since` carry raw card data."""
        return [place for call in self.calls(since) for place in api_calls.raw_card_fields(call)]

    @contextmanager
    def fault(self, operation: str, action: FaultAction, **fields: Any) -> Iterator[Callable[[], int]]:
        """Disturb the target's calls of `operation`; yields a function that tells how many have met the fault."""
        fault_id = self.world.fault(Fault(operation=operation, action=action, **fields))
        hits = [0]

        def reached() -> int:
            found = [view.hits for view in self.world.faults() if view.fault.id == fault_id]
            hits[0] = found[0] if found else hits[0]
            return hits[0]

        try:
            yield reached
        finally:
            reached()
            self.world.heal(fault_id)
            self.notebook.add("note", f"fault on {operation} ({action}): met {hits[0]} times, now healed")

    def barrier(self, operation: str = "*", *objects: str, **fields: Any) -> AbstractContextManager[barriers.Barrier]:
        """Hold the target's calls of `operation`, all or those about `objects`, between execution and reply."""
        return barriers.barrier(self.world, self.notebook, operation, objects, **fields)

    def _tell(self, records: Sequence[DeliveryRecord]) -> None:
        if len(records) > TOLD_ONE_BY_ONE:
            codes = sorted({str(record.status or record.error) for record in records})
            self.notebook.add("delivery", f"{len(records)} deliveries, answered {', '.join(codes)}", *_wire(records[0]))
            return
        for record in records:
            how = f"forged: {record.forgery}" if record.forgery else "genuine"
            form = "" if record.form == "compact" else f", {record.form}"
            took = answer(record).ms
            said = f"answered {record.status} in {took:.0f} ms" if took is not None else (record.error or "no answer")
            self.notebook.add("delivery", f"{record.event_type} ({how}{form}) {said}", *_wire(record))


def answer(record: DeliveryRecord) -> Answer:
    """Return the record as an observation."""
    return Answer(
        event_type=record.event_type,
        forgery=record.forgery,
        copy=record.copy,
        status=record.status,
        error=record.error,
        started_at=record.started_at or record.due_at,
        sent_at=record.sent_at,
        answered_at=record.answered_at,
        body=record.answer_body,
    )


def _wire(record: DeliveryRecord) -> tuple[str, str]:
    headers = "\n".join(f"{name}: {value}" for name, value in record.request_headers.items())
    sent = f"POST {record.url}\n{headers}\n\n{record.request_body}"
    return sent, f"HTTP {record.status}\n\n{record.answer_body}" if record.status else str(record.error)
