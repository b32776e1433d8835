"""Refusals as the client sees them. Not: a copy of what it sent; FastAPI's own 422 would echo the input.

Every refusal has the same shape: {"error": code, "message": sentence, "fields": [...]}. What went wrong inside is in
the log under the same reference, never in the answer.
"""

from __future__ import annotations

import secrets
from typing import Any

import sqlalchemy as sa
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.types import Scope

from reference_app.logs import log
from reference_app.refusal import RefusalError


class Problem(BaseModel):
    """A refusal, or an error of ours."""

    error: str
    message: str
    fields: list[str] = []
    """Names of the fields that were not understood, never their values."""


def problem(
    status: int, error: str, message: str, fields: list[str] | None = None, headers: dict[str, str] | None = None
) -> JSONResponse:
    return JSONResponse({"error": error, "message": message, "fields": fields or []}, status, headers)


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The refusals of a route, for the OpenAPI document."""
    return {status: {"model": Problem} for status in statuses}


def install(app: FastAPI) -> None:
    app.add_exception_handler(RefusalError, _refused)
    app.add_exception_handler(RequestValidationError, _not_understood)
    app.add_exception_handler(HTTPException, _http)


def _refused(_request: Request, refusal: Exception) -> JSONResponse:
    assert isinstance(refusal, RefusalError)  # noqa: S101 - registered for it above
    return problem(refusal.status, refusal.error, refusal.message, headers=refusal.headers)


def _not_understood(_request: Request, mistake: Exception) -> JSONResponse:
    assert isinstance(mistake, RequestValidationError)  # noqa: S101 - registered for it above
    # Only the names of *our* fields: a location inside the JSON text, or a key of the client's, is not repeated.
    known = {str(part) for error in mistake.errors() for part in error["loc"][1:2] if isinstance(part, str)}
    return problem(422, "not_understood", "Some fields are missing or not valid.", sorted(known))


def _http(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for it above
    words = {404: "There is nothing here.", 405: "This address does not take that method."}
    message = words.get(error.status_code, "This request was refused.")
    return problem(error.status_code, "refused", message, headers=dict(error.headers or {}))


def unexpected(scope: Scope, error: Exception) -> JSONResponse:
    """Our fault: the log gets the type and the place, the client a reference.

    Neither gets the message's text, nor a traceback: there may be anything in it. A database that is away is 503, for
    it comes back.
    """
    reference = secrets.token_hex(6)
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}" if trace else "?"
    route = getattr(scope.get("route"), "path", "?")
    log("unexpected", error_reference=reference, kind=type(error).__name__, place=place, route=route)
    if isinstance(error, sa.exc.DBAPIError | sa.exc.TimeoutError):
        return problem(503, "not_now", "We cannot do that just now. Please try again.", headers={"Retry-After": "2"})
    return problem(500, "internal", f"We could not do that. If you ask us, name the reference {reference}.")
