"""What a file link's address serves: the bytes, to whoever has it. Not: files behind a key."""

from __future__ import annotations

from simulator.provider import Reply
from simulator.sandbox import Sandbox
from simulator.stripe.replies import raw
from simulator.stripe.resources.file import File, FileLink


def serve(sandbox: Sandbox, token: str) -> Reply:
    """Answer with the file; 404 for a link that never was or has ended."""
    for world in sandbox.worlds.values():
        for books in world.all_books():
            for made in books.of_kind(FileLink):
                file = books.objects.get(made.file)
                over = made.expires_at is not None and made.expires_at <= books.clock.now()
                if made.token == token and not over and isinstance(file, File):
                    return raw(file)
    return Reply(404, b"")
