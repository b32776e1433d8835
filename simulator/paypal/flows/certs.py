"""The certificates that deliveries name: anybody may read them. Not: making them.

That one was asked for, and which, stands in the journal: a forged delivery's must never be.
"""

from __future__ import annotations

from simulator.paypal import errors
from simulator.paypal.certificates import BY_PLACE, CERTIFICATES
from simulator.paypal.command import Command, Text
from simulator.provider import Outcome


def get(command: Command) -> Outcome:
    """GET /v1/notifications/certs/{CERT-…}."""
    name = command.ids[0]
    groups = name.removeprefix("CERT-").split("-")
    kind = BY_PLACE.get(groups[1]) if name.startswith("CERT-") and len(groups) == 3 else None
    if kind is None:
        raise errors.refusal(404, "RESOURCE_NOT_FOUND", [])
    if kind == "redirect":
        to = CERTIFICATES.url(groups[2], CERTIFICATES.elsewhere, "elsewhere")
        return Outcome(Text(b"", "text/plain", (("Location", to),)), status=302, objects=(name,))
    return Outcome(Text(CERTIFICATES.pem(kind), "application/x-pem-file"), objects=(name,))
