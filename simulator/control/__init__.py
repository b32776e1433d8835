"""The control API: what scenarios, the client and a developer's own tests may do to a simulator. Not: the providers'.

On loopback, behind a token, with one clear sentence for whatever is refused. `/openapi.json` documents it all.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from fastapi import FastAPI, Response

from simulator.control import deliveries, events, feed, happenings, pages, plans, snapshots, worlds
from simulator.control.context import Context
from simulator.control.wire import answer, document, guarded, tell_refusals
from simulator.delivery.engine import Engine
from simulator.sandbox import Sandbox

ABOUT = """What a developer's own tests may do to the simulated providers. The token is printed at start.

The providers' own APIs are elsewhere: `POST /worlds` tells their addresses and keys."""


class Health(msgspec.Struct, frozen=True):
    status: str


def app_of(sandbox: Sandbox, engine: Engine, token: str, new_page: Callable[[], str]) -> FastAPI:
    """Return the control API of one running simulator; `new_page` gives an address of the console that opens it."""
    app = FastAPI(
        title="Assay simulator control",
        version="1",
        description=ABOUT,
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=lambda route: route.name,
    )
    context = Context(sandbox, engine)
    kinds = set()
    rooms = (worlds, deliveries, happenings, events, feed, snapshots)
    for router in (*(room.routes(context) for room in rooms), plans.routes(), pages.routes(new_page)):
        app.include_router(router, dependencies=[guarded(token)])
        kinds |= router.kinds

    @app.get("/health", response_class=Response)
    async def get_health() -> Response:
        """Say that it is there; no token is needed."""
        return answer(Health("ok"))

    tell_refusals(app)
    app.openapi = document(app, kinds, next(iter(sandbox.providers)))  # type: ignore[method-assign]  # FastAPI's documented way to extend the document
    return app
