"""The forgeries: ways to make a webhook that must be refused, by name, with what each asks. Not: making them.

How each is made is the provider's own business, in its `signing.py`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Forgery:
    """A way to make a webhook that must be refused; `controls` are those that it puts to the test."""

    name: str
    meaning: str
    controls: tuple[str, ...]


_ALL: tuple[Forgery, ...] = (
    Forgery("no-header", "there is no signature header at all", ("WH-SIG-01", "WH-SIG-11")),
    Forgery("empty-header", "the signature header is there and empty", ("WH-SIG-01", "WH-SIG-11")),
    Forgery("random-signature", "the signature is well-formed and invented", ("WH-SIG-01", "WH-SIG-11")),
    Forgery("other-body", "the signature is genuine, but for another body", ("WH-SIG-01", "WH-SIG-11")),
    Forgery("v0-only", "the only value is of a scheme that must be ignored", ("WH-SIG-01", "WH-SIG-05", "WH-SIG-11")),
    Forgery("v0-beside-v1", "the ignored scheme is right, and v1 beside it is invented", ("WH-SIG-05", "WH-SIG-11")),
    Forgery("other-provider", "it carries another provider's signature header only", ("WH-SIG-01", "WH-SIG-11")),
    Forgery("stale", "it was signed rightly, and just longer ago than the tolerance", ("WH-SIG-04",)),
    Forgery("stale-by-a-day", "it was signed rightly, a day ago", ("WH-SIG-04",)),
    Forgery("byte-changed", "one byte of the body was changed after signing", ("WH-SIG-02",)),
    Forgery("other-endpoint-secret", "it is signed with the secret of another endpoint", ("WH-SIG-03",)),
    Forgery("empty-key", "it is signed with the empty key, as an unset variable would be", ("WH-SIG-03",)),
    Forgery("placeholder-secret", "it is signed with the placeholders that tutorials print", ("WH-SIG-03",)),
)

FORGERIES: dict[str, Forgery] = {forgery.name: forgery for forgery in _ALL}


def of(control: str) -> tuple[Forgery, ...]:
    """Return the forgeries that put `control` to the test, in the order of the table."""
    return tuple(forgery for forgery in _ALL if control in forgery.controls)
