"""Links of what is shown. Not: which links an object has."""

from __future__ import annotations

from simulator.world import Books


def link(books: Books, path: str, rel: str, method: str = "GET") -> dict[str, str]:
    """Return a link, keys in the recorded order. Its host is the simulator's, whatever the caller called it."""
    return {"href": f"{books.base_url}{path}", "rel": rel, "method": method}
