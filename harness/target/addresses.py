"""Foreign addresses that a client may send, and whether one that comes back leads there. Not: judging it.

An address is read as browsers read it: a backslash is a slash, two of them begin a host, and what stands before an `@`
is no host. Source: WHATWG URL Standard, section 4.4; OWASP, "Unvalidated Redirects and Forwards Cheat Sheet".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from harness.windows import api_calls

if TYPE_CHECKING:
    from harness.target.requests import Replied
    from harness.target.target import Target

ELSEWHERE = "elsewhere.example"
"""A host that nobody has (RFC 2606)."""
PARAMETERS = ("next", "return_url", "returnUrl", "success_url", "cancel_url", "redirect", "redirect_url", "continue")
SENT_ON = re.compile(
    r'"(?:url|location|redirect|redirect_?url)"\s*:\s*"([^"]+)"|http-equiv="?refresh"?[^>]*url=([^">]+)', re.IGNORECASE
)


def leads_elsewhere(address: str) -> bool:
    """Whether a browser that follows `address` comes to the foreign host, or runs what it says."""
    read = re.sub(r"[\t\r\n]", "", address.strip()).replace("\\", "/")
    if read.lower().startswith(("javascript:", "data:")):
        return True
    try:
        host = urlsplit(f"http:{read}" if read.startswith("//") else read).hostname or ""
    except ValueError:
        return False
    return host == ELSEWHERE or host.endswith(f".{ELSEWHERE}")


def of_reply(replied: Replied) -> list[tuple[str, str]]:
    """Return the addresses to which a reply sends its reader: by its header, its JSON or its markup."""
    sent = [(f"{replied.told} answered Location", replied.headers.get("location") or "")]
    if replied.status < 400:  # what is refused may be quoted
        found = (one or other for one, other in SENT_ON.findall(replied.text))
        sent += [(f"{replied.told} answered", address.replace("\\/", "/")) for address in found]
    return [(where, address) for where, address in sent if address]


def given_to_the_provider(target: Target, since: int) -> list[tuple[str, str]]:
    """Return the addresses that the target gave the provider after `since`, with the operation and the name."""
    return [
        (f"{call.operation} {place}", address)
        for call in target.sandbox.calls(since)
        for place, address in api_calls.addresses(call)
    ]
