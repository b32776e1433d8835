"""Runs the functions of a hooks file: a JSON object a line from standard input, one a line back. Not: the harness.

Runs in the target's interpreter: Python 3.8 or later, nothing but the standard library. What the file and whatever it
calls print goes to standard error, and what they read is empty, so that neither meets the questions and answers. When
nobody can ask any more, the process ends, whatever a function is doing.
"""

import json
import os
import queue
import sys
import threading
from typing import IO, Any, Dict, Optional, Tuple

NAME = "assay_hooks"
"""As which the file is imported, whatever it is called."""
HERE = os.path.dirname(os.path.abspath(__file__))


class Wrong(Exception):  # noqa: N818 - an answer, not a defect
    """A question has no answer: `kind` is why, in a word of ours."""

    def __init__(self, kind: str, said: str = "", file: str = "", line: Optional[int] = None) -> None:
        """Keep what is told of it."""
        super().__init__(kind)
        self.told = {"kind": kind, "said": said, "file": file, "line": line}


def main(path: str) -> None:
    """Answer questions about the file at `path` until there are none."""
    questions, answers = apart()
    waiting: "queue.Queue[str]" = queue.Queue()
    threading.Thread(target=listen, args=(questions, waiting), daemon=True).start()
    if sys.path and os.path.abspath(sys.path[0]) == HERE:
        del sys.path[0]
    sys.path[:0] = [os.path.dirname(path), os.getcwd()]
    sys.argv = [path]
    names: Dict[str, Any] = {}
    broken: Optional[Wrong] = None
    try:
        load(path, names)
    except Wrong as wrong:
        broken = wrong
    while True:
        asked = json.loads(waiting.get())
        try:
            if broken is not None:
                raise broken
            answers.write(answer(path, names, asked) + "\n")
        except Wrong as wrong:
            answers.write(json.dumps({"wrong": wrong.told}) + "\n")
        answers.flush()


def apart() -> Tuple[IO[str], IO[str]]:
    """Take questions and answers away from standard input and output; return them."""
    questions = os.fdopen(os.dup(0), "r", encoding="utf-8")
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", errors="backslashreplace", newline="\n")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return questions, answers


def listen(questions: IO[str], waiting: "queue.Queue[str]") -> None:
    """Hand questions on. A function may be busy when the last one has been asked: the process ends all the same."""
    for line in questions:
        waiting.put(line)
    os._exit(0)


def load(path: str, names: Dict[str, Any]) -> None:
    """Run the file; it is compiled here, so that nothing is written beside it."""
    module = type(sys)(NAME)
    module.__file__ = path
    sys.modules[NAME] = module
    try:
        with open(path, "rb") as file:
            exec(compile(file.read(), path, "exec"), module.__dict__)  # noqa: S102 - the file that is to be run
    except BaseException as raised:  # also sys.exit in a module that it imports
        raise blamed("load", raised, path) from None
    names.update(module.__dict__)


def answer(path: str, names: Dict[str, Any], asked: Dict[str, Any]) -> str:
    """Return what a function returns, as JSON; `whole` says that it is the request itself, as the function left it."""
    function = names.get(asked["call"])
    if not callable(function):
        raise Wrong("undefined")
    request = asked.get("request")
    given = [asked["values"]] if request is None else [request, asked["values"]]
    try:
        returned = settled(function(*given))
    except BaseException as raised:  # also sys.exit
        raise blamed("raised", raised, path) from None
    whole = request is not None and (returned is None or returned is request)
    told = {"value": request if whole else returned, "whole": whole}
    try:
        return json.dumps(told, allow_nan=False, ensure_ascii=False, default=text)
    except (TypeError, ValueError, RecursionError) as no:
        raise Wrong("not JSON", said(no)) from None


def settled(returned: Any) -> Any:
    """Wait for what an `async` function returns."""
    if not hasattr(returned, "__await__"):
        return returned
    import asyncio  # noqa: PLC0415 - few need it

    async def wait() -> Any:
        return await returned

    return asyncio.run(wait())


def text(value: Any) -> str:
    """Return bytes as text: a digest in Base64 is nothing else."""
    if isinstance(value, (bytes, bytearray)):
        return bytes(value).decode()
    raise TypeError("Object of type " + type(value).__name__ + " is not JSON serializable")


def blamed(kind: str, raised: BaseException, path: str) -> Wrong:
    """Return what was raised, with the last line of the file itself that led to it."""
    if isinstance(raised, SyntaxError) and raised.filename:
        return Wrong(kind, said(raised), raised.filename, raised.lineno)
    line, trace = None, raised.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == path:
            line = trace.tb_lineno
        trace = trace.tb_next
    return Wrong(kind, said(raised), path, line)


def said(raised: BaseException) -> str:
    """Return an exception as the last line of its traceback tells it, in one line."""
    told = raised.msg if isinstance(raised, SyntaxError) else str(raised)
    return ": ".join(filter(None, [type(raised).__name__, " ".join((told or "").split())]))


if __name__ == "__main__":
    main(sys.argv[1])
