"""Every control has a scenario and a flaw, or stands in tests/unproven.toml with its reason; nothing there is stale."""

import ast
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from harness.controls.catalogue import load
from harness.controls.scenarios import scenarios_by_control

TESTS = Path(__file__).parents[1]


def flaws_by_control(folder: Path) -> dict[str, tuple[str, ...]]:
    """Return the flaws that say of each control that it `must` notice."""
    found: dict[str, list[str]] = {}
    for file in sorted(folder.rglob("*.py")):
        for control_id in _must(ast.parse(file.read_text(encoding="utf-8"), str(file))):
            found.setdefault(control_id, []).append(file.relative_to(folder).as_posix())
    for file in sorted(folder.rglob("*.patch")):
        listed = next(line for line in file.read_text(encoding="utf-8").splitlines() if line.startswith("must:"))
        for control_id in map(str.strip, listed.removeprefix("must:").split(",")):
            found.setdefault(control_id, []).append(file.relative_to(folder).as_posix())
    return {control_id: tuple(names) for control_id, names in found.items()}


def _must(module: ast.Module) -> Iterator[str]:
    for statement in module.body:
        if not isinstance(statement, ast.Assign | ast.AnnAssign) or statement.value is None:
            continue
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        if any(isinstance(target, ast.Name) and target.id == "must" for target in targets):
            yield from (
                constant.value
                for constant in ast.walk(statement.value)
                if isinstance(constant, ast.Constant) and isinstance(constant.value, str)
            )


def gaps(
    controls: Iterable[str],
    scenarios: Mapping[str, tuple[str, ...]],
    flaws: Mapping[str, tuple[str, ...]],
    unproven: Mapping[str, object],
) -> list[str]:
    """Return what is wrong with the coverage, one sentence each."""
    known = set(controls)
    said = [
        f"{', '.join(names)} names {control_id}, which the catalogue does not hold"
        for named in (scenarios, flaws)
        for control_id, names in sorted(named.items())
        if control_id not in known
    ]
    for control_id in known:
        lacks = [word for word, has in (("scenario", scenarios), ("flaw", flaws)) if control_id not in has]
        if lacks and control_id not in unproven:
            said.append(f"{control_id} has no {' and no '.join(lacks)}, and no line in tests/unproven.toml")
        if not lacks and control_id in unproven:
            said.append(f"tests/unproven.toml: {control_id} has a scenario and a flaw by now. Delete its line")
    for control_id, reason in unproven.items():
        if control_id not in known:
            said.append(f"tests/unproven.toml: {control_id} is not in the catalogue. Delete its line")
        if not isinstance(reason, str) or not reason.strip():
            said.append(f"tests/unproven.toml: {control_id} has no reason. Say why it is not proven yet")
    return sorted(said)


def test_every_control_is_proven_or_says_why_not() -> None:
    unproven = tomllib.loads((TESTS / "unproven.toml").read_text(encoding="utf-8"))

    said = gaps(load().controls, scenarios_by_control(), flaws_by_control(TESTS / "flaws"), unproven)

    assert not said, "\n".join(said)


def test_a_control_that_is_proven_needs_no_line() -> None:
    assert not gaps(["PR-01"], {"PR-01": ("s",)}, {"PR-01": ("f",)}, {})


def test_a_control_with_neither_proof_nor_line_is_named_with_what_it_lacks() -> None:
    assert gaps(["PR-01"], {}, {}, {}) == ["PR-01 has no scenario and no flaw, and no line in tests/unproven.toml"]
    assert gaps(["PR-01"], {"PR-01": ("s",)}, {}, {}) == ["PR-01 has no flaw, and no line in tests/unproven.toml"]


def test_a_line_excuses_a_control_that_lacks_either() -> None:
    assert not gaps(["PR-01"], {"PR-01": ("s",)}, {}, {"PR-01": "no flaw yet"})
    assert not gaps(["PR-01"], {}, {"PR-01": ("f",)}, {"PR-01": "no scenario yet"})


def test_a_stale_line_fails() -> None:
    [said] = gaps(["PR-01"], {"PR-01": ("s",)}, {"PR-01": ("f",)}, {"PR-01": "no flaw yet"})

    assert "Delete its line" in said


def test_an_unknown_control_fails_wherever_it_is_named() -> None:
    said = gaps([], {"PR-91": ("s",)}, {"PR-92": ("f",)}, {"PR-93": "none"})

    assert said == [
        "f names PR-92, which the catalogue does not hold",
        "s names PR-91, which the catalogue does not hold",
        "tests/unproven.toml: PR-93 is not in the catalogue. Delete its line",
    ]


def test_a_line_without_a_reason_fails() -> None:
    [said] = gaps(["PR-01"], {}, {}, {"PR-01": " "})

    assert "no reason" in said


def test_scenarios_are_found_by_their_decorator(tmp_path: Path) -> None:
    folder = tmp_path / "scenarios"
    folder.mkdir()
    (folder / "test_price.py").write_text(
        '@control("PR-01")\n@stimuli(a=1)\ndef test_one(): ...\n'
        '@scenario.control("PR-03", stimulus="more")\nasync def test_two(): ...\n'
        '@other("PR-04")\ndef test_three(): ...\n'
    )
    (folder / "helper.py").write_text('@control("PR-05")\ndef helper(): ...\n')

    assert scenarios_by_control(folder) == {
        "PR-01": ("scenarios/test_price.py::test_one",),
        "PR-03": ("scenarios/test_price.py::test_two",),
    }


def test_flaws_are_found_by_what_must_notice_them(tmp_path: Path) -> None:
    (tmp_path / "price").mkdir()
    (tmp_path / "price" / "client_price.py").write_text('must = ("PR-01", "PR-03")\nmay = ("SV-01",)\n')
    (tmp_path / "price" / "other.py").write_text('must: tuple[str, ...] = ("PR-01",)\n')
    (tmp_path / "loader.py").write_text("def load(): return must\n")
    (tmp_path / "price" / "a.patch").write_text("A story.\n\nmust: PR-02, PR-03\nmay: PR-01\n\n--- a/x\n")

    assert flaws_by_control(tmp_path) == {
        "PR-01": ("price/client_price.py", "price/other.py"),
        "PR-02": ("price/a.patch",),
        "PR-03": ("price/client_price.py", "price/a.patch"),
    }
