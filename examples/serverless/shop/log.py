"""One line of JSON for each thing that happened; JSON escapes whatever somebody typed."""

import json
from contextlib import suppress
from datetime import UTC, datetime


def write(level, what, **more):
    line = {"timestamp": datetime.now(UTC).isoformat(timespec="milliseconds"), "level": level, "message": what, **more}
    with suppress(OSError):  # a log that is full keeps nobody from paying
        print(json.dumps(line), flush=True)


def audit(actor, action, obj, result, origin, **more):
    """What an auditor asks about money: who did what to which object, from where, and what came of it."""
    write("INFO", action, audit=True, actor=actor, action=action, object=obj, result=result, origin=origin, **more)
