"""The web's side of the queue. Not: what a job does (`worker.py`)."""

import logging

from arq import ArqRedis
from redis.exceptions import RedisError

from shop.logs import note

PATIENCE_SECONDS = 0.2


class Queue:
    """Redis is a convenience here: an event that could not be queued is found by the sweep."""

    def __init__(self, redis_url: str) -> None:
        self._redis = ArqRedis.from_url(
            redis_url, socket_timeout=PATIENCE_SECONDS, socket_connect_timeout=PATIENCE_SECONDS
        )

    async def settle(self, event_id: str) -> None:
        """Queue an event under its own id: what is queued already is not queued again."""
        try:
            await self._redis.enqueue_job("settle", event_id, _job_id=event_id)
        except (RedisError, OSError) as error:
            note(logging.WARNING, "an event was not queued", event=event_id, error=type(error).__name__)

    async def close(self) -> None:
        await self._redis.aclose()
