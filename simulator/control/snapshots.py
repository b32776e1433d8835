"""Routes for snapshots: a world's whole state as a file, and a world from one. Not: what is in it."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Request, Response

from simulator import snapshot
from simulator.control.context import Context, show_world
from simulator.control.wire import Documented, Refused, answer
from simulator.views import WorldView

FILE = "application/octet-stream"
Replace = Annotated[bool, Query(description="Close the open world of that id first, without a word.")]


def routes(context: Context) -> Documented:
    """Return the routes."""
    router = Documented()

    @router.on("POST", "/worlds/{world}/snapshot", gives=bytes, refuses=[404, 409])
    async def take_snapshot(world: str) -> Response:
        """The world's whole state, secret keys and webhook secrets included, for `POST /worlds/restore`.

        Journal, delivery records and what is on its way at this moment are no part of it.
        """
        try:
            saved = snapshot.take(context.sandbox, context.engine, context.world(world))
        except snapshot.Unsaveable as gap:
            raise Refused(409, str(gap)) from None
        return Response(snapshot.encode(saved), media_type=FILE)

    @router.on("POST", "/worlds/restore", gives=WorldView, body=bytes, status=201, refuses=[409])
    async def restore_world(request: Request, replace: Replace = False) -> Response:
        """Open the world of a snapshot under its own id, with its own keys; its clock goes on from where it stood."""
        try:
            saved = snapshot.decode(await request.body())
            world = snapshot.restore(context.sandbox, context.engine, saved, replace=replace)
        except snapshot.BrokenSnapshot as broken:
            raise Refused(422, f"the snapshot cannot be read: {broken}") from None
        except snapshot.Clash as clash:
            raise Refused(409, f"{clash}: DELETE /worlds/{{id}}, or ?replace=true") from None
        return answer(show_world(world), 201)

    return router
