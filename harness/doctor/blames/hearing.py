"""Who is to blame for orders not seen, news not taken, effects not counted, forgeries that are taken."""

from __future__ import annotations

from harness.doctor.blames.common import (
    answered,
    code,
    descriptor,
    environment,
    last_words,
    not_given,
    places,
    unread,
    wrong_name,
)
from harness.doctor.seen import Blame, Counted, Effect, Forged, Heard, Looked, Moved

SERVER_ERROR = 500
ABSENT = "absent"
MENDED = {"sql": "the query, its database", "command": "the command", "python": "the function", "http": "the hook"}
FOUND_NOTHING = {
    "sql": "its query has no row",
    "command": "its command printed nothing",
    "python": "its function returned nothing",
    "http": "no reply",
}
"""By the way in which an order is looked at."""
REFUSALS = (400, 401, 403, 406, 409, 415, 422)


def of_look(seen: Looked) -> Blame | None:
    """Return the blame for an order that cannot be seen as described; None: it can, or it is only not there yet."""
    page = seen.page
    if seen.word == ABSENT:
        return _absent(seen)
    if seen.word is not None and seen.word.startswith('"'):
        what = f"the order shows {seen.word}, which no state of the descriptor names ({', '.join(seen.names)})"
        return descriptor(("order", "states"), what, f"Put {seen.word} into the list of the state that it means")
    if seen.word is not None:
        return None
    if page is None or seen.way == "sql":
        return descriptor(("order", "read"), str(seen.shut), f"Mend {MENDED[seen.way]}, or [order] status")
    if page.status is None or page.status >= SERVER_ERROR:
        return code(f"{answered(page)}; {last_words(seen.output)}", "Its output says where it failed")
    if page.status >= 400 or not page.places:
        return descriptor(
            ("order", "read"), answered(page), "Write the request by which an order's buyer reads it, as JSON"
        )
    what = f"{page.told} answered {page.status}, and {seen.selector} is not in its reply ({places(page.places)})"
    return descriptor(("order", "status"), what, "Write where the state stands")


def _absent(seen: Looked) -> Blame | None:
    page = seen.page
    how = answered(page) if page is not None else f"[order] read found nothing: {FOUND_NOTHING[seen.way]}"
    if seen.elsewhere:
        name, where = seen.elsewhere[0]
        what = f"{how}; the order is found by what stands at {where} in the checkout's reply"
        return descriptor(seen.save_path, what, f'Write save = {{ {name} = "{where}" }}')
    if page is not None and page.like_no_page:
        return descriptor(
            ("order", "read"), f"{how}, as it answers any address that is not there", "Write the path of an order"
        )
    if not seen.paid_for:
        return None
    if page is None:
        return descriptor(("order", "read"), f"{how} of a paid order", "See its condition, and what the checkout saves")
    return code(f"{how}, although the order is paid", "See whether the order is kept: its page knows of none")


def of_webhook(seen: Heard) -> Blame | None:
    """Return the blame for genuine events that were not taken, or None."""
    if seen.accepted:
        return None
    path = ("provider", seen.variables.provider, "webhook_path")
    page, status = seen.page, seen.page.status
    how = f"a genuine event was refused: {answered(page)}"
    if status is None:
        return code(
            f"{how}{'' if seen.alive else ': it has ended'}; {last_words(seen.output)}", "It must answer at once"
        )
    if (status == 404 and page.like_no_page) or status == 405 or 300 <= status < 400:
        return descriptor(path, how, "Write the path at which your code takes this provider's webhooks")
    if seen.of_checkout:
        return descriptor(
            path, f"{how}; a request of the checkout goes to the same path", "Write the webhooks' own path"
        )
    if status >= SERVER_ERROR and seen.variables.missing:
        return not_given(seen.variables, how)
    if status not in REFUSALS:
        return code(f"{how}; {last_words(seen.output)}", "Its output says where it failed")
    return _refused(seen, how)


def _refused(seen: Heard, how: str) -> Blame:
    if seen.forms:
        return code(
            f"{how}; the same event was taken when it was written otherwise ({', '.join(seen.forms)})",
            "Verify over the bytes that arrived, before anything parses them",
        )
    secret = seen.variables.secret
    if not secret:
        path = ("provider", seen.variables.provider)
        return descriptor(path, how, "Say by which variable it learns the webhook's secret: webhook_secret_env")
    wrong = unread(secret)
    if wrong is None:
        names = " and ".join(variable.name for variable in secret)
        sure = "" if all(variable.read for variable in secret) else ", if that is what it reads"
        return code(
            f"{how}; it was told the right secret by {names}{sure}",
            "See what it verifies: the bytes that arrived, the whole header, the provider's own helper",
        )
    if seen.variables.secret_in_code and not wrong.alike:
        return code(
            f"{how}; nothing reads {wrong.name}, and a secret stands in its code",
            "Read the secret from a variable: each endpoint has its own",
        )
    return wrong_name(wrong, how)


def of_move(seen: Moved) -> Blame | None:
    """Return the blame for an order that is not seen to be paid after its news was taken, or None."""
    look = seen.look
    if look.word == "paid":
        return None
    if (blame := of_look(look)) is not None:
        return blame
    what = f"every event was acknowledged, and after {seen.waited:g} s the order still shows {look.word}"
    if seen.unsupported:
        return environment(
            f"{what}; the simulator does not know {seen.unsupported[0]}", "This is a gap of Assay's: please report it"
        )
    if look.word not in (seen.before, ABSENT):
        return code(f"{what} (before: {seen.before})", "See what it makes of the events of a payment that came")
    if seen.changed:
        where, old, new = seen.changed[0]
        return descriptor(
            ("order", "status"),
            f"{what}, while {where} went from {old} to {new}",
            f'Write where the state stands, if that is it: status = "{where}"',
        )
    if seen.grown:
        return descriptor(
            ("order", "status"), f"{what}, and yet {' and '.join(seen.grown)} happened", "Write where the state stands"
        )
    if seen.refused:
        return code(f"{what}; the provider refused {seen.refused[0]}", "See what its call sends")
    return code(
        f"{what}; {last_words(seen.output)}",
        "See which events it acts on, how it finds the order, and whether it commits",
    )


def of_effects(seen: Counted) -> Blame | None:
    """Return the blame for effects of a paid order that were not counted as they must be, or None."""
    return next((blame for effect in seen.effects if (blame := _of_effect(effect)) is not None), None)


def _of_effect(effect: Effect) -> Blame | None:
    path = ("effects", effect.name, effect.way)
    if effect.count is None:
        return descriptor(path, f"{effect.name} cannot be counted: {effect.shut}", "Mend how it is counted")
    if effect.count == effect.expected:
        return None
    what = f"{effect.name} was counted {effect.count} times for a paid order, and must happen {effect.expected} times"
    if effect.count == 0 and effect.written:
        return descriptor(path, f"{what}; something was written there", "Mend the condition: it names another order")
    return code(what, "See what it does when an order is paid")


def of_forgery(seen: Forged) -> Blame | None:
    """Return the blame for a forged delivery that was believed, or None."""
    if not seen.moved:
        return None
    came = f"was answered {seen.status} and moved the order: {seen.before} → {seen.after}"
    what = f"a forged delivery ({seen.meaning}) {came}"
    wrong = unread(seen.variables.secret)
    if wrong is not None and wrong.alike:
        return wrong_name(wrong, f"{what}; it may verify nothing as long as its secret is not set")
    return code(what, "Verify every delivery, and refuse all while no secret is set")
