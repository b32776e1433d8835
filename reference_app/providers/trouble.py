"""What can go wrong with a call to a provider, whichever it is. Not: what the provider's own client raises for it.

Three kinds, for three answers: the bank said no, the provider said no, and nobody knows. The first two are final; the
third is the base of all, so that whoever forgets to ask takes it for doubt.
"""

from __future__ import annotations


class ProviderError(Exception):
    """It is unknown what came of the call: no reply, a reply that is none, 429, 5xx. Doubt is neither yes nor no."""

    def __init__(
        self,
        kind: str,
        *,
        status: int | None = None,
        code: str | None = None,
        request_id: str | None = None,
        wait: float = 0.0,
        said: str | None = None,
    ) -> None:
        super().__init__(kind)
        self.kind = kind
        """The name of the client's own error, for the log."""
        self.status, self.code, self.request_id = status, code, request_id
        self.wait = wait
        """Seconds that the provider asked us to wait; 0: it did not say."""
        self.said = said
        """A sentence that the provider wrote for the buyer."""


class RefusedError(ProviderError):
    """The provider understood the request and does not do it: asking again gets the same answer."""


class DeclinedError(RefusedError):
    """The buyer's bank does not pay. Another card may; this one is not asked again by itself."""


class KeyReusedError(RefusedError):
    """This idempotency key was used for something else."""


class MissingError(RefusedError):
    """There is no such object at the provider."""
