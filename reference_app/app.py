"""The web process: the routes, put together. Not: what any of them does."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from reference_app import errors, transport, violations
from reference_app.accounts import pages as account
from reference_app.accounts import routes as accounts
from reference_app.admin import routes as admin
from reference_app.checkout import carts, pages
from reference_app.checkout import routes as checkout
from reference_app.edge import Edge
from reference_app.inbox import routes as inbox
from reference_app.inbox.writer import GroupWriter
from reference_app.lane import new_lane
from reference_app.logs import log
from reference_app.orders import receipts
from reference_app.orders import routes as orders
from reference_app.settings import Settings
from reference_app.shop import open_shop
from reference_app.subscriptions import pages as subscriber
from reference_app.subscriptions import routes as subscriptions

NOT_STARTED = 3
"""Exit code: settings were right, and yet it could not serve; its port is taken, say."""
STATIC = Path(__file__).parent / "pages" / "static"


def create_app(settings: Settings) -> FastAPI:
    """Make the application. The live shop publishes no API description."""
    app = FastAPI(
        title="Shop",
        version="1",
        lifespan=_lifespan,
        openapi_url=None if settings.live else "/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    app.state.shop = open_shop(settings)
    errors.install(app)
    for router in (
        checkout.router,
        carts.router,
        orders.router,
        receipts.router,
        subscriptions.router,
        accounts.router,
        inbox.router,
        admin.router,
        pages.router,
        account.router,
        subscriber.router,
        violations.router,
    ):
        app.include_router(router)
    for router, configured in ((inbox.square, settings.square), (inbox.paypal, settings.paypal)):
        if configured:
            app.include_router(router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.add_middleware(Edge, settings=settings)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    settings: Settings = app.state.shop.settings
    app.state.lane = new_lane()
    app.state.hashing = accounts.new_limiter()
    app.state.reports = violations.Budget()
    app.state.inbox = GroupWriter(settings.inbox_path)
    log("web_ready", mode=settings.mode)
    yield
    app.state.inbox.close()


def serve(settings: Settings, host: str, port: int) -> None:
    """Serve until told to stop. The access log is off: paths and queries of strangers do not belong in ours."""
    config = uvicorn.Config(
        create_app(settings),
        host=host,
        port=port,
        log_config=None,
        http="httptools",
        ws="none",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=3,
    )
    config.load()
    config.ssl = transport.serving(settings)
    server = uvicorn.Server(config)
    with suppress(KeyboardInterrupt), transport.plain_http_refused(settings, host):
        server.run()
    if not server.started:
        sys.exit(NOT_STARTED)
