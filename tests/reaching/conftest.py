"""A stand-in for every provider, and how a target of a descriptor reaches it."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import msgspec
import pytest

from harness.descriptor.model import Descriptor
from harness.provider_hosts import API_HOSTS
from harness.target.authority import Authority
from harness.target.reach import Reach
from tests.reaching.recorder import Recorder
from tests.reaching.sdks import installed_for_node


@pytest.fixture
def recorder() -> Iterator[Recorder]:
    with Recorder().listening() as listening:
        yield listening


def descriptor(shim: str | None, *, intercept: bool = False) -> Descriptor:
    """Return a descriptor with every provider; of the rest only what must be there."""
    table: dict[str, Any] = {"webhook_path": "/webhooks", **({"shim": shim} if shim else {})}
    request = {"path": "/orders"}
    written = {
        "target": {"start": "true", "intercept": intercept},
        "provider": dict.fromkeys(API_HOSTS, table),
        "checkout": {"requests": [request], "payment": "payment_intent", "products": {}},
        "order": {"read": request, "status": "$.status", "states": {}},
    }
    return msgspec.convert(written, Descriptor)


Reaching = Callable[..., Reach]


@pytest.fixture
def reaching(recorder: Recorder, tmp_path: Path) -> Iterator[Reaching]:
    """Return how a target reaches the recorder: `reaching("python")`, `reaching(intercept=True)`."""
    urls = dict.fromkeys(API_HOSTS, recorder.url)
    with ExitStack() as closing:

        def make(shim: str | None = None, *, intercept: bool = False) -> Reach:
            reach = Reach(descriptor(shim, intercept=intercept), urls, tmp_path / "reach")
            closing.callback(reach.close)
            if intercept:
                reach.intercept(Authority(tmp_path / "authority"), urls)
            return reach

        yield make


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that every worker has, for what is installed once."""
    base = tmp_path_factory.getbasetemp()
    return (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "sdks"


@pytest.fixture(scope="session")
def node(shared: Path) -> Path:
    """Return where every SDK for Node is installed."""
    return installed_for_node(shared / "node")
