"""A shot: one delivery with all that its names stand for, and the signed request it becomes. Not: when it is sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
from msgspec.structs import replace

from simulator.delivery.address import Address
from simulator.delivery.body import write
from simulator.delivery.http_client import Exchange
from simulator.delivery.record import REQUEST_EXCERPT, DeliveryRecord
from simulator.provider import Endpoint, Provider, RetryReason, Signed, StoredEvent
from simulator.schedules.schedule import Delivery
from simulator.world import Books


class Shot(msgspec.Struct, frozen=True):
    """One delivery of one event to one address, ready to be signed when its moment comes."""

    provider: Provider
    books: Books
    """Those of the event; the endpoint may be of another side, and then the delivery is a test of that."""
    event: StoredEvent
    endpoint: Endpoint
    signer: Endpoint
    address: Address
    delivery: Delivery
    label: str | None = None
    seed: int = 0
    attempt: int = 1
    reason: RetryReason = "other_error"
    """Of a retry: why the attempt before it counts for nothing."""
    first_at: float = 0.0
    """Of a retry: unix seconds of real time at which the first attempt left."""


def make(shot: Shot, at: int, rendered: dict[tuple[str, str], bytes] | None = None) -> Signed:
    """Render, change, write, sign, forge and alter, in this order. `at` is unix seconds of the target's clock.

    What leaves in one instant shares what was `rendered` already, by event and endpoint.
    """
    delivery = shot.delivery
    place = (shot.event.id, shot.endpoint.id)
    told = None if rendered is None else rendered.get(place)
    if told is None:
        told = shot.provider.render_event(shot.books, shot.event, shot.endpoint)
        if rendered is not None:
            rendered[place] = told
    body = write(told, delivery.form, delivery.set)
    signer = shot.endpoint
    if shot.signer is not shot.endpoint:
        signer = replace(signer, secrets=shot.signer.secrets)
    at -= delivery.aged
    signed = shot.provider.sign(body, signer, at)
    if shot.attempt > 1:
        told_of_retry = shot.provider.retry_headers(shot.attempt - 1, shot.reason, shot.first_at)
        signed = replace(signed, headers=(*signed.headers, *told_of_retry))
    if delivery.forgery is not None:
        signed = shot.provider.forge(delivery.forgery, signed, signer, at, shot.seed)
    if delivery.alter:
        signed = replace(signed, body=write(signed.body, delivery.form, delivery.alter))
    if delivery.headers:
        signed = replace(signed, headers=_overlaid(signed.headers, delivery.headers))
    if delivery.form == "charset":
        signed = replace(signed, headers=_other_charset(signed.headers))
    if delivery.form == "text-plain":
        signed = replace(signed, headers=_as_text(signed.headers))
    if "header-case" in shot.books.variations:
        signed = replace(signed, headers=tuple((_in_other_letters(name), value) for name, value in signed.headers))
    return signed


def record(shot: Shot, signed: Signed | None, exchange: Exchange | None, *, due: float) -> DeliveryRecord:
    """Return what is to be kept of a shot, not yet numbered. Without an exchange the caller knows the reason."""
    return DeliveryRecord(
        seq=0,
        event_id=shot.event.id,
        event_type=shot.event.type,
        label=shot.label,
        provider=shot.books.provider,
        side=shot.books.side,
        url=shot.endpoint.url,
        endpoint=shot.endpoint.id,
        forgery=shot.delivery.forgery,
        form=shot.delivery.form,
        changed="after signing" if shot.delivery.alter else "before signing" if shot.delivery.set else None,
        copy=shot.delivery.copy,
        attempt=shot.attempt,
        due_at=due,
        started_at=exchange.started_at if exchange else None,
        sent_at=exchange.sent_at if exchange else None,
        answered_at=exchange.answered_at if exchange else None,
        done_at=exchange.done_at if exchange else None,
        status=exchange.status if exchange else None,
        error=exchange.error if exchange else None,
        killed=exchange.at_ack if exchange else False,
        request_headers=dict(signed.headers) if signed else {},
        request_body=signed.body[:REQUEST_EXCERPT].decode(errors="replace") if signed else "",
        answer_headers=exchange.headers if exchange else {},
        answer_body=bytes(exchange.body).decode(errors="replace") if exchange else "",
    )


def _overlaid(headers: Sequence[tuple[str, str]], others: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    named = {name.lower() for name in others}
    return (*((name, value) for name, value in headers if name.lower() not in named), *others.items())


def _in_other_letters(name: str) -> str:
    """In small ones, as HTTP/2 has them (RFC 9113, 8.2.1); where it has them so already, with capitals."""
    return name.title() if name.islower() else name.lower()


def _as_text(headers: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, "text/plain" if name.lower() == "content-type" else value) for name, value in headers)


def _other_charset(headers: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Say the charset where the provider does not, and leave it out where it does: JSON means UTF-8 either way."""

    def turned(value: str) -> str:
        kind, _, charset = value.partition(";")
        return kind if charset else f"{kind}; charset=utf-8"

    return tuple((name, turned(value) if name.lower() == "content-type" else value) for name, value in headers)
