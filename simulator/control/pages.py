"""The route that gives an address of the console. Not: the console, which has a package of its own."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import Response

from simulator.control.wire import Documented, answer
from simulator.views import PageView


def routes(new_page: Callable[[], str]) -> Documented:
    """Return the routes."""
    router = Documented()

    @router.on("POST", "/pages", gives=PageView, status=201)
    async def make_page() -> Response:
        """An address of the sandbox's web page; whoever opens it first is let in, and nobody else by it."""
        return answer(PageView(new_page()), 201)

    return router
