"""A target that keeps its settings itself is told them before it is started, and once it is ready."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import msgspec
import pytest

from harness.descriptor.model import Descriptor
from harness.failures import NoVerdict, WindowShut
from harness.notebook import Notebook
from harness.target.environment import ProviderSettings
from harness.target.instance import Instance
from harness.target.ports import free_port
from harness.target.probe import learn_webhook_path
from harness.target.target import Target

KEPT = """
import os, sys
if not sys.argv[1]:
    sys.exit("the secret key is missing")
open(os.path.join(os.environ["KEPT"], "key"), "w").write(sys.argv[1])
"""
SHOP = """
import json, os, sys
from http.server import BaseHTTPRequestHandler, HTTPServer

asked = {"ready": 0, "hooks": 0}
kept = open(os.path.join(os.environ["KEPT"], "key")).read()


class Shop(BaseHTTPRequestHandler):
    def do_GET(self):
        asked["ready"] += 1
        self.answer(200, {"open": asked["ready"] > 2, "key": kept})

    def do_PUT(self):
        told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        asked["hooks"] += 1
        if not told["secret"]:
            return self.answer(422, {"problem": "the webhook secret is missing"})
        again = os.path.exists(os.path.join(os.environ["KEPT"], "hook"))
        open(os.path.join(os.environ["KEPT"], "hook"), "w").write(told["secret"])
        self.answer(409 if again else 201, {"problem": "there is one"} if again else {"id": "h_7"})

    def answer(self, status, body):
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, *_):
        pass


HTTPServer(("127.0.0.1", int(sys.argv[1])), Shop).serve_forever()
"""
SECRETS = {"secret_key": "sk_test_one", "publishable_key": "pk_test_one", "webhook_secret": "whsec_one"}


def described(**target: Any) -> Descriptor:
    told = {
        "target": {
            "start": f"{sys.executable} shop.py {{port}}",
            "before_start": [f"{sys.executable} kept.py {{stripe.secret_key}}"],
            "env": {"KEPT": "{state}"},
            "ready": {"success": "$.open"},
            "set_up": [
                {
                    "method": "PUT",
                    "path": "/hook",
                    "json": {"secret": "{stripe.webhook_secret}"},
                    "expect": [201, 409],
                    "save": {"hook": "$.id"},
                }
            ],
            **target,
        },
        "provider": {"stripe": {"webhook_path": "/hooks/{hook}"}},
        "checkout": {"requests": [{"path": "/buy"}], "payment": "payment_intent", "products": {}},
        "order": {"read": {"path": "/orders/{order}"}, "status": "$.state", "states": {"paid": ["paid"]}},
    }
    return msgspec.convert(told, Descriptor)


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[Callable[..., Instance]]:
    (tmp_path / "kept.py").write_text(KEPT)
    (tmp_path / "shop.py").write_text(SHOP)
    made: list[Instance] = []

    def make(**target: Any) -> Instance:
        settings = {"stripe": ProviderSettings("http://127.0.0.1:9", **SECRETS)}
        made.append(
            Instance(
                described(**target),
                tmp_path,
                "test",
                settings,
                endpoints={"stripe": "we_1"},
                port=free_port(),
                state=tmp_path / "state",
                notebook=Notebook(),
                on_set_up=lambda one: listening.append(one.webhook_path("stripe")),
            )
        )
        return made[-1]

    listening: list[str] = []
    yield make
    for one in made:
        one.stop()


def kept(tmp_path: Path, name: str) -> str:
    return (tmp_path / "state" / name).read_text()


def test_it_is_told_before_and_after_it_starts_and_says_where_it_listens(
    instance: Callable[..., Instance], tmp_path: Path
) -> None:
    shop = instance()
    shop.start()

    assert kept(tmp_path, "key") == "sk_test_one"
    assert kept(tmp_path, "hook") == "whsec_one"
    assert shop.webhook_path("stripe") == "/hooks/h_7"
    assert shop.values["hook"] == "h_7"


def test_a_later_start_tells_other_settings_and_keeps_what_was_saved_first(
    instance: Callable[..., Instance], tmp_path: Path
) -> None:
    shop = instance()
    shop.start()
    with shop.restarted_with({"stripe.secret_key": "sk_test_two", "stripe.webhook_secret": "whsec_two"}):
        meanwhile = kept(tmp_path, "key"), kept(tmp_path, "hook"), shop.webhook_path("stripe")

    assert meanwhile == ("sk_test_two", "whsec_two", "/hooks/h_7")
    assert (kept(tmp_path, "key"), kept(tmp_path, "hook")) == ("sk_test_one", "whsec_one")


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("stripe.secret_key", r"\[target\] before_start: .*the secret key is missing"),
        ("stripe.webhook_secret", r"could not be set up: PUT /hook answered 422 \(\[target\] set_up\[0\]: path"),
    ],
)
def test_a_setting_that_is_refused_is_a_start_that_is_refused(
    instance: Callable[..., Instance], setting: str, said: str
) -> None:
    with pytest.raises(NoVerdict, match=said):
        instance().start({setting: None})


def test_it_is_not_ready_before_it_says_so(instance: Callable[..., Instance]) -> None:
    shop = instance(ready={"success": "$.never"})

    assert not shop.try_start(within=1.0)
    assert shop.running


@pytest.mark.parametrize(
    ("descriptor", "setting", "name"),
    [
        ({}, "secret_key", "stripe.secret_key"),
        ({}, "webhook_secret", "stripe.webhook_secret"),
        ({}, "publishable_key", None),
        ({"env": {"HOOK": "{stripe.webhook_secret}"}}, "webhook_secret", "HOOK"),
        ({"env": {"ALL": "key={stripe.publishable_key}"}}, "publishable_key", "stripe.publishable_key"),
    ],
)
def test_it_is_known_how_a_start_is_told_a_setting(
    instance: Callable[..., Instance], descriptor: dict[str, Any], setting: str, name: str | None
) -> None:
    assert instance(**descriptor).told_by("stripe", setting) == name


def test_where_webhooks_are_taken_may_be_known_only_from_a_checkout(
    instance: Callable[..., Instance],
) -> None:
    shop = instance(set_up=[])
    replies = [{"basket": "b_1"}, {"basket": "b_2", "hook": "h_9"}]
    target = cast(
        "Target",
        SimpleNamespace(
            instance=shop,
            provider="stripe",
            notebook=Notebook(),
            try_checkout=lambda: SimpleNamespace(values=replies.pop(0), needs=None, missing=None),
        ),
    )

    with pytest.raises(WindowShut, match=r"the path of webhooks holds \{hook\}, which a first checkout did not tell"):
        learn_webhook_path(target)
    learn_webhook_path(target)
    learn_webhook_path(target)  # known by now: nobody buys again

    assert shop.webhook_path("stripe") == "/hooks/h_9"
    assert replies == []
