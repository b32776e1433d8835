"""An index: what can be searched for, which lags behind what is stored. Not: any provider's query language.

Providers fill their search from an asynchronous pipeline: each change becomes searchable some seconds after it was
made, and until then a search judges by the object as it was. Time is the world's clock, so a scenario that advances
the world has everything searchable at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from copy import copy
from dataclasses import dataclass, field, replace
from itertools import chain
from random import Random
from typing import Any


@dataclass(slots=True)
class Index:
    """The searchable objects of one side of a world, each as it was when it was last indexed."""

    kinds: frozenset[type] = frozenset()
    """Of which kinds it keeps anything at all."""
    delays: tuple[float, float] = (0.0, 0.0)
    """Least and most seconds of the world's clock until a change can be searched for."""
    random: Random = field(default_factory=Random)
    """Draws the delays: seeded, and no other's, so that searching changes nothing else of a run."""
    _order: dict[type, list[str]] = field(default_factory=dict)
    _places: dict[str, int] = field(default_factory=dict)
    _coming: dict[int, list[tuple[float, int, str, Any]]] = field(default_factory=dict)
    """What cannot be searched for yet, by the second in which it can: kept in no order, for none is asked for."""
    _second: int = 0
    """Up to which whatever came due is shown."""
    _shown: dict[str, tuple[int, Any]] = field(default_factory=dict)
    _noted: int = 0
    _look_up: Callable[[int], Any] | None = None
    """Of an index that comes from a file: what a number among its values stands for."""

    def note(self, value: Any, now: float) -> None:
        """Take up an object that was stored at `now`; it will be searchable after a delay."""
        kind = type(value)
        if kind not in self.kinds:
            return
        name, places = value.id, self._places
        if name not in places:
            order = self._order.get(kind)
            if order is None:
                order = self._order[kind] = []
            places[name] = len(order)
            order.append(name)
        self._noted += 1
        least, most = self.delays
        due = now + least + (most - least) * self.random.random()
        second = int(due)
        coming = self._coming.get(second)
        if coming is None:
            coming = self._coming[second] = []
        coming.append((due, self._noted, name, value))
        if now >= self._second + 1:
            self._catch_up(now)

    def saved(
        self,
    ) -> tuple[dict[type, list[str]], list[tuple[float, int, str, Any]], dict[str, tuple[int, Any]], int]:
        """Return its state: ids by kind, what is coming and when, what is shown, and how many changes were noted."""
        coming, shown = list(chain.from_iterable(self._coming.values())), self._shown
        if self._look_up is not None:
            coming = [(due, nth, name, self._value(value)) for due, nth, name, value in coming]
            shown = {name: (nth, self._value(value)) for name, (nth, value) in shown.items()}
        return self._order, coming, shown, self._noted

    def resume(
        self,
        order: dict[type, list[str]],
        coming: Iterable[tuple[float, int, str, int]],
        shown: dict[str, tuple[int, int]],
        noted: int,
        look_up: Callable[[int], Any],
    ) -> None:
        """Take the state that `saved` returned, with numbers for values; `look_up` is asked for one that is found."""
        self._order, self._noted, self._coming, self._look_up = order, noted, {}, look_up
        for one in coming:
            self._coming.setdefault(int(one[0]), []).append(one)
        self._places = {name: place for ids in order.values() for place, name in enumerate(ids)}
        self._shown = dict(shown)

    def copied(self) -> Index:
        """Return an index that knows the same, and goes on by itself."""
        return replace(
            self,
            random=copy(self.random),
            _order={kind: list(ids) for kind, ids in self._order.items()},
            _places=dict(self._places),
            _coming={second: list(coming) for second, coming in self._coming.items()},
            _shown=dict(self._shown),
        )

    def knows(self, kind: type, object_id: str) -> bool:
        """Say whether there is such an object, searchable or not yet."""
        place = self._places.get(object_id)
        order = self._order.get(kind, [])
        return place is not None and place < len(order) and order[place] == object_id

    def newest_first(self, kind: type, now: float, below: str | None = None) -> Iterator[Any]:
        """Yield what is searchable of one kind, in reverse order of creation; with `below` only what is older."""
        self._catch_up(now)
        order = self._order.get(kind, [])
        start = len(order) if below is None else self._places[below]
        for place in range(start - 1, -1, -1):
            shown = self._shown.get(order[place])
            if shown is not None:
                yield self._value(shown[1])

    def _value(self, value: Any) -> Any:
        return self._look_up(value) if type(value) is int and self._look_up is not None else value

    def _catch_up(self, now: float) -> None:
        """Show what has come due; a change that took longer than a later one of the same object is not shown."""
        self._second = int(now)
        shown = self._shown
        for second in [second for second in self._coming if second <= self._second]:
            later = []
            for due, nth, name, value in self._coming.pop(second):
                if due > now:
                    later.append((due, nth, name, value))
                    continue
                before = shown.get(name)
                if before is None or before[0] < nth:
                    shown[name] = (nth, value)
            if later:
                self._coming[second] = later
