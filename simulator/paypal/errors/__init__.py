"""PayPal's refusals: one function each, with the name, the issue and the status that the API answers. Not: layout.

How a body is laid out differs by API (`layout.py`). Sentences marked "recorded" in `texts.py` are PayPal's; others are
ours, for clients go by `issue`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from simulator.paypal.errors.texts import MESSAGES, TEXTS
from simulator.provider import Refusal

Detail = Mapping[str, str]


def detail(
    issue: str,
    *,
    field: str | None = None,
    value: str | None = None,
    location: str | None = None,
    description: str | None = None,
) -> dict[str, str]:
    """Return one entry of `details`: what is wrong, and where."""
    told = {"field": field, "value": value, "location": location, "issue": issue}
    made = {key: text for key, text in told.items() if text is not None}
    return made | {"description": description or TEXTS.get(issue, issue.replace("_", " ").capitalize() + ".")}


def refusal(
    status: int,
    name: str,
    details: Sequence[Detail] = (),
    *,
    message: str | None = None,
    links: Sequence[Mapping[str, str]] = (),
    unsupported: bool = False,
    whole: Mapping[str, str] | None = None,
) -> Refusal:
    """Return a refusal of any API but the token's. It is not stored under a PayPal-Request-Id (recorded).

    `whole` is a body that is laid out like no other.
    """
    body: dict[str, Any] = {"name": name, "message": message or MESSAGES.get(name, name), "details": list(details)}
    if whole is not None:
        body["whole"] = whole
    if links:
        body["links"] = list(links)
    code = details[0]["issue"] if details else name
    sentence = details[0].get("description") or details[0]["issue"] if details else body["message"]
    return Refusal(status, body, message=sentence, code=code, executed=False, unsupported=unsupported)


def invalid(*details: Detail) -> Refusal:
    """400: the request is not well-formed."""
    return refusal(400, "INVALID_REQUEST", details)


def unprocessable(
    issue: str,
    *,
    field: str | None = None,
    value: str | None = None,
    location: str | None = None,
    description: str | None = None,
    links: Sequence[Mapping[str, str]] = (),
) -> Refusal:
    """422: well-formed, and not possible."""
    details = [detail(issue, field=field, value=value, location=location, description=description)]
    return refusal(422, "UNPROCESSABLE_ENTITY", details, links=links)


def not_found(field: str | None = None, value: str = "") -> Refusal:
    """404. Some calls name the place, others only the issue (recorded)."""
    if field is None:
        return refusal(404, "RESOURCE_NOT_FOUND", [detail("INVALID_RESOURCE_ID")])
    return refusal(
        404, "RESOURCE_NOT_FOUND", [detail("INVALID_RESOURCE_ID", field=field, value=value, location="path")]
    )


def forbidden(issue: str = "PERMISSION_DENIED") -> Refusal:
    return refusal(403, "NOT_AUTHORIZED", [detail(issue)])


def in_progress() -> Refusal:
    """409: the call that has this PayPal-Request-Id is not over yet."""
    return refusal(409, "RESOURCE_CONFLICT", [detail("PREVIOUS_REQUEST_IN_PROGRESS")])


def unknown_form(event_type: str, version: str) -> Refusal:
    """400: PayPal may have samples of that version, the simulator has one form of each resource."""
    message = f"The simulator does not know {event_type} of resource version {version[:20]}."
    return refusal(400, "VALIDATION_ERROR", [], message=message, unsupported=True)


def not_simulated(what: str) -> Refusal:
    """422: PayPal may do it, the simulator does not."""
    return refusal(422, "UNPROCESSABLE_ENTITY", [], message=f"The simulator has not {what}.", unsupported=True)


def unknown_call(method: str, path: str) -> Refusal:
    """404: PayPal may know the call, the simulator does not."""
    message = f"The simulator does not know {method} {path}."
    return refusal(404, "RESOURCE_NOT_FOUND", [], message=message, unsupported=True)


def media_type() -> Refusal:
    return refusal(415, "UNSUPPORTED_MEDIA_TYPE", [])


def wrong_method() -> Refusal:
    return refusal(405, "METHOD_NOT_SUPPORTED", [])


def validation(field: str, issue: str, location: str = "body") -> Refusal:
    """400 of Webhooks v1, which has a manner of its own (recorded)."""
    return refusal(400, "VALIDATION_ERROR", [{"field": field, "location": location, "issue": issue}])


def oauth(status: int, error: str, description: str) -> Refusal:
    """Of the token endpoint, and of bearer tokens that are none (recorded shape)."""
    body = {"error": error, "error_description": description}
    return Refusal(status, body, message=description, code=error, executed=False)


def invalid_client() -> Refusal:
    """401: recorded, 77 bytes."""
    return oauth(401, "invalid_client", "Client Authentication failed")


def invalid_token(why: str = "Token signature verification failed") -> Refusal:
    """401: recorded for a token that is none."""
    return oauth(401, "invalid_token", why)


def no_token() -> Refusal:
    """401 where no Authorization header came."""
    message = "Authentication failed due to missing or invalid Authorization header."
    return refusal(401, "AUTHENTICATION_FAILURE", [], message=message)


def failure(status: int, message: str | None = None) -> Refusal:
    """Return the refusal for a fault."""
    names = {
        400: "INVALID_REQUEST", 401: "AUTHENTICATION_FAILURE", 403: "NOT_AUTHORIZED", 404: "RESOURCE_NOT_FOUND",
        409: "RESOURCE_CONFLICT", 422: "UNPROCESSABLE_ENTITY", 429: "RATE_LIMIT_REACHED",
        503: "SERVICE_UNAVAILABLE",
    }  # fmt: skip
    return refusal(status, names.get(status, "INTERNAL_SERVER_ERROR"), [], message=message)


def act(sentence: str) -> Refusal:
    """An act of the outside world that is not possible; the sentence is for whoever wrote it."""
    return Refusal(400, {"name": "ACT", "message": sentence, "details": []}, message=sentence, code="act")
