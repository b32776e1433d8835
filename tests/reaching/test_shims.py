"""An unchanged program, written with an official SDK of any generation, calls the simulator by its shim alone."""

import json
import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.target import shims
from simulator.client import SimulatorProcess
from tests.reaching.conftest import Reaching
from tests.reaching.recorder import Recorder
from tests.reaching.sdks import CUSTOMER, NODE, PROGRAMS, PYTHON, Sdk, clean, lines, other_python, ran

needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="shims for Node are not tried: there is no node")
MODULE = {"stripe": "stripe", "squareup": "square", "paypal-server-sdk": "paypalserversdk.configuration"}


@pytest.mark.parametrize("sdk", PYTHON, ids=lambda sdk: sdk.name)
def test_a_program_in_python_calls_the_simulator(
    sdk: Sdk, recorder: Recorder, reaching: Reaching, shared: Path, tmp_path: Path
) -> None:
    folder = sdk.installed(shared)
    env = reaching("python").environment({**clean(), "PYTHONPATH": str(folder)})
    command = [sys.executable, "-s", "-W", "ignore", str(PROGRAMS / sdk.programs[0]), "id", "secret", *sdk.more]

    printed = lines(command, env)

    assert set(printed) <= {"X1", "acct_1"}
    assert recorder.asked == list(sdk.asked)
    said = shims.loaded(tmp_path / "reach" / "shims.log")
    met = MODULE.get(sdk.package, sdk.package.split("-")[0])
    assert any(name.startswith(met) for name in said["re-pointed"]), "by the SDK's own settings, not by its HTTP client"
    assert not said["missed"]


@needs_node
@pytest.mark.parametrize("sdk", NODE, ids=lambda sdk: sdk.name)
def test_a_program_in_node_calls_the_simulator(sdk: Sdk, recorder: Recorder, reaching: Reaching, node: Path) -> None:
    folder = sdk.beside(node)
    env = reaching("node").environment(clean())

    for program in sdk.programs:
        recorder.asked.clear()
        printed = lines(["node", "--no-warnings", program, "id", "secret", *sdk.more], env, cwd=folder)

        assert set(printed) <= {"X1", "acct_1"}
        asked = (CUSTOMER, CUSTOMER) if program == "stripe_shop.mjs" else sdk.asked
        assert [one.rstrip("/?") for one in recorder.asked] == list(asked), program


@pytest.fixture(scope="module")
def simulator() -> Iterator[SimulatorProcess]:
    with SimulatorProcess.start(seed=11) as process:
        yield process


def test_stripes_simulator_is_reached_with_test_keys_and_with_live_ones(
    simulator: SimulatorProcess, tmp_path: Path
) -> None:
    world = simulator.control.new_world(seed=1)
    view = world.provider("stripe")
    origins = {"https://api.stripe.com": view.base_url}
    env = shims.shimmed(clean(), ["python"], origins, tmp_path / "log")

    for side in (view.test, view.live):
        printed = lines([sys.executable, str(PROGRAMS / "stripe_shop.py"), side.secret_key], env)

        assert [made[:4] for made in printed] == ["cus_", "cus_"]
    assert [call.operation for call in world.calls()] == ["customers.create"] * 4
    world.close()


@pytest.mark.parametrize("manner", ["requests", "httpx", "httpx_async", "urllib", "urllib3"])
def test_python_without_an_sdk_is_re_pointed(manner: str, recorder: Recorder, reaching: Reaching, shared: Path) -> None:
    folder = Sdk("python", "httpx", 0, (), ()).installed(shared)
    env = reaching("python").environment({**clean(), "PYTHONPATH": str(folder)})

    assert lines([sys.executable, "-s", str(PROGRAMS / "direct.py"), manner], env) == ["X1"]
    assert recorder.asked == ["POST /v2/checkout/orders"]


def test_aiohttp_is_re_pointed(recorder: Recorder, reaching: Reaching, shared: Path) -> None:
    folder = Sdk("python", "aiohttp", 3, (), ()).installed(shared)
    env = reaching("python").environment({**clean(), "PYTHONPATH": str(folder)})

    assert lines([sys.executable, "-s", str(PROGRAMS / "direct.py"), "aiohttp"], env) == ["X1"]
    assert recorder.asked == ["POST /v2/checkout/orders"]


@needs_node
@pytest.mark.parametrize("manner", ["fetch", "fetch_request", "https", "named", "agent"])
def test_node_without_an_sdk_is_re_pointed(manner: str, recorder: Recorder, reaching: Reaching) -> None:
    env = reaching("node").environment(clean())

    assert lines(["node", "--no-warnings", str(PROGRAMS / "direct.mjs"), manner], env) == ["X1"]
    assert recorder.asked == ["POST /v2/checkout/orders"]


@needs_node
def test_node_leaves_other_hosts_alone(recorder: Recorder, reaching: Reaching) -> None:
    env = reaching("node").environment(clean())
    program = f"fetch('{recorder.url}/mine').then((answer) => answer.json()).then((told) => console.log(told.id))"

    assert lines(["node", "-e", program], env) == ["X1"]
    assert recorder.asked == ["GET /mine"]
    refused = ran(["node", "-e", "fetch('https://api.paypal.com.localhost:1/').catch(() => console.log('no'))"], env)
    assert refused.stdout.split() == ["no"]
    assert recorder.asked == ["GET /mine"]


@needs_node
@pytest.mark.parametrize("name", ["node-paypal-server-sdk-2", "node-square-39"])
def test_a_proxy_that_the_target_has_anyway_is_not_asked(
    name: str, recorder: Recorder, reaching: Reaching, node: Path
) -> None:
    """Axios would hand the proxy a whole https address, by plain HTTP, which no hook sees."""
    sdk = next(sdk for sdk in NODE if sdk.name == name)
    proxied = dict.fromkeys(("HTTPS_PROXY", "HTTP_PROXY", "https_proxy", "http_proxy"), "http://127.0.0.1:9")
    env = reaching("node").environment({**clean(), **proxied, "NO_PROXY": "shop.example"})

    assert env["NO_PROXY"].endswith(",shop.example")
    assert set(lines(["node", "--no-warnings", sdk.programs[0], "id", "secret"], env, cwd=sdk.beside(node))) == {"X1"}
    assert recorder.asked == list(sdk.asked)


@pytest.mark.parametrize("manner", ["requests", "httpx", "urllib"])
def test_a_proxy_that_a_target_in_python_has_anyway_is_not_asked(
    manner: str, recorder: Recorder, reaching: Reaching, shared: Path
) -> None:
    folder = Sdk("python", "httpx", 0, (), ()).installed(shared)
    proxied = dict.fromkeys(("HTTPS_PROXY", "HTTP_PROXY", "https_proxy", "http_proxy"), "http://127.0.0.1:9")
    env = reaching("python").environment({**clean(), **proxied, "PYTHONPATH": str(folder)})

    assert lines([sys.executable, "-s", str(PROGRAMS / "direct.py"), manner], env) == ["X1"]
    assert recorder.asked == ["POST /v2/checkout/orders"]


# what is there already


def test_a_sitecustomize_of_the_target_runs_too(recorder: Recorder, reaching: Reaching, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "sitecustomize.py").write_text("import builtins\nbuiltins.OWN = __file__\n")
    env = reaching("python").environment({**clean(), "PYTHONPATH": str(own)})
    program = "import sys, urllib.request as u; print(OWN, sys.modules['sitecustomize'].__file__)"
    asking = "print(u.urlopen('https://connect.squareup.com/v2/locations').status)"

    printed = lines([sys.executable, "-c", f"{program}; {asking}"], env)

    assert printed == [str(own / "sitecustomize.py")] * 2 + ["200"]
    assert recorder.asked == ["GET /v2/locations"]


def test_a_broken_sitecustomize_of_the_target_is_as_broken_as_before(reaching: Reaching, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("raise ValueError('of the target')\n")
    env = {**clean(), "PYTHONPATH": str(tmp_path)}

    before, after = (
        ran([sys.executable, "-c", "print(1)"], given) for given in (env, reaching("python").environment(env))
    )

    assert (after.returncode, after.stdout) == (before.returncode, before.stdout)
    assert "ValueError: of the target" in after.stderr


@needs_node
def test_options_of_node_that_are_there_are_kept(recorder: Recorder, reaching: Reaching, tmp_path: Path) -> None:
    own = tmp_path / "own.cjs"
    own.write_text("globalThis.OWN = 'own';\n")
    env = reaching("node").environment({**clean(), "NODE_OPTIONS": f"--require {own} --max-old-space-size=256"})
    heap = "require('v8').getHeapStatistics().heap_size_limit < 600e6"
    program = f"fetch('https://api.stripe.com/v1/x').then((a) => console.log(OWN, {heap}, a.status))"

    assert lines(["node", "-e", program], env) == ["own", "true", "200"]
    assert recorder.asked == ["GET /v1/x"]


def test_python_that_leaves_the_environment_out_is_noticed(reaching: Reaching) -> None:
    reach = reaching("python")
    done = ran([sys.executable, "-I", "-c", "print(1)"], reach.environment(clean()))

    assert done.stdout.split() == ["1"]
    complaint = reach.complaint("stripe")
    assert complaint is not None
    assert complaint[0] == "no process of the target loaded the python shim"
    assert "-I" in complaint[1]


def test_an_sdk_of_an_unknown_shape_still_loads_and_is_noticed(reaching: Reaching, tmp_path: Path) -> None:
    (tmp_path / "stripe").mkdir()
    (tmp_path / "stripe" / "__init__.py").write_text("VERSION = '99'\n")
    reach = reaching("python")
    env = reach.environment({**clean(), "PYTHONPATH": str(tmp_path)})

    assert lines([sys.executable, "-c", "import stripe; print(stripe.VERSION)"], env) == ["99"]
    assert reach.complaint("stripe") is not None
    assert reach.complaint("stripe")[0] == "the python shim found no address in stripe"  # type: ignore[index]
    assert reach.complaint("square")[0].startswith("the python shim was loaded, and nothing")  # type: ignore[index]


def test_one_shim_names_nothing_but_the_providers(reaching: Reaching) -> None:
    env = reaching("python").environment({})

    assert set(env) == {"PYTHONPATH", "ASSAY_PROVIDERS", "ASSAY_SHIM_LOG", "NO_PROXY", "no_proxy"}
    assert Counter(json.loads(env["ASSAY_PROVIDERS"]).values()).total() == 10
    assert [path.name for path in Path(env["PYTHONPATH"]).iterdir() if path.suffix] == ["sitecustomize.py"]


@pytest.mark.parametrize("version", ["3.8", "3.9", "3.10", "3.12", "3.13"])
def test_other_pythons_load_the_shim(version: str, recorder: Recorder, reaching: Reaching) -> None:
    found = other_python(version)
    env = reaching("python").environment(clean())

    assert lines([found, str(PROGRAMS / "direct.py"), "urllib"], env) == ["X1"]
    assert recorder.asked == ["POST /v2/checkout/orders"]
