"""What a user asks wrongly is answered in a sentence on standard error, with exit code 2 and no traceback."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import jsonschema
import pytest

sys.path.append(str(Path(__file__).parent))

from command import DESCRIPTOR, assay


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """Return the folder of a team that has a descriptor."""
    (tmp_path / "assay.toml").write_text(DESCRIPTOR)
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ["run", "--target", "nowhere.toml"],
            "nowhere.toml: cannot be read (No such file or directory). "
            "Write one, or name it: assay run --target PATH/assay.toml\n",
        ),
        (
            ["run", "--waivers", "nowhere.toml"],
            "nowhere.toml: cannot be read (No such file or directory). "
            "Name one that exists: --waivers FILE, or [gate] waivers in the descriptor\n",
        ),
        (
            ["run", "--baseline", "nowhere.json"],
            "--baseline: nowhere.json: cannot be read (No such file or directory). Give the path of a results.json\n",
        ),
        (
            ["run", "--baseline", "assay.toml"],
            "--baseline: assay.toml: Expected `object`, got `array`. Its schema is printed by: assay schema results\n",
        ),
        (
            ["run", "--gate", "nothing-new"],
            "the gate nothing-new needs a baseline: --baseline RESULTS, or [gate] baseline in the descriptor\n",
        ),
        (
            ["run", "--area", "WH-SIGN"],
            "--area WH-SIGN: there is none. Did you mean WH-SIG?\n",
        ),
        (
            ["run", "--out", "assay.toml/here"],
            "assay.toml/here: cannot be written to (Not a directory). Give another place: --out DIR\n",
        ),
        (
            ["run", "--stripe-version", "2026-10-28"],
            "--stripe-version 2026-10-28: there is no such version of Stripe's API. Did you mean 2026-10-28.endive?\n",
        ),
        (
            ["run", "--stripe-version", "tomorrow"],
            "--stripe-version tomorrow: there is no such version of Stripe's API. "
            "Write one such as 2026-10-28.endive\n",
        ),
        (
            ["run", "--stripe-version", "2019-12-03"],
            "--stripe-version 2019-12-03: the oldest version that is simulated is 2020-08-27\n",
        ),
        (
            ["run", "--vary", "ids"],
            "--vary ids: there is no such set. Write all, or one of: event-types, fields, field-order, enum-values, "
            "id-lengths, messages, list-order, page-sizes, header-case\n",
        ),
        (
            ["run", "--vary", "amount-digits"],
            "--vary amount-digits: there is no such set. Write all, or one of: event-types, fields, field-order, "
            "enum-values, id-lengths, messages, list-order, page-sizes, header-case\n",
        ),
        (
            ["run", "-k", "no_such_words"],
            "-k 'no_such_words' selects no check. Ids of controls are printed by: assay controls\n",
        ),
    ],
)
def test_a_mistake_in_the_arguments_is_one_sentence(shop: Path, arguments: list[str], said: str) -> None:
    done = assay(*arguments, cwd=shop)

    assert (done.returncode, done.stderr) == (2, said)


def test_a_broken_selection_is_told(shop: Path) -> None:
    done = assay("run", "-k", "PR-01 and (", cwd=shop)

    assert done.returncode == 2
    assert done.stderr.startswith("Wrong expression passed to '-k': PR-01 and (")
    assert "Traceback" not in done.stderr


def test_the_mistakes_of_descriptor_and_waivers_are_told_together(shop: Path) -> None:
    (shop / "assay.toml").write_text(DESCRIPTOR.replace("amount = 1999", 'amount = "19.99"'))
    (shop / "waivers.toml").write_text('[[waivers]]\ncontrol = "WH-IDEM-01"\nowner = "Ada"\nreason = "known"\n')

    done = assay("run", "--waivers", "waivers.toml", cwd=shop)

    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        'assay.toml:15: [checkout.products.tea] amount = "19.99" is text. '
        "Write an integer in the currency's minor unit: amount = 1999",
        "waivers.toml:1: the waiver of WH-IDEM-01 has no end. Add a date: expires = 2027-01-31",
    ]


def test_the_waivers_that_the_descriptor_names_lie_beside_it(shop: Path, tmp_path: Path) -> None:
    (shop / "assay.toml").write_text(DESCRIPTOR + '[gate]\nwaivers = "accepted.toml"\n')
    (shop / "accepted.toml").write_text("[waivers]\n")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()

    done = assay("run", "--target", str(shop), cwd=elsewhere)

    assert done.returncode == 2
    assert done.stderr.startswith(f"{shop}/accepted.toml:1: [waivers] is one table.")


@pytest.mark.parametrize("name", ["reports", "simulator", "scenarios"])
def test_a_package_of_the_customer_that_shadows_ours_is_refused_in_one_sentence(shop: Path, name: str) -> None:
    (shop / name).mkdir()
    (shop / name / "__init__.py").write_text("raise RuntimeError('the customer’s own')\n")

    done = assay("run", cwd=shop, safe_path=False)

    assert done.returncode == 2
    assert done.stderr == (
        f"Assay cannot use its own package {name!r}: {shop / name} is imported in its place. "
        "Install it apart (uv tool install, or pipx) and start it as: assay run\n"
    )


def test_the_customers_packages_do_no_harm_to_the_console_script(shop: Path) -> None:
    (shop / "reports").mkdir()
    (shop / "reports" / "__init__.py").write_text("raise RuntimeError('the customer’s own')\n")

    done = assay("run", "-k", "no_such_words", cwd=shop)

    assert done.stderr.startswith("-k 'no_such_words' selects no check")


def test_an_unknown_command_is_told_with_the_nearest(shop: Path) -> None:
    done = assay("rnu", cwd=shop)

    assert done.returncode == 2
    assert "unknown command 'rnu'. Did you mean: assay run?" in done.stderr


def test_the_version_is_told_without_importing_anything_heavy(shop: Path) -> None:
    (shop / "try.py").write_text(
        "import sys\n"
        "from harness.cli import main\n"
        "try: main(['--version'])\n"
        "finally: print(*sorted({'pytest', 'msgspec', 'httpx', 'jinja2', 'sqlalchemy'} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "try.py"], cwd=shop, capture_output=True, text=True, check=True)

    assert done.stdout == f"assay {metadata.version('assay')}\n\n"


def test_the_help_lists_every_command_and_each_explains_itself(shop: Path) -> None:
    overview = assay("--help", cwd=shop).stdout

    for name in ("run", "controls", "schema", "report", "sandbox", "replay"):
        assert f"  {name} " in overview
        explained = assay(name, "--help", cwd=shop)
        assert (explained.returncode, explained.stderr) == (0, "")
        assert "Usage: " in explained.stdout


def test_the_schemas_are_json_schemas_that_hold(shop: Path) -> None:
    for what in ("results", "descriptor"):
        schema = json.loads(assay("schema", what, cwd=shop).stdout)
        jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(tomllib.loads(DESCRIPTOR), schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(tomllib.loads(DESCRIPTOR.replace("status", "statuss")), schema)
