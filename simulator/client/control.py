"""The control API of a running simulator: asking it, and its worlds. Not: one world (`world.py`), nor the process."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

import httpx
import msgspec

from simulator.client.world import WorldClient
from simulator.views import PageView, WorldView

T = TypeVar("T")


class SimulatorError(Exception):
    """The simulator refused, died or could not be reached; the message says which and why."""


class Control:
    """The control API of a running simulator."""

    def __init__(self, base_url: str, token: str) -> None:
        self.base_url = base_url
        headers = {"Authorization": f"Bearer {token}"}
        # trust_env=False: a proxy of the machine must never see, or answer, what is said on loopback.
        self._http = httpx.Client(base_url=base_url, headers=headers, timeout=None, trust_env=False)  # noqa: S113 - a delivery lasts as long as its schedule says

    def new_world(
        self,
        seed: int | None = None,
        began_ago: float = 0.0,
        api_versions: Mapping[str, str] | None = None,
        variations: Iterable[str] = (),
    ) -> WorldClient:
        """Make an empty world; what is made up in it, such as the ends of ids, comes from the seed.

        Its clock begins `began_ago` seconds before now. `api_versions` are the accounts' default versions, by provider;
        without one it is the newest. `variations` name what is otherwise in it than the providers do it today, without
        having promised it.
        """
        fields: dict[str, Any] = {} if seed is None else {"seed": seed}
        if began_ago:
            fields["began_ago"] = began_ago
        if api_versions:
            fields["api_versions"] = dict(api_versions)
        if variations:
            fields["variations"] = list(variations)
        view = self.ask("POST", "/worlds", WorldView, fields)
        return WorldClient(self, view)

    def worlds(self) -> list[WorldClient]:
        """Return every world; the one that the simulator opened for itself is the first."""
        return [WorldClient(self, view) for view in self.ask("GET", "/worlds", list[WorldView])]

    def restore(self, snapshot: bytes, *, replace: bool = False) -> WorldClient:
        """Open the world that `WorldClient.snapshot` returned: the same id, keys, objects, and its clock goes on.

        `replace` closes the open world of that id first; without it that is an error.
        """
        query = {"replace": "true"} if replace else None
        told = self.send("POST", "/worlds/restore", snapshot, query, content_type="application/octet-stream")
        view: WorldView = msgspec.json.decode(told, type=WorldView)
        return WorldClient(self, view)

    def ask(
        self, method: str, path: str, answer: type[T], body: Any = None, query: Mapping[str, Any] | None = None
    ) -> T:
        """Call the control API. Raises SimulatorError with its sentence for whatever is not a 2xx."""
        content = None if body is None else msgspec.json.encode(body)
        decoded: T = msgspec.json.decode(self.send(method, path, content, query), type=answer)
        return decoded

    def send(
        self,
        method: str,
        path: str,
        content: bytes | None = None,
        query: Mapping[str, Any] | None = None,
        *,
        content_type: str = "application/json",
    ) -> bytes:
        """Call the control API as it is written; return the answer's bytes. Raises as `ask` does."""
        params = {key: value for key, value in (query or {}).items() if value is not None}
        headers = {} if content is None else {"Content-Type": content_type}
        try:
            reply = self._http.request(method, path, content=content, params=params, headers=headers)
        except httpx.HTTPError as broken:
            raise SimulatorError(f"the simulator at {self.base_url} does not answer: {broken}") from broken
        if not reply.is_success:
            raise SimulatorError(_sentence(reply))
        return reply.content

    def page(self) -> str:
        """Return an address of the sandbox's web page that lets in whoever opens it first."""
        return self.ask("POST", "/pages", PageView).address

    def close(self) -> None:
        """Close the connections to the simulator; it runs on."""
        self._http.close()


def _sentence(reply: httpx.Response) -> str:
    try:
        told = msgspec.json.decode(reply.content, type=dict[str, Any])
    except msgspec.DecodeError:
        return f"the simulator answered {reply.status_code} to {reply.request.method} {reply.request.url.path}"
    return str(told.get("error", told))
