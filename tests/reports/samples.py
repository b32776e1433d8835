# ruff: noqa: E501 - rows of tables and texts of evidence, which broken lines would make unreadable
"""Results as runs write them, for the tests of reports: every gate word and verdict, and what an attacker writes.

Controls come from the real catalogue and the gate is the real one, so a sample cannot say what a run could not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from harness.controls.catalogue import load, mappings
from harness.results import Baseline, CheckResult, ControlResult, Evidence, Results, Run, Target, Waiver
from harness.verdicts.baseline import compare
from harness.verdicts.gate import DEPLOYMENT_ONLY, NO_SCENARIO, gate
from harness.verdicts.verdict import Word, worst

STARTED = 1_795_424_400.25  # 2026-11-23 09:00:00 UTC

EVENT = """{
  "id": "evt_1SZq2RASSAYfXh3kQz0a7BVn",
  "object": "event",
  "type": "payment_intent.succeeded",
  "livemode": false,
  "data": {"object": {"id": "pi_3SZq2QASSAYfXh3k1kT0sVdE", "amount": 1999, "currency": "eur", "status": "succeeded"}}
}"""

ORDINARY = (
    Evidence(at=0.0121, kind="request", summary="POST /checkout answered 201 in 11 ms: order 7f3a", sent='POST /checkout\n\n{"sku": "tea", "quantity": 1}', seen='HTTP 201\n\n{"order": "7f3a", "client_secret": "[redacted]"}'),
    Evidence(at=0.0305, kind="api_call", summary="the target created pi_3SZq2QASSAYfXh3k1kT0sVdE over 19.99 EUR", seen="payment_intents.create, idempotency key order-7f3a, 200"),
    Evidence(at=0.0412, kind="delivery", summary="payment_intent.succeeded without a signature answered 400 in 4 ms", sent=f"POST /webhooks/stripe\nContent-Type: application/json\n\n{EVENT}", seen='HTTP 400\nContent-Type: application/json\n\n{"error": "signature missing"}'),
    Evidence(at=0.0466, kind="delivery", summary="payment_intent.succeeded, genuine, for the twin answered 200 in 3 ms", sent=f"POST /webhooks/stripe\nStripe-Signature: t=1795424401,v1=[redacted]\n\n{EVENT}", seen="HTTP 200"),
    Evidence(at=0.0952, kind="look", summary="sample 7f3a: not moved (status created); twin 81c0: moved (status paid); blank 02d4: not moved"),
)  # fmt: skip

BROKEN = (
    ORDINARY[0],
    Evidence(at=0.0388, kind="delivery", summary="payment_intent.succeeded without a signature answered 200 in 6 ms", sent=ORDINARY[2].sent, seen='HTTP 200\n\n{"received": true}'),
    ORDINARY[3],
    Evidence(at=0.0911, kind="look", summary="sample 7f3a: moved (status paid) although nobody has paid; blank 02d4: not moved", seen='GET /orders/7f3a\n\n{"order": "7f3a", "status": "paid", "amount": 1999, "currency": "eur"}'),
    Evidence(at=0.0934, kind="note", summary="effects of sample 7f3a: 1 mail, 1 shipment; a genuine order has 1 and 1"),
)  # fmt: skip

PROMISES: tuple[tuple[str, tuple[str, ...], str, str], ...] = (
    ("WH-SIG-01", ("no-header", "empty-header", "random-signature", "other-body"), "A delivery that lies about a payment moves nothing.", "nothing moved"),
    ("WH-SIG-02", ("byte-changed",), "A delivery altered after signing moves nothing.", "nothing moved"),
    ("WH-SIG-03", ("empty-key", "other-endpoint-secret", "placeholder-secret"), "Only this endpoint's current secret is accepted.", "nothing moved"),
    ("WH-SIG-11", ("no-header", "empty-header", "v0-only"), "An unverified delivery is not processed.", "nothing moved"),
    ("WH-RAW-01", ("unusual-json",), "The signature is checked over the bytes as they came.", "the order moved"),
    ("WH-IDEM-01", ("one-after-the-other", "after-a-restart"), "An event that comes again has no second effect.", "1 mail and 1 shipment, as for one delivery"),
    ("WH-IDEM-02", ("parallel",), "Copies that come at the same time have one effect.", "8 of 8 rounds overlapped; 1 mail and 1 shipment each"),
    ("WH-ORD-01", ("refund-before-payment", "reversed"), "The order of arrival does not decide.", "refunded, in each order of arrival"),
    ("WH-ACK-01", ("one", "twenty"), "A delivery is acknowledged within the limit.", "slowest of 20: 31 ms; limit 200 ms"),
    ("WH-ACK-03", ("kill-after-ack",), "What was acknowledged survives a kill.", "paid after the restart"),
    ("SV-01", ("amount-lower", "currency-other"), "Money that differs from the price does not pay the order.", "not moved"),
    ("PR-01", ("price-in-form", "price-in-query"), "The browser does not set the price.", "1999 charged, as in the catalogue"),
    ("PR-03", ("quantity-negative",), "Quantities that make no sense are refused.", "422"),
    ("ENV-01", ("test-event-on-live",), "A test payment does not pay a live order.", "not moved"),
    ("API-01", ("create",), "Every writing call carries an idempotency key.", "3 of 3 writing calls"),
    ("PAY-01", ("declined", "insufficient-funds"), "A declined payment is told, and the order stays unpaid.", "not moved"),
    ("CD-03", ("logs",), "Logs hold no card number.", "canary found, card number not found"),
    ("SEC-01", ("missing", "placeholder"), "A start without real secrets is refused.", "refused in 0.3 s"),
)  # fmt: skip


def check(
    control: str,
    stimulus: str,
    verdict: Word = "pass",
    summary: str = "nothing moved",
    *,
    title: str = "What must be true is true.",
    **more: object,
) -> CheckResult:
    """Return a check as the plug-in writes it, remedy and numbers from the catalogue."""
    known = load().controls[control]
    stem = next(area.stem for area in load().areas if area.prefix == known.area)
    made = CheckResult(
        id=f"{control}/stripe/{stimulus}",
        control=control,
        provider="stripe",
        stimulus=stimulus,
        scenario=f"scenarios/test_{stem}.py::test_{stimulus.replace('-', '_')}",
        title=title,
        verdict=verdict,
        severity=known.severity,
        summary=summary,
        remedy=known.remedy_for("stripe"),
        mappings=mappings(known),
        evidence=ORDINARY,
        replay=f"assay run -k '{control}/stripe/{stimulus}'",
        deliveries=None if verdict == "pass" else f".assay/runs/our run/deliveries/{control}.stripe.{stimulus}.json",
        seconds=0.412,
    )
    return msgspec.structs.replace(made, **more)


def passing() -> list[CheckResult]:
    return [
        check(control, stimulus, "pass", summary, title=title)
        for control, stimuli, title, summary in PROMISES
        for stimulus in stimuli
    ]


def replaced(checks: Iterable[CheckResult], *others: CheckResult) -> list[CheckResult]:
    """Return `checks` with those of the same id in their places."""
    by_id = {other.id: other for other in others}
    return [by_id.get(each.id, each) for each in checks]


def results(
    checks: Sequence[CheckResult], *, name: str = "Reference shop", ended_because: str | None = None
) -> Results:
    """Return the results of a run that came to these checks."""
    controls = tuple(_controls(checks))
    return Results(
        run=Run(
            id="20261123-090000-a3f1",
            assay="0.1.0",
            catalogue=load().digest(),
            started=STARTED,
            ended=STARTED + 38.4,
            ended_because=ended_because,
            command="assay run --target reference_app/assay.toml",
            host="Linux-6.1, Python 3.11.7, 2 processors",
        ),
        target=Target(
            name=name,
            descriptor="reference_app/assay.toml",
            base_url="http://127.0.0.1:41733",
            providers=("stripe",),
            commit="9fceb02d0ae598e95dc970b74767f19372d61af8",
        ),
        controls=controls,
        checks=tuple(checks),
        gate=gate(checks, controls, ended_because=ended_because),
    )


def _controls(checks: Sequence[CheckResult]) -> Iterable[ControlResult]:
    catalogue = load()
    for control in catalogue.controls.values():
        own = [one for one in checks if one.control == control.id]
        reason = DEPLOYMENT_ONLY if control.where == "deployment" else NO_SCENARIO
        yield ControlResult(
            id=control.id,
            area=control.area,
            area_title=catalogue.area(control.area).title,
            title=control.title,
            severity=control.severity,
            because=control.because,
            providers=control.providers,
            verdict=worst(one.verdict for one in own) if own else None,
            open_because=None if own else reason,
            where=control.where,
            checks=tuple(one.id for one in own),
            mappings=mappings(control),
            remedy=control.remedy_for("stripe"),
        )


def green() -> Results:
    return results(passing())


WAIVER = Waiver(owner="Kim, payments", reason="goes away with the old warehouse in January", expires="2027-01-31")


def findings() -> Results:
    """Every verdict, a waived fail among them."""
    said = "the forged delivery moved the order"
    return results(
        replaced(
            passing(),
            check("WH-SIG-01", "no-header", "fail", said, title=PROMISES[0][2], evidence=BROKEN),
            check("WH-SIG-01", "empty-header", "fail", said, title=PROMISES[0][2], evidence=BROKEN),
            check("PR-01", "price-in-form", "fail", "the browser asked for 1 and 1 was charged; the catalogue says 1999", title=PROMISES[11][2], evidence=BROKEN[:3], advice=("the amount also stands in a hidden field of the page",)),
            check("WH-IDEM-02", "parallel", "fail", "8 of 8 rounds overlapped; 3 of them had 2 shipments", title=PROMISES[6][2], evidence=BROKEN, reach=8),
            check("WH-ACK-01", "twenty", "fail", "slowest of 20: 812 ms; limit 200 ms; baseline 3 ms", title=PROMISES[8][2], waived=WAIVER),
            check("CD-03", "logs", "not_observable", "no logs are described", title=PROMISES[16][2], needs='[logs] files = ["app.log"]', evidence=()),
            check("WH-ORD-01", "reversed", "not_observable", "the genuine twin was not seen to move: a deaf target proves nothing", title=PROMISES[7][2]),
            check("WH-SIG-03", "placeholder-secret", "not_applicable", "the descriptor names no secret of the environment", title=PROMISES[2][2]),
            check("PAY-01", "insufficient-funds", "error", "GET /v1/mandates/mandate_1 is not known to the simulator", title=PROMISES[15][2], reason="gap in the simulator"),
        )
    )  # fmt: skip


def incomplete() -> Results:
    return results(
        replaced(
            passing(),
            check("CD-03", "logs", "not_observable", "no logs are described", needs="[logs] files", evidence=()),
        ),
        ended_because="interrupted with Ctrl-C",
    )


def unusable() -> Results:
    """The target did not start: nothing was judged."""
    lost = "the target did not answer within 10 s"
    return results(
        [
            check(control, stimulus, "error", lost, reason="target unreachable", evidence=(), title=title)
            for control, stimuli, title, _ in PROMISES[:4]
            for stimulus in stimuli
        ]
    )


def empty() -> Results:
    return results([], ended_because="no scenario matches -k 'nothing'")


HOSTILE = (
    "<script>document.documentElement.dataset.pwned='1'</script>"
    "<img src=x onerror=\"document.documentElement.dataset.pwned='1'\">"
    "</style></pre></details>'\"><a href=javascript:alert(1)>x</a> {{ 7*7 }} {% raw %} \x1b[2J\x1b[31mred\x1b[0m\x07\x00\x9b"
    " ]]> <!-- & &amp; | `code` ``` @everyone [link](http://evil.example/) ![i](//evil.example/p.png) http://evil.example www.evil.example "
    "\u202egnp.exe \u200b\u2028 #1 :tada: *bold* _it_ $x$ ~~s~~ 🦊👩‍💻 日本語 \r\n| a | b |\n|---|---|\n# heading\n"
)  # fmt: skip


def hostile() -> Results:
    """Every text that could come from a target or a descriptor, as its attacker would write it."""
    flood = "A" * 30_000
    evil = (
        Evidence(at=0.1, kind="delivery", summary=HOSTILE, sent=HOSTILE, seen=HOSTILE + flood),
        Evidence(at=0.2, kind="look", summary=flood[:3_000], seen="\x1b]0;title\x07" + HOSTILE),
    )
    made: dict[str, object] = {"title": HOSTILE, "evidence": evil, "advice": (HOSTILE,), "remedy": HOSTILE, "replay": HOSTILE, "deliveries": HOSTILE}  # fmt: skip
    waiver = Waiver(owner=HOSTILE, reason=HOSTILE, expires=HOSTILE)
    found = results(
        replaced(
            passing(),
            check("WH-SIG-01", "no-header", "fail", HOSTILE, **made),
            check("WH-SIG-01", "empty-header", "fail", HOSTILE, waived=waiver, **made),
            check("CD-03", "logs", "not_observable", HOSTILE, needs=HOSTILE, **made),
            check("PAY-01", "declined", "error", HOSTILE, reason=HOSTILE, **made),
            check("SEC-01", "missing", "not_applicable", HOSTILE, **made),
        ),
        name=HOSTILE,
        ended_because=HOSTILE,
    )
    run = msgspec.structs.replace(
        found.run, id=HOSTILE, command=HOSTILE, host=HOSTILE, selected=HOSTILE, narrowed=(HOSTILE,)
    )
    target = msgspec.structs.replace(found.target, base_url=HOSTILE, commit=HOSTILE, descriptor=HOSTILE)
    baseline = Baseline(run=HOSTILE, started=STARTED, target=HOSTILE, new=(HOSTILE,), fixed=(HOSTILE,))
    return msgspec.structs.replace(found, run=run, target=target, baseline=baseline)


def large(checks: int = 500) -> Results:
    """A run of many checks, a tenth of them fails, each with as much evidence as a notebook holds."""
    long = EVENT * 6
    evidence = tuple(
        Evidence(
            at=place / 100, kind="delivery", summary=f"delivery {place} answered 200 in 4 ms", sent=long, seen=long
        )
        for place in range(40)
    )
    stimuli = [(control, title) for control, _, title, _ in PROMISES]
    return results(
        [
            check(
                stimuli[place % len(stimuli)][0],
                f"case-{place}",
                "fail" if place % 10 == 0 else "pass",
                title=stimuli[place % len(stimuli)][1],
                evidence=evidence,
            )
            for place in range(checks)
        ]
    )


def compared() -> Results:
    """A run that is held against an earlier one: one finding is new, one old, one mended, one not asked about."""
    mended = check("WH-IDEM-01", "after-a-restart", "fail", "2 mails")
    old = check("WH-SIG-01", "no-header", "fail", "the order moved")
    earlier = results([*replaced(passing(), old, mended), check("PR-02", "gone", "fail", "1 eur")])
    checks = replaced(
        passing(),
        check("WH-SIG-01", "no-header", "fail", "the order moved"),
        check("WH-RAW-01", "unusual-json", "fail", "not moved"),
    )
    baseline = compare(checks, earlier)
    found = results(checks)
    answer = gate(found.checks, found.controls, baseline=baseline, policy="nothing-new")
    return msgspec.structs.replace(found, baseline=baseline, gate=answer)


ALL = {
    "compared": compared,
    "green": green,
    "findings": findings,
    "incomplete": incomplete,
    "unusable": unusable,
    "empty": empty,
    "hostile": hostile,
}
