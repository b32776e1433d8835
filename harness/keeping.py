"""Keeps the deliveries of a check that did not pass, so that they can be sent again. Not: sending (`replaying.py`)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from harness.deliveries import FOLDER, SCHEMA, Answered, Kept, Round, Secret, Sent, file_name
from harness.notebook import Executed, Posted
from harness.record import Record, redacted
from simulator.client import DeliveryRecord, Side, SimulatorError
from simulator.schedules.schedule import Delivery

if TYPE_CHECKING:
    from harness.results import CheckResult
    from harness.target.target import Target

MOST_DELIVERIES = 400
MOST_BYTES = 1 << 20
"""Of events, as JSON: the largest schedules tell the same few events again and again."""


class _Post(NamedTuple):
    """One delivery with all that is known of it."""

    delivery: Delivery
    record: DeliveryRecord
    signed_with: tuple[str, ...]


class _Found(NamedTuple):
    """Deliveries that were begun together; `unasked` ones were on no schedule."""

    target: Target
    posts: Sequence[_Post]
    unasked: bool

    @property
    def began(self) -> float:
        return min(post.record.due_at for post in self.posts)

    @property
    def ended(self) -> float:
        return max(post.record.done_at or post.record.due_at for post in self.posts)


def keep(check: CheckResult, posted: Posted, targets: Collection[Target], record: Record) -> CheckResult:
    """Write down the deliveries of a check that did not pass, if there were any, and return it naming the file."""
    if check.verdict in ("pass", "not_applicable"):
        return check
    try:
        found = kept(check, posted, targets)
    except SimulatorError as gone:
        record.note("deliveries", check=check.id, problem=str(gone))
        return check
    if found is None:
        return check
    return msgspec.structs.replace(check, deliveries=str(_write(found, record)))


def kept(check: CheckResult, posted: Posted, targets: Collection[Target]) -> Kept | None:
    """Return what was delivered to the webhook endpoints of `targets` during a check; None if nothing was.

    Raises SimulatorError if the simulator does not answer any more.
    """
    found = sorted((one for target in targets for one in _found(target, posted)), key=lambda one: one.began)
    if not found:
        return None
    events = _Events()
    rounds = [_round(one, found[0].began, events) for one in found]
    first_target = found[0].target
    return Kept(
        schema=SCHEMA,
        assay=metadata.version("assay"),
        check=check.id,
        title=check.title,
        summary=check.summary,
        provider=first_target.provider,
        to=_address(first_target),
        secret_env=_variable(first_target),
        seed=first_target.sandbox.world.seed,
        rounds=tuple(one for one in rounds if one.deliveries),
        events=events.bodies,
        left_out=events.left_out,
    )


def _write(kept: Kept, record: Record) -> Path:
    """Write the file beside the record, redacted like it, and return its path."""
    place = record.path.with_name(FOLDER) / file_name(kept.check)
    place.parent.mkdir(exist_ok=True)
    plain = redacted(msgspec.to_builtins(kept), record.redactor)
    place.write_bytes(msgspec.json.format(msgspec.json.encode(plain), indent=1) + b"\n")
    return place


def _found(target: Target, posted: Posted) -> Iterator[_Found]:
    """Yield what went to the target's endpoint, schedule by schedule, and each delivery that was on none."""
    world = target.sandbox.world
    executed = [one for one in posted.executed if one.world is world]
    for one in executed:
        posts = [post for post in _posts(one) if _is_to(target, post.record)]
        if posts:
            yield _Found(target, posts, unasked=False)
    known = {record.seq for one in executed for record in one.records}
    unasked = [
        record
        for record in world.deliveries(posted.since.get(world.id, 0))
        if record.seq not in known and posted.began <= record.due_at <= posted.ended and _is_to(target, record)
    ]
    own = _own_events(target, posted) if unasked else set()
    for record in unasked:
        if record.event_id in own:
            delivery = Delivery(event=record.event_id, copy=record.attempt - 1)
            yield _Found(target, [_Post(delivery, record, world.secrets.get(record.endpoint, ()))], unasked=True)


def _own_events(target: Target, posted: Posted) -> set[str]:
    """Return the ids of events about what was made or changed since: a balance of an earlier check is booked later."""
    world = target.sandbox.world
    written = {name for call in world.calls(posted.calls.get(world.id, 0)) if call.writes for name in call.objects}
    told = world.events(side=target.side, provider=target.provider)
    return {event.id for event in told if written.intersection(event.objects)}


def _posts(executed: Executed) -> Iterator[_Post]:
    for delivery, record in zip(executed.schedule, executed.records, strict=True):
        signed_with = executed.secrets.get(delivery.sign_as or record.endpoint, ())
        yield _Post(delivery, record, signed_with)


def _is_to(target: Target, record: DeliveryRecord) -> bool:
    """Say whether it went to where the target takes webhooks: on whatever port, but to no other page of it."""
    path = target.instance.webhook_path(target.provider)
    return record.provider == target.provider and record.url.endswith(path)


def _address(target: Target) -> str:
    return target.instance.webhook_url(target.provider)


def _variable(target: Target) -> str | None:
    """Return the environment variable that holds the webhook secret and nothing else."""
    told = target.instance.told_by(target.provider, "webhook_secret")
    return None if told is None or "." in told else told


def _round(found: _Found, start: float, events: _Events) -> Round:
    named = [(post, events.name(found.target, post.record)) for post in found.posts]
    return Round(
        at=round((found.began - start) * 1000),
        took=round((found.ended - found.began) * 1000),
        unasked=found.unasked,
        deliveries=tuple(_sent(found.target, post, name) for post, name in named if name is not None),
    )


def _sent(target: Target, post: _Post, name: str) -> Sent:
    fields = {**msgspec.structs.asdict(post.delivery), "event": name, "endpoint": None, "sign_as": None}
    record = post.record
    first_byte = record.answered_at
    took = None if first_byte is None else round((first_byte - (record.started_at or record.due_at)) * 1000)
    secrets: tuple[Secret, ...] = tuple(
        "own" if secret == target.webhook_secret else "other" for secret in post.signed_with
    )
    answered = Answered(status=record.status, error=record.error, ms=took)
    return Sent(**fields, secrets=() if secrets == ("own",) else secrets, answered=answered)


class _Events:
    """The bodies of events by a name, each as its endpoint was sent it; so many, and no more."""

    def __init__(self) -> None:
        self.bodies: dict[str, dict[str, Any]] = {}
        self.left_out = 0
        self._names: dict[tuple[str, str, str], str] = {}
        self._room = MOST_BYTES
        self._deliveries = 0

    def name(self, target: Target, record: DeliveryRecord) -> str | None:
        """Return the name of the record's event; None where there is no room left for the delivery."""
        self._deliveries += 1
        place = (target.sandbox.world.id, record.event_id, record.endpoint)
        if self._deliveries <= MOST_DELIVERIES and place not in self._names:
            self._ask(place, target, record)
        if self._deliveries > MOST_DELIVERIES or place not in self._names:
            self.left_out += 1
            return None
        return self._names[place]

    def _ask(self, place: tuple[str, str, str], target: Target, record: DeliveryRecord) -> None:
        side: Side = "live" if record.side == "live" else "test"
        body = target.sandbox.world.body(record.event_id, record.endpoint, side=side, provider=record.provider)
        size = len(msgspec.json.encode(body))
        if size > self._room:
            return
        nth, name = 1, record.event_id
        while self.bodies.get(name, body) != body:  # the same event, as another endpoint is sent it
            nth += 1
            name = f"{record.event_id}~{nth}"
        self._room -= 0 if name in self.bodies else size
        self.bodies[name] = body
        self._names[place] = name
