"""What verdicts belong to, as a descriptor tells it."""

from __future__ import annotations

from pathlib import Path

from harness.descriptor import read
from harness.descriptor.configuration import configuration

ROOT = Path(__file__).parents[3]


def test_processes_and_databases_are_seen(tmp_path: Path) -> None:
    file = tmp_path / "assay.toml"
    text = (ROOT / "reference_app" / "assay.toml").read_text()
    file.write_text(text.replace("sqlite:///{state}/shop.db", "postgresql+psycopg://u:secret@127.0.0.1/shop"))

    assert configuration(read(file)) == {"processes": "web, worker", "databases": "SQLite, PostgreSQL"}


def test_what_the_descriptor_says_itself_counts(tmp_path: Path) -> None:
    file = tmp_path / "assay.toml"
    said = '[target]\nconfiguration = { databases = "SQLite 3.45", queue = "none" }\n'
    file.write_text((ROOT / "examples" / "flask_sync" / "assay.toml").read_text().replace("[target]\n", said, 1))

    assert configuration(read(file)) == {"processes": "one", "databases": "SQLite 3.45", "queue": "none"}
