"""The sandbox's web page: its files, its door, and its way to the control API. Not: what the control API does.

It lives on control's port, under `/console/`. The page is never sent the control token: a browser is let in by a code
that works once, gets a cookie, and what it then asks under `/console/api/` is asked of the control API for it. What
comes back is masked on the way, whatever it is.
"""

from __future__ import annotations

from urllib.parse import parse_qs

import msgspec
from starlette.types import ASGIApp, Receive, Scope, Send

from simulator.console.door import Door
from simulator.console.files import FILES, page, sign_in
from simulator.console.relay import relay, whole_body
from simulator.console.replies import say, send_reply

PREFIX = "/console"
MOST_TYPED = 4096
"""Bytes that the form of the door may send."""


def app_of(control: ASGIApp, token: str, door: Door) -> ASGIApp:
    """Return the application of control's port: the console where it is asked for, and the control API elsewhere."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        if path != PREFIX and not path.startswith(f"{PREFIX}/"):
            await control(scope, receive, send)
            return
        if not door.is_ours(scope):
            await say(send, 421, f"this is not {door.address}, and only that is answered")
        elif path.startswith(f"{PREFIX}/api/"):
            await _ask(control, token, door, scope, receive, send)
        elif path in (PREFIX, f"{PREFIX}/"):
            await _open(door, token, scope, receive, send)
        elif scope["method"] in ("GET", "HEAD") and (file := FILES.get(path.removeprefix(f"{PREFIX}/"))):
            await send_reply(send, file())
        else:
            await say(send, 404, f"there is no {path} in the console")

    return app


async def _open(door: Door, token: str, scope: Scope, receive: Receive, send: Send) -> None:
    """Show the page to whoever may see it, let in who brings a code or the token, and ask the others for one."""
    if scope["path"] == PREFIX:
        await send_reply(send, sign_in(303, location=f"{PREFIX}/"))
        return
    if scope["method"] == "POST":
        typed = parse_qs((await whole_body(receive, MOST_TYPED)).decode("utf-8", "replace"))
        if door.fits(typed.get("token", [""])[0].strip(), token) and door.same_origin(scope):
            await send_reply(send, sign_in(303, location=f"{PREFIX}/", cookie=door.let_in()))
        else:
            await send_reply(send, sign_in(403, mistake="That is not the token that this simulator printed."))
        return
    if scope["method"] not in ("GET", "HEAD"):
        await say(send, 405, "the page is read by GET")
        return
    code = parse_qs(scope["query_string"].decode("latin-1")).get("code", [""])[0]
    if door.knows(scope):
        await send_reply(send, page())
    elif code and door.redeem(code):
        await send_reply(send, page(cookie=door.let_in()))
    else:
        used = "This address has let somebody in already, or belongs to a simulator that has ended." if code else ""
        await send_reply(send, sign_in(403, mistake=used))


async def _ask(control: ASGIApp, token: str, door: Door, scope: Scope, receive: Receive, send: Send) -> None:
    """Ask the control API for the page, if it is the page that asks."""
    if not door.knows(scope):
        await say(
            send, 401, "this browser is not let in. Open the address that the simulator printed, or give the token"
        )
    elif not door.asked_by_page(scope):
        await say(send, 403, f"only the console's own page asks here: send {door.HEADER}: 1 from {door.address}")
    else:
        try:
            await relay(control, token, f"{PREFIX}/api", scope, receive, send)
        except msgspec.DecodeError as broken:
            await say(send, 502, f"the control API answered what is no JSON: {broken}")
