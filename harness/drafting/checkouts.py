"""Which routes buy something and show an order, and what is sent to them and saved. Not: any other guess."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

import msgspec

from harness.descriptor.one_provider import OF_PROVIDER
from harness.drafting.draft import Answer, Request, name_of_order
from harness.drafting.found import Route
from harness.drafting.handlers import Handler, handler
from harness.drafting.payments import KINDS, Calls

_BUYS = re.compile(
    r"(?i)checkout|payment|pay\b|purchas|\bbuy|orders?\b|intent|checkout.?session|cart|book|donat|charge"
)
_NOT_BUYING = re.compile(
    r"(?i)refund|cancel|capture|login|sign|admin|webhook|confirm|success|return|logout|register|account"
)
_SHOWS = re.compile(r"(?i)orders?|purchas|booking|invoice|checkout|payment|status|donation")
_NOT_SHOWING = re.compile(r"(?i)receipt|pay$|success|thank|return|cancel|admin|config|product")
_SAVED = re.compile(
    r"(?i)\.(?:\w*order\w*|purchase\w*|token|reference|ref|number|uuid|id|booking\w*|intent_?id|session_?id)$"
)
_NOT_SAVED = re.compile(r"(?i)secret|error|message|publishable|created|url|message|metadata")
_PRODUCT = re.compile(r"\{(?:sku|slug|(?:product|item|plan)(?:_?(?:id|sku|slug))?)\}", re.IGNORECASE)
"""A value in a path that says what is bought."""
_PAGE = re.compile(r"\brender(?:_template|_to_string)?\(|TemplateResponse|\.render\(|\bview\(|^\s*erb\b", re.MULTILINE)
_KEYED = re.compile(
    r"(?i)[\[(]\s*[\"'`](?:http_idempotency_key|idempotency-key)[\"'`]\s*[)\]]|\bidempotency_key\s*:\s*\w"
)
"""How a handler reads the header by which a client says that a request is the same one again."""
_VALUES: tuple[tuple[str, str], ...] = (
    (r"(?i)(^|_)(sku|item|product|plan)(_?id|_?sku|_?slug|_?code)?$", "{sku}"),
    (r"(?i)quantity|qty|^count$|pieces", "{quantity}"),
    (r"(?i)amount|^price$|total|cents", "{amount}"),
    (r"(?i)currency", "{currency}"),
    (r"(?i)e?mail", "{email}"),
    (r"(?i)^(full_?|buyer_?|customer_?)?name$", "{buyer_name}"),
    (r"(?i)idempotency|^cart", "{cart}"),
    (r"(?i)payment_?method|source_?id|nonce|^source$", "{payment_method}"),
    (r"(?i)^attempt", "{attempt}"),
    (r"(?i)^(payment_?)?(provider|gateway|processor)$|^pay_?(with|by)$", "PROVIDER"),
    (r"(?i)^(order|purchase|booking)(_?id)?$", "{order}"),
)
"""By what a field is called, what belongs in it; PROVIDER is the name of the one who is paid by."""


class Checkout(msgspec.Struct, frozen=True):
    payment: Answer | None = None
    requests: tuple[Request, ...] = ()
    order_id: Answer | None = None


USUAL_STATUS = Answer.guess("$.status", "how most call it; no handler says so")


class Order(msgspec.Struct, frozen=True):
    read: Answer | None = None
    status: Answer = USUAL_STATUS
    amount: Answer | None = None
    currency: Answer | None = None


def checkout(
    routes: Sequence[Route], texts: Mapping[str, str], calls: Calls, provider: str, hooks: Collection[str]
) -> Checkout:
    """Return how something is bought: the route that makes this provider's payment, and that of its order."""
    kinds = [kind for kind in KINDS if OF_PROVIDER[kind] == provider]
    buying = [one for one in routes if one.takes_a_body and one.path not in hooks and not _NOT_BUYING.search(one.path)]
    buying = [msgspec.structs.replace(one, path=_PRODUCT.sub("{sku}", one.path)) for one in buying]
    by_handler = {route: handler(route, routes, texts) for route in buying}
    best: tuple[int, list[Handler], str | None] | None = None
    for route, one in by_handler.items():
        made = [kind for kind in calls.made_by(one.text) if kind in kinds]
        steps = _steps(route, by_handler)
        unnamed = _value(route) is not None and (len(steps) == 1 or _saved(steps[0], _value(route)) is None)
        score = 6 * bool(made) + 3 * bool(_BUYS.search(route.path)) - route.path.count("{") - 6 * unnamed
        score += "checkout" in route.path.lower()
        if score >= 3 and (best is None or score > best[0]):
            best = (score, steps, made[0] if made else None)
    kind = (best[2] if best else None) or next((one for one in calls.found if one in kinds), None)
    payment = Answer.of(calls.found[kind].at) if kind in calls.found else None
    if best is None:
        return Checkout(payment=payment)
    _, steps, _ = best
    wanted = _value(steps[-1].route) if len(steps) > 1 else None
    requests = tuple(_request(one, wanted, provider, saves=one is steps[0]) for one in steps)
    told = Answer.guess(f"{{{wanted}}}", "what the second request is told") if wanted else None
    order_id = name_of_order(payment, requests, told)
    return Checkout(payment=payment, requests=requests, order_id=order_id)


def _value(route: Route) -> str | None:
    """Return the name of the last value in a path, but for what is bought."""
    return next((name for name in reversed(re.findall(r"\{(\w+)\}", route.path)) if name != "sku"), None)


def _steps(route: Route, by_handler: Mapping[Route, Handler]) -> list[Handler]:
    """Return the requests that lead through a route: before one with a value in its path, one that makes the order."""
    stem = route.path.split("{", 1)[0].rstrip("/")
    needed = _value(route) is not None
    earlier = [one for one in by_handler if needed and _value(one) is None and _BUYS.search(one.path)]
    before = min(earlier, key=lambda one: (one.path.rstrip("/") != stem, one.file != route.file), default=None)
    return [by_handler[one] for one in (before, route) if one is not None]


def main(ways: Sequence[Checkout]) -> Checkout:
    """Return the way of which the most is known; the first of those alike."""
    return max(ways, key=lambda way: (way.payment is not None, bool(way.requests)), default=Checkout())


def _request(one: Handler, wanted: str | None, provider: str, *, saves: bool) -> Request:
    route = one.route
    method = "POST" if route.method == "ANY" else route.method
    body: dict[str, str] = {}
    unknown: list[str] = []
    fields = one.fields()
    for field in fields:
        value = next((value for pattern, value in _VALUES if re.search(pattern, field.value)), None)
        if value is None:
            unknown.append(field.value)
        elif value != "{order}":
            body[field.value] = value.replace("PROVIDER", provider)
    line = Answer(f"{method} {route.path}", f"found in {route.place}")
    answer = Answer.guess(body, f"what {one.file}:{one.line} reads, by the names") if body else None
    saved = _saved(one, wanted) if saves else None
    keyed = (
        Answer.guess({"Idempotency-Key": "{cart}"}, f"{one.file}:{one.line} reads it")
        if _KEYED.search(one.text)
        else None
    )
    return Request(
        line=line, headers=keyed, body=answer, as_form=one.reads_a_form(), save=saved, unknown=tuple(unknown)
    )


def _saved(one: Handler, wanted: str | None) -> Answer | None:
    found = [path for path in one.replies() if _SAVED.search(path.value) and not _NOT_SAVED.search(path.value)]
    order = sorted(found, key=lambda path: (wanted is None or not path.value.endswith(f".{wanted}"), _rank(path.value)))
    if not order:
        return None
    return Answer.guess({wanted or "order": order[0].value}, f"by {order[0].place}")


def _rank(path: str) -> int:
    """Sort names of orders before ids of anything."""
    name = path.rsplit(".", 1)[-1].lower()
    return next(
        (rank for rank, word in enumerate(("order", "purchase", "booking", "reference", "token")) if word in name), 9
    )


def order(routes: Sequence[Route], texts: Mapping[str, str], bought: Checkout, hooks: Collection[str]) -> Order:
    """Return where an order is read, and what its reply calls state, amount and currency."""
    name = next((str(key) for one in bought.requests if one.save for key in one.save.value), "order")
    best: tuple[int, Route] | None = None
    for route in routes:
        shown = _SHOWS.search(route.path)
        if route.method not in ("GET", "ANY") or route.path in hooks or not shown or _NOT_SHOWING.search(route.path):
            continue
        score = 4 * (route.path.count("{") == 1) - 4 * max(0, route.path.count("{") - 1) + (route.method == "GET")
        score += 2 * bool(re.search(r"(?i)order|purchase|booking", route.path)) + route.path.endswith("}")
        score -= 3 * any(request.path == route.path for request in bought.requests)
        if score >= 4 and (best is None or score > best[0]):
            best = (score, route)
    if best is None:
        return Order()
    one = handler(best[1], routes, texts)
    path = re.sub(r"\{\w+\}", f"{{{name}}}", best[1].path)
    return Order(
        read=Answer(path, f"found in {best[1].place}"),
        status=_status(one, r"(?i)(?:order|payment)?_?(?:status|state)$"),
        amount=_optional(one, r"(?i)(?:amount|total|cents|total_cents|amount_cents)$"),
        currency=_optional(one, r"(?i)currency$"),
    )


def _optional(one: Handler, pattern: str) -> Answer | None:
    found = [path for path in one.replies() if re.search(pattern, path.value.rsplit(".", 1)[-1])]
    if found:
        return Answer.guess(found[0].value, f"by {found[0].place}")
    if match := re.search(
        rf"['\"`:]({pattern.removeprefix('(?i)').removesuffix('$')})['\"`\b]", one.text, re.IGNORECASE
    ):
        return Answer.guess(f"$.{match[1]}", f"spoken of in {one.file}:{one.line}")
    return None


def _status(one: Handler, pattern: str) -> Answer:
    if (found := _optional(one, pattern)) is not None:
        return found
    if _PAGE.search(one.text):
        return Answer.guess(
            "css:.status", f"{one.file}:{one.line} answers a page; name the element that shows the state"
        )
    return USUAL_STATUS
