"""The first step: the target is started, or looked at where it runs already. Not: whose mistake it is."""

from __future__ import annotations

import httpx

from harness.descriptor.lines import Path as Key
from harness.descriptor.model import TargetTable
from harness.descriptor.one_provider import OF_PROVIDER
from harness.descriptor.template import fill
from harness.doctor import listening
from harness.doctor.blames.starting import of_start
from harness.doctor.pages import LONGEST_BODY
from harness.doctor.patient import Patient
from harness.doctor.seen import Page, Started, Step, Variables
from harness.failures import NoVerdict
from harness.redaction import Redactor
from harness.session import Role, Session
from harness.target.instance import READY_TIMEOUT, Instance
from harness.target.requests import client


def start(session: Session, redactor: Redactor) -> tuple[Patient | None, Step]:
    """Start the target and return it with the step. Raises NoVerdict for what is no matter of the target's."""
    table = session.descriptor.target
    attached = table.base_url is not None
    role: Role = "test" if attached else "startup"  # a target for starts is left as it is when it fails
    main = OF_PROVIDER[session.descriptor.checkout.payment]
    try:
        patient = Patient(session.target(role, main), role, redactor)
    except NoVerdict:
        if not attached:
            raise
        return None, _nobody_there(session, main)
    for settings in patient.instance.settings.values():
        redactor.learn(settings["secret_key"], settings["webhook_secret"])
    ready, refused = False, None
    try:
        ready = patient.instance.try_start(within=table.ready.within)
    except NoVerdict as said:
        refused = redactor.text(str(said))
    if patient.instance.refusal is not None:
        refused = redactor.text(patient.instance.refusal)
    if ready:
        return patient, Step(name="start", provider=None, seen=(_told(patient.instance, attached=attached),))
    seen = _looked_at(patient, refused)
    lines = [line for line in (_page(seen.page), *_end(seen.output)) if line]
    return None, Step(name="start", provider=None, seen=tuple(lines), blame=of_start(seen))


def _told(instance: Instance, *, attached: bool) -> str:
    where = f"{instance.base_url}{instance.descriptor.target.ready.url}"
    if attached:
        return f"it runs already: {where} answered {instance.descriptor.target.ready.status}"
    return (
        f"ready after {instance.start_seconds or 0:.1f} s: {where} answered {instance.descriptor.target.ready.status}"
    )


def _nobody_there(session: Session, provider: str) -> Step:
    """Return the step of a target that should run already."""
    table = session.descriptor.target
    told = f"GET {table.base_url}{table.ready.url}"
    try:
        with client(table.base_url or "", timeout=READY_TIMEOUT) as http:
            page = Page(told=told, status=http.get(table.ready.url).status_code)
    except httpx.HTTPError:
        page = Page(told=told, status=None)
    variables = Variables(provider=provider)
    seen = Started(variables=variables, ready=False, attached=True, page=page, within=table.ready.within)
    return Step(name="start", provider=None, seen=(_page(page) or f"{told} got no answer",), blame=of_start(seen))


def _page(page: Page | None) -> str:
    return "" if page is None or page.status is None else f"{page.told} answered {page.status}"


def _end(output: str) -> list[str]:
    return [f"| {line}" for line in output.strip().splitlines()[-6:]]


def _looked_at(patient: Patient, refused: str | None) -> Started:
    instance = patient.instance
    table = instance.descriptor.target
    command, path = _command(table, instance.exits())
    return Started(
        variables=patient.variables(),
        ready=False,
        attached=instance.attached,
        command=command,
        command_path=path,
        port=int(instance.values["port"]),
        port_in_command=any("{port}" in text for text in (table.start or "", *table.processes.values())),
        page=None if refused else _asked(instance, patient.redactor),
        within=table.ready.within,
        refused=refused,
        exits=tuple(instance.exits().items()),
        listening=() if refused else listening.ports(instance.process_group),
        output=patient.output(),
    )


def _command(table: TargetTable, exits: dict[str, int]) -> tuple[str, Key]:
    """Return the command that ended first, or the first there is, and its key."""
    if not table.processes:
        return table.start or "", ("target", "start")
    name = next(iter(exits), next(iter(table.processes)))
    return table.processes[name], ("target", "processes", name)


def _asked(instance: Instance, redactor: Redactor) -> Page:
    path = fill(instance.descriptor.target.ready.url, instance.values)
    told = f"GET {path}"
    try:
        with client(instance.base_url, timeout=READY_TIMEOUT) as http:
            reply = http.get(path)
    except httpx.HTTPError:
        return Page(told=told, status=None)
    return Page(told=told, status=reply.status_code, body=redactor.text(" ".join(reply.text.split()))[:LONGEST_BODY])
