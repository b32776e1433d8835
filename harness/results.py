"""`results.json`: what a run found, as data; reports are pure functions of it. Not: how it came about (`record.py`).

The schema is published (`assay schema results`). Replay, baselines, waivers and reports key on a check's `id`.
Times are unix seconds (float) on this machine's clock, durations are seconds.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import msgspec

from harness.verdicts.verdict import Severity, Word

SCHEMA: Literal["assay-results/1"] = "assay-results/1"

EvidenceKind = Literal["request", "delivery", "api_call", "look", "lifecycle", "scan", "note"]


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was done to the target or seen of it, redacted, in the order in which it happened."""

    at: float
    """Seconds since the check began."""
    kind: EvidenceKind
    summary: str
    """One line for a person: `POST /webhooks/stripe (payment_intent.succeeded, no signature) answered 400 in 4 ms`."""
    sent: str | None = None
    """What was sent: start line, headers that matter, body excerpt; redacted and bounded."""
    seen: str | None = None
    """What came back or was found, the same way."""


class Mappings(msgspec.Struct, frozen=True, kw_only=True):
    """Numbers in public standards. A PCI number keeps its sign: `=6.4.3` direct evidence, `~6.2.4` supports."""

    pci_dss_4_0_1: tuple[str, ...] = ()
    asvs_5_0: tuple[str, ...] = ()
    wstg: tuple[str, ...] = ()
    api_top_10: tuple[str, ...] = ()
    cwe: tuple[int, ...] = ()
    provider: tuple[str, ...] = ()
    """Keys of the sources in the provider's own documentation."""
    note: str | None = None
    """What must be said beside the numbers, for they would claim too much without it."""


class ControlResult(msgspec.Struct, frozen=True, kw_only=True):
    """A control as judged in this run: the worst of its checks."""

    id: str
    area: str
    """Prefix of the area, such as `WH-SIG`."""
    area_title: str
    title: str
    severity: Severity
    because: str
    providers: tuple[str, ...]
    """The providers that the control is for."""
    verdict: Word | None
    """None: the control has no scenario yet, or no check ran (`-k`); it is listed as open."""
    open_because: str | None = None
    """Why there is no verdict: no scenario yet, only a deployment can show it, not selected."""
    where: Literal["local", "deployment"] = "local"
    checks: tuple[str, ...] = ()
    mappings: Mappings = Mappings()
    remedy: str = ""


class Waiver(msgspec.Struct, frozen=True, kw_only=True):
    """An accepted finding. A waived fail stays a fail, marked waived."""

    owner: str
    reason: str
    expires: str
    """ISO 8601 date, the last day on which it holds."""


class CheckResult(msgspec.Struct, frozen=True, kw_only=True):
    """One control judged on one provider with one stimulus."""

    id: str
    """`CONTROL/provider/stimulus`, stable over runs."""
    control: str
    provider: str
    stimulus: str
    scenario: str
    """`scenarios/test_webhook_signature.py::test_name`."""
    title: str
    """The scenario's sentence: what must be true."""
    verdict: Word
    severity: Severity
    summary: str
    advice: tuple[str, ...] = ()
    reason: str | None = None
    """Why there is no verdict (`error`)."""
    reach: int | None = None
    needs: str | None = None
    """The line of the descriptor that would open the window."""
    evidence: tuple[Evidence, ...] = ()
    remedy: str = ""
    mappings: Mappings = Mappings()
    replay: str | None = None
    """The command that repeats this check alone."""
    deliveries: str | None = None
    """The file from which its deliveries can be sent again, as seen from where the run was started."""
    waived: Waiver | None = None
    seconds: float = 0.0


class Target(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    descriptor: str
    """Path of `assay.toml`, relative to where the run was started."""
    base_url: str
    providers: tuple[str, ...]
    commit: str | None = None
    """The target's git commit, if its tree is a git checkout."""
    configuration: dict[str, str] = {}
    """What the verdicts belong to, as the descriptor tells it: databases, processes, queue, versions."""


class Run(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    assay: str
    """Version of Assay."""
    catalogue: str
    """SHA-256 of the control catalogue that was judged."""
    started: float
    ended: float
    ended_because: str | None = None
    """None: the run came to its end. Otherwise what cut it short, in one sentence."""
    command: str = ""
    host: str = ""
    """Platform, Python version and number of processors."""
    seed: int = 0
    selected: str | None = None
    """The `-k` expression, if only a part of the suite ran."""
    quick: bool = False
    """Only one check of each scenario ran on each provider, or on one where it starts a target (`--quick`)."""
    narrowed: tuple[str, ...] = ()
    """Other options by which only a part of the suite ran, as they were written: `--provider stripe`."""
    variations: tuple[str, ...] = ()
    """What the provider did otherwise throughout than it does today, without having promised it (`--vary`)."""


class Baseline(msgspec.Struct, frozen=True, kw_only=True):
    """The findings of this run beside those of an earlier one, by the ids of their checks; waived ones count too."""

    run: str
    """Id of the earlier run."""
    started: float
    target: str
    new: tuple[str, ...] = ()
    """Failed now, and did not fail then."""
    unchanged: tuple[str, ...] = ()
    fixed: tuple[str, ...] = ()
    """Failed then, and passed now, or apply no more."""
    unjudged: tuple[str, ...] = ()
    """Failed then, and this run cannot say: not asked, not observable, an error. It is not fixed."""


Policy = Literal["findings", "nothing-new"]
"""Which findings turn the gate red: each that is not waived, or of those only what the baseline does not have."""


class Gate(msgspec.Struct, frozen=True, kw_only=True):
    """The policy's answer. Exit codes: 0 green, 1 findings, 3 incomplete, 2 nothing judged or a user's mistake."""

    exit_code: Literal[0, 1, 2, 3]
    word: Literal["green", "findings", "incomplete", "unusable"]
    reasons: tuple[str, ...]
    """One sentence each, the worst first."""
    policy: Policy = "findings"
    counts: dict[str, int]
    """Number of checks by verdict, and `waived`, `judged` (pass or fail), `controls_judged`."""


class Results(msgspec.Struct, frozen=True, kw_only=True):
    schema: Literal["assay-results/1"] = SCHEMA
    run: Run
    target: Target
    controls: tuple[ControlResult, ...]
    checks: tuple[CheckResult, ...]
    gate: Gate
    baseline: Baseline | None = None
    """The comparison with an earlier run, where one was named."""


class BrokenResults(ValueError):  # noqa: N818 - said to people as it stands
    """The file is not a results file; the message names file, place, value and remedy."""


def write(results: Results) -> bytes:
    """Return `results.json` as bytes, indented, keys in the order of the schema."""
    return msgspec.json.format(msgspec.json.encode(results), indent=1)


def read(path: Path) -> Results:
    """Read a results file. Raises BrokenResults, in words for a person, if it is missing, not JSON or not ours."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Results)
    except OSError as missing:
        raise BrokenResults(f"{path}: cannot be read ({missing.strerror}). Give the path of a results.json") from None
    except msgspec.ValidationError as broken:
        raise BrokenResults(f"{path}: {broken}. Its schema is printed by: assay schema results") from None
    except msgspec.DecodeError as broken:
        raise BrokenResults(f"{path}: not JSON ({broken}). Give the results.json that a run wrote") from None


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of `results.json`."""
    schema = msgspec.json.schema(Results)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Assay results", **schema}
