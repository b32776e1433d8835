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
    providers: tuple[str, ...] = ()
    """Those whose deliveries can be forged so; none named: all."""

    def is_for(self, provider: str) -> bool:
        """Say whether that provider's deliveries can be forged so."""
        return not self.providers or provider in self.providers


_STRIPE, _PAYPAL, _SQUARE, _SHARED_SECRET = ("stripe",), ("paypal",), ("square",), ("stripe", "square")
_ASKED = ("WH-SIG-01", "WH-SIG-11")
_CERTIFICATE = ("WH-SIG-07", *_ASKED)

_ALL: tuple[Forgery, ...] = (
    Forgery("no-header", "there is no signature header at all", ("WH-SIG-01", "WH-SIG-11")),
    Forgery("empty-header", "the signature header is there and empty", ("WH-SIG-01", "WH-SIG-11")),
    Forgery("random-signature", "the signature is well-formed and invented", ("WH-SIG-01", "WH-SIG-11")),
    Forgery("other-body", "the signature is genuine, but for another body", ("WH-SIG-01", "WH-SIG-11")),
    Forgery(
        "v0-only",
        "the only value is of a scheme that must be ignored",
        ("WH-SIG-01", "WH-SIG-05", "WH-SIG-11"),
        _STRIPE,
    ),
    Forgery(
        "v0-beside-v1", "the ignored scheme is right, and v1 beside it is invented", ("WH-SIG-05", "WH-SIG-11"), _STRIPE
    ),
    Forgery("other-provider", "it carries another provider's signature header only", ("WH-SIG-01", "WH-SIG-11")),
    Forgery("stale", "it was signed rightly, and just longer ago than the tolerance", ("WH-SIG-04",), _STRIPE),
    Forgery("stale-by-a-day", "it was signed rightly, a day ago", ("WH-SIG-04",), _STRIPE),
    Forgery("byte-changed", "one byte of the body was changed after signing", ("WH-SIG-02",)),
    Forgery(
        "other-endpoint-secret", "it is signed with the secret of another endpoint", ("WH-SIG-03",), _SHARED_SECRET
    ),
    Forgery(
        "empty-key", "it is signed with the empty key, as an unset variable would be", ("WH-SIG-03",), _SHARED_SECRET
    ),
    Forgery(
        "placeholder-secret", "it is signed with the placeholders that tutorials print", ("WH-SIG-03",), _SHARED_SECRET
    ),
    Forgery("old-crc", "it says more than was signed, with the checksum of before", ("WH-SIG-02",), _PAYPAL),
    Forgery("other-transmission", "all its headers are genuine, and another delivery's", _ASKED, _PAYPAL),
    Forgery("other-webhook-id", "it is signed rightly, for somebody else's webhook", ("WH-SIG-03", *_ASKED), _PAYPAL),
    Forgery("weak-algorithm", "it says that it is signed with SHA-1, and is", ("WH-SIG-05", "WH-SIG-11"), _PAYPAL),
    Forgery("other-certificate", "the certificate is PayPal's, the key is another", ("WH-SIG-07", *_ASKED), _PAYPAL),
    Forgery("self-signed-certificate", "the certificate is one's own, on another host", ("WH-SIG-07",), _PAYPAL),
    Forgery("expired-certificate", "the certificate is one that PayPal had, and has ended", ("WH-SIG-07",), _PAYPAL),
    Forgery("certificate-elsewhere", "the certificate is somebody else's, on another host", _CERTIFICATE, _PAYPAL),
    Forgery("certificate-by-http", "the certificate is read without TLS", ("WH-SIG-07",), _PAYPAL),
    Forgery("certificate-look-alike", "the right host stands in the address of another", ("WH-SIG-07",), _PAYPAL),
    Forgery("certificate-redirect", "the right host sends whoever asks to another", ("WH-SIG-07",), _PAYPAL),
    Forgery(
        "legacy-only",
        "there is a right SHA-1 digest in the older header, and no other",
        ("WH-SIG-01", "WH-SIG-05", "WH-SIG-11"),
        _SQUARE,
    ),
    Forgery(
        "legacy-beside-invented",
        "the older header is right, and the newer one beside it is invented",
        ("WH-SIG-05", "WH-SIG-11"),
        _SQUARE,
    ),
    Forgery("cut-short", "of the right signature the first half is there, and no more", ("WH-SIG-11",), _SQUARE),
    Forgery("hex-digest", "the right digest is written in hex in place of base64", ("WH-SIG-05",), _SQUARE),
    Forgery("other-environment", "it is signed with the other environment's key, and says so", ("WH-SIG-03",), _SQUARE),
    Forgery("other-host", "it is signed over another host's URL, which `Host` names", ("WH-SIG-08",), _SQUARE),
    Forgery("other-scheme", "it is signed over the other scheme's URL, which a header names", ("WH-SIG-08",), _SQUARE),
    Forgery("extra-query", "it is signed over the URL with a query that is not configured", ("WH-SIG-08",), _SQUARE),
    Forgery("trailing-slash", "it is signed over the URL with a slash more or less", ("WH-SIG-08",), _SQUARE),
)

FORGERIES: dict[str, Forgery] = {forgery.name: forgery for forgery in _ALL}


def of(control: str, provider: str = "stripe") -> tuple[Forgery, ...]:
    """Return that provider's forgeries that put `control` to the test, in the order of the table."""
    return tuple(forgery for forgery in _ALL if control in forgery.controls and forgery.is_for(provider))


def names_for(provider: str) -> tuple[str, ...]:
    """Return the names of all that can be done to a provider's deliveries, in the order of the table."""
    return tuple(forgery.name for forgery in _ALL if forgery.is_for(provider))
