"""What a body may have been before something changed it: every form from which the one that is there can come.

Not: signatures. A framework that parsed and wrote a body again, a log that quoted it, a gateway that encoded it: each
leaves traces that can be undone. What is lost for good (the order of sorted keys, `1.0` written as `1`) is not found.
"""

from __future__ import annotations

import base64
import html
import json
import re
import unicodedata
import zlib
from ast import literal_eval
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import product
from typing import Any
from urllib.parse import parse_qsl, unquote_to_bytes

from harness.diagnosis.explanation import LARGE, Departure, Guess

RAW = (
    "Read the bytes of the request before any middleware parses them, and verify exactly those: express.raw in "
    "Express, "
    "request.get_data() in Flask, await request.body() in FastAPI, request.body in Django, php://input in PHP."
)
AS_CAPTURED = (
    "Your integration may have seen it rightly: look whether the file was changed when it was captured. " + RAW
)
ENCODING = (
    "Hand the bytes to the verifier without turning them into text; where a text is asked for, it is UTF-8. " + RAW
)
GATEWAY = "Undo what stands before your code first (a gateway, a queue, a log), and verify the bytes that come out."

BOM = b"\xef\xbb\xbf"
MOST_UNPACKED = 4_000_000
"""Bytes that a packed body may come to."""

Undo = Callable[[bytes], bytes | None]


def forms(body: bytes) -> list[Guess[bytes]]:
    """Return the body as it is, and then every other form that it may have had, the simplest first, each once."""
    seen: dict[bytes, Guess[bytes]] = {body: Guess(body)}
    for guess in [*_changed(seen[body])]:
        seen.setdefault(guess.value, guess)
    if len(body) <= LARGE:
        for guess in [*seen.values()]:
            for again in _changed(guess):
                seen.setdefault(again.value, again)
        trees: dict[str, Guess[Any]] = {}
        for guess in seen.values():
            tree = _tree(guess.value)
            if tree is not None:
                trees.setdefault(_write(tree, LAYOUTS["without blanks"], ""), Guess(tree, guess.departures))
        for guess in trees.values():
            for written in _rewritten(guess.value, guess.departures):
                seen.setdefault(written.value, written)
    return sorted(seen.values(), key=lambda guess: len(guess.departures))


def _changed(guess: Guess[bytes]) -> Iterator[Guess[bytes]]:
    for told, undo, remedy in _UNDOING:
        with suppress(ValueError, OSError, EOFError, zlib.error, SyntaxError, RecursionError, MemoryError, TypeError):
            earlier = undo(guess.value)
            if earlier is not None and earlier != guess.value:
                yield Guess(earlier, (*guess.departures, Departure("body", told, remedy)))


def _without_end(body: bytes) -> bytes:
    return body.rstrip(b"\r\n")


def _without_blanks(body: bytes) -> bytes:
    return body.strip()


def _with_newline(body: bytes) -> bytes | None:
    return None if body.endswith(b"\n") else body + b"\n"


def _with_crlf_at_end(body: bytes) -> bytes | None:
    return None if body.endswith(b"\n") else body + b"\r\n"


def _with_crlf(body: bytes) -> bytes:
    return re.sub(rb"(?<!\r)\n", b"\r\n", body)


def _with_bom(body: bytes) -> bytes | None:
    return None if body.startswith(BOM) else BOM + body


def _from_latin(body: bytes) -> bytes | None:
    """Return UTF-8 of what is in a one-byte character set."""
    if _is_utf_8(body):
        return None
    return body.decode("cp1252", "strict").encode()


def _from_utf_16(body: bytes) -> bytes | None:
    if b"\x00" not in body[:8] and not body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None
    little = body.startswith(b"\xff\xfe") or body[1:2] == b"\x00"
    return body.decode("utf-16-le" if little else "utf-16-be").removeprefix("\ufeff").encode()


def _encoded_once(body: bytes) -> bytes:
    """Return what was UTF-8 already when it was taken for a one-byte character set and encoded again."""
    text = body.decode()
    for charset in ("cp1252", "latin-1"):
        with suppress(UnicodeEncodeError):
            once = text.encode(charset)
            if _is_utf_8(once):
                return once
    return body


def _to_latin(body: bytes) -> bytes:
    return body.decode().encode("latin-1")


def _composed(body: bytes) -> bytes:
    return unicodedata.normalize("NFC", body.decode()).encode()


def _decomposed(body: bytes) -> bytes:
    return unicodedata.normalize("NFD", body.decode()).encode()


def _is_utf_8(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def _from_base64(body: bytes) -> bytes | None:
    return base64.b64decode(body.strip(), validate=True) if len(body) >= 8 else None


def _from_gzip(body: bytes) -> bytes | None:
    if not body.startswith(b"\x1f\x8b"):
        return None
    unpacked = zlib.decompressobj(wbits=31).decompress(body, MOST_UNPACKED)
    return unpacked if len(unpacked) < MOST_UNPACKED else None


def _unquoted(body: bytes) -> bytes | None:
    """Return what stands in a JSON text: a log or a queue wrote the body as a string."""
    said = json.loads(body) if body.strip().startswith(b'"') else None
    return said.encode() if isinstance(said, str) else None


def _from_python(body: bytes) -> bytes | None:
    if not re.match(rb"\s*b['\"]", body) or len(body) > LARGE:
        return None
    said = literal_eval(body.decode("ascii").strip())
    return said if isinstance(said, bytes) else None


def _from_gateway(body: bytes) -> bytes | None:
    """Return the body within what a function behind a gateway is called with."""
    said = json.loads(body)
    inner = said.get("body") if isinstance(said, dict) else None
    if not isinstance(inner, str):
        return None
    return base64.b64decode(inner, validate=True) if said.get("isBase64Encoded") is True else inner.encode()


def _from_buffer(body: bytes) -> bytes | None:
    """Return the bytes that Node wrote as `{"type":"Buffer","data":[…]}`."""
    said = json.loads(body)
    return bytes(said["data"]) if isinstance(said, dict) and said.get("type") == "Buffer" else None


def _from_form(body: bytes) -> bytes | None:
    """Return the one value of a form, or its one name: a parser of forms took the JSON for one."""
    if body.lstrip()[:1] in (b"{", b"["):
        return None
    pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True)
    return max(pairs[0], key=len).encode() if len(pairs) == 1 else None


def _from_percent(body: bytes) -> bytes:
    return unquote_to_bytes(body)


def _from_html(body: bytes) -> bytes:
    return html.unescape(body.decode()).encode()


_UNDOING: tuple[tuple[str, Undo, str], ...] = (
    ("the body without the newline at its end", _without_end, AS_CAPTURED),
    ("the body without white space around it", _without_blanks, AS_CAPTURED),
    ("the body with a newline at its end, which it has lost", _with_newline, AS_CAPTURED),
    ("the body with CRLF at its end, which it has lost", _with_crlf_at_end, AS_CAPTURED),
    ("the body with plain newlines in place of CRLF", lambda body: body.replace(b"\r\n", b"\n"), AS_CAPTURED),
    ("the body with CRLF in place of plain newlines", _with_crlf, AS_CAPTURED),
    ("the body without the byte order mark before it", lambda body: body.removeprefix(BOM), ENCODING),
    ("the body with a byte order mark before it", _with_bom, ENCODING),
    ("the body in UTF-8: it is in a one-byte character set (Latin-1, Windows-1252)", _from_latin, ENCODING),
    ("the body in UTF-8: it is in UTF-16", _from_utf_16, ENCODING),
    ("the body in UTF-8 once: it was encoded twice (Ã© in place of é)", _encoded_once, ENCODING),
    ("the body in Latin-1 in place of UTF-8", _to_latin, ENCODING),
    ("the body with its accents composed (NFC)", _composed, ENCODING),
    ("the body with its accents apart (NFD)", _decomposed, ENCODING),
    ("the body out of base64", _from_base64, GATEWAY),
    ("the body unpacked (gzip)", _from_gzip, GATEWAY),
    ("the body out of a JSON string", _unquoted, GATEWAY),
    ("the body out of Python's way of writing bytes (b'…')", _from_python, GATEWAY),
    ('the text under "body" of what a gateway hands to a function', _from_gateway, GATEWAY),
    ('the bytes that Node wrote as {"type":"Buffer",…}', _from_buffer, GATEWAY),
    ("the body out of a form field", _from_form, RAW),
    ("the body without percent signs (%7B in place of {)", _from_percent, RAW),
    ('the body without HTML escapes (&quot; in place of ")', _from_html, RAW),
)


class Written(str):
    """A number, as it is written."""

    __slots__ = ()


class Members(list[tuple[str, Any]]):
    """An object's members in their order, also those whose name comes twice."""


LAYOUTS: dict[str, tuple[str, str, str | None]] = {
    "without blanks": (",", ":", None),
    "with a blank after comma and colon": (", ", ": ", None),
    "over several lines, by 2 blanks": (",", ": ", "  "),
    "over several lines, by 4 blanks": (",", ": ", "    "),
    "over several lines, by tabs": (",", ": ", "\t"),
}
ESCAPES: dict[str, Callable[[str], str]] = {
    "": lambda text: text,
    "other characters than ASCII as escapes": lambda text: _escaped(text, "{:04x}"),
    "other characters than ASCII as escapes in capitals": lambda text: _escaped(text, "{:04X}"),
    "other characters than ASCII and DEL as escapes": lambda text: _escaped(text.replace("\x7f", r"\u007f"), "{:04x}"),
}
SLASHES = {"": "/", r"/ as \/": r"\/"}
HTML = {
    "": "",
    r"<, > and & as \u003c, \u003e and \u0026": "<>&\u2028\u2029",
    "also ' and = as escapes": "<>&'=\u2028\u2029",
}


def _rewritten(tree: Any, before: tuple[Departure, ...]) -> Iterator[Guess[bytes]]:
    """Yield the same JSON in other ways of writing it: names, order and numbers are kept as they stand."""
    for layout, ways in LAYOUTS.items():
        plain = _write(tree, ways, "\n")
        for (escaping, escape), (slashing, slash), (safe, marks), end in product(
            ESCAPES.items(), SLASHES.items(), HTML.items(), ("", "\n")
        ):
            # None of these characters stands anywhere but within texts.
            text = plain.replace("/", slash)
            for mark in marks:
                text = text.replace(mark, f"\\u{ord(mark):04x}")
            notes = [layout, escaping, slashing, safe, "with a newline at its end" if end else ""]
            told = f"the same JSON written otherwise: {', '.join(note for note in notes if note)}"
            with suppress(UnicodeEncodeError):
                yield Guess((escape(text) + end).encode(), (*before, Departure("body", told, REWRITTEN)))


REWRITTEN = "It was parsed and written again: the signature is over bytes, not over what they mean. " + RAW


def _tree(body: bytes) -> Any:
    """Return what JSON says, with every number as it is written; None where it is none, or holds nothing."""
    try:
        tree = json.loads(
            body, object_pairs_hook=Members, parse_float=Written, parse_int=Written, parse_constant=Written
        )
    except (ValueError, RecursionError):
        return None
    return tree if isinstance(tree, list) else None


def _write(value: Any, ways: tuple[str, str, str | None], line: str) -> str:
    comma, colon, indent = ways
    if isinstance(value, Written):
        return str(value)
    if not isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    inner = "" if indent is None else line + indent
    if isinstance(value, Members):
        parts = [f"{json.dumps(name, ensure_ascii=False)}{colon}{_write(item, ways, inner)}" for name, item in value]
    else:
        parts = [_write(item, ways, inner) for item in value]
    begins, ends = "{}" if isinstance(value, Members) else "[]"
    if not parts:
        return begins + ends
    return begins + inner + (comma + inner).join(parts) + ("" if indent is None else line) + ends


def _escaped(text: str, form: str) -> str:
    """Return `text` in ASCII: what lies beyond 16 bits as two escapes, as JSON asks."""

    def escapes(found: re.Match[str]) -> str:
        units = found.group().encode("utf-16-be", "surrogatepass")
        return "".join("\\u" + form.format(int.from_bytes(units[at : at + 2])) for at in range(0, len(units), 2))

    return re.sub(r"[^\x00-\x7f]", escapes, text)
