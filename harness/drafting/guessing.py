"""From what a tree shows to a draft: which route is the checkout, which variable is which. Not: looking, nor writing.

Nothing here is sure. Whatever was decided by likeness is a guess and says so; what has no likeness stays open.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from harness.descriptor.one_provider import OF_PROVIDER
from harness.descriptor.rules import PROVIDERS, TITLES
from harness.drafting import checkouts, further, handlers, starting, variables, words
from harness.drafting.draft import Answer, Draft, Provider, Way
from harness.drafting.found import Found, Route, Stack
from harness.drafting.payments import VERIFIED, Calls
from harness.drafting.routes import routes
from harness.drafting.stacks import FRAMEWORKS, LANGUAGES, stack

SHIMS = {"python": "python", "javascript": "node"}
_READY = re.compile(r"/(up|health|healthz|healthcheck|ready|readyz|ping|status|live|livez|api/health)/?$")
_WEBHOOK = re.compile(r"(?i)web-?hook|hook|notif|ipn|incoming|callback|events?\b")
USUALLY_PAID = Answer.guess(["paid"], "the usual word; the source has none")
_MODE = re.compile(r"^(SHOP_|APP_|STORE_|PAY(MENTS?)?_)?(MODE|LIVE_?MODE)$")


class Tree(msgspec.Struct, frozen=True):
    """Everything that was seen, for all that is decided by it."""

    root: Path
    texts: dict[str, str]
    stack: Stack
    routes: tuple[Route, ...]
    variables: tuple[Found, ...]
    calls: Calls


def see(root: Path, texts: dict[str, str]) -> Tree:
    built = stack(texts)
    return Tree(
        root=root,
        texts=texts,
        stack=built,
        routes=routes(texts, built.language),
        variables=variables.variables(texts),
        calls=Calls(texts),
    )


def draft(tree: Tree, wanted: Sequence[str] = ()) -> Draft:
    """Return the draft. `wanted`: the providers that a person named; otherwise those whose SDK is there."""
    names = list(wanted) or [name for name in PROVIDERS if any(sdk.value == name for sdk in tree.stack.sdks)]
    begins = starting.start(tree.texts, tree.stack, tree.root, tree.variables)
    providers = tuple(_provider(tree, name, names) for name in names)
    hooks = {str(one.webhook_path.value) for one in providers if one.webhook_path}
    ways = {name: checkouts.checkout(tree.routes, tree.texts, tree.calls, name, hooks) for name in names}
    bought = checkouts.main(list(ways.values()))
    seen = checkouts.order(tree.routes, tree.texts, bought, hooks)
    told = {answer.value for one in providers for answer in one.keys.values()}
    live = _mode(tree)
    env = _environment(tree, begins.port_env, told, live)
    others = _others(ways, bought)
    found = words.states(tree.texts)
    python, _ = starting.interpreter(tree.texts, tree.stack, tree.root)
    more = further.further(tree.routes, tree.texts, bought.requests, env, python)
    return Draft(
        name=tree.root.resolve().name or "shop",
        stack=_sentence(tree.stack),
        providers=_in_order(providers, bought.payment),
        intercept=_intercept(providers),
        prepare=begins.prepare,
        start=begins.start,
        worker=begins.worker,
        ready=_ready(tree.routes),
        env=env,
        unset=tuple(one for one in tree.variables if _is_open(one, env, told)),
        payment=bought.payment,
        requests=bought.requests,
        order_id=bought.order_id,
        others=others,
        unbought=tuple(name for name, way in ways.items() if way is not bought and name not in others),
        products=_products(tree.texts),
        read=seen.read,
        status=seen.status,
        amount=seen.amount,
        currency=seen.currency,
        states={"paid": USUALLY_PAID} | {ours: _states(named) for ours, named in found.items()},
        effects=more.effects,
        stores=more.stores,
        return_=more.return_,
        reconcile=more.reconcile,
        live=live,
    )


def _others(ways: Mapping[str, checkouts.Checkout], bought: checkouts.Checkout) -> dict[str, Way]:
    """Return the ways to check out with further providers, as far as their requests are known."""
    found = {name: way for name, way in ways.items() if way is not bought and way.requests}
    return {name: Way(way.payment, way.requests, way.order_id) for name, way in found.items() if way.payment}


def _intercept(providers: Sequence[Provider]) -> Answer | None:
    for one in providers:
        if "api_base_env" not in one.keys and one.shim is None:
            return Answer.guess(True, f"no variable for the address of {one.title}'s API was found")
    return None


def _sentence(built: Stack) -> str:
    if built.language is None:
        return "no program in a language that is known here"
    language = LANGUAGES[built.language]
    if built.framework is None:
        return f"{language}, no framework that is known here"
    return f"{FRAMEWORKS[built.framework.value].title} ({language}), {built.framework.place}"


def _in_order(providers: tuple[Provider, ...], payment: Answer | None) -> tuple[Provider, ...]:
    """Put the one first by whose object the checkout pays."""
    main = OF_PROVIDER[payment.value] if payment else None
    return tuple(sorted(providers, key=lambda one: one.name != main))


def _provider(tree: Tree, name: str, names: Sequence[str]) -> Provider:
    sdk = next((sdk for sdk in tree.stack.sdks if sdk.value == name), None)
    found = variables.of_provider(tree.variables, name, alone=len(names) == 1)
    keys = {key: Answer.of(one) for key, one in found.items()}
    shim = None
    if "api_base_env" not in keys and tree.stack.language in SHIMS:
        why = "no variable for the address of its API was found, so a start-up hook re-points it"
        shim = Answer.guess(SHIMS[tree.stack.language], why)
    return Provider(
        name=name,
        title=TITLES[name],
        because=f"found in {sdk.place}" if sdk else "as you said",
        webhook_path=_webhook(tree, name, names),
        keys=keys,
        shim=shim,
    )


def _webhook(tree: Tree, provider: str, names: Sequence[str]) -> Answer | None:
    """Return the route that is likeliest to be this provider's, or None if no route is like one."""
    best: tuple[int, Route] | None = None
    for route in tree.routes:
        if not route.takes_a_body:
            continue
        text = handlers.handler(route, tree.routes, tree.texts).text
        words_of_path = f"{route.path} {route.handler or ''}"
        others = [other for other in names if other != provider]
        score = 4 * bool(_WEBHOOK.search(words_of_path)) + 4 * (provider in words_of_path.lower())
        score += 5 * bool(re.search(VERIFIED[provider], text)) + (provider in text.lower())
        score += 2 * bool(re.search(r"\{(?:provider|gateway|name)\}", route.path) and _WEBHOOK.search(route.path))
        score -= 6 * any(other in route.path.lower() for other in others)
        if score >= 4 and (best is None or score > best[0]):
            best = (score, route)
    if best is None:
        return None
    path = re.sub(r"\{(?:provider|gateway|name)\}", provider, best[1].path)
    if "{" in path:
        path = re.sub(r"\{(\w+)\}", lambda match: match[1].upper(), path)
        return Answer.guess(path, f"{best[1].place}; write the id itself in place of the capitals")
    return Answer(path, f"found in {best[1].place}")


def _ready(found: Sequence[Route]) -> Answer:
    asked = [route for route in found if route.method in ("GET", "ANY")]
    for route in asked:
        if _READY.search(route.path):
            return Answer(route.path, f"found in {route.place}")
    for route in asked:
        if route.path == "/":
            return Answer("/", f"found in {route.place}")
    return Answer.guess("/", "no page that tells of its health was found; it must answer 200")


def _environment(tree: Tree, port: Answer | None, told: set[str], live: Found | None) -> dict[str, Answer]:
    env = {str(port.value): Answer("{port}", port.why, port.sure)} if port else {}
    for one in tree.variables:
        if one.value in told or one.value in env:
            continue
        if (value := variables.given(one.value)) is not None:
            env[one.value] = Answer.guess(value, f"by its name, in {one.place}")
        elif (value := variables.of_sqlite(one.value, tree.texts)) is not None:
            env[one.value] = Answer.guess(value, f"a file of SQLite's; {one.place}")
        elif one == live:
            env[one.value] = Answer.guess("test", f"spoken of beside it, in {one.place}")
    return env


def _mode(tree: Tree) -> Found | None:
    """Return the variable that says test or live, if its file has both words."""
    for one in tree.variables:
        text = tree.texts[one.file]
        if _MODE.search(one.value) and all(re.search(rf"[\"'`]{word}[\"'`]", text) for word in ("test", "live")):
            return one
    return None


def _is_open(one: Found, env: Mapping[str, Answer], told: set[str]) -> bool:
    is_header = one.value.startswith("HTTP_")
    return not is_header and one.value not in env and one.value not in told and one.value not in variables.OTHERS


def _products(texts: Mapping[str, str]) -> tuple[tuple[str, Answer], ...]:
    found: dict[str, Answer] = {}
    for one in words.products(texts):
        name = re.sub(r"\W", "_", one.sku)
        table = {"sku": one.sku, "amount": one.amount, "currency": one.currency}
        found[name] = Answer.guess(table, f"by {one.at.place}")
    return tuple(found.items())


def _states(named: Sequence[Found]) -> Answer:
    return Answer.guess([one.value for one in named], f"by {', '.join(one.place for one in named[:3])}")
