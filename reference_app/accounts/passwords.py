"""Protection: a password is kept as a hash that costs whoever stole the table time and memory. Not: who signs in.

scrypt from the standard library, with 32 MiB for each try (OWASP, password storage: N = 2^15, r = 8, p = 3). The
numbers stand in each hash, so they can be raised without a migration.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import unicodedata

LOG_N, R, P = 15, 8, 3
MOST_MEMORY = 64 * 2**20
NOBODYS = f"scrypt${LOG_N}${R}${P}${'A' * 22}==${'A' * 43}="
"""No password's hash. An address without an account is compared with it, or its answer would come sooner."""


def hash_of(password: str) -> str:
    """Return what is kept of a password: the costs, a salt of its own, the key."""
    salt = secrets.token_bytes(16)
    return f"scrypt${LOG_N}${R}${P}${_text(salt)}${_text(_key(password, salt, LOG_N, R, P))}"


def same_password(given: str, kept: str) -> bool:
    """Say whether `given` is the password of which `kept` is the hash, in constant time."""
    _, log_n, r, p, salt, key = kept.split("$")
    return hmac.compare_digest(_key(given, base64.b64decode(salt), int(log_n), int(r), int(p)), base64.b64decode(key))


def _key(password: str, salt: bytes, log_n: int, r: int, p: int) -> bytes:
    # One password can be typed as several sequences of code points; NFKC makes them one again.
    plain = unicodedata.normalize("NFKC", password).encode()
    return hashlib.scrypt(plain, salt=salt, n=2**log_n, r=r, p=p, maxmem=MOST_MEMORY, dklen=32)


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
