"""This run's own secrets and canaries, out of any text; over `simulator.masking`. Not: the disk (`record.py`).

A secret is known in the forms in which it travels: as it is, percent-encoded, and inside HTTP Basic credentials.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from threading import Lock
from urllib.parse import quote, quote_plus

from simulator.masking import mask

SHORTEST = 8
"""Characters. Something shorter would be found inside innocent words, and evidence would become unreadable."""

_PREFIX = re.compile(r"(?:[a-z]{2,6}_)+")


class Redactor:
    """What the record lets out. It learns secrets while the run goes on: worlds, endpoints and canaries come late."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        """Know `secrets` from the start."""
        self._shown: dict[str, str] = {}
        self._pattern: re.Pattern[str] | None = None
        self._lock = Lock()
        self.learn(*secrets)

    def learn(self, *secrets: str) -> None:
        """Keep `secrets` out of every text from now on. Raises ValueError for one that is too short."""
        with self._lock:
            for secret in secrets:
                if len(secret) < SHORTEST:
                    raise ValueError(f"a secret of {len(secret)} characters cannot be masked: it needs {SHORTEST}")
                for form in _forms(secret):
                    self._shown[form] = shown(secret)
            longest_first = sorted(self._shown, key=len, reverse=True)
            self._pattern = re.compile("|".join(map(re.escape, longest_first))) if longest_first else None

    def text(self, text: str) -> str:
        """Return `text` without secrets, credentials and real-looking card numbers."""
        if self._pattern is not None:
            text = self._pattern.sub(lambda found: self._shown[found.group()], text)
        return mask(text)


def shown(secret: str) -> str:
    """Return a secret as people may see it: what sort it is, and its last four characters (`sk_test_…4242`)."""
    prefix = _PREFIX.match(secret)
    return f"{prefix.group() if prefix else ''}…{secret[-4:]}"


def _forms(secret: str) -> set[str]:
    basic = base64.b64encode(f"{secret}:".encode()).decode()
    return {secret, quote(secret, safe=""), quote_plus(secret), basic}
