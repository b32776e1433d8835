"""The pytest plug-in: options and fixtures of scenarios. Importing it imports nothing else of ours.

It sleeps unless `--target` is given, so that a project which merely has it installed notices nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from harness.run_of_pytest import RunOfPytest
    from harness.sandbox import Sandbox
    from harness.scenario import Judge
    from harness.target.intercept import Interception
    from harness.target.over_tls import OverTls
    from harness.target.target import Target

KEY = "assay-run"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the options; `assay run` gives them, and so may whoever lives in pytest."""
    group = parser.getgroup("assay", "Assay: judge a payment integration")
    group.addoption("--target", dest="assay_target", metavar="assay.toml", help="descriptor of the target to judge")
    group.addoption("--assay-run-dir", metavar="DIR", help="folder for the record (default: .assay/runs/ID)")
    group.addoption(
        "--assay-turns", metavar="DIR", help="folder that the workers of a run share (`assay run` gives it)"
    )
    group.addoption("--assay-worker", type=int, default=0, metavar="N", help="which of the workers this is, from 0")
    group.addoption(
        "--assay-stripe-version", metavar="VERSION", help="the Stripe account's API version, and its endpoint's"
    )
    group.addoption(
        "--assay-vary", metavar="SETS", help="what Stripe does not promise and is to do otherwise: names, commas"
    )
    group.addoption("--assay-quick", action="store_true", help="one check of each scenario and provider")
    group.addoption("--assay-selection", metavar="FILE", help="which checks are asked for (`assay run` gives it)")
    group.addoption("--assay-seed", type=int, default=0, metavar="N", help="seed of everything that is made up")


def pytest_configure(config: pytest.Config) -> None:
    """Wake up if a target was named."""
    config.addinivalue_line("markers", "assay_control(id, stimulus): the control that a scenario judges")
    config.addinivalue_line(
        "markers", "assay_of_each_provider(argument, values): values that the provider's terms give"
    )
    config.addinivalue_line("markers", "assay_only(*providers): the scenario is about these providers alone")
    config.addinivalue_line("markers", "assay_of_the_shop: the scenario is judged with the main provider alone")
    config.addinivalue_line("markers", "lifecycle: the scenario kills or restarts its target")
    config.addinivalue_line("markers", "alone: it measures time, so nothing runs beside it")
    config.addinivalue_line("markers", "at_the_end: it judges what the run has left, in each worker, after all others")
    if config.getoption("assay_target"):
        from harness.run_of_pytest import RunOfPytest  # noqa: PLC0415 - nothing of ours is imported while it sleeps

        config.pluginmanager.register(RunOfPytest(config), KEY)


def _run(config: pytest.Config) -> RunOfPytest:
    run: Any = config.pluginmanager.get_plugin(KEY)
    if run is None:
        raise pytest.UsageError("scenarios need a target: pytest scenarios --target assay.toml")
    found: RunOfPytest = run
    return found


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run each scenario once for each provider of the descriptor that its control is for, and each value it gives."""
    if "provider" not in metafunc.fixturenames or not metafunc.definition.get_closest_marker("assay_control"):
        return
    providers = _run(metafunc.config).providers_for(metafunc.definition)
    given = metafunc.definition.get_closest_marker("assay_of_each_provider")
    if given is None:
        metafunc.parametrize("provider", providers, scope="session")
        return
    from harness.providers import TERMS  # noqa: PLC0415 - nothing of ours is imported while it sleeps

    argument, values = given.args
    pairs = [(provider, name, value) for provider in providers for name, value in values(TERMS[provider]).items()]
    metafunc.parametrize(
        ("provider", argument),
        [pytest.param(provider, value, id=f"{provider}-{name.replace('_', '-')}") for provider, name, value in pairs],
        scope="session",
    )


@pytest.fixture(scope="session")
def provider() -> str:
    """Return the provider that the check is about; `pytest_generate_tests` fills it in."""
    raise pytest.UsageError("`provider` is given to scenarios by their control")


@pytest.fixture
def target(request: pytest.FixtureRequest, provider: str) -> Target:
    """Return the shared target in its test profile."""
    return _run(request.config).session.target("test", provider)


@pytest.fixture
def live_target(request: pytest.FixtureRequest, provider: str) -> Target:
    """Return the target started in its live profile, with live keys of the simulator."""
    return _run(request.config).session.target("live", provider)


@pytest.fixture
def crash_target(request: pytest.FixtureRequest, provider: str) -> Target:
    """Return a target of its own, which may be killed; it is started again for the next scenario."""
    return _run(request.config).session.target("crash", provider)


@pytest.fixture
def apart(request: pytest.FixtureRequest, provider: str) -> Target:
    """Return a target apart from the shared one, for what touches every order of it; an attached one is both."""
    session = _run(request.config).session
    attached = session.descriptor.target.base_url is not None
    return session.target("test" if attached else "crash", provider)


@pytest.fixture
def aged(request: pytest.FixtureRequest, provider: str) -> Target:
    """Return a target of its own, whose provider's clock begins three days ago."""
    return _run(request.config).session.target("aged", provider)


@pytest.fixture
def billed(request: pytest.FixtureRequest, provider: str) -> Target:
    """Return a target of its own that sells subscriptions, and whose provider's clock may be moved."""
    from harness.target.plans import must_sell  # noqa: PLC0415 - nothing of ours is imported while it sleeps

    session = _run(request.config).session
    must_sell(session.descriptor, provider)
    return session.target("billed", provider)


@pytest.fixture
def startup(request: pytest.FixtureRequest, provider: str) -> Target:
    """Return a target that is not running: its `instance` is started with right and with wrong settings."""
    return _run(request.config).session.target("startup", provider)


@pytest.fixture
def over_tls(request: pytest.FixtureRequest, provider: str) -> OverTls:
    """Return the target over TLS: a deployment, or one that is started with a certificate of the run."""
    from harness.target.over_tls import OverTls  # noqa: PLC0415 - as above

    session = _run(request.config).session

    def start() -> tuple[Target, Interception | None]:
        return session.target("tls", provider), session.interceptions.get(provider)

    return OverTls(session.descriptor, session.folder, session.notebook, start)


@pytest.fixture
def sandbox(target: Target) -> Sandbox:
    """Return the provider's side of the shared target."""
    return target.sandbox


@pytest.fixture
def verdict(request: pytest.FixtureRequest) -> Judge:
    """Return the function that takes the proof's answer, exactly once."""
    return _run(request.config).judge(request.node)
