"""What a browser gets is found by following what pages name, within the target and no further."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import httpx

from harness.descriptor.model import HttpRequest
from harness.target import crawl
from harness.target.requests import Replied

BASE = "http://127.0.0.1:8000"
SITE = {
    "/": '<html><a href="/about">a</a><a href="https://elsewhere.example/x">b</a>'
    '<img src="/logo.png"><a href="#top">c</a>',
    "/about": '<a href="/">home</a><script src="/static/app.js"></script><a href="/logout">out</a>',
    "/static/app.js": 'import x from "./part.js"\n//# sourceMappingURL=app.js.map',
    "/static/app.js.map": '{"sources": ["settings.ts"]}',
    "/static/part.js": "export const {order} = 1",
    "/pay/7": "<form action=/x>the payment page</form>",
}


class Visitor:
    def __init__(self) -> None:
        self.asked: list[str] = []

    def send(self, request: HttpRequest, values: dict[str, str], *, quiet: bool = False) -> Replied:
        path = request.path.format(**values)
        self.asked.append(path)
        return Replied(httpx.Response(200 if path in SITE else 404, text=SITE.get(path, "no")), f"GET {path}")


def test_pages_scripts_and_maps_are_followed_and_nothing_beyond() -> None:
    visitor = Visitor()
    order: Any = SimpleNamespace(browser=visitor, values={"order": "7"})
    checkout = SimpleNamespace(page=HttpRequest(path="/pay/{order}"))
    target: Any = SimpleNamespace(
        descriptor=SimpleNamespace(checkout=checkout, return_=None), instance=SimpleNamespace(base_url=BASE)
    )

    found = crawl.pages(target, order)

    assert sorted(found) == sorted(f"GET {path}" for path in SITE)
    assert not {"/logo.png", "/logout", "/x"} & set(visitor.asked)
    assert len(visitor.asked) == len(SITE) + 1, "each is asked for once, and the first page again by its own link"


def test_data_is_no_page() -> None:
    assert crawl.is_markup("<!doctype html><p>tea")
    assert not crawl.is_markup('{"order": 7}')
    assert not crawl.is_markup("ok")
