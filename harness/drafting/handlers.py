"""What the function behind a route reads and answers, by its text. Not: running it, nor parsing its language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import msgspec

from harness.drafting.found import Found, Route, line_of
from harness.drafting.stacks import language_of

LONGEST = 70
"""Lines after which a function is taken to be over."""
FORM = r"form|POST|FormValue|PostForm|RequestParam|request->request->get"
_FIELDS: tuple[str, ...] = (
    r"(?:form|json|data|body|payload|params|POST|query|args|input|attributes|content)\b(?:\.get|\.fetch|->get|->input)?"
    r"\s*[\[(]\s*[:\"']?(\w+)[\"']?",
    r"(?:req|request|ctx\.request|c\.req)\.body\??\.(\w+)",
    r"(?:body|payload|data|dto|input|command)\.(\w*(?:sku|product|item|quantity|amount|currency|email|plan)\w*)\b",
    r"->(?:input|post|get|string|integer)\(\s*['\"](\w+)['\"]",
    r"(?:FormValue|PostForm|getParameter|RequestParam)\(\s*\"(\w+)\"",
    r"json:\"(\w+)",
    r"params\[:(\w+)\]",
    r"(?m:^ {4}([a-z]\w*)\s*:\s*(?:str|int|float|bool|Annotated|Literal|Optional|Email)\b)",
)
_DESTRUCTURED = re.compile(r"(?:const|let|var)\s*\{([^}]*)\}\s*=\s*(?:await\s+)?(?:\w+\.)?(?:req|request|body|ctx|c)\b")
_PAIR = re.compile(r"(?:Map\.of\(|,)\s*\"(\w+)\"\s*,")
_STRUCTS = {
    ".go": re.compile(r"^type (\w+) struct \{.*?^\}", re.MULTILINE | re.DOTALL),
    ".py": re.compile(r"^class (\w+)\([^)]*BaseModel[^)]*\):\n(?:(?:[ \t]+[^\n]*)?\n)+", re.MULTILINE),
}
_KEY = re.compile(r"[\"']?(\w+)[\"']?\s*(?::(?!:)|=>|=(?![=>]))\s*")
_REPLY = re.compile(
    r"return\b|\.json\(|\.send\(|jsonify\(|JsonResponse\(|json_encode\(|render json:|Encode\("
    r"|\bto_json|^\s*json\s|\bjson\(",
    re.MULTILINE,
)
_NO_FIELDS = {"get", "json", "form", "body", "headers", "method", "id_token", "decode", "encode", "read", "raw", "all"}


class Handler(msgspec.Struct, frozen=True):
    """A route with the text of what answers it."""

    route: Route
    file: str
    line: int
    text: str

    def fields(self) -> tuple[Found, ...]:
        """Return the names of what it reads from a request's body, in their order."""
        found: dict[int, str] = {}
        for pattern in _FIELDS:
            for match in re.finditer(pattern, self.text):
                found.setdefault(match.start(1), match[1])
        for match in _DESTRUCTURED.finditer(self.text):
            for name in re.findall(r"(\w+)\s*(?::\s*\w+\s*)?(?:=[^,]*)?(?:,|$)", match[1].strip()):
                found.setdefault(match.start(1) + match[1].find(name), name)
        named: dict[str, Found] = {}
        for at, name in sorted(found.items()):
            if name not in _NO_FIELDS and not name.isupper():
                named.setdefault(name, Found(name, self.file, self.line + line_of(self.text, at) - 1))
        return tuple(named.values())

    def reads_a_form(self) -> bool:
        json = r"json|req\.body|request\.body|getContent|RequestBody|php://input|Decode\("
        return re.search(FORM, self.text) is not None and not re.search(json, self.text)

    def replies(self) -> tuple[Found, ...]:
        """Return JSONPaths of what its replies hold, as far as they are written out; the last reply first."""
        starts = [match.start() for match in _REPLY.finditer(self.text)]
        found: dict[str, Found] = {}
        for at in reversed(starts):
            for path, offset in _paths(self.text[at : at + 1200]):
                place = self.line + line_of(self.text, at + offset) - 1
                found.setdefault(path, Found(path, self.file, place))
        for match in _PAIR.finditer(self.text) if "Map.of(" in self.text else ():
            place = self.line + line_of(self.text, match.start()) - 1
            found.setdefault(f"$.{match[1]}", Found(f"$.{match[1]}", self.file, place))
        return tuple(found.values())


def handler(route: Route, routes: Iterable[Route], texts: Mapping[str, str]) -> Handler:
    """Return the text behind a route: the function that it names, else what follows it up to the next route."""
    if route.handler and (defined := _defined(route, texts)):
        return _with_structs(defined, texts)
    later = [other.line for other in routes if other.file == route.file and other.line > route.line]
    end = min([*later, route.line + LONGEST])
    lines = texts.get(route.file, "").splitlines()[route.line - 1 : end - 1]
    return _with_structs(Handler(route=route, file=route.file, line=route.line, text="\n".join(lines)), texts)


def _with_structs(one: Handler, texts: Mapping[str, str]) -> Handler:
    """Put the fields of the struct or model that a function reads behind its text."""
    suffix = one.file[one.file.rfind(".") :]
    if suffix not in _STRUCTS:
        return one
    structs = [
        found for file, text in texts.items() if file.endswith(suffix) for found in _STRUCTS[suffix].finditer(text)
    ]
    read = [found[0] for found in structs if re.search(rf"(?:\w\s*:\s*|\bvar \w+ |[&]){found[1]}\b", one.text)]
    return msgspec.structs.replace(one, text="\n".join([one.text, *read]))


def _defined(route: Route, texts: Mapping[str, str]) -> Handler | None:
    name = re.escape(route.handler or "")
    definition = re.compile(
        rf"^([ \t]*)(?:[\w@<>\[\]]+[ \t]+)*?(?:def|func|function|fun|class)\s+(?:\([^)]*\)\s*)?{name}\b"
        rf"|^([ \t]*)(?:export\s+)?(?:const|let)\s+{name}\s*=|^([ \t]*)(?:export\s+)?(?:async\s+){name}\(",
        re.MULTILINE,
    )
    near = sorted(texts, key=lambda file: (route.within not in file, file != route.file))
    for file in near:
        if language_of(file) and (match := definition.search(texts[file])):
            margin = len(next(part for part in match.groups() if part is not None))
            return Handler(
                route, file, line_of(texts[file], match.start()), _body(texts[file][match.start() :], margin)
            )
    return None


def _body(text: str, margin: int) -> str:
    """Return the first function of a text: up to the next line that is not indented more, and closes nothing."""
    lines = text.splitlines()[:LONGEST]
    for number, line in enumerate(lines[1:], 1):
        depth = len(line) - len(line.lstrip())
        if line.strip() and depth <= margin and not re.match(r"\s*[)\]}]|\s*end\b|\s*\{", line):
            return "\n".join(lines[:number])
    return "\n".join(lines)


def _paths(text: str) -> list[tuple[str, int]]:
    """Return the JSONPath of each key in the first literal of a text, with its offset; it ends where that is closed."""
    found: list[tuple[str, int]] = []
    stack: list[str] = []
    last, at, opened = "", 0, False
    while at < len(text):
        sign = text[at]
        if sign in "{[(":
            stack.append(last if sign == "{" or (sign == "[" and text[at - 2 : at] != "[]") else "")
            last, opened, at = "", True, at + 1
        elif sign in "}])":
            if stack:
                stack.pop()
            if opened and not stack:
                break
            last, at = "", at + 1
        elif (opened or sign.isalpha()) and (match := _KEY.match(text, at)) and not text[at - 1].isalnum():
            if opened or text.lstrip().startswith(("render json:", "json ")):
                inside = [name for name in stack if name and name not in ("json", "status")]
                found.append((".".join(["$", *inside, match[1]]), at))
            last, at = match[1], match.end()
        elif not opened and sign in ";\n" and at > 0:
            break
        elif sign in "\"'":
            end = text.find(sign, at + 1)
            at = end + 1 if end > 0 else len(text)
        else:
            at += 1
    return found
