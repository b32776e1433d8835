"""One variable of the environment, read and checked. Not: which there are (`settings.py`).

Standard library only: a wrong setting is told before a heavy module is imported, and by name, never by value.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

LOOPBACK = ("127.0.0.1", "localhost", "::1")


class SettingError(Exception):
    """A setting with which this process must not serve. The message names the variable and never its value."""


def address(environment: Mapping[str, str], name: str, default: str, mode: str) -> str:
    """Return an http(s) address without a slash at its end; of https in live, but on this machine itself."""
    url = environment.get(name, "").strip() or default
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
        raise SettingError(f"{name} is not an address. Write http(s)://HOST[:PORT] without a user name.")
    if mode == "live" and parts.scheme != "https" and parts.hostname not in LOOPBACK:
        raise SettingError(f"{name} is not https. SHOP_MODE=live needs https:// everywhere but on this machine itself.")
    return url.rstrip("/")


def file(environment: Mapping[str, str], name: str) -> str | None:
    """Return the path of a file that is there; None: none was named."""
    path = environment.get(name, "").strip()
    if path and not Path(path).is_file():
        raise SettingError(f"{name} is no file that can be read. Write the path of a PEM file, or leave it out.")
    return path or None


def port(environment: Mapping[str, str], name: str) -> int | None:
    text = environment.get(name, "").strip()
    if text and not (text.isascii() and text.isdigit() and 0 < int(text) < 65_536):
        raise SettingError(f"{name} is no port. Write a number from 1 to 65535, or leave it out.")
    return int(text) if text else None


def timer(environment: Mapping[str, str], name: str) -> float:
    text = environment.get(name, "").strip() or "0"
    try:
        seconds = float(text)
    except ValueError:
        raise SettingError(f"{name} is not a number of seconds.") from None
    if not 0 <= seconds <= 86_400:
        raise SettingError(f"{name} is not between 0 (off) and 86400 seconds.")
    return seconds


def seconds(environment: Mapping[str, str], name: str, default: float) -> float:
    text = environment.get(name, "").strip()
    try:
        seconds = float(text or default)
    except ValueError:
        raise SettingError(f"{name} is not a number of seconds.") from None
    if not 0 < seconds <= 80:
        raise SettingError(f"{name} is not between 0 and 80 seconds.")
    return seconds
