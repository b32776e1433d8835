"""Which controls can be observed now, and which line of the descriptor would open more: pure. Not: walking.

A control needs windows (the catalogue says which), and some need a table of the descriptor besides: a refund cannot be
judged that nobody can ask for. What a check needs beyond that, the report of a run names.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import get_args

import msgspec

from harness.controls.catalogue import Control, Window
from harness.descriptor.model import Descriptor
from harness.doctor.seen import Step
from harness.verdicts.verdict import SEVERITIES

WINDOWS: tuple[Window, ...] = get_args(Window)
SHUT: dict[Window, str] = {
    "replies": "[[checkout.requests]]: a checkout that is answered",
    "api_calls": "[provider.NAME] api_base_env and secret_key_env: a call that arrives",
    "state": "[order] read, status and states: an order that is seen",
    "traces": "[logs] files",
    "lifecycle": "[target] start, in place of base_url",
    "source": "[source] tree",
}
"""By window, what opens it."""


class Opening(msgspec.Struct, frozen=True):
    """A line that would let more be observed."""

    line: str
    controls: tuple[str, ...]
    lacks: Callable[[Descriptor], bool]
    wholly: bool = True
    """Without it these controls are not observable at all; otherwise a part of their checks is."""


OPENINGS: tuple[Opening, ...] = (
    Opening("[effects.NAME] sql, http or lines", ("WH-IDEM-01", "WH-IDEM-02", "REC-02"), lambda one: not one.effects),
    Opening("[effects.NAME]", ("SV-04", "WH-IDEM-03", "WH-ORD-03"), lambda one: not one.effects, wholly=False),
    Opening("[source] tree", ("ENV-04", "SEC-02", "WH-SIG-09"), lambda one: one.source is None),
    Opening(
        "[target.profiles.live] env", ("ENV-01", "ENV-03", "ENV-05"), lambda one: "live" not in one.target.profiles
    ),
    Opening(
        "[stores] databases, folders", ("CD-04",), lambda one: not (one.stores.databases or one.stores.folders)
    ),
    Opening("[stores] inbox", ("WH-ACK-04",), lambda one: one.stores.inbox is None),
    Opening("[stores] business", ("WH-ACK-02",), lambda one: one.stores.business is None, wholly=False),
    Opening("[customers] sign_in", ("AC-01", "AC-02"), lambda one: one.customers is None, wholly=False),
    Opening("[refund] request", ("PAY-04",), lambda one: one.refund is None),
    Opening("[refund] request", ("AC-04",), lambda one: one.refund is None, wholly=False),
    Opening("[order] refunded", ("PAY-03", "WH-IDEM-03"), lambda one: one.order.refunded is None, wholly=False),
    Opening("[order] amount", ("PR-03", "SV-03"), lambda one: one.order.amount is None, wholly=False),
    Opening("[cart] requests and change, or exists = false", ("PR-05",), lambda one: one.cart is None),
    Opening("[return] request", ("SV-02", "SV-03"), lambda one: one.return_ is None, wholly=False),
    Opening("[checkout] page", ("TR-02",), lambda one: one.checkout.page is None),
    Opening("[checkout] page", ("SEC-03", "CD-05"), lambda one: one.checkout.page is None, wholly=False),
    Opening("[checkout.coupons.NAME]", ("PR-02",), lambda one: not one.checkout.coupons, wholly=False),
    Opening("[mails] sql, http or files, or sent = false", ("CD-05",), lambda one: one.mails is None, wholly=False),
    Opening("[reconcile] command", ("REC-03",), lambda one: one.reconcile is None),
    Opening("[reconcile] command", ("REC-01", "REC-02"), lambda one: one.reconcile is None, wholly=False),
)  # fmt: skip
"""What scenarios lean on beside their windows; the test of this table holds it against catalogue and scenarios."""


class Observable(msgspec.Struct, frozen=True):
    """What a run could observe with one provider."""

    now: tuple[str, ...]
    of: tuple[str, ...]
    """All controls that a run on this machine can judge with that provider."""
    more: tuple[tuple[str, tuple[str, ...], bool], ...]
    """Line, the controls that it opens, and whether they are not observable at all without it; the gravest first."""


def open_windows(descriptor: Descriptor, steps: Iterable[Step], provider: str) -> set[Window]:
    """Return the windows that the walk and the descriptor show to be open."""
    walked = [step for step in steps if step.provider in (None, provider)]
    found: set[Window] = {window for step in walked for window in step.opens}
    started = any(step.name == "start" and step.blame is None for step in walked)
    if started and descriptor.target.base_url is None:
        found |= {"lifecycle", "traces"}
    if descriptor.logs.files:
        found.add("traces")
    if descriptor.source is not None:
        found.add("source")
    return found


def observable(
    descriptor: Descriptor,
    provider: str,
    windows: Collection[Window],
    controls: Sequence[Control],
    with_scenario: Collection[str],
) -> Observable:
    """Return what can be observed with that provider through these windows, and what would open more."""
    asked = [
        control
        for control in controls
        if control.id in with_scenario and control.where == "local" and provider in control.providers
    ]
    known = {control.id for control in asked}
    lacking = [opening for opening in OPENINGS if opening.lacks(descriptor)]
    shut = {name for opening in lacking if opening.wholly for name in opening.controls}
    seen = {control.id for control in asked if any(set(needs) <= set(windows) for needs in control.needs)}
    lines: dict[tuple[str, bool], dict[str, None]] = {}
    for window in WINDOWS:
        for name in () if window in windows else _opened_by(window, asked, windows, shut):
            lines.setdefault((SHUT[window], True), {})[name] = None
    for opening in lacking:
        for name in opening.controls:
            if name in known and (name in seen or opening.line in SHUT.values()):
                lines.setdefault((opening.line, opening.wholly), {})[name] = None
    weight = {control.id: -SEVERITIES.index(control.severity) for control in asked}
    more = [(line, tuple(names), wholly) for (line, wholly), names in lines.items()]
    return Observable(
        now=tuple(control.id for control in asked if control.id in seen - shut),
        of=tuple(control.id for control in asked),
        more=tuple(sorted(more, key=lambda one: (not one[2], -max(weight[name] for name in one[1]), -len(one[1])))),
    )


def _opened_by(
    window: Window, asked: Sequence[Control], windows: Collection[Window], shut: Collection[str]
) -> Iterable[str]:
    """Yield the controls that are observable as soon as this window is open too."""
    for control in asked:
        now = any(set(needs) <= set(windows) for needs in control.needs)
        if not now and control.id not in shut and any(set(needs) <= {*windows, window} for needs in control.needs):
            yield control.id
