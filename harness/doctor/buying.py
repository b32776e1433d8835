"""The steps of a purchase: a checkout, its payment in the journal, the order then. Not: whose mistake it is."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from harness.controls.catalogue import Window
from harness.descriptor.lines import Path as Key
from harness.descriptor.model import Effect, Flow, Read
from harness.descriptor.template import fill, names
from harness.doctor import pages
from harness.doctor.blames import buying as blames
from harness.doctor.blames.hearing import ABSENT, of_look
from harness.doctor.patient import Patient
from harness.doctor.seen import Blame, Called, CheckedOut, Looked, Page, Step, Variables
from harness.failures import NoVerdict, WindowShut
from harness.observation import ProviderCall
from harness.providers import KINDS
from harness.target import checkout
from harness.target.order import Order
from harness.target.probe import NOT_TOLD
from harness.target.requests import Replied, expected
from simulator.client import Call

MOST_CANDIDATES = 12
LONGEST_ID = 80


class Purchase:
    """One checkout, step by step."""

    def __init__(self, patient: Patient) -> None:
        """Nothing is asked yet."""
        self.patient = patient
        self.order: Order | None = None
        self._place, self._way = checkout.main_way(patient.descriptor)
        self.tried: checkout.Tried | None = None

    def steps(self) -> Iterator[Step]:
        """Yield the steps; the last makes the order. Whoever goes on after a blame gets what comes of that."""
        patient = self.patient
        patient.begin()
        try:
            self.tried = tried = patient.target.try_checkout()
        except NoVerdict as silent:
            page = Page(told=str(silent).partition(" got no answer")[0], status=None)
            seen = self._checked_out(page, nth=0, succeeded=False)
            yield self._step("checkout", (str(silent), *_output(seen.output)), blames.of_checkout(seen))
            return
        seen = self._seen(tried)
        told = [f"{tried.replied.told} answered {tried.replied.status}", *self._saved(tried)]
        failed = blames.of_checkout(seen)
        yield self._step("checkout", (*told, *(_output(seen.output) if failed else ())), failed, opens=("replies",))
        if failed:
            return
        yield from self._payment(tried, seen)

    def _payment(self, tried: checkout.Tried, seen: CheckedOut) -> Iterator[Step]:
        patient, kind = self.patient, KINDS[self._way.payment]
        if blame := blames.of_payment(seen):
            yield self._step("provider call", (*seen.calls, *_output(seen.output)), blame)
            return
        self.order = order = patient.target.adopted("doctor", tried, self._way, tried.payments[-1])
        sight = order.look()
        called = self._called(patient.target.sandbox.provider_calls(patient.called), sight.amount, sight.currency)
        amount, currency = called.asked
        asked = f" for {amount} {currency}" if amount is not None else ""
        yield self._step(
            "provider call",
            (f"{kind.operation}{asked} made {order.payment}",),
            blames.of_price(called),
            opens=("api_calls",),
        )
        looked = look_at(patient, order, tried)
        opens: tuple[Window, ...] = () if looked.word in (None, ABSENT) else ("state",)
        yield self._step("order", (told_of(looked),), of_look(looked), opens=opens)

    def _step(self, name: str, seen: tuple[str, ...], blame: Blame | None, *, opens: tuple[Window, ...] = ()) -> Step:
        shown = tuple(self.patient.redactor.text(line) for line in seen)
        return Step(
            name=name, provider=self.patient.provider, seen=shown, blame=blame, opens=opens if not blame else ()
        )

    def _saved(self, tried: checkout.Tried) -> Iterator[str]:
        wanted = [name for name in names(self._way.order_id) if name in tried.values]
        if tried.succeeded and wanted:
            yield "; ".join(f"{name} = {tried.values[name]}" for name in wanted)

    def _seen(self, tried: checkout.Tried) -> CheckedOut:
        nth, selector = _stopped_at(tried, self._way)
        replied = tried.replied
        like = replied.status == 404 and pages.is_like_no_page(replied, tried.browser, b"{}")
        page = pages.page(replied, self.patient.redactor.text, like_no_page=like)
        made = len(tried.payments)
        seen = self._checked_out(page, nth=nth, succeeded=tried.succeeded, selector=selector, payments=made)
        name, path = self._saved_before(nth)
        return msgspec.structs.replace(seen, leans_on=path, value=tried.values.get(name, ""))

    def _complaint(self) -> tuple[str, str] | None:
        """Return why no call arrives where the target is not told the provider's address, and what opens that."""
        instance = self.patient.instance
        if instance.reach is not None:
            return instance.reach.complaint(self.patient.provider)
        return NOT_TOLD if instance.attached else None

    def _saved_before(self, nth: int) -> tuple[str, Key]:
        """Return the first variable in a request's address that an earlier one saved, and the key that says where."""
        for name in names(self._way.requests[nth].path):
            for earlier, request in enumerate(self._way.requests[:nth]):
                if name in request.save:
                    return name, (*way_path(self._place), "requests", earlier, "save", name)
        return "", ()

    def _checked_out(
        self,
        page: Page,
        *,
        nth: int,
        succeeded: bool,
        selector: tuple[str, str] | None = None,
        payments: int = 0,
    ) -> CheckedOut:
        patient = self.patient
        calls = patient.calls()
        products = patient.descriptor.checkout.products
        product = next(name for name, one in products.items() if one == patient.target.product)
        well = succeeded and payments
        return CheckedOut(
            variables=Variables(provider=patient.provider) if well else patient.variables(),
            place=way_path(self._place),
            nth=nth,
            page=page,
            succeeded=succeeded,
            selector=selector,
            product=product,
            sku=patient.target.product.sku,
            payment=self._way.payment,
            payments=payments,
            others=tuple(_others(patient, calls, self._way)),
            calls=tuple(_told(call) for call in calls),
            keyless=tuple(_told(call) for call in calls if call.by == "nobody"),
            refused=tuple(_told(call) for call in calls if call.by != "nobody" and (call.status or 0) >= 400),
            unsupported=tuple(_told(call) for call in calls if call.unsupported and call.by != "nobody"),
            alive=patient.alive,
            complaint=None if calls else self._complaint(),
            output=patient.output(),
        )

    def _called(self, calls: list[ProviderCall], amount: int | None, currency: str | None) -> Called:
        product = self.patient.target.product
        named = self.patient.descriptor.checkout.products
        operation = KINDS[self._way.payment].operation
        asked = next((call for call in reversed(calls) if call.operation == operation), None)
        return Called(
            product=next(name for name, one in named.items() if one == product),
            operation=operation,
            asked=(asked.amount, asked.currency) if asked else (None, None),
            owed=(product.amount, product.currency),
            shown=(amount, currency),
        )


def way_path(place: str) -> Key:
    """Return the path of a way of checking out from its place: `[checkout.other.NAME]`."""
    return tuple(place.strip("[]").split("."))


def _stopped_at(tried: checkout.Tried, way: Flow) -> tuple[int, tuple[str, str] | None]:
    """Return the number of the request that was answered last, and what it could not save."""
    if tried.succeeded:
        return len(way.requests) - 1, None
    for nth, request in enumerate(way.requests):
        if f"requests[{nth}]" not in (tried.needs or ""):
            continue
        if expected(request, tried.replied):
            lacking = [(name, where) for name, where in request.save.items() if tried.replied.value(where) is None]
            return nth, lacking[0] if lacking else None
        return nth, None
    return 0, None


def _others(patient: Patient, calls: list[Call], way: Flow) -> Iterator[str]:
    terms = patient.target.sandbox.terms
    for kind in terms.kinds:
        if kind.name != way.payment and any(terms.made(call, kind) for call in calls):
            yield kind.name


def _told(call: Call) -> str:
    code = f" ({call.error_code})" if call.error_code else ""
    name = call.operation if call.operation != "?" else f"{call.method} {call.path}"
    return f"{name} answered {call.status}{code}"


def _output(output: str) -> tuple[str, ...]:
    return tuple(f"| {line}" for line in output.strip().splitlines()[-4:])


def look_at(patient: Patient, order: Order, tried: checkout.Tried | None = None, *, paid_for: bool = False) -> Looked:
    """Look at an order, and closely where it is not seen as it should be."""
    sight, table = order.look(), patient.descriptor.order
    known = tuple(name for listed in table.states.values() for name in listed)
    way = way_of(table.read)
    seen = Looked(
        way=way, word=sight.state, selector=table.status, shut=sight.shut, names=known, paid_for=paid_for,
        output=patient.output(),
    )  # fmt: skip
    if way != "http" or not (sight.state is None or sight.state == ABSENT):
        return seen
    try:
        replied = patient.target.state.read(order.values, order.browser)
    except WindowShut:  # what is seen says so
        return seen
    like = replied.status == 404 and pages.is_like_no_page(replied, order.browser)
    page = pages.page(replied, patient.redactor.text, like_no_page=like)
    elsewhere, path = _found_by(patient, order, tried) if tried is not None and sight.state == ABSENT else ((), ())
    return msgspec.structs.replace(seen, page=page, elsewhere=elsewhere, save_path=path)


def _found_by(patient: Patient, order: Order, tried: checkout.Tried) -> tuple[tuple[tuple[str, str], ...], Key]:
    """Try other values of the checkout's last reply in the place of the order's id; return by which it is found."""
    place, way = checkout.main_way(patient.descriptor)
    saved = [(nth, name) for nth, request in enumerate(way.requests) for name in request.save]
    used = [(nth, name) for nth, name in saved if name in names(way.order_id)]
    if len(used) != 1:
        return (), ()
    nth, name = used[0]
    found = []
    for where, value in list(pages.leaves(tried.replied).items())[:MOST_CANDIDATES]:
        if len(value) > LONGEST_ID or value == order.values.get(name) or not value.isprintable():
            continue
        values = {**order.values, name: value}
        values["order"] = fill(way.order_id, values)
        if _shows_one(patient.target.state.read(values, order.browser), patient):
            found.append((name, where))
    return tuple(found), (*way_path(place), "requests", nth, "save", name)


def _shows_one(replied: Replied, patient: Patient) -> bool:
    return replied.status < 400 and replied.value(patient.descriptor.order.status) is not None


def way_of(given: Read | Effect) -> str:
    """Return the key by which something is looked at; of an order that is read over HTTP there is none."""
    ways = ("sql", "command", "python", "lines", "stdout", "mail")
    return next((way for way in ways if getattr(given, way, None)), "http")


def told_of(looked: Looked) -> str:
    """Return in words how an order was seen."""
    if looked.word is None:
        return f"its state cannot be seen: {looked.shut or 'no reply'}"
    return "it does not show yet" if looked.word == ABSENT else f"it shows {looked.word}"
