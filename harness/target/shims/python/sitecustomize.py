"""Start-up shim of Assay: points payment SDKs, and what calls a provider directly, at the simulator.

Python imports this file by itself, because its folder stands first on PYTHONPATH. It waits until a module of `HOOKS` is
imported, and then maps the addresses in it. A `sitecustomize` that stands further on is run as if this one were not
there. `python -I`, `-E` and `-S` leave it out. Not: part of the harness, which never imports it.

ASSAY_PROVIDERS: a JSON object, the provider's origin to the simulator's. ASSAY_SHIM_LOG: a file to which one line is
added for each process, and for each module that was met. Runs in the target's interpreter: Python 3.6 or later, nothing
but the standard library, and an import that fails because of us would be worse than one that is not mapped.
"""

import importlib.machinery
import importlib.util
import json
import os
import sys
from typing import Any, Callable, Dict

HERE = os.path.dirname(os.path.abspath(__file__))
ORIGINS: Dict[str, str] = json.loads(os.environ.get("ASSAY_PROVIDERS") or "{}")
DEPTH = 4
"""How deep a table of addresses may be nested: environment, server, address."""


def mapped(url: str) -> str:
    """Return the address at the simulator for one at a provider; any other as it is."""
    for origin, there in ORIGINS.items():
        for written in (origin, origin + ":443"):
            if url == written or url.startswith((written + "/", written + "?")):
                return there + url[len(written) :]
    return url


def note(what: str, name: str) -> None:
    """Add a line to the log of shims. A log that cannot be written to is no reason to stop a program."""
    path = os.environ.get("ASSAY_SHIM_LOG")
    if path:
        try:
            with open(path, "a") as log:
                log.write(f"python {what} {name}\n")
        except OSError:
            pass


# the SDKs: where their public settings and tables of environments are


def repoint_values(value: Dict[str, Any], depth: int = 0) -> int:
    """Map every address that is a value of this dict, at any depth; return how many there were."""
    found = 0
    for key, held in list(value.items()):
        if isinstance(held, str) and mapped(held) != held:
            value[key] = mapped(held)
            found += 1
        elif isinstance(held, dict) and depth < DEPTH:
            found += repoint_values(held, depth + 1)
    return found


def repoint_class(kind: Any) -> int:
    """Map the addresses that are attributes of a class, members of an enumeration, or in tables of either."""
    found = 0
    for name, held in list(vars(kind).items()):
        if isinstance(held, str) and mapped(held) != held:
            setattr(kind, name, mapped(held))
            found += 1
        elif isinstance(held, dict):
            found += repoint_values(held)
    for member in list(getattr(kind, "__members__", {}).values()):
        if isinstance(member.value, str) and mapped(member.value) != member.value:
            member._value_ = mapped(member.value)
            found += 1
    return found


def repoint(module: Any) -> int:
    """Map the addresses in a module's settings and in the classes that it defines; return how many there were."""
    settings = vars(module)
    found = repoint_values(settings, DEPTH)
    for held in list(settings.values()):
        if isinstance(held, dict) and held is not settings.get("__builtins__"):
            found += repoint_values(held)
        elif isinstance(held, type) and held.__module__ == module.__name__:
            found += repoint_class(held)
    return found


def repoint_stripe(module: Any) -> int:
    """Map `stripe.api_base` and its siblings, also where submodules have taken copies of them."""
    loaded = [held for name, held in list(sys.modules.items()) if name.startswith("stripe.") and held is not None]
    return repoint(module) + sum(repoint_values(vars(held), DEPTH) for held in loaded)


# whoever calls a provider without its SDK


def repoint_requests(module: Any) -> int:
    send = module.Session.send

    def sending(self: Any, request: Any, **options: Any) -> Any:
        url = mapped(request.url)
        if url != request.url:
            request.url = url
            options["proxies"] = {}  # those of the environment were chosen for the address before
        return send(self, request, **options)

    module.Session.send = sending
    return 1


def repoint_httpx(module: Any) -> int:
    def redirect(request: Any) -> Any:
        url = mapped(str(request.url))
        if url != str(request.url):
            request.url = module.URL(url)
            request.headers["Host"] = request.url.netloc.decode("ascii")
        return request

    send, send_async = module.Client.send, module.AsyncClient.send

    def sending(self: Any, request: Any, **options: Any) -> Any:
        return send(self, redirect(request), **options)

    async def sending_async(self: Any, request: Any, **options: Any) -> Any:
        return await send_async(self, redirect(request), **options)

    module.Client.send, module.AsyncClient.send = sending, sending_async
    return 1


def repoint_aiohttp(module: Any) -> int:
    ask = module.ClientSession._request  # noqa: SLF001 - every method of it comes through here

    async def asking(self: Any, method: str, str_or_url: Any, **options: Any) -> Any:
        whole, base = str(str_or_url), getattr(self, "_base_url", None)
        if base is not None and not whole.startswith("http"):
            whole = str(base.join(type(base)(whole)))
        there = mapped(whole)
        return await ask(self, method, str_or_url if there == whole else there, **options)

    module.ClientSession._request = asking  # noqa: SLF001
    return 1


def repoint_urllib(module: Any) -> int:
    open_url = module.OpenerDirector.open

    def opening(self: Any, fullurl: Any, *rest: Any, **options: Any) -> Any:
        if isinstance(fullurl, str):
            fullurl = mapped(fullurl)
        elif mapped(fullurl.full_url) != fullurl.full_url:
            fullurl.full_url = mapped(fullurl.full_url)
        return open_url(self, fullurl, *rest, **options)

    module.OpenerDirector.open = opening
    return 1


def repoint_urllib3(module: Any) -> int:
    ask = module.PoolManager.urlopen

    def asking(self: Any, method: str, url: str, *rest: Any, **options: Any) -> Any:
        return ask(self, method, mapped(url), *rest, **options)

    module.PoolManager.urlopen = asking
    return 1


HOOKS: Dict[str, Callable[[Any], int]] = {
    "stripe": repoint_stripe,
    "paypalserversdk.configuration": repoint,
    "paypalrestsdk.config": repoint,
    "paypalcheckoutsdk.core.environment": repoint,
    "square.environment": repoint,
    "square.configuration": repoint,
    "square_legacy.configuration": repoint,
    "requests.sessions": repoint_requests,
    "httpx": repoint_httpx,
    "aiohttp.client": repoint_aiohttp,
    "urllib.request": repoint_urllib,
    "urllib3.poolmanager": repoint_urllib3,
}


class Loader:
    """Loads as the real loader does, and then maps what was loaded."""

    def __init__(self, real: Any) -> None:
        self._real = real

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def create_module(self, spec: Any) -> Any:
        return self._real.create_module(spec)

    def exec_module(self, module: Any) -> None:
        module.__spec__.loader = module.__loader__ = self._real
        self._real.exec_module(module)
        name = module.__name__
        try:
            found = HOOKS[name](module)
        except Exception as unknown:  # an SDK of a shape that nobody has seen yet must still load
            sys.stderr.write(f"assay: {name} cannot be re-pointed ({unknown!r})\n")
            found = 0
        note("re-pointed" if found else "missed", name)


class Finder:
    """Stands before all others, for the modules of `HOOKS` alone."""

    def __init__(self) -> None:
        self._looking: Dict[str, bool] = {}

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        if name not in HOOKS or name in self._looking:
            return None
        self._looking[name] = True
        try:
            spec = self._found(name, path, target)
        finally:
            del self._looking[name]
        if spec is not None and hasattr(spec.loader, "exec_module"):
            spec.loader = Loader(spec.loader)
        return spec

    def _found(self, name: str, path: Any, target: Any) -> Any:
        for finder in list(sys.meta_path):
            find = None if finder is self else getattr(finder, "find_spec", None)
            spec = find(name, path, target) if find else None
            if spec is not None:
                return spec
        return None


def chain() -> None:
    """Run the `sitecustomize` that would have been imported without this one."""
    others = [entry for entry in sys.path if os.path.abspath(entry or os.curdir) != HERE]
    spec = importlib.machinery.PathFinder.find_spec("sitecustomize", others)
    if spec is None or spec.loader is None:
        return
    module = importlib.util.module_from_spec(spec)
    sys.modules["sitecustomize"] = module
    spec.loader.exec_module(module)


if ORIGINS:
    sys.meta_path.insert(0, Finder())
    for early in [name for name in HOOKS if name in sys.modules]:
        HOOKS[early](sys.modules[early])
    note("loaded", str(os.getpid()))
chain()
