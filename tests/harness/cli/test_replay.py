"""`assay replay`: what a run has left behind, sent again to a receiver and to a shop that runs; and every mistake."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from harness.cli.replay import command
from simulator.client import SimulatorProcess
from tests.examples.shops import NAIVE as TUTORIAL
from tests.examples.shops import Shop
from tests.harness.cli.command import assay
from tests.simulator.receiver import Receiver

NAIVE = Path(__file__).parents[3] / "examples" / "naive"
FORGED = "WH-SIG-01/stripe/no-header"
TWICE = "PR-03/stripe/half"
SECRET = "whsec_of_the_developers_own"
VARIABLE = "STRIPE_WEBHOOK_SECRET"

Replay = Callable[..., Result]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a run in which two checks failed on the usual tutorial, and one passed."""
    folder = tmp_path_factory.mktemp("team")
    asked = f"{FORGED} or {TWICE} or WH-SIG-06/stripe/newer-first"
    done = assay("run", "--target", str(NAIVE), "--out", "found", "-n", "1", "-k", asked, cwd=folder)
    assert done.returncode == 1, done.stderr
    (folder / "said").write_text(done.stdout)
    return folder / "found"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as made:
        yield made


@pytest.fixture
def replay(run: Path, monkeypatch: pytest.MonkeyPatch) -> Replay:
    """Return the command, as it is typed where the run was started, by somebody whose secret is in the environment."""
    monkeypatch.chdir(run.parent)
    monkeypatch.setenv(VARIABLE, SECRET)
    return lambda *arguments: CliRunner().invoke(command, arguments)


def base(receiver: Receiver) -> str:
    return receiver.url.removesuffix("/webhooks/stripe")


def test_a_run_names_the_command_for_each_finding(run: Path) -> None:
    results = json.loads((run / "results.json").read_text())
    files = {check["id"]: check.get("deliveries") for check in results["checks"]}

    said = re.sub(r"\s+", " ", (run.parent / "said").read_text())
    assert "Resend assay replay found/deliveries/WH-SIG-01.stripe.no-header.json" in said
    assert files.pop("WH-SIG-06/stripe/newer-first") is None
    assert sorted(files.values()) == [f"found/deliveries/{check.replace('/', '.')}.json" for check in (TWICE, FORGED)]
    assert sorted(path.name for path in (run / "deliveries").iterdir()) == [
        Path(file).name for file in sorted(files.values())
    ]


def test_the_same_deliveries_are_sent_and_told_line_by_line(run: Path, receiver: Receiver, replay: Replay) -> None:
    file = run / "deliveries" / "WH-SIG-01.stripe.no-header.json"
    events = json.loads(file.read_text())["events"]

    done = replay(f"found/deliveries/{file.name}", "--to", base(receiver))

    assert done.exit_code == 0, done.output
    *lines, last = done.stdout.splitlines()[3:]
    assert len(lines) == len(receiver.got)
    assert last == "each was answered as it was then"
    forged = [webhook for webhook in receiver.got if "stripe-signature" not in webhook.headers]
    types = sorted(json.loads(webhook.body)["type"] for webhook in forged)  # they leave in one instant
    assert types == ["charge.succeeded", "payment_intent.succeeded"]
    assert all(json.loads(webhook.body) in events.values() for webhook in receiver.got)
    assert {webhook.path for webhook in receiver.got} == {"/webhook"}
    genuine = [webhook.verified(SECRET).id for webhook in receiver.got if webhook not in forged]
    assert genuine
    told = r"\+\d\.\d{3} s  \S+  evt_\w+  forged \(no-header\)  200, as then  \d+ ms"
    assert sum(re.fullmatch(told, line) is not None for line in lines) == 2


def test_what_is_answered_otherwise_is_marked_and_told_by_the_exit_code(receiver: Receiver, replay: Replay) -> None:
    receiver.status = 400

    done = replay("found", "--check", TWICE, "--to", receiver.url, "--quick")

    number = len(receiver.got)
    assert done.exit_code == 1
    assert done.stdout.count("✗ 400, then 200") == number > 0
    assert done.stdout.splitlines()[-1] == f"{number} of {number} answered otherwise than then"
    assert {webhook.path for webhook in receiver.got} == {"/webhooks/stripe"}


def test_a_developer_sees_the_finding_in_a_shop_and_an_order_of_his_own(
    replay: Replay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The run's order is unknown to the shop that runs here, so the events are told of one of its own."""
    with SimulatorProcess.start(seed=3) as simulator:
        world = simulator.control.new_world()
        world.hold_news()
        shop = Shop(TUTORIAL, world, {"SHOP_DB": str(tmp_path / "shop.db")})
        monkeypatch.setenv("OTHER_NAME", SECRET)
        monkeypatch.delenv(VARIABLE)
        try:
            order = shop.post("/create-payment-intent", json={"product": "tea", "amount": 1999})["order_id"]
            to = ("--to", str(shop.http.base_url), "--secret-env", "OTHER_NAME", "--quick")
            done = replay("found", "--check", FORGED, *to, "--set", f'/data/object/metadata/order_id="{order}"')
            state = shop.get(f"/orders/{order}")["status"]
        finally:
            shop.stop()

    assert done.exit_code == 0, done.output
    assert state == "paid"


def test_values_are_set_replaced_and_given_new_ids(run: Path, receiver: Receiver, replay: Replay) -> None:
    events = json.loads((run / "deliveries" / "PR-03.stripe.half.json").read_text())["events"]
    payment = next(body["data"]["object"]["id"] for body in events.values() if body["type"] == "payment_intent.created")

    more = (
        "--set",
        "/data/object/amount=1",
        "--set",
        "/data/object/description=tea",
        "--replace",
        f"{payment}=pi_mine",
    )
    done = replay("found/results.json", "--check", TWICE, "--to", receiver.url, "--quick", "--new-ids", *more)

    assert done.exit_code == 0, done.output
    told = [webhook.verified(SECRET) for webhook in receiver.got]
    assert {(body.data.object.amount, body.data.object.description) for body in told} == {(1, "tea")}
    assert "pi_mine" in {body.data.object.id for body in told}
    assert payment not in {body.data.object.id for body in told}
    assert not {body.id for body in told} & events.keys()


def broken(run: Path, place: Path, change: Callable[[dict[str, Any]], Any]) -> str:
    """Write a file that differs from one that was kept."""
    told = json.loads((run / "deliveries" / "WH-SIG-01.stripe.no-header.json").read_text())
    change(told)
    place.write_text(json.dumps(told))
    return str(place)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            lambda told: told.update(schema="assay-deliveries/9"),
            "format assay-deliveries/9; this Assay reads assay-del",
        ),
        (lambda told: told.update(schema="assay-results/1"), "it holds no deliveries but 'assay-results/1'"),
        (lambda told: told.pop("schema"), "Object missing required field `schema`"),
        (lambda told: told["rounds"][0].update(at="soon"), r"Expected `int`, got `str` - at `$.rounds[0].at`"),
        (lambda told: told.update(rounds=[]), "it holds no delivery"),
        (
            lambda told: told["rounds"][0]["deliveries"][0].update(event="evt_0"),
            "$.rounds[0].deliveries[0].event = 'evt_0'",
        ),
        (
            lambda told: told["rounds"][0]["deliveries"][0].update(forgery="nice"),
            "forgery = 'nice' is unknown. There are: ",
        ),
        (
            lambda told: told["rounds"][0]["deliveries"][0].update(form="xml"),
            "form = 'xml' is unknown. There are: compact",
        ),
        (lambda told: told["rounds"][0]["deliveries"][0].update(at=-1), "at = -1 is before the start"),
        (lambda told: told["events"].update({name: {} for name in told["events"]}), "is no event: it has no type"),
    ],
)
def test_a_file_that_is_broken_is_refused_in_a_sentence(
    run: Path, receiver: Receiver, replay: Replay, tmp_path: Path, change: Callable[[dict[str, Any]], Any], said: str
) -> None:
    done = replay(broken(run, tmp_path / "kept.json", change), "--to", receiver.url)

    assert (done.exit_code, receiver.got) == (2, [])
    assert said in done.stderr
    assert isinstance(done.exception, SystemExit)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere"], "nowhere: there is none. Give a run's folder"),
        (
            ["found/nowhere.json"],
            "found/nowhere.json: there is none. Give a run's folder",
        ),
        (["found"], "found: say which check: --check ID. There are those of: PR-03/stripe/half, WH-SIG-01/stripe/no-h"),
        (
            ["found", "--check", "WH-SIG-06/stripe/newer-first"],
            "it holds no deliveries of 'WH-SIG-06/stripe/newer-first'",
        ),
        (["found/deliveries"], "found: say which check: --check ID"),
        (["."], ".: it holds no deliveries: a run keeps those of checks that did not pass"),
        (["found/report.html"], "found/report.html: not JSON"),
        (["found/deliveries/PR-03.stripe.half.json", "--check", FORGED], f"of {TWICE}, not of {FORGED}. Leave --check"),
        (["found", "--check", TWICE], ", where the target was then: nobody listens there. Start your integration"),
        (["found", "--check", TWICE, "--to", "http://127.0.0.1:1"], "--to http://127.0.0.1:1: nobody listens there"),
        (["found", "--check", TWICE, "--to", "http://example.com"], "it is no address on this machine"),
        (["found", "--check", TWICE, "--to", "127.0.0.1:8000"], "it is no address on this machine"),
        (["found", "--check", TWICE, "--to", "http://127.0.0.1:eighty"], "Write --to http://127.0.0.1:PORT"),
        (
            ["found", "--check", TWICE, "--secret-env", "NOBODY_SET_IT"],
            "the environment variable NOBODY_SET_IT is not set",
        ),
        (["found", "--check", TWICE, "--set", "amount"], "--set 'amount': it says nothing to put there"),
        (["found", "--check", TWICE, "--set", "amount=1"], "--set: 'amount' is no JSON pointer. Begin it with a slash"),
        (["found", "--check", TWICE, "--set", "/nowhere/amount=1"], "--set: '/nowhere/amount' leads nowhere"),
        (["found", "--check", TWICE, "--replace", "=1"], "--replace '=1': it says nothing to put there"),
    ],
)
def test_a_mistake_is_said_and_nothing_is_sent(
    receiver: Receiver, replay: Replay, arguments: list[str], said: str
) -> None:
    there = ["--to", receiver.url] if "--to" not in arguments and "where the target" not in said else []
    done = replay(*arguments, *there)

    assert (done.exit_code, receiver.got) == (2, [])
    assert said in done.stderr
    assert isinstance(done.exception, SystemExit)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "genuine"),
        ({"copy": 2, "form": "pretty"}, "genuine, copy 2, pretty"),
        ({"forgery": "stale", "copy": 1}, "forged (stale), copy 1"),
        ({"alter": {"/data/object/amount": 1}}, "changed after signing"),
        (
            {"set": {"/data/object/amount": 1}, "aged": 200},
            "genuine, its words changed, then signed, signed 200 s before",
        ),
        ({"secrets": ["other"]}, "signed with another secret"),
        ({"secrets": ["other", "own"]}, "genuine, signed with 2 secrets"),
    ],
)
def test_each_line_says_what_kind_of_delivery_it_is(
    run: Path, receiver: Receiver, replay: Replay, tmp_path: Path, fields: dict[str, Any], said: str
) -> None:
    def only_one(told: dict[str, Any]) -> None:
        told["rounds"] = told["rounds"][-1:]
        told["rounds"][0]["deliveries"] = [{**told["rounds"][0]["deliveries"][-1], **fields}]

    done = replay(broken(run, tmp_path / "kept.json", only_one), "--to", receiver.url)

    assert f"  {said}  200, as then" in done.stdout
    assert done.stdout.splitlines()[-1] == "it was answered as it was then"


def test_a_file_of_a_later_version_may_say_more(run: Path, receiver: Receiver, replay: Replay, tmp_path: Path) -> None:
    def more(told: dict[str, Any]) -> None:
        for place in (told, told["rounds"][0], told["rounds"][0]["deliveries"][0]):
            place["colour"] = "green"

    done = replay(broken(run, tmp_path / "kept.json", more), "--to", receiver.url, "--quick")

    assert done.exit_code == 0, done.output


def test_a_secret_whose_variable_nobody_named_is_asked_for(
    run: Path, receiver: Receiver, replay: Replay, tmp_path: Path
) -> None:
    file = broken(run, tmp_path / "kept.json", lambda told: told.pop("secret_env"))

    assert "Name the variable: --secret-env NAME" in replay(file, "--to", receiver.url).stderr
    assert replay(file, "--to", receiver.url, "--quick", "--secret-env", VARIABLE).exit_code == 0
