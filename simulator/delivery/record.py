"""The record of one webhook POST: what was sent, what came back, and exactly when. Not: sending it."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Literal

import msgspec

if TYPE_CHECKING:
    from collections.abc import Sequence

REQUEST_EXCERPT = 4096
ANSWER_EXCERPT = 2048
"""How many bytes of a body a record keeps."""


class DeliveryRecord(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One attempt to deliver one event. A time is None if that point was never reached."""

    seq: int
    """Numbered in the order in which they ended, from 1: `since` a number misses nothing."""
    event_id: str
    event_type: str
    label: str | None
    provider: str
    side: str
    url: str
    endpoint: str = ""
    forgery: str | None = None
    form: str = "compact"
    changed: Literal["before signing", "after signing"] | None = None
    """Whether what the event says was changed: before, the signature is genuine; after, it no longer fits."""
    copy: int = 0
    attempt: int = 1
    """1 is the first; the provider's own retries count up. A copy of a schedule is no retry."""
    due_at: float
    started_at: float | None = None
    """The connection stood and the first byte was handed to it."""
    sent_at: float | None = None
    """The request was wholly written."""
    answered_at: float | None = None
    """The first byte of the answer arrived."""
    done_at: float | None = None
    status: int | None = None
    error: str | None = None
    """`timed out`, `connection refused`, `connection closed`, or `broken answer`; None if an answer arrived whole."""
    killed: bool = False
    """The first byte of this answer was the point at which the target's process group was killed."""
    request_headers: dict[str, str] = {}
    request_body: str = ""
    answer_headers: dict[str, str] = {}
    answer_body: str = ""

    @property
    def accepted(self) -> bool:
        """Whether the provider counts it as delivered: any 2xx; a redirect is none."""
        return self.error is None and self.status is not None and 200 <= self.status < 300


def overlapped(records: Sequence[DeliveryRecord]) -> bool:
    """Say whether any two of these were both wholly sent before the first byte of either's answer."""
    return any(_overlap(one, other) for one, other in combinations(records, 2))


def _overlap(one: DeliveryRecord, other: DeliveryRecord) -> bool:
    if one.sent_at is None or other.sent_at is None:
        return False
    answers = [record.answered_at for record in (one, other) if record.answered_at is not None]
    return not answers or max(one.sent_at, other.sent_at) < min(answers)
