"""The client of PayPal's API: its timeouts, its token, and whom it takes for PayPal. Not: what is asked.

Orders, captures and refunds go through the official server SDK. It has no method for disputes and events, so those go
over its session and with its token. Where PayPal is, the SDK alone knows: it has two sides, and no address to set.

Replies are read as the JSON that they are: the SDK's models leave an optional field away rather than empty.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests
from paypalserversdk.configuration import Environment
from paypalserversdk.exceptions.api_exception import ApiException
from paypalserversdk.http.auth.o_auth_2 import ClientCredentialsAuthCredentials
from paypalserversdk.paypal_serversdk_client import PaypalServersdkClient
from requests.adapters import HTTPAdapter

from reference_app.settings_of_others import PayPalSettings

CONNECTIONS = 32
"""Kept open at a time: as many as threads may wait for the provider."""
CLOCK_SKEW = 60
"""Seconds before its end at which a token is renewed."""

Call = Callable[[PaypalServersdkClient], Any]


class Api:
    """The official client, made again when its token is not taken any more: it does not look at a 401 itself."""

    def __init__(self, settings: PayPalSettings) -> None:
        self._settings = settings
        self._client = self._made()

    def ask(self, call: Call) -> Mapping[str, Any]:
        """Make a call and return the reply's JSON; {} if it has none. Raises what the client raises."""
        client = self._client
        try:
            return _json(call(client))
        except ApiException as refused:
            if refused.response_code != 401:
                raise
        if self._client is client:
            self._client = self._made()
        return _json(call(self._client))

    def get(self, path: str, **query: str) -> Mapping[str, Any]:
        """Get what the SDK has no method for. Raises requests.RequestException, also for a status that is an error."""
        return self.ask(lambda client: self._got(client, path, query))

    def _got(self, client: PaypalServersdkClient, path: str, query: Mapping[str, str]) -> requests.Response:
        auth = client.oauth_2
        if not auth.is_valid():
            raise requests.ConnectionError("no token")
        # the SDK keeps the token behind a method that writes it on a request
        headers = _Headers()
        auth.apply(headers)
        reply = self._session.get(
            client.config.get_base_uri() + path,
            params=query,
            headers=headers.written,
            timeout=self._settings.timeout,
            allow_redirects=False,
        )
        reply.raise_for_status()
        return reply

    def _made(self) -> PaypalServersdkClient:
        self._session = _session(self._settings)
        return PaypalServersdkClient(
            environment=Environment.PRODUCTION if self._settings.live else Environment.SANDBOX,
            client_credentials_auth_credentials=ClientCredentialsAuthCredentials(
                o_auth_client_id=self._settings.client_id,
                o_auth_client_secret=self._settings.client_secret,
                o_auth_clock_skew=CLOCK_SKEW,
            ),
            http_client_instance=self._session,
            timeout=self._settings.timeout,
        )


class _Headers:
    def __init__(self) -> None:
        self.written: dict[str, str] = {}

    def add_header(self, name: str, value: str) -> None:
        self.written[name] = value


def _session(settings: PayPalSettings) -> requests.Session:
    """Return what PayPal is called with: it follows no redirect, so our token goes nowhere but to PayPal."""
    made = requests.Session()
    made.max_redirects = 0
    made.cookies.set_policy(DefaultCookiePolicy(allowed_domains=()))  # one session for all threads: nothing changes it
    made.timeout = settings.timeout  # type: ignore[attr-defined] # where the SDK looks for it
    if settings.ca_file:
        made.verify = settings.ca_file
    for scheme in ("https://", "http://"):
        made.mount(scheme, HTTPAdapter(pool_maxsize=CONNECTIONS))
    return made


def _json(reply: Any) -> Mapping[str, Any]:
    found = json.loads(reply.text or "{}")
    if not isinstance(found, dict):
        raise TypeError("a reply that is no object")
    return found
