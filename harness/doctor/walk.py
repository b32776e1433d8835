"""The walk itself: start, check out, find the payment, pay, tell the news, look, forge. Not: whose mistake it is.

It uses what scenarios use, and hands what it saw to `blames/`. After the first step that goes wrong the rest of that
provider's walk would only tell the same mistake again, so it ends there; effects alone do not end it.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.descriptor.lines import Path as Key
from harness.descriptor.model import Descriptor
from harness.descriptor.one_provider import OF_PROVIDER, providers_with_a_checkout
from harness.descriptor.template import BrokenTemplate
from harness.doctor import hearing, starting
from harness.doctor.blames.common import code, descriptor, environment, last_words
from harness.doctor.buying import Purchase
from harness.doctor.patient import Patient
from harness.doctor.seen import Blame, Step
from harness.failures import Moot, NoVerdict, WindowShut
from harness.hooks.interpreter import HookFailed
from harness.redaction import Redactor
from harness.session import Session
from harness.target.probe import learn_webhook_path
from simulator.client import SimulatorError

OURS = "This is a fault or a gap of Assay's: please report it"


def walk(session: Session, redactor: Redactor) -> Iterator[Step]:
    """Yield every step as it is done; `redactor` keeps what the target is given out of what is told."""
    described = session.descriptor
    try:
        patient, step = starting.start(session, redactor)
    except NoVerdict as fault:
        yield Step(name="start", provider=None, seen=(), blame=environment(str(fault), "See why, and start again"))
        return
    except WindowShut as shut:
        blame = descriptor(("target", "base_url"), str(shut), f"Mend {shut.needs}")
        yield Step(name="start", provider=None, seen=(), blame=blame)
        return
    yield step
    if step.blame is not None or patient is None:
        return
    for provider in _in_order(described):
        try:
            yield from _of_provider(patient.of(session, provider))
        except HookFailed as failed:
            blame = descriptor(("hooks", failed.key), failed.what, failed.remedy)
            yield Step(name="checkout", provider=provider, seen=(), blame=blame)
        except WindowShut as shut:
            yield Step(
                name="checkout",
                provider=provider,
                seen=(),
                blame=descriptor(_place(described, provider), str(shut), f"Write {shut.needs}"),
            )
        except NoVerdict as fault:
            yield Step(name="walk", provider=provider, seen=(), blame=_of_fault(fault, patient))
        except BrokenTemplate as broken:
            blame = descriptor(("checkout",), str(broken), "Let a request of the checkout save it")
            yield Step(name="checkout", provider=provider, seen=(), blame=blame)
        except SimulatorError as fault:
            yield Step(name="walk", provider=provider, seen=(), blame=environment(str(fault), OURS))


def _in_order(described: Descriptor) -> list[str]:
    """Return the providers, the main one first."""
    main = OF_PROVIDER[described.checkout.payment]
    return sorted(described.provider, key=lambda name: name != main)


def _place(described: Descriptor, provider: str) -> Key:
    return ("checkout",) if provider in providers_with_a_checkout(described) else ("provider", provider)


def _of_fault(fault: NoVerdict, patient: Patient) -> Blame:
    if fault.reason == "target unreachable":
        return code(f"{fault}; {last_words(patient.output())}", "It must go on answering")
    return environment(str(fault), OURS)


def _of_provider(patient: Patient) -> Iterator[Step]:
    """Yield the steps with one provider, until one goes wrong that those after it lean on."""
    with patient.target.sandbox.holding_news():
        purchase = Purchase(patient)
        for step in purchase.steps():
            yield step
            if step.blame is not None:
                return
        order = purchase.order
        assert order is not None  # noqa: S101 - the last of these steps makes it
        learn_webhook_path(patient.target, purchase.tried)
        for step in hearing.steps(patient, order, purchase):
            yield step
            if step.blame is not None and step.name != "effects":
                return
        try:
            yield hearing.forgery(patient)
        except Moot as fact:
            yield Step(name="forgery", provider=patient.provider, seen=(str(fact),))
