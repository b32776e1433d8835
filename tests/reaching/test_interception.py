"""A program that has no shim calls the simulator through the proxy, and believes the run's authority alone for it."""

import shutil
import ssl
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from harness.provider_hosts import API_HOSTS
from harness.target.authority import Authority
from harness.target.intercept import Interception
from harness.target.proxy import Proxy, Upstream
from harness.target.reach import Reach
from tests.reaching.conftest import Reaching
from tests.reaching.recorder import Recorder
from tests.reaching.sdks import NODE, PROGRAMS, PYTHON, Sdk, clean, heeding_node, lines, ran

HONEST = [sdk for sdk in PYTHON if sdk.package != "stripe"]
BY_AXIOS = [sdk for sdk in NODE if sdk.package.endswith("paypal-server-sdk") or sdk.name == "node-square-39"]
OTHERS_OF_NODE = [sdk for sdk in NODE if sdk.package.endswith(("checkout-server-sdk", "rest-sdk")) or sdk.major == 46]
ORDER = "POST /v2/checkout/orders"


def needs(command: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(shutil.which(command) is None, reason=f"not tried with {command}: it is not installed")


@pytest.fixture
def intercepted(reaching: Reaching) -> Reach:
    return reaching(intercept=True)


@pytest.mark.parametrize("sdk", HONEST, ids=lambda sdk: sdk.name)
def test_an_sdk_for_python_is_intercepted(sdk: Sdk, recorder: Recorder, intercepted: Reach, shared: Path) -> None:
    env = intercepted.environment({**clean(), "PYTHONPATH": str(sdk.installed(shared))})
    command = [sys.executable, "-s", "-W", "ignore", str(PROGRAMS / sdk.programs[0]), "id", "secret"]

    assert set(lines(command, env)) == {"X1"}
    assert recorder.asked == list(sdk.asked)
    assert set(recorder.hosts) <= {host for hosts in API_HOSTS.values() for host in hosts}


@needs("node")
@pytest.mark.parametrize("sdk", BY_AXIOS, ids=lambda sdk: sdk.name)
def test_an_sdk_for_node_that_heeds_the_variables_by_itself_is_intercepted(
    sdk: Sdk, recorder: Recorder, intercepted: Reach, node: Path
) -> None:
    env = intercepted.environment(clean())

    assert set(lines(["node", "--no-warnings", sdk.programs[0], "id", "secret"], env, cwd=sdk.beside(node))) == {"X1"}
    assert recorder.asked == list(sdk.asked)


@pytest.mark.parametrize("sdk", OTHERS_OF_NODE, ids=lambda sdk: sdk.name)
def test_any_sdk_for_a_node_that_heeds_the_variables_is_intercepted(
    sdk: Sdk, recorder: Recorder, intercepted: Reach, node: Path, shared: Path
) -> None:
    env = intercepted.environment(clean())
    run = [heeding_node(shared / "node-itself"), "--no-warnings", sdk.programs[0], "id", "secret"]

    assert set(lines(run, env, cwd=sdk.beside(node))) == {"X1"}
    assert [one.rstrip("/?") for one in recorder.asked] == list(sdk.asked)


@pytest.mark.parametrize("manner", ["requests", "httpx", "httpx_async", "urllib"])
def test_python_without_an_sdk_is_intercepted(
    manner: str, recorder: Recorder, intercepted: Reach, shared: Path
) -> None:
    folder = Sdk("python", "httpx", 0, (), ()).installed(shared)
    env = intercepted.environment({**clean(), "PYTHONPATH": str(folder)})

    assert lines([sys.executable, "-s", str(PROGRAMS / "direct.py"), manner], env) == ["X1"]
    assert recorder.asked == [ORDER]


@needs("php")
def test_php_is_intercepted_where_it_calls_by_curl(recorder: Recorder, intercepted: Reach) -> None:
    _needs_curl_in_php()

    assert lines(["php", str(PROGRAMS / "direct.php"), "curl"], intercepted.environment(clean())) == ["X1"]
    assert recorder.asked == [ORDER]


@needs("php")
def test_a_bundled_file_of_authorities_is_noticed(recorder: Recorder, intercepted: Reach, tmp_path: Path) -> None:
    """As stripe-php does, and stripe-python: the file that they bring takes the place of every variable."""
    _needs_curl_in_php()
    bundled = Authority(tmp_path / "bundled", "An authority of nobody").certificate

    done = ran(["php", str(PROGRAMS / "direct.php"), "curl", str(bundled)], intercepted.environment(clean()))

    assert done.returncode == 1
    assert recorder.asked == []
    complaint = intercepted.complaint("paypal")
    assert complaint is not None
    assert (
        complaint[0]
        == "the target asked the proxy for api-m.sandbox.paypal.com, and did not believe the run's authority"
    )
    assert "brings its own" in complaint[1]


def _needs_curl_in_php() -> None:
    if "curl" not in subprocess.run(["php", "-m"], capture_output=True, text=True, check=False).stdout.split():
        pytest.skip("PHP is not tried: it has no extension curl")


def test_the_file_that_stripe_python_brings_is_noticed(recorder: Recorder, intercepted: Reach, shared: Path) -> None:
    sdk = next(sdk for sdk in PYTHON if sdk.name == "python-stripe-16")
    env = intercepted.environment({**clean(), "PYTHONPATH": str(sdk.installed(shared))})

    done = ran([sys.executable, "-s", str(PROGRAMS / "stripe_shop.py"), "sk_test_x"], env)

    assert done.returncode != 0
    assert recorder.asked == []
    assert intercepted.complaint("stripe")[0].endswith("did not believe the run's authority")  # type: ignore[index]


@needs("ruby")
def test_ruby_is_intercepted(recorder: Recorder, intercepted: Reach) -> None:
    assert lines(["ruby", str(PROGRAMS / "direct.rb")], intercepted.environment(clean())) == ["X1"]
    assert recorder.asked == [ORDER]


@needs("curl")
def test_a_program_that_is_no_script_is_intercepted(recorder: Recorder, intercepted: Reach) -> None:
    done = ran(["curl", "-sS", "-d", "{}", "https://api.stripe.com/v1/x"], intercepted.environment(clean()))

    assert '"X1"' in done.stdout
    assert recorder.asked == ["POST /v1/x"]


@needs("curl")
@pytest.mark.parametrize("url", ["https://shop.example/", "http://shop.example/", "https://api.stripe.com:8443/"])
def test_nothing_else_is_reached(url: str, recorder: Recorder, intercepted: Reach) -> None:
    done = ran(["curl", "-sS", "-i", url], intercepted.environment(clean()))

    assert "403" in done.stdout + done.stderr
    assert recorder.asked == []
    assert sum(intercepted.proxy.traffic.refused.values()) == 1  # type: ignore[union-attr]


def test_a_program_that_calls_nobody_is_noticed(intercepted: Reach) -> None:
    lines([sys.executable, "-c", "print(1)"], intercepted.environment(clean()))

    what, needed = intercepted.complaint("square")  # type: ignore[misc]

    assert what == "the target asked the proxy for no host of square"
    assert "heeds no variable" in needed


def test_a_whole_address_is_asked_of_the_proxy_by_some(recorder: Recorder, intercepted: Reach) -> None:
    """The first line is as axios sends it, which opens no tunnel; each such connection is good for one answer."""
    with httpx.Client(base_url=intercepted.proxy.url, trust_env=False) as client:  # type: ignore[union-attr]
        told = [
            client.request(
                "POST", "/", json={}, extensions={"target": b"https://api-m.paypal.com/v2/checkout/orders?a=1"}
            )
            for _ in range(2)
        ]

    assert [answer.json()["id"] for answer in told] == ["X1", "X1"]
    assert recorder.asked == [f"{ORDER}?a=1"] * 2


def test_what_speaks_tls_itself_is_tunnelled(recorder: Recorder, tmp_path: Path) -> None:
    """So the certificates with which a scenario tries the target are seen by the target, under the provider's name."""
    authority = Authority(tmp_path / "authority")
    host = "api.stripe.com"
    between = Interception(
        authority, tmp_path / "authority", ("127.0.0.1", int(recorder.url.rpartition(":")[2])), (host,)
    )
    proxy = Proxy({host: Upstream.of(between.url)}, authority.pair("intercepted", (host,)))
    believing = ssl.create_default_context(cafile=authority.certificate)
    try:
        # a connection each: one of a pool would be found closed, or not yet closed
        told = httpx.get(f"https://{host}/v1/x", proxy=proxy.url, verify=believing, trust_env=False)
        assert told.json()["id"] == "X1"
        with between.wrong("expired"), pytest.raises(httpx.ConnectError, match="expired"):
            httpx.get(f"https://{host}/v1/y", proxy=proxy.url, verify=believing, trust_env=False)
    finally:
        proxy.close()
        between.close()

    assert recorder.asked == ["GET /v1/x"]


def test_what_the_target_believed_before_it_still_believes(reaching: Reaching, tmp_path: Path) -> None:
    own = Authority(tmp_path / "own", "The target's own").certificate
    env = reaching(intercept=True).environment({"SSL_CERT_FILE": str(own), "PHP_INI_SCAN_DIR": "/etc/mine"})

    bundle = Path(env["SSL_CERT_FILE"]).read_text()
    assert own.read_text() in bundle
    assert bundle.count("BEGIN CERTIFICATE") == 2
    assert env["PHP_INI_SCAN_DIR"].startswith("/etc/mine:")
