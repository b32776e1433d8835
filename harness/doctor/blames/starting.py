"""Who is to blame for a target that does not become ready."""

from __future__ import annotations

import re

from harness.doctor.blames.common import (
    TRACEBACK,
    UNREACHED,
    code,
    descriptor,
    environment,
    last_words,
    not_given,
    unread,
    wrong_name,
)
from harness.doctor.seen import Blame, Started

IN_USE = re.compile(r"EADDRINUSE|[Aa]ddress already in use|port is already (?:allocated|in use)")
NO_FILE = re.compile(
    r"can't open file|No such file or directory|Cannot find module|No module named|Could not open input file|not found"
    r"|Unable to access jarfile|Could not import"
)
USAGE = re.compile(r"^usage:|unrecognized arguments?|[Nn]o such option|unknown (?:option|flag|command)", re.MULTILINE)
NO_LIBRARY = re.compile(r"(?:No module named|Cannot find (?:module|package)|cannot load such file --) '?\"?([\w@./-]+)")
LONGEST_INNOCENT = 2
"""Characters of an argument that may stand in an error by chance."""
CANNOT_RUN = (126, 127)
SERVER_ERROR = 500


def of_start(seen: Started) -> Blame | None:
    """Return the blame for a start, or None if it is ready."""
    if seen.ready:
        return None
    if seen.refused is not None:
        return _refused(seen)
    if seen.exits:
        return _ended(seen)
    if seen.page is not None and seen.page.status is not None:
        return _answered_otherwise(seen)
    return _deaf(seen)


def _refused(seen: Started) -> Blame:
    said = seen.refused or ""
    if "[target] prepare" not in said:
        return descriptor(seen.command_path, said, "Write the command as you start it yourself, from [target] cwd")
    if TRACEBACK.search(said) and not NO_FILE.search(said):
        return code(f"what prepares it failed: {said}", "Run that command by hand in a fresh folder, and mend it")
    return descriptor(("target", "prepare"), said, "Write the commands that make a fresh database ready")


def _ended(seen: Started) -> Blame:
    codes = ", ".join(f"{name} with {number}" for name, number in seen.exits)
    what = f"it ended before it was ready ({codes}): {last_words(seen.output)}"
    if IN_USE.search(seen.output):
        remedy = "End whatever listens on that port, or let the target take {port}"
        return environment(what, remedy)
    if seen.variables.missing:
        return not_given(seen.variables, what)
    if library := NO_LIBRARY.search(seen.output):
        if _in_command(library.group(1), seen.command):
            return descriptor(seen.command_path, what, "Name what is there: the file or module that serves")
        return environment(what, f"Install {library.group(1)} where the command of [target] start finds it")
    if USAGE.search(seen.output) or any(number in CANNOT_RUN for _, number in seen.exits):
        return descriptor(seen.command_path, what, "Write the command as you start it yourself, from [target] cwd")
    if any(word in last_words(seen.output).split() for word in _arguments(seen.command)):
        return descriptor(seen.command_path, what, "Write the arguments as you give them yourself")
    if NO_FILE.search(seen.output) and not TRACEBACK.search(seen.output):
        return descriptor(seen.command_path, what, "Name a file that is there, relative to [target] cwd")
    if UNREACHED.search(seen.output):
        return environment(what, "Start what it needs (a database, a queue), or say in [target] env where it is")
    return code(what, "Its own output says where; start it by hand with the same variables")


def _arguments(command: str) -> set[str]:
    """Return the arguments of a command, bare and as programs quote them."""
    words = [word for word in command.split()[1:] if len(word) > LONGEST_INNOCENT and "{" not in word]
    return {form for word in words for form in (f"'{word}'", f'"{word}"', f"`{word}`")}


def _in_command(name: str, command: str) -> bool:
    return name.rpartition("/")[2].partition(".")[0] in re.split(r"[\s/.:=]+", command)


def _answered_otherwise(seen: Started) -> Blame:
    page = seen.page
    assert page is not None  # noqa: S101 - asked by the caller
    what = f"it runs, and {page.told} answered {page.status} for {seen.within:g} s"
    if page.status is not None and page.status >= SERVER_ERROR:
        return code(f"{what}: {page.body or last_words(seen.output)}", "Its page of readiness must not fail")
    return descriptor(
        ("target", "ready"), what, "Write a url that answers without log-in, or the status that it answers when well"
    )


def _deaf(seen: Started) -> Blame:
    if seen.attached:
        return environment(
            f"nobody answers at {seen.page.told if seen.page else 'its base_url'}",
            "Start it first: a target with [target] base_url is not started by Assay",
        )
    others = [port for port in seen.listening if port != seen.port]
    where = f"it listens on {', '.join(map(str, others))}" if others else "it listens on no port"
    what = f"it runs, and nobody answers on port {seen.port}: {where}"
    if seen.port in seen.listening:
        return code(
            f"it listens on port {seen.port}, and did not answer for {seen.within:g} s", "See what its start waits for"
        )
    if wrong := unread(seen.variables.port):
        return wrong_name(wrong, what)
    if not seen.port_in_command and not seen.variables.port:
        return descriptor(
            seen.command_path, what, 'Tell it the port: {port} in the command, or env = { PORT = "{port}" }'
        )
    if others:
        return code(what, "Let it listen where it is told to: the port differs at every start")
    if TRACEBACK.search(seen.output):
        return code(f"{what}: {last_words(seen.output)}", "Its own output says where")
    return descriptor(
        ("target", "ready"), f"{what}, after {seen.within:g} s", "Give it longer: ready = { url = …, within = 60 }"
    )
