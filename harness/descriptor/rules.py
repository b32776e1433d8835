"""What must agree within a descriptor beyond its shape: one rule, one function, from the document to its mistakes.

Not: types and unknown keys (`shape.py`), nor the languages inside strings (`texts.py`). The rules read the document as
tomllib gives it and step over whatever has the wrong shape, so that all mistakes of a file are told together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from harness.descriptor import texts
from harness.descriptor.lines import Path
from harness.descriptor.mistakes import Mistake, about, header, missing, nearest, shown

TITLES = {"stripe": "Stripe", "paypal": "PayPal", "square": "Square"}
"""Whom this version simulates, and how each writes itself."""
PROVIDERS: tuple[str, ...] = tuple(TITLES)
STATES: tuple[str, ...] = ("unpaid", "paid", "refunded", "failed", "held")
ENV_KEYS: tuple[str, ...] = ("api_base_env", "secret_key_env", "publishable_key_env", "webhook_secret_env")

MOST_PIECES = 10

_KEY_LIKE = re.compile(r"(sk|pk|rk)_(test|live)_|whsec_")
CURRENCY = re.compile(r"[A-Za-z]{3}")
_RIGHT = re.compile(r"(?!rak_)[a-z]+(_[a-z]+)*_(read|write)")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")

Rule = Callable[[dict[str, Any]], Iterator[Mistake]]


def mistakes(data: dict[str, Any]) -> Iterator[Mistake]:
    for rule in RULES:
        yield from rule(data)


def a_target_is_started_or_attached_to(data: dict[str, Any]) -> Iterator[Mistake]:
    target = table(data, "target")
    ways = [key for key in ("start", "processes", "base_url") if target.get(key)]
    if "target" in data and not ways:
        yield missing(
            ("target", "start"),
            'Say how to start it, start = "python app.py --port {port}", or where it runs, base_url = "http://127.0.0.1:8000"',
        )
    if len(ways) > 1:
        listed = " and ".join(ways)
        yield Mistake(("target", ways[1]), f"[target] has {listed}. Keep one: {ONE_WAY[(ways[0], ways[1])]}")
    yield from texts.address(("target", "base_url"), target.get("base_url"))
    yield from positive(("target", "stop_within"), target.get("stop_within"))
    yield from positive(("target", "ready", "within"), dig(target, "ready", "within"))


HANDED_OVER_BY = ("start", "processes", "env", "prepare", "before_start", "set_up")
"""Keys of `[target]` by which a started target is told where things are."""

ONE_WAY = {
    ("start", "processes"): "start is one command, processes are several",
    ("start", "base_url"): "base_url is for a target that already runs; one that is started listens on {port}",
    ("processes", "base_url"): "base_url is for a target that already runs; one that is started listens on {port}",
}


def a_provider_is_one_that_is_simulated(data: dict[str, Any]) -> Iterator[Mistake]:
    tables = table(data, "provider")
    if data.get("provider") == {}:
        yield Mistake(("provider",), f"[provider] is empty. Write one of: {_headers()}")
    for name, given in tables.items():
        if name not in PROVIDERS:
            near = nearest(name, PROVIDERS)
            hint = f"Did you mean [provider.{near}]?" if near else f"Known: {_headers()}"
            yield Mistake(("provider", name), f"[provider.{name}] is no provider that is simulated. {hint}")
        if isinstance(given, dict):
            yield from _provider(("provider", name), given)


def _texts(given: Any) -> list[str]:
    return [text for text in given if isinstance(text, str)] if isinstance(given, (list, tuple)) else []


def _provider(path: Path, given: dict[str, Any]) -> Iterator[Mistake]:
    listens = given.get("webhook_path")
    if isinstance(listens, str) and not listens.startswith("/"):
        yield about(
            (*path, "webhook_path"),
            listens,
            "does not begin with a slash",
            'Write the path alone: webhook_path = "/webhooks/stripe"',
        )
    thin = given.get("payload") == "thin"
    for event in _texts(given.get("events")):
        if event != "*" and event.startswith(("v1.", "v2.")) != thin:
            remedy = f'Thin events are named so: "v1.{event}"' if thin else 'Write payload = "thin" beside it'
            what = (
                "is no type of thin events" if thin else "is a type of thin events, and this endpoint takes snapshots"
            )
            yield about((*path, "events"), event, what, remedy)
    rights = given.get("rights")
    for right in _texts(rights):
        if not _RIGHT.fullmatch(right):
            remedy = 'Write them as the dashboard\'s errors name them, without rak_: rights = ["payment_intent_write"]'
            yield about((*path, "rights"), right, "is no right of a restricted key", remedy)
    for key in ENV_KEYS:
        name = given.get(key)
        if isinstance(name, str) and _KEY_LIKE.match(name):
            remedy = "The harness makes keys at run time: write the variable in which the target looks for it"
            yield about((*path, key), name, "is a key, not the name of an environment variable", remedy)
        elif isinstance(name, str) and not _VARIABLE.fullmatch(name):
            example = f"STRIPE_{key.removesuffix('_env').upper()}"
            yield about((*path, key), name, "is no name of an environment variable", f'Write one: {key} = "{example}"')


def a_started_target_is_pointed_at_the_sandbox(data: dict[str, Any]) -> Iterator[Mistake]:
    """Without this it would talk to the real provider, over the network."""
    target = table(data, "target")
    if not (target.get("start") or target.get("processes")):
        return
    written = repr([target.get(key) for key in HANDED_OVER_BY])
    for name, given in table(data, "provider").items():
        reached = dig(given, "api_base_env") or dig(given, "shim") or target.get("intercept")
        if isinstance(given, dict) and not reached and f"{{{name}.base_url}}" not in written:
            remedy = f'Name the variable that holds the address of its API: api_base_env = "{name.upper()}_API_BASE"'
            yield missing(("provider", name, "api_base_env"), f"The target would call the real {name}. {remedy}")


def a_started_target_is_told_its_port(data: dict[str, Any]) -> Iterator[Mistake]:
    """The harness chooses the port; a target that does not hear of it listens somewhere else."""
    target = table(data, "target")
    way = next((key for key in ("start", "processes") if target.get(key)), None)
    written = repr([target.get(key) for key in ("start", "processes", "env")])
    if way and "{port}" not in written and "{base_url}" not in written:
        remedy = "A started target listens where it is told: write {port} into the command, or into env"
        yield about(("target", way), target[way], "names no port", remedy)


def products_have_a_price(data: dict[str, Any]) -> Iterator[Mistake]:
    products = dig(data, "checkout", "products")
    if products == {}:
        remedy = "Add one that the target sells, with its price"
        yield Mistake(("checkout", "products"), f"[checkout.products] is empty. {remedy}")
    for name, product in products.items() if isinstance(products, dict) else ():
        path = ("checkout", "products", name)
        amount, currency = dig(product, "amount"), dig(product, "currency")
        if isinstance(amount, int) and not isinstance(amount, bool) and amount <= 0:
            remedy = "Write what it costs, an integer in the currency's minor unit: amount = 1999"
            yield about((*path, "amount"), amount, "is no price", remedy)
        if isinstance(currency, str) and not CURRENCY.fullmatch(currency):
            remedy = 'Write its three letters: currency = "eur"'
            yield about((*path, "currency"), currency, "is no ISO 4217 code", remedy)


def a_coupon_counts_for_somebody(data: dict[str, Any]) -> Iterator[Mistake]:
    for name, coupon in table(table(data, "checkout"), "coupons").items():
        for key in ("uses", "minimum"):
            yield from positive(("checkout", "coupons", name, key), dig(coupon, key))


def few_pieces_are_few(data: dict[str, Any]) -> Iterator[Mistake]:
    """Checks sell such products out; whatever else is bought must never be sold out."""
    products = table(table(data, "checkout"), "products")
    few = {name: dig(product, "stock") for name, product in products.items() if dig(product, "stock") is not None}
    for name, pieces in few.items():
        if isinstance(pieces, int) and not isinstance(pieces, bool) and not 1 <= pieces <= MOST_PIECES:
            remedy = f"A check buys them all: declare a product of which there are 1 to {MOST_PIECES}, or delete stock"
            wrong = "is more than a check can buy" if pieces > MOST_PIECES else "leaves nothing to buy"
            yield about(("checkout", "products", name, "stock"), pieces, wrong, remedy)
    if few and len(few) == len(products):
        path = ("checkout", "products", next(iter(few)), "stock")
        remedy = "Add a product of which there are as many as anybody wants, without stock: most checks buy that one"
        yield Mistake(path, f"[checkout.products] has none but in limited stock. {remedy}")


def a_checkout_sends_something(data: dict[str, Any]) -> Iterator[Mistake]:
    flows: dict[Path, Any] = {("checkout",): data.get("checkout")}
    others = dig(data, "checkout", "other")
    flows |= {("checkout", "other", name): flow for name, flow in (others if isinstance(others, dict) else {}).items()}
    for path, flow in flows.items():
        if dig(flow, "requests") == []:
            remedy = f"Add the request that starts a checkout: [[{'.'.join(map(str, path))}.requests]]"
            yield Mistake((*path, "requests"), f"{header(path)} requests is empty. {remedy}")


def an_order_says_when_it_is_paid(data: dict[str, Any]) -> Iterator[Mistake]:
    states = dig(data, "order", "states")
    if not isinstance(states, dict):
        return
    path = ("order", "states")
    meant = {near for word in states if word not in STATES and (near := nearest(word, STATES, STATE_SYNONYMS))}
    if "paid" not in states and "paid" not in meant:
        yield missing((*path, "paid"), 'Add the target\'s own name for a paid order: paid = ["paid"]')
    owner: dict[str, str] = {}
    for word, own_names in states.items():
        if word not in STATES:
            near = nearest(word, STATES, STATE_SYNONYMS)
            hint = f'Did you mean "{near}"?' if near else f"Known: {', '.join(STATES)}"
            yield Mistake((*path, word), f'[order.states] unknown state "{word}". {hint}')
        if own_names == []:
            yield about((*path, word), own_names, "is empty", "Name at least one state of the target, or leave it out")
        for name in own_names if isinstance(own_names, list) else ():
            if isinstance(name, str) and owner.setdefault(name, word) != word:
                wrong = f"names {shown(name)}, which stands under {owner[name]} too"
                yield about((*path, word), own_names, wrong, "One name can mean one state only: delete it in one place")


STATE_SYNONYMS = {
    "success": "paid",
    "succeeded": "paid",
    "complete": "paid",
    "completed": "paid",
    "pending": "unpaid",
    "open": "unpaid",
    "new": "unpaid",
    "canceled": "failed",
    "cancelled": "failed",
    "review": "held",
}


def a_reconciler_is_run_one_way(data: dict[str, Any]) -> Iterator[Mistake]:
    given = table(data, "reconcile")
    if given.get("command") and given.get("request"):
        wrong = "[reconcile] has command and request. Keep one: it says how to reconcile once"
        yield Mistake(("reconcile", "request"), wrong)
    yield from positive(("reconcile", "within"), given.get("within"))


def limits_can_be_kept(data: dict[str, Any]) -> Iterator[Mistake]:
    for key in ("ack_ms", "drain_s", "burst", "attempts", "hanging"):
        yield from positive(("limits", key), dig(data, "limits", key))


def positive(path: Path, value: Any) -> Iterator[Mistake]:
    if isinstance(value, (int, float)) and not isinstance(value, bool) and not value > 0:
        yield about(path, value, "is not more than 0", "Write more, or delete it to take the default")


def table(data: dict[str, Any], name: str) -> dict[str, Any]:
    """Return a table of the document, or an empty one where it is not a table."""
    found = data.get(name)
    return found if isinstance(found, dict) else {}


def dig(value: Any, *path: str) -> Any:
    """Return what stands at `path`, or None where the document has another shape."""
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _headers() -> str:
    return ", ".join(f"[provider.{name}]" for name in PROVIDERS)


RULES: tuple[Rule, ...] = (
    a_target_is_started_or_attached_to,
    a_provider_is_one_that_is_simulated,
    a_started_target_is_told_its_port,
    a_started_target_is_pointed_at_the_sandbox,
    a_checkout_sends_something,
    products_have_a_price,
    a_coupon_counts_for_somebody,
    few_pieces_are_few,
    an_order_says_when_it_is_paid,
    a_reconciler_is_run_one_way,
    limits_can_be_kept,
)
