"""Which request may follow which answer, told by the links of the OpenAPI document. Not: any route.

A reader sees where the ids come from that a path asks for; a tester can walk from one answer to the next request.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

BODY = "$response.body#"


@dataclass(frozen=True, slots=True)
class Follows:
    """A request that may follow an answer; what both paths name stays the same."""

    operation: str
    after: str
    parameters: dict[str, str] = field(default_factory=dict)
    body: Any = None


FOLLOWING = (
    Follows("change_endpoint", "register_endpoint", {"endpoint": f"{BODY}/id"}),
    Follows("list_endpoints", "register_endpoint"),
    Follows("change_endpoint", "list_endpoints", {"endpoint": f"{BODY}/0/id"}),
    Follows("change_key", "make_key", body={"secret_key": f"{BODY}/secret_key"}),
    Follows("list_faults", "set_fault"),
    Follows("let_go", "set_fault", {"fault": f"{BODY}/id"}),
    Follows("heal_fault", "set_fault", {"fault": f"{BODY}/id"}),
    Follows("release_news", "set_news"),
    Follows("get_object", "list_objects", {"id": f"{BODY}/0/id"}),
    Follows("do_act", "list_objects", body={"params": {"object": f"{BODY}/0/id"}}),
    Follows("invent_event", "list_objects", body={"object": f"{BODY}/0/id"}),
    Follows("list_events", "do_act"),
    Follows("get_event_body", "do_act", {"event": f"{BODY}/events/0/id"}),
    Follows("deliver", "do_act", body={"schedule": [{"event": f"{BODY}/events/0/id"}]}),
    Follows("get_event_body", "list_events", {"event": f"{BODY}/0/id"}),
    Follows("deliver", "list_events", body={"schedule": [{"event": f"{BODY}/0/id"}]}),
    Follows("release_news", "list_events", body={"events": [f"{BODY}/0/id"]}),
    Follows("get_event_body", "invent_event", {"event": f"{BODY}/id"}),
    Follows("deliver", "invent_event", body={"schedule": [{"event": f"{BODY}/id"}]}),
    Follows("list_deliveries", "deliver", {"since": f"{BODY}/records/0/seq"}),
    Follows("get_reply", "list_calls", {"seq": f"{BODY}/0/seq"}),
    Follows("get_feed", "get_feed", {"calls": f"{BODY}/last_call", "deliveries": f"{BODY}/last_delivery"}),
    Follows("apply_behaviour", "list_behaviours", {"behaviour": f"{BODY}/0/name"}),
    Follows("restore_world", "take_snapshot", {"replace": "true"}, "$response.body"),
)


def add_links(document: dict[str, Any], provider: str) -> None:
    """Write the links into the answers of an OpenAPI document; `provider` is the one that a world's links lead to."""
    paths = {told["operationId"]: path for path, _, told in _operations(document)}
    followers = [*FOLLOWING, *_of_a_world(paths, provider)]
    for path, _, told in _operations(document):
        name = told["operationId"]
        links = {
            one.operation: _link(one, _named(path) & _named(paths[one.operation]))
            for one in followers
            if one.after == name
        }
        (done,) = (answer for code, answer in told["responses"].items() if code.startswith("2"))
        if links:
            done["links"] = links


def _of_a_world(paths: dict[str, str], provider: str) -> Iterator[Follows]:
    """Yield what may follow at once when a world was made: all that asks for no other id."""
    known = {"world": f"{BODY}/id", "provider": provider, "side": "test"}
    for operation, path in paths.items():
        asked = _named(path)
        if "world" in asked and asked <= known.keys():
            yield Follows(operation, "make_world", {name: known[name] for name in sorted(asked)})


def _link(one: Follows, shared: set[str]) -> dict[str, Any]:
    stays = {name: f"$request.path.{name}" for name in sorted(shared - one.parameters.keys())}
    link: dict[str, Any] = {"operationId": one.operation, "parameters": stays | one.parameters}
    return link if one.body is None else {**link, "requestBody": one.body}


def _named(path: str) -> set[str]:
    return set(re.findall(r"{(\w+)}", path))


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, told in methods.items():
            yield path, method, told
