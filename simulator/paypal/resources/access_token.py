"""Access token: what a client id and secret are exchanged for. Not: reading one off a call.

The text of a token is not kept: it is made again from the merchant's secret, so that nothing here opens anything.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from functools import lru_cache

import msgspec


class AccessToken(msgspec.Struct, frozen=True):
    """Issued at unix second `issued` of the world's clock. `by` stands for the secret that asked for it.

    It lasts for so long of real time, from the unix second `began` on: whoever advances a world by a month has not
    waited for one, and an integration that caches its token must not meet a 401 which it never meets in life.
    """

    id: str
    issued: int
    by: str
    nonce: str
    began: float


def fingerprint(secret: str) -> str:
    """Return what stands for a secret, and does not tell it."""
    return hashlib.sha256(secret.encode()).hexdigest()[:16]


@lru_cache(maxsize=4_096)
def text_of(token: AccessToken, handle: str, secret_key: str) -> str:
    """Return the token as the client is given it: 97 characters that begin with A21AA (recorded)."""
    digest = hmac.digest(secret_key.encode(), f"{token.id}|{token.issued}|{token.by}".encode(), "sha512")
    body = base64.urlsafe_b64encode(digest + digest[:1]).decode().rstrip("=")
    number = token.id.rpartition("-")[2]
    return f"A21AA{handle}{number}_{body}"[:97]


def parts(text: str) -> tuple[str, str] | None:
    """Return handle and id of what looks like a token; None for what does not."""
    number, underscore, _ = text[13:].partition("_")
    if not text.startswith("A21AA") or not underscore or not number.isdigit() or not text.isascii():
        return None
    return text[5:13], f"access-token-{number}"
