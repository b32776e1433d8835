"""Routes for a world's whole state: as a file, and as checkpoints to go back to. Not: what is in it.

A file is written and read in a thread: calls of this world and of others go on meanwhile.
"""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import Query, Request, Response

from simulator import snapshot
from simulator.control.context import Context, show_world
from simulator.control.wire import Documented, Refused, answer
from simulator.control.worlds import Done
from simulator.views import WorldView

FILE = "application/octet-stream"
Replace = Annotated[bool, Query(description="Close the open world of that id first, without a word.")]


def routes(context: Context) -> Documented:
    """Return the routes."""
    router = Documented()
    _files(router, context)
    _checkpoints(router, context)
    return router


def _files(router: Documented, context: Context) -> None:
    @router.on("POST", "/worlds/{world}/snapshot", gives=bytes, refuses=[404, 409])
    async def take_snapshot(world: str) -> Response:
        """The world's whole state, secret keys and webhook secrets included, for `POST /worlds/restore`.

        Journal, delivery records and what is on its way at this moment are no part of it.
        """
        held = snapshot.hold(context.sandbox, context.engine, context.world(world))
        try:
            content = await asyncio.to_thread(snapshot.written, context.sandbox.providers, held)
        except snapshot.Unsaveable as gap:
            raise Refused(409, str(gap)) from None
        return Response(memoryview(content), media_type=FILE)

    @router.on("POST", "/worlds/restore", gives=WorldView, body=bytes, status=201, refuses=[409])
    async def restore_world(request: Request, replace: Replace = False) -> Response:
        """Open the world of a snapshot under its own id, with its own keys; its clock goes on from where it stood."""
        content = await request.body()
        try:
            held = await asyncio.to_thread(lambda: snapshot.read(context.sandbox, snapshot.decode(content)))
            world = snapshot.admit(context.sandbox, context.engine, held, replace=replace)
        except snapshot.BrokenSnapshot as broken:
            raise Refused(422, f"the snapshot cannot be read: {broken}") from None
        except snapshot.Clash as clash:
            raise Refused(409, f"{clash}: DELETE /worlds/{{id}}, or ?replace=true") from None
        return answer(show_world(context.sandbox, world), 201)


def _checkpoints(router: Documented, context: Context) -> None:
    place = "/worlds/{world}/checkpoints/{name}"

    @router.on("PUT", place, gives=Done, refuses=[404])
    async def hold(world: str, name: str) -> Response:
        """Remember the world as it is now, in memory; an earlier checkpoint of that name is replaced.

        It is gone when the world is closed. What it holds and lacks is what a snapshot holds and lacks.
        """
        found = context.world(world)
        found.checkpoints[name] = snapshot.hold(context.sandbox, context.engine, found)
        return answer(Done())

    @router.on("POST", f"{place}/restore", gives=Done, refuses=[404, 409])
    async def go_back(world: str, name: str) -> Response:
        """Let the world be what it was, as often as one likes; its checkpoints stay, and its clock is set back.

        Webhooks under way are stopped, calls that are held get no answer; calls and delivery records are forgotten.
        """
        try:
            snapshot.go_back(context.sandbox, context.engine, context.checkpoint(world, name))
        except snapshot.Clash as clash:
            raise Refused(409, str(clash)) from None
        return answer(Done())

    @router.on("DELETE", place, gives=Done, refuses=[404])
    async def drop(world: str, name: str) -> Response:
        """Forget a checkpoint."""
        context.checkpoint(world, name)
        del context.world(world).checkpoints[name]
        return answer(Done())
