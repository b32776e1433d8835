"""What an example needs is installed beside it, once for each list; what goes wrong is one line."""

from pathlib import Path

import pytest

from examples import packages

FAKE = "#!/bin/sh\n{}\n"


@pytest.fixture
def example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an example that brings a package.json; the PATH leads to programs of the test alone."""
    folder = tmp_path / "example"
    folder.mkdir()
    (folder / "package.json").write_text("{}")
    (folder / "package-lock.json").write_text("{}")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    return folder


def put(example: Path, **programs: str) -> None:
    place = example.parent / "bin"
    place.mkdir()
    for name, does in programs.items():
        (place / name).write_text(FAKE.format(does))
        (place / name).chmod(0o755)


def test_packages_are_installed_once_for_each_list_of_them(example: Path) -> None:
    put(example, node="exit 0", npm='PATH=/usr/bin:/bin; mkdir -p node_modules; echo "$@" >> calls')
    packages.install(example)
    packages.install(example)
    once = (example / "calls").read_text().splitlines()
    (example / "package-lock.json").write_text('{"changed": true}')
    packages.install(example)
    twice = (example / "calls").read_text().splitlines()

    assert len(once) == 1
    assert once[0].startswith("ci ")
    assert "--ignore-scripts" in once[0]
    assert len(twice) == 2


def test_what_npm_complains_of_is_said_and_tried_again(example: Path) -> None:
    put(example, node="exit 0", npm="echo looking; echo no such package: tea >&2; exit 1")

    for _ in range(2):
        with pytest.raises(packages.NotInstalledError, match=r"^no such package: tea$"):
            packages.install(example)


def test_without_node_it_is_said_what_to_install(example: Path) -> None:
    with pytest.raises(packages.NotInstalledError, match="apt install nodejs npm"):
        packages.install(example)


def test_without_a_program_that_is_one_of_its_processes_it_is_said_what_to_install(example: Path) -> None:
    (example / "package.json").unlink()
    processes = 'redis = "redis-server --port 0"\nweb = "python shop.py"'
    (example / "assay.toml").write_text(f"[target.processes]\n{processes}\n")
    with pytest.raises(packages.NotInstalledError, match="redis-server is needed: on Debian, apt install redis-server"):
        packages.install(example)
    put(example, **{"redis-server": "exit 0"})
    packages.install(example)

    assert not (example / ".venv").exists()


def test_an_example_without_a_list_needs_nothing(example: Path) -> None:
    (example / "package.json").unlink()
    packages.install(example)

    assert sorted(path.name for path in example.iterdir()) == ["package-lock.json"]


def test_a_folder_without_a_list_gets_no_environment(tmp_path: Path) -> None:
    packages.install(tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_an_environment_is_made_once_and_again_when_the_list_has_changed(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text("# nothing\n")
    packages.install(tmp_path)
    left = tmp_path / ".venv" / "left_there"
    left.touch()
    packages.install(tmp_path)
    (tmp_path / "requirements.txt").write_text("./there-is-no-such-package\n")

    assert left.exists()
    with pytest.raises(packages.NotInstalledError, match="there-is-no-such-package"):
        packages.install(tmp_path)
