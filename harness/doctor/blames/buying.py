"""Who is to blame for a checkout that does not lead to a payment at the provider, or to another sum."""

from __future__ import annotations

from harness.descriptor.mistakes import split
from harness.doctor.blames.common import (
    UNREACHED,
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
from harness.doctor.seen import Blame, Called, CheckedOut

SERVER_ERROR = 500
NOT_FOUND, NOT_ALLOWED = 404, 405
UNKNOWN = (401, 403)
OTHERWISE = 'Or leave it out and have it re-pointed: shim = "python" (or "node"), or [target] intercept = true'


def of_checkout(seen: CheckedOut) -> Blame | None:
    """Return the blame for the answer of a checkout's requests, or None if they were answered as described."""
    if seen.succeeded:
        return None
    return _about_calls(seen) or _about_the_answer(seen)


def of_payment(seen: CheckedOut) -> Blame | None:
    """Return the blame for a checkout that was answered, and of which no payment came; None: one came."""
    if seen.payments:
        return None
    if seen.others and not seen.keyless:
        what = f"the checkout made no {_words(seen.payment)}, but {' and '.join(map(_words, seen.others))}"
        return descriptor((*seen.place, "payment"), what, f'Write payment = "{seen.others[0]}"')
    if blame := _about_calls(seen):
        return blame
    made = f" (seen: {', '.join(seen.calls)})" if seen.calls else ""
    what = f"the checkout was answered {seen.page.status}, and made no {_words(seen.payment)} at the provider{made}"
    if seen.calls:
        return descriptor((*seen.place, "requests"), what, "Add the request by which the payment is made")
    if seen.complaint is not None:
        return descriptor(("provider", seen.variables.provider), f"{what}: {seen.complaint[0]}", seen.complaint[1])
    if UNREACHED.search(seen.output):
        return code(f"{what}: {last_words(seen.output)}", "Its calls must go to the address in its variable")
    return descriptor(
        (*seen.place, "requests"), what, "Add the request by which the payment is made, if it comes later"
    )


def of_price(seen: Called) -> Blame | None:
    """Return the blame for a sum that is not what the descriptor says, or None."""
    (amount, currency), (owed, owed_currency) = seen.asked, seen.owed
    wrong = "amount" if amount not in (None, owed) else ""
    if not wrong and currency not in (None, owed_currency.lower()):
        wrong = "currency"
    if not wrong:
        return None
    what = f"{seen.operation} asked for {amount} {currency}, and the descriptor says {owed} {owed_currency}"
    shown, shown_currency = seen.shown
    as_described = shown == owed if wrong == "amount" else shown_currency == owed_currency.lower()
    if as_described:
        return code(f"{what}, as its order does", "It must ask for what the order says, in the currency's minor unit")
    value = amount if wrong == "amount" else f'"{currency}"'
    return descriptor(
        ("checkout", "products", seen.product, wrong),
        what,
        f"Write the price that your server must use, in the minor unit: {wrong} = {value}",
    )


def _about_calls(seen: CheckedOut) -> Blame | None:
    """Return the blame that follows from the calls to the provider, seen and missing; None: they tell nothing."""
    how = answered(seen.page)
    if seen.keyless:
        what = f"{how}; {seen.keyless[0]} came without a key that the provider knows"
        if wrong := unread(seen.variables.key):
            return wrong_name(wrong, what)
        if not seen.variables.key:
            return descriptor(
                ("provider", seen.variables.provider), what, "Say by which variable it learns its key: secret_key_env"
            )
        return code(what, "It must send the key of its variable with every call")
    if seen.unsupported:
        return environment(
            f"{how}; the simulator does not know {seen.unsupported[0]}", "This is a gap of Assay's: please report it"
        )
    if seen.refused:
        return code(f"{how}; the provider refused {seen.refused[0]}", "See what the call sends: the provider says why")
    failed = seen.page.status is None or seen.page.status >= SERVER_ERROR or seen.succeeded
    if seen.calls or not failed:
        return None
    how = f"{how}; no call came to the provider"
    if seen.variables.missing:
        return not_given(seen.variables, how)
    if not seen.variables.otherwise_reached and (wrong := unread(seen.variables.base)):
        return wrong_name(wrong, how, OTHERWISE)
    if not seen.variables.otherwise_reached and not seen.variables.base:
        remedy = f"Say by which variable it learns the provider's address: api_base_env. {OTHERWISE}"
        return descriptor(("provider", seen.variables.provider), how, remedy)
    if wrong := unread(seen.variables.key):
        return wrong_name(wrong, how)
    return None


def _about_the_answer(seen: CheckedOut) -> Blame:
    """Return the blame that follows from how the last request was answered."""
    request, page = (*seen.place, "requests", seen.nth), seen.page
    how, status = answered(page), page.status
    if status is None:
        what = f"{how}{'' if seen.alive else ': it has ended'}: {last_words(seen.output)}"
        return code(what, "A checkout must be answered")
    if seen.selector is not None:
        name, where = seen.selector
        what = f"{page.told} answered {status}, and {where} is not in its reply ({places(page.places)})"
        return descriptor((*request, "save", name), what, "Write where the value stands: a JSONPath, header: or regex:")
    if status >= SERVER_ERROR:
        if seen.sku and seen.sku in last_words(seen.output):
            return _sku(seen, f"{how}; {last_words(seen.output)}")
        return code(f"{how}; {last_words(seen.output)}", "Its output says where it failed")
    if status == NOT_ALLOWED or (status == NOT_FOUND and page.like_no_page):
        key = "method" if status == NOT_ALLOWED else "path"
        return descriptor((*request, key), how, f"Write the {key} of a request that your browser sends")
    if status == NOT_FOUND and seen.leans_on:
        what = f'{how}; its address holds what an earlier request has saved ("{seen.value}")'
        return descriptor(seen.leans_on, what, "Write where the value stands that names the order")
    if status in UNKNOWN:
        what = "a log-in first ([customers] sign_in), a CSRF token that an earlier request saves, an Origin"
        return descriptor(request, how, f"Send what a browser sends: {what}")
    if status < 400:
        return descriptor((*request, "expect"), how, f"Write expect = {status}, if this is success")
    if status == NOT_FOUND or seen.sku in page.body or "product" in page.body.lower():
        return _sku(seen, how)
    return descriptor(request, how, "Write what a browser sends: json or form, and its fields")


def _sku(seen: CheckedOut, how: str) -> Blame:
    path = ("checkout", "products", seen.product, "sku")
    table, key = split(path)
    return descriptor(
        path, f'{how}; asked for {table} {key} = "{seen.sku}"', "Write the name of a product that it sells"
    )


def _words(kind: str) -> str:
    return kind.replace("_", " ")
