"""Stores read whole, locked, and kept from growing: with a real SQLite file, real files, and a real process."""

from __future__ import annotations

import base64
import gzip
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from harness.descriptor.model import SourceTable, StoresTable
from harness.failures import WindowShut
from harness.target.outage import full_disk, write_lock
from harness.windows import source, stores, traces

NUMBER = "4242424242424242"


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "shop.db"
    with sqlite3.connect(path) as connection:
        connection.execute("create table notes (text, blob)")
        rows = [
            (f"plain {NUMBER}", None),
            ("base64 " + base64.b64encode(f"card {NUMBER}".encode()).decode(), None),
            ("zipped", gzip.compress(f"card {NUMBER}".encode())),
            (f"hash {traces.hashes(NUMBER)['sha256']}", None),
        ]
        connection.executemany("insert into notes values (?, ?)", rows)
    return path


def test_a_database_is_read_whole_and_what_is_encoded_is_decoded(database: Path) -> None:
    (text,) = stores.dump(StoresTable(databases=(f"sqlite:///{database}",)), {}).values()

    assert text.count(NUMBER) == 3
    assert traces.hashes(NUMBER)["sha256"] in text


def test_files_of_a_folder_are_read_too(tmp_path: Path) -> None:
    (tmp_path / "uploads" / "deep").mkdir(parents=True)
    (tmp_path / "uploads" / "deep" / "note.bin").write_bytes(b"\x00\xff" + NUMBER.encode())

    (text,) = stores.dump(StoresTable(folders=("{state}/uploads",)), {"state": str(tmp_path)}).values()

    assert NUMBER in text


@pytest.mark.parametrize("declared", [StoresTable(), StoresTable(databases=("sqlite:////nowhere/at/all.db",))])
def test_a_store_that_is_not_declared_or_cannot_be_read_is_a_window_that_is_shut(declared: StoresTable) -> None:
    with pytest.raises(WindowShut) as shut:
        stores.dump(declared, {})

    assert str(shut.value.needs).startswith("[stores] databases")


def test_while_the_lock_is_held_nobody_writes_and_afterwards_everybody_can(database: Path) -> None:
    def write() -> None:
        with sqlite3.connect(database, timeout=0.05) as connection:
            connection.execute("insert into notes values ('x', null)")

    with write_lock(f"sqlite:///{database}", "[stores] inbox"), pytest.raises(sqlite3.OperationalError, match="locked"):
        write()
    write()


@pytest.mark.parametrize("url", ["postgresql://shop@127.0.0.1/shop", "sqlite:////nowhere/at/all.db", "no url"])
def test_what_cannot_be_locked_names_its_line(url: str) -> None:
    with pytest.raises(WindowShut) as shut, write_lock(url, "[stores] inbox"):
        pytest.fail("nothing is locked")

    assert str(shut.value.needs).startswith("[stores] inbox")


WRITER = """
import sys
for line in sys.stdin:
    try:
        with open(sys.argv[1], "ab", buffering=0) as file:
            file.write(b"x" * 9000)
        print("written", flush=True)
    except OSError as full:
        print(type(full).__name__, flush=True)
"""


def test_a_full_disk_is_full_for_the_whole_group_and_has_room_again(tmp_path: Path) -> None:
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(tmp_path / "file")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
        process_group=0,
    )

    def said() -> str:
        assert writer.stdin is not None
        assert writer.stdout is not None
        writer.stdin.write("now\n")
        return writer.stdout.readline().strip()

    before = said()
    with full_disk(os.getpgid(writer.pid)):
        meanwhile = said()
    after = said()
    writer.kill()
    writer.wait()

    assert (before, meanwhile, after) == ("written", "OSError", "written")


def test_the_source_is_the_targets_own_and_not_its_tests_or_copies_of_others(tmp_path: Path) -> None:
    for name in ("shop.py", "tests/test_shop.py", "vendor/lib.js", "web/app.ts", "notes.txt", "made/out.js"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")

    assert sorted(source.read(SourceTable(tree=(".",), ignore=("made/*",)), tmp_path)) == ["shop.py", "web/app.ts"]
