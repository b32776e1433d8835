"""What is deployed, as stack.toml says it. Not: running any of it."""

import tomllib
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path


@dataclass
class Function:
    name: str
    timeout: int
    """Seconds after which an invocation is ended, wherever it is."""
    concurrency: int = 10
    """How many invocations there may be at a time; further ones are throttled."""
    provisioned: int = 0
    """How many processes are kept ready for it, so that a request need not wait for one to be made."""
    routes: list[str] = field(default_factory=list)
    queue: bool = False
    every: int | None = None
    """Seconds from one call by the timer to the next."""

    def load(self):
        self.handler = import_module(f"functions.{self.name}").handler


@dataclass(frozen=True)
class Queue:
    batch_size: int
    visibility_timeout: int
    max_receive_count: int


@dataclass(frozen=True)
class Stack:
    functions: dict[str, Function]
    queue: Queue

    @property
    def worker(self):
        return next(function for function in self.functions.values() if function.queue)


def read():
    told = tomllib.loads((Path(__file__).parents[1] / "stack.toml").read_text())
    return Stack({name: Function(name, **of) for name, of in told["functions"].items()}, Queue(**told["queue"]))
