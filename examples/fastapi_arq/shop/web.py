"""The FastAPI application: `uvicorn --factory shop.web:create_app`. Not: what its routes do."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.staticfiles import StaticFiles
from sqlalchemy.exc import SQLAlchemyError

from shop import checkout, logs, pages, settings, staff, webhook
from shop.queue import Queue
from shop.shop import opened

BUSY_SECONDS = 1.0
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def create_app() -> FastAPI:
    config = settings.read()
    logs.configure()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with opened(config, busy_seconds=BUSY_SECONDS) as shop:
            app.state.shop, app.state.queue = shop, Queue(config.redis_url)
            yield
            await app.state.queue.close()

    app = FastAPI(lifespan=lifespan, openapi_url=None)
    app.middleware("http")(add_headers)
    app.exception_handler(RequestValidationError)(malformed)
    app.exception_handler(SQLAlchemyError)(busy)
    app.exception_handler(Exception)(broken)
    for routes in (webhook, checkout, pages, staff):
        app.include_router(routes.router)
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"))

    @app.get("/health")
    async def health() -> dict[str, bool]:
        return {"open": True}

    return app


async def add_headers(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    response = await call_next(request)
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response


# FastAPI's own answer repeats what was sent.
async def malformed(request: Request, error: RequestValidationError) -> JSONResponse:
    wrong = sorted({".".join(str(part) for part in each["loc"][:2]) for each in error.errors()})
    return JSONResponse({"error": "malformed request", "where": wrong}, 422)


async def busy(request: Request, error: SQLAlchemyError) -> JSONResponse:
    logs.note(logging.ERROR, "the database did not answer", method=request.method, error=type(error).__name__)
    return JSONResponse({"error": "Please try again in a moment."}, 503)


async def broken(request: Request, error: Exception) -> JSONResponse:
    return JSONResponse({"error": "Something went wrong here. Please try again."}, 500, headers=HEADERS)
