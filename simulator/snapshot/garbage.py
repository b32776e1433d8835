"""No search for garbage while very many values are made at once: none of them is garbage. Not: what is made."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_search() -> Iterator[None]:
    """Keep Python from searching inside; afterwards it is as it was, and what was made is left out of every search.

    None of it is part of a cycle, and the first search afterwards would look at all of it: that took as long as a
    tenth of a file's reading.
    """
    searching = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searching:
            gc.freeze()
            gc.enable()
