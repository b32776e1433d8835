"""The steps of the news: paid at the provider, told, seen, and one forgery at the end. Not: whose mistake it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from sqlalchemy import create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from harness.controls.catalogue import Window
from harness.descriptor.model import Effect as Declared
from harness.descriptor.template import fill
from harness.doctor import pages
from harness.doctor.blames import hearing as blames
from harness.doctor.buying import Purchase, look_at, told_of, way_of
from harness.doctor.patient import Patient
from harness.doctor.seen import Blame, Counted, Effect, Forged, Heard, Moved, Page, Step, Variables
from harness.failures import NoVerdict, WindowShut
from harness.observation import Answer
from harness.sandbox import News
from harness.target.order import Order
from simulator.schedules import forgeries

OTHER_FORMS = ("spaced", "sorted-keys", "pretty", "escaped", "unescaped")
TABLE = re.compile(r"\bfrom\s+([\w.\"`]+)", re.IGNORECASE)
FORGERY = "WH-SIG-11"
"""The control whose first forgery is sent."""


def steps(patient: Patient, order: Order, purchase: Purchase) -> Iterator[Step]:
    """Yield what comes of paying and of the genuine news."""
    order.pay()
    yield _step(patient, "payment", (f"{order.payment} is paid at the provider",), None)
    patient.begin()
    before = order.look()
    shown = _leaves(patient, order)
    rows = _rows(patient, order)
    news = order.news
    heard = _heard(patient, news, patient.target.sandbox.deliver(news).answers)
    told = ", ".join(f"{kind} answered {status or 'by nothing'}" for kind, status in heard.answers)
    yield _step(patient, "webhook", (told, *_output(heard.output, failed=not heard.accepted)), blames.of_webhook(heard))
    done = patient.target.settle(until=lambda: order.is_state("paid"))
    after = order.look()
    looked = look_at(patient, order, purchase.tried, paid_for=True)
    calls = [] if done else patient.calls()
    moved = Moved(
        before=before.state,
        look=looked,
        changed=() if done else _changed(shown, _leaves(patient, order)),
        grown=tuple(name for name, count in after.effects.items() if count > before.effects.get(name, 0)),
        unsupported=tuple(call.operation for call in calls if call.unsupported),
        refused=tuple(f"{call.operation} ({call.status})" for call in calls if (call.status or 0) >= 400),
        waited=patient.descriptor.limits.drain_s,
        output=patient.output(),
    )
    opens: tuple[Window, ...] = ("state",) if looked.word == "paid" else ()
    said = (told_of(looked), *_output(moved.output, failed=not done))
    yield _step(patient, "state", said, blames.of_move(moved), opens=opens)
    if patient.descriptor.effects:
        yield _effects(patient, order, rows)


def _effects(patient: Patient, order: Order, rows: Mapping[str, int]) -> Step:
    patient.target.settle_soon(until=order.complete)
    now, counted = _rows(patient, order), []
    for name, declared in patient.descriptor.effects.items():
        count, shut = _counted(patient, order, name)
        written = now[name] > rows[name] if name in now and name in rows else None
        counted.append(
            Effect(
                name=name,
                way=way_of(declared),
                count=count,
                expected=declared.per_paid_order,
                shut=shut,
                written=written,
            )
        )
    seen = Counted(effects=tuple(counted))
    told = ", ".join(f"{one.name} {'cannot be counted' if one.count is None else one.count}" for one in counted)
    return _step(patient, "effects", (told,), blames.of_effects(seen))


def forgery(patient: Patient) -> Step:
    """Check out and pay once more, and tell that by a forged delivery alone.

    It is true what it says, so that nothing but the signature can stop it: also a target that asks the provider first
    has listened to a stranger.
    """
    order = patient.target.paid_order("forged")
    entry = forgeries.of(FORGERY, patient.provider)[0]
    before = order.look().state
    answers = patient.target.sandbox.deliver(order.news.each(forgery=entry.name)).answers
    patient.target.settle_unwanted(until=order.moved)
    after = order.look()
    status = next((answer.status for answer in answers), None)
    seen = Forged(
        variables=patient.variables() if after.moved else Variables(provider=patient.provider),
        meaning=entry.meaning,
        status=status,
        moved=after.moved,
        before=before,
        after=after.state,
    )
    what = "moved" if after.moved else "did not move"
    return _step(
        patient, "forgery", (f"{entry.meaning}: answered {status}, and the order {what}",), blames.of_forgery(seen)
    )


def _counted(patient: Patient, order: Order, name: str) -> tuple[int | None, str | None]:
    try:
        return patient.target.state.count(name, order.values, order.browser), None
    except WindowShut as shut:
        return None, shut.needs


def _heard(patient: Patient, news: News, answers: tuple[Answer, ...]) -> Heard:
    first = next((answer for answer in answers if not answer.accepted), None)
    path = patient.instance.webhook_path(patient.provider)
    told = tuple((answer.event_type, answer.status) for answer in answers)
    if first is None:
        return Heard(variables=Variables(provider=patient.provider), answers=told, page=Page(told="", status=200))
    output, alive = patient.output(), patient.alive
    variables = patient.variables()
    body = " ".join(patient.redactor.text(first.body).split())[: pages.LONGEST_BODY]
    page = Page(
        told=f"POST {path}",
        status=first.status,
        body=body or (first.error or ""),
        like_no_page=first.status == 404 and _is_like_no_page(patient, path, first),
    )
    return Heard(
        variables=variables,
        of_checkout=path in [request.path for request in patient.descriptor.checkout.requests],
        answers=told,
        page=page,
        alive=alive,
        forms=tuple(_taken_otherwise(patient, news, first)) if first.status in blames.REFUSALS else (),
        output=output,
    )


def _is_like_no_page(patient: Patient, path: str, answer: Answer) -> bool:
    json = {"Content-Type": "application/json"}
    try:
        elsewhere = patient.target.browser.ask("POST", f"/{pages.NOWHERE}{path}", b"{}", json, quiet=True)
    except NoVerdict:
        return False
    said = elsewhere.text.replace(f"/{pages.NOWHERE}{path}", "")[: len(answer.body) or None]
    if elsewhere.status != answer.status or said.strip() != answer.body.replace(path, "").strip():
        return False
    browser = patient.target.browser
    return pages.options(browser, path) == pages.options(browser, f"/{pages.NOWHERE}{path}")


def _taken_otherwise(patient: Patient, news: News, refused: Answer) -> Iterator[str]:
    """Tell the refused event again, written otherwise and signed over that: who parses first takes one of these."""
    again = [one for one in news.schedule if one.event.partition("/")[2].partition("#")[0] == refused.event_type][:1]
    for form in OTHER_FORMS:
        answers = patient.target.sandbox.deliver(news.planned(again).each(form=form)).answers
        if any(answer.accepted for answer in answers):
            yield form


def _leaves(patient: Patient, order: Order) -> dict[str, str]:
    read = patient.descriptor.order.read
    if way_of(read) != "http":
        return {}
    try:
        return pages.leaves(patient.target.state.read(order.values, order.browser))
    except WindowShut:  # the look at the order says so
        return {}


def _changed(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[tuple[str, str, str], ...]:
    moved = ((where, before[where], value) for where, value in after.items() if before.get(where, value) != value)
    return tuple((where, old, new) for where, old, new in moved if not re.search(r"\d", old + new))


def _rows(patient: Patient, order: Order) -> dict[str, int]:
    """Return how much is written where each effect is counted, whichever order it is of: rows, or lines."""
    found = {}
    for name, declared in patient.descriptor.effects.items():
        number = _amount_written(declared, {**patient.instance.values, **order.values})
        if number is not None:
            found[name] = number
    return found


def _amount_written(declared: Declared, values: Mapping[str, str]) -> int | None:
    if declared.sql is None or (table := TABLE.search(declared.sql)) is None:
        return None
    try:
        engine = create_engine(fill(declared.database or "", values))
        with engine.connect() as connection:
            found = connection.execute(text(f"select count(*) from {table.group(1)}")).scalar()  # noqa: S608 - the table that the descriptor names
        engine.dispose()
    except (SQLAlchemyError, ImportError):
        return None
    return int(found or 0)


def _output(output: str, *, failed: bool) -> tuple[str, ...]:
    return tuple(f"| {line}" for line in output.strip().splitlines()[-4:]) if failed else ()


def _step(
    patient: Patient, name: str, seen: tuple[str, ...], blame: Blame | None, *, opens: tuple[Window, ...] = ()
) -> Step:
    shown = tuple(patient.redactor.text(line) for line in seen)
    return Step(name=name, provider=patient.provider, seen=shown, blame=blame, opens=opens if not blame else ())
