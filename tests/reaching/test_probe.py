"""A shop whose code names the provider is reached by a run, or what it does not heed is said with the remedy."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from harness.descriptor import read
from harness.failures import NoVerdict, WindowShut
from harness.session import Session
from harness.target import over_tls
from tests.reaching.sdks import PROGRAMS

DESCRIPTOR = """
[target]
start = '{start}'
intercept = {intercept}
{more}

[provider.stripe]
webhook_path = "/webhooks"
secret_key_env = "STRIPE_SECRET_KEY"
{shim}

[checkout]
payment = "payment_intent"
order_id = "{{path}}"
products = {{ tea = {{ sku = "tea", amount = 1999, currency = "eur" }} }}

[[checkout.requests]]
method = "POST"
path = "/orders"
json = {{ sku = "{{sku}}" }}
save = {{ path = "$.path" }}

[order]
read = {{ path = "{{path}}" }}
status = "$.status"
states = {{ unpaid = ["pending"], paid = ["paid"] }}
"""

# no shim, and no way out either
CLEARED = f"env -u PYTHONPATH HTTPS_PROXY=http://127.0.0.1:9 {{python}} {PROGRAMS / 'shop.py'}"

Starting = Callable[..., Session]


@pytest.fixture
def starting(tmp_path: Path) -> Iterator[Starting]:
    """Return a session: `starting("sdk", shim="python")`, `starting("httpx", intercept=True)`."""
    sessions: list[Session] = []

    def start(
        manner: str,
        *,
        shim: str | None = None,
        intercept: bool = False,
        command: str = f"{{python}} -s {PROGRAMS / 'shop.py'}",
        more: str = "",
    ) -> Session:
        file = tmp_path / "assay.toml"
        written = DESCRIPTOR.format(
            start=f"{command} {{port}} {manner}",
            intercept=str(intercept).lower(),
            more=more,
            shim=f'shim = "{shim}"' if shim else "",
        )
        file.write_text(written)
        sessions.append(Session(read(file), tmp_path, tmp_path / "work", 5))
        return sessions[-1]

    yield start
    for session in sessions:
        session.close()


@pytest.mark.parametrize(("manner", "shim", "intercept"), [("sdk", "python", False), ("httpx", None, True)])
def test_a_shop_that_names_its_provider_is_reached(
    manner: str, shim: str | None, intercept: bool, starting: Starting
) -> None:
    session = starting(manner, shim=shim, intercept=intercept)
    target = session.target("test", "stripe")

    order = target.order("sample")

    assert order.payment.startswith("pi_")
    assert order.values["path"] == "/orders/2"  # the first was the probe's


@pytest.mark.skipif(shutil.which("node") is None, reason="a shop for Node is not tried: there is no node")
def test_a_shop_for_node_is_reached(starting: Starting) -> None:
    session = starting("fetch", shim="node", command=f"node {PROGRAMS / 'shop.mjs'}")

    assert session.target("test", "stripe").order("sample").values["path"] == "/orders/2"


def test_a_shop_with_a_file_of_authorities_of_its_own_can_be_told(starting: Starting) -> None:
    session = starting("sdk", intercept=True, more='env = { CA_FILE = "{intercept.ca}" }')

    assert session.target("test", "stripe").order("sample").payment.startswith("pi_")


def test_shim_and_interception_stand_side_by_side(starting: Starting) -> None:
    """What the shim maps goes to loopback, past the proxy; what it does not know goes through it."""
    target = starting("sdk", shim="python", intercept=True).target("test", "stripe")

    assert target.order("sample").payment.startswith("pi_")
    assert target.instance.reach is not None
    assert target.instance.reach.proxy is not None
    assert not target.instance.reach.proxy.traffic.passed


@pytest.mark.parametrize(
    ("manner", "how", "said", "needs"),
    [
        ("sdk", {"intercept": True}, "did not believe the run's authority", "brings its own"),
        ("nobody", {"intercept": True}, "asked the proxy for no host of stripe", "heeds no variable for a proxy"),
        (
            "sdk",
            {"shim": "python", "command": CLEARED},
            "no process of the target loaded the python shim",
            "keep PYTHONPATH",
        ),
        ("nobody", {"shim": "python"}, "nothing was sent to stripe through it", "intercept = true beside it"),
        ("nobody", {"shim": "node"}, "no process of the target loaded the node shim", "must be Node"),
    ],
)
def test_what_a_shop_does_not_heed_is_said_with_the_remedy(
    manner: str, how: dict[str, object], said: str, needs: str, starting: Starting
) -> None:
    session = starting(manner, **how)

    with pytest.raises(WindowShut, match=said) as shut:
        session.target("test", "stripe")

    assert needs in shut.value.needs
    with pytest.raises(WindowShut, match=said):  # for every later check, without another start
        session.target("test", "stripe")
    assert not session.targets()


def test_a_certificate_of_an_intercepted_provider_can_be_wrong(starting: Starting) -> None:
    """The scenarios about transport see a target that is intercepted as they see any other."""
    profile = '[target.profiles.tls]\nenv = { CA = "{tls.ca}" }'
    session = starting("httpx", intercept=True, more=profile)
    target = session.target("tls", "stripe")
    assert over_tls.uses(session.descriptor, over_tls.AUTHORITY)

    assert target.order("sample").payment.startswith("pi_")
    with session.interceptions["stripe"].wrong("untrusted-authority") as seen:
        assert not target.try_checkout().succeeded

    assert seen.connections >= 1
    assert not seen.requests


def test_nothing_is_left_of_the_authority(starting: Starting, tmp_path: Path) -> None:
    session = starting("httpx", intercept=True)
    env = session.target("test", "stripe").instance.reach.environment({})  # type: ignore[union-attr]
    files = [Path(env[name]) for name in ("SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS")]
    assert all(file.exists() for file in files)

    session.close()

    assert not any(file.exists() for file in files)
    assert not [path for path in tmp_path.rglob("*") if path.suffix in {".key", ".pem"}]


def test_a_shop_that_does_not_start_is_no_matter_of_the_probe(starting: Starting) -> None:
    session = starting("sdk", shim="python", command="false")

    with pytest.raises(NoVerdict, match="did not answer"):
        session.target("test", "stripe")
