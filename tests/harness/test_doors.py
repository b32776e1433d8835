"""Doors that a stranger finds open in live, and pages that only look like some."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from harness.descriptor.model import HttpRequest, Profile
from harness.target import doors
from harness.target.requests import Replied

PAGE = "<html><title>Shop</title><body>" + "<p>Everything for tea, sent within a day.</p>" * 20


class Shop:
    """Answers by address, and every other address with `elsewhere`."""

    def __init__(self, pages: dict[str, tuple[int, str]], elsewhere: tuple[int, str] = (404, "not here")) -> None:
        self.pages, self.elsewhere, self.asked = pages, elsewhere, 0
        self.browser: Any = self
        live = Profile(absent=(HttpRequest(path="/pay-for-nothing/{order}", method="POST"),))
        self.descriptor: Any = SimpleNamespace(target=SimpleNamespace(profiles={"live": live}))

    def another(self) -> Shop:
        return self

    def unique(self) -> str:
        return "ada-7"

    def send(self, request: HttpRequest, values: dict[str, str], *, quiet: bool = False) -> Replied:
        self.asked += 1
        status, text = self.pages.get(request.path, self.elsewhere)
        return Replied(httpx.Response(status, text=text.replace("NONCE", str(self.asked))), request.path)


ORDER: Any = SimpleNamespace(values={"order": "7"})


@pytest.mark.parametrize(
    ("path", "text", "what", "grave"),
    [
        ("/.env", "STRIPE_SECRET_KEY=…", "the files of the server", True),
        ("/.git/HEAD", "ref: refs/heads/main", "the files of the server", True),
        ("/actuator", '{"_links": {"self": {}}}', "a page for debugging", True),
        ("/openapi.json", '{"openapi": "3.1.0"}', "a description of the API", False),
        ("/metrics", "# HELP up Whether\n# TYPE up gauge", "figures of the process", False),
    ],
)
def test_what_shows_the_inside_is_found_by_what_it_says(path: str, text: str, what: str, grave: bool) -> None:
    tried, opened = doors.of_the_inside(Shop({path: (200, text)}))  # type: ignore[arg-type]

    assert tried > 30
    assert [(door.request, door.what, door.grave) for door in opened] == [(f"GET {path}", what, grave)]


@pytest.mark.parametrize(
    ("pages", "elsewhere"),
    [
        ({"/docs": (200, "How to brew tea")}, (404, "not here")),
        ({"/console": (200, 'debug <input type="password">')}, (404, "not here")),
        ({"/metrics": (401, "# HELP up")}, (404, "not here")),
        ({}, (200, PAGE + "debug routes NONCE")),
    ],
)
def test_pages_that_show_nothing_are_no_doors(pages: dict[str, Any], elsewhere: tuple[int, str]) -> None:
    shop: Any = Shop(pages, elsewhere)

    assert doors.of_the_inside(shop)[1] == []
    assert doors.of_testers(shop, ORDER)[1] == []


def test_a_door_for_testers_is_one_whatever_it_says_and_a_declared_one_is_tried() -> None:
    shop: Any = Shop({"/test/pay/{order}": (204, ""), "/pay-for-nothing/{order}": (200, "ok")})

    _, opened = doors.of_testers(shop, ORDER)

    assert [door.request for door in opened] == ["POST /test/pay/{order}", "POST /pay-for-nothing/{order}"]
