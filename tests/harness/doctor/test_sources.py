"""What the target's files speak of: names in every language, and none that prose or a descriptor writes."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import msgspec
import pytest

from harness.descriptor import Descriptor, read
from harness.doctor import listening, sources
from tests.harness.doctor.seeds import SMALL

LINES = {
    "shop.js": "const secret = process.env.STRIPE_WHSEC;",
    "shop.rb": 'secret = ENV.fetch("STRIPE_WHSEC")',
    "shop.go": 'secret := os.Getenv("STRIPE_WHSEC")',
    "Shop.java": '@Value("${STRIPE_WHSEC}") String secret; // from the environment',
    "shop.php": "$secret = $_ENV['STRIPE_WHSEC'];",
}


@pytest.fixture
def described() -> Descriptor:
    return read(SMALL / "assay.toml")


@pytest.mark.parametrize("name", LINES)
def test_a_name_that_a_program_reads_is_found_in_every_language(
    name: str, described: Descriptor, tmp_path: Path
) -> None:
    (tmp_path / name).write_text(LINES[name])
    (tmp_path / "assay.toml").write_text((SMALL / "assay.toml").read_text())
    (tmp_path / "README.md").write_text("Set STRIPE_WEBHOOK_SECRET in the environment.")

    found = sources.variables(described, "stripe", sources.read(described, tmp_path), {"STRIPE_WEBHOOK_SECRET": "x"})
    assert (found.secret[0].read, found.secret[0].alike) == (False, ("STRIPE_WHSEC",))


def test_where_there_is_no_file_nothing_is_said(described: Descriptor, tmp_path: Path) -> None:
    found = sources.variables(described, "stripe", sources.read(described, tmp_path), {})

    assert [one.read for one in (*found.base, *found.key, *found.secret)] == [None, None, None]


def test_a_setting_of_target_env_tells_as_well_as_a_key_of_the_provider(described: Descriptor, tmp_path: Path) -> None:
    (tmp_path / "shop.py").write_text("import os\nos.environ['HOOK']\n")
    env = {**described.target.env, "SHOP_HOOK_SECRET": "{stripe.webhook_secret}"}
    table = msgspec.structs.replace(described.target, env=env)

    own = msgspec.structs.replace(described, target=table)
    found = sources.variables(own, "stripe", sources.read(own, tmp_path), env)
    assert [one.path for one in found.secret] == [
        ("provider", "stripe", "webhook_secret_env"),
        ("target", "env", "SHOP_HOOK_SECRET"),
    ]


def test_what_an_output_speaks_of_is_missing_only_if_the_program_reads_it_and_nobody_gives_it(
    described: Descriptor, tmp_path: Path
) -> None:
    (tmp_path / "shop.py").write_text('import os\nos.environ["SHOP_DB"], os.environ["SHOP_MODE"]\n')
    output = "SHOP_MODE is test\nKeyError: 'SHOP_DB' (HTTP_ERROR, MAX_TRIES)"

    found = sources.variables(described, "stripe", sources.read(described, tmp_path), {"SHOP_MODE": "test"}, output)
    assert found.missing == ("SHOP_DB",)


def test_the_ports_of_a_group_are_seen() -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        port = server.getsockname()[1]

        assert port in listening.ports(os.getpgid(0))
    assert listening.ports(None) == ()
