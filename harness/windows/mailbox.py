"""The run's own SMTP port: whatever a target sends there is kept and delivered to nobody. Not: what a mail means.

One box belongs to one target. Who signs in is let in, whatever the password; there is no TLS on loopback.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope

from harness.descriptor.model import Descriptor
from harness.descriptor.template import SMTP_VARIABLES
from harness.windows.mails import readable

HOST = "127.0.0.1"
ACCEPTED = "250 kept by Assay, and delivered to nobody"


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as it was handed over: to whom, and what its reader would see."""

    to: tuple[str, ...]
    text: str


class Mailbox:
    """Mails that one target has sent, oldest first."""

    def __init__(self, port: int) -> None:
        """Listen on a port of loopback, until `close`."""
        self.port = port
        self.mails: list[Mail] = []
        self._server = Controller(
            _Keeper(self.mails),
            hostname=HOST,
            port=port,
            auth_require_tls=False,
            authenticator=lambda *_: AuthResult(success=True),
        )
        self._server.start()

    def close(self) -> None:
        self._server.stop()

    @property
    def variables(self) -> dict[str, str]:
        """What a target is told of it."""
        return dict(zip(SMTP_VARIABLES, (HOST, str(self.port)), strict=True))

    def count(self, matching: str, to: str | None = None) -> int:
        """Return how many mails hold a text, in a header or a readable part, and went to that address, if any."""
        mails = tuple(self.mails)
        return sum(matching in mail.text and (to is None or to.lower() in mail.to) for mail in mails)


class _Keeper:
    def __init__(self, mails: list[Mail]) -> None:
        self._mails = mails

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        content = envelope.content or b""
        raw = content if isinstance(content, bytes) else content.encode()
        self._mails.append(Mail(tuple(address.lower() for address in envelope.rcpt_tos), readable(raw)))
        return ACCEPTED


def wanted(descriptor: Descriptor) -> bool:
    """Whether a started target sends its mails here."""
    return descriptor.target.base_url is None and any(f"{{{name}}}" in repr(descriptor) for name in SMTP_VARIABLES)
