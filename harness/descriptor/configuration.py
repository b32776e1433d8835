"""What verdicts belong to, as the descriptor tells it: they may change with the database, the queue, a version.

Pure. Not: looking at the target, which need not tell.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.descriptor.model import Descriptor

KINDS = {"sqlite": "SQLite", "postgresql": "PostgreSQL", "mysql": "MySQL", "mariadb": "MariaDB"}


def configuration(descriptor: Descriptor) -> dict[str, str]:
    """Return it by what it is about: what the descriptor shows, and over that what `[target] configuration` says."""
    target = descriptor.target
    kinds = dict.fromkeys(_kind(url) for url in _databases(descriptor))
    seen = {
        "processes": ", ".join(target.processes) or ("one" if target.start else ""),
        "databases": ", ".join(kinds),
        "payload": ", ".join(
            f"thin events of {name}" for name, one in descriptor.provider.items() if one.payload == "thin"
        ),
    }
    return {**{about: said for about, said in seen.items() if said}, **target.configuration}


def _databases(descriptor: Descriptor) -> Iterator[str]:
    """Yield the URLs of the databases that the descriptor looks into."""
    stores = descriptor.stores
    named = [descriptor.order.read.database, stores.inbox, stores.business, *stores.databases]
    named += [effect.database for effect in descriptor.effects.values()]
    yield from (url for url in named if url)


def _kind(url: str) -> str:
    scheme = url.partition(":")[0].partition("+")[0]
    return KINDS.get(scheme, scheme)
