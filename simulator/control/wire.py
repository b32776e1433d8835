"""How the control API reads, answers, refuses and documents itself. Not: what it does.

Bodies and answers are msgspec structs, the same that the client decodes into; their JSON schemas become components of
the OpenAPI document, so that what is documented is what is checked.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from typing import Annotated, Any, TypeVar

import msgspec
from fastapi import APIRouter, Depends, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.exceptions import HTTPException

from simulator.control.links import add_links

T = TypeVar("T")

BEARER = HTTPBearer(auto_error=False, description="The token that the simulator printed when it was ready.")


class Refused(Exception):  # noqa: N818 - it is answered, not logged
    """The request is refused with `status` and one sentence."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence


class Problem(msgspec.Struct, frozen=True):
    """What every refusal says."""

    error: str


def answer(value: Any, status: int = 200) -> Response:
    """Return `value` as JSON."""
    return Response(msgspec.json.encode(value), status, media_type="application/json")


def takes(kind: type[T]) -> Any:
    """Return the dependency that reads the body as `kind`. What does not fit is refused with its place."""

    async def read(request: Request) -> T:
        raw = await request.body()
        try:
            return msgspec.json.decode(raw or b"{}", type=kind)
        except msgspec.ValidationError as wrong:
            raise Refused(422, f"body: {wrong}") from None
        except (msgspec.DecodeError, UnicodeDecodeError) as wrong:
            raise Refused(400, f"the body is no JSON: {wrong}. Send an object, or nothing") from None

    return Depends(read)


class Documented(APIRouter):
    """A router whose routes say what they take, give and refuse in msgspec types."""

    def __init__(self) -> None:
        super().__init__(default_response_class=Response)
        self.kinds: set[Any] = {Problem}

    def on(
        self, method: str, path: str, *, gives: Any, body: Any = None, status: int = 200, refuses: Sequence[int] = ()
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Register a route with its documentation; 401 is said for every one of them."""
        self.kinds |= {gives, body} - {None, bytes}
        required = body is bytes
        extra = {"requestBody": {"content": _content(body), "required": required}} if body is not None else None
        bad = {401, *refuses} | ({400, 422} if body is not None else set())
        responses: dict[int | str, dict[str, Any]] = {
            code: {"description": _MEANING[code], "content": _content(Problem)} for code in sorted(bad)
        }
        responses[status] = {"description": "Done", "content": _content(gives)}
        return self.api_route(
            path,
            methods=[method],
            status_code=status,
            openapi_extra=extra,
            responses=responses,
        )


_MEANING = {
    400: "The body is no JSON",
    401: "The token is missing or unknown",
    404: "There is no such thing",
    409: "It is not possible now",
    422: "The request says something that cannot be; the sentence names the place and the remedy",
}


def _content(kind: Any) -> dict[str, Any]:
    if kind is bytes:
        return {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
    (schema,), _ = msgspec.json.schema_components([kind], ref_template="#/components/schemas/{name}")
    return {"application/json": {"schema": schema}}


def guarded(token: str) -> Any:
    """Return the dependency that lets in only who knows the token."""

    async def check(credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(BEARER)]) -> None:
        given = credentials.credentials if credentials else ""
        if not secrets.compare_digest(given.encode(), token.encode()):
            raise Refused(401, "the token is missing or unknown. Send Authorization: Bearer TOKEN, as printed at start")

    return Depends(check)


def tell_refusals(app: FastAPI) -> None:
    """Answer every refusal, ours and the framework's, in one manner."""

    async def refused(_: Request, no: Exception) -> Response:
        assert isinstance(no, Refused)  # noqa: S101 - registered for it
        headers = {"WWW-Authenticate": "Bearer"} if no.status == 401 else None
        return Response(msgspec.json.encode(Problem(no.sentence)), no.status, headers, "application/json")

    async def http(request: Request, no: Exception) -> Response:
        assert isinstance(no, HTTPException)  # noqa: S101 - registered for it
        sentence = f"{request.method} {request.url.path}: {no.detail}. See /openapi.json"
        return Response(msgspec.json.encode(Problem(sentence)), no.status_code, no.headers, "application/json")

    async def invalid(_: Request, no: Exception) -> Response:
        assert isinstance(no, RequestValidationError)  # noqa: S101 - registered for it
        first = no.errors()[0]
        place = ".".join(str(step) for step in first["loc"])
        return answer(Problem(f"{place} = {first.get('input')!r}: {first['msg']}"), 422)

    async def fault(_: Request, ours: Exception) -> Response:
        return answer(Problem(f"a fault of the simulator, not of yours: {type(ours).__name__}: {ours}"), 500)

    app.add_exception_handler(Refused, refused)
    app.add_exception_handler(Exception, fault)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(RequestValidationError, invalid)


def document(app: FastAPI, kinds: set[Any], provider: str) -> Callable[[], dict[str, Any]]:
    """Return the function that makes the OpenAPI document, with every struct among its components, and its links."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            made = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
            _, components = msgspec.json.schema_components(
                sorted(kinds, key=str), ref_template="#/components/schemas/{name}"
            )
            made.setdefault("components", {})["schemas"] = components
            _forget_foreign_refusals(made)
            add_links(made, provider)
            app.openapi_schema = made
        return app.openapi_schema

    return openapi


def _forget_foreign_refusals(made: dict[str, Any]) -> None:
    """Take out the 422 that FastAPI writes for every parameter: it names a schema that is not ours, and is not sent.

    A route whose parameters can be refused says so itself.
    """
    for methods in made["paths"].values():
        for told in methods.values():
            if "HTTPValidationError" in str(told["responses"].get("422")):
                del told["responses"]["422"]
