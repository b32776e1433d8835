"""A form in a page as a browser fills and sends it: its own fields, what was typed over them. Not: sending it.

Source: HTML, 4.10.21 (form submission): which controls count, the button that is pressed, where it is sent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urldefrag, urlencode, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

CONTROLS = "input, select, textarea, button"
NEVER_SENT = ("submit", "image", "button", "reset", "file")
"""Kinds of input without a value of their own, but for the button that is pressed; no file is chosen here."""
IF_CHECKED = ("checkbox", "radio")
IN_PARTS = "multipart/form-data"
BOUNDARY = "----a-form-of-the-shop"


@dataclass(frozen=True, slots=True)
class Filled:
    """What a browser sends when a form is submitted."""

    method: str
    url: str
    page: str
    """The address of the page that holds it."""
    fields: tuple[tuple[str, str], ...]
    in_parts: bool = False
    hidden: frozenset[str] = frozenset()
    """Names of the fields that nobody types."""

    def by_name(self) -> dict[str, str | list[str]]:
        """Return the fields by name; of one that is sent several times all values."""
        found: dict[str, list[str]] = {}
        for name, value in self.fields:
            found.setdefault(name, []).append(value)
        return {name: values[0] if len(values) == 1 else values for name, values in found.items()}

    def content(self) -> bytes | None:
        """Return the body; None where the fields stand in the address."""
        if self.method == "GET":
            return None
        if not self.in_parts:
            return urlencode(self.fields).encode()
        said = "".join(
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in self.fields
        )
        return f"{said}--{BOUNDARY}--\r\n".encode()

    def headers(self) -> dict[str, str]:
        """Return what a browser says beside it: where it comes from, and that a person went there from this site."""
        parts = urlsplit(self.page)
        navigates = {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
        said = {"Referer": urldefrag(self.page).url, **navigates}
        if self.method == "GET":
            return said
        kind = f"{IN_PARTS}; boundary={BOUNDARY}" if self.in_parts else "application/x-www-form-urlencoded"
        return {**said, "Origin": f"{parts.scheme}://{parts.netloc}", "Content-Type": kind}


def find(page: str, url: str, selector: str, typed: Mapping[str, str]) -> Filled | None:
    """Return what is sent by the form that `selector` finds, or whose button it finds, with `typed` over its fields.

    `url` is the page's. None if it finds neither.
    """
    document = LexborHTMLParser(page)
    found = document.css_first(selector)
    form = found if found is None or found.tag == "form" else _owner(document, found)
    if found is None or form is None:
        return None
    controls = [node for node in document.css(CONTROLS) if _owner(document, node) == form and not _disabled(node)]
    buttons = [node for node in controls if _submits(node)]
    pressed = next((node for node in buttons if found.tag == "form" or node == found), None)
    if found.tag != "form" and pressed is None:
        return None
    own = [pair for node in controls for pair in _sent(node, pressed)]
    base = document.css_first("base[href]")
    home = urljoin(url, _attribute(base, "href") or "") if base is not None else url
    said = {name: _said(form, pressed, name) for name in ("action", "method", "enctype")}
    return Filled(
        method="POST" if (said["method"] or "").lower() == "post" else "GET",
        url=urldefrag(urljoin(home, said["action"]) if said["action"] else url).url,
        page=url,
        fields=tuple(_typed_over(own, typed)),
        in_parts=(said["enctype"] or "").lower() == IN_PARTS,
        hidden=frozenset(_attribute(node, "name") or "" for node in controls if _kind(node) == "hidden"),
    )


def _typed_over(own: list[tuple[str, str]], typed: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    left = dict(typed)
    for name, value in own:
        if name not in typed:
            yield name, value
        elif name in left:
            yield name, left.pop(name)
    yield from left.items()


def _owner(document: LexborHTMLParser, node: LexborNode) -> LexborNode | None:
    """Return the form that a control belongs to: the one that it names, else the one around it."""
    named = _attribute(node, "form")
    if named is not None:
        return next((form for form in document.css("form") if _attribute(form, "id") == named), None)
    around = node.parent
    while around is not None and around.tag != "form":
        around = around.parent
    return around


def _disabled(node: LexborNode) -> bool:
    around: LexborNode | None = node
    while around is not None:
        if "disabled" in around.attributes and (around == node or around.tag == "fieldset"):
            return True
        around = around.parent
    return False


def _sent(node: LexborNode, pressed: LexborNode | None) -> Iterator[tuple[str, str]]:
    name = _attribute(node, "name")
    if not name:
        return
    if node.tag == "select":
        yield from ((name, value) for value in _chosen(node))
    elif node.tag == "textarea":
        yield name, node.text()
    elif node == pressed or (node.tag == "input" and _kind(node) not in NEVER_SENT):
        if _kind(node) in IF_CHECKED and "checked" not in node.attributes:
            return
        yield name, _attribute(node, "value") or ("on" if _kind(node) in IF_CHECKED else "")


def _chosen(select: LexborNode) -> list[str]:
    options = [option for option in select.css("option") if "disabled" not in option.attributes]
    chosen = [option for option in options if "selected" in option.attributes]
    if "multiple" not in select.attributes:
        chosen = chosen[-1:] or options[:1]
    return [
        option.attributes.get("value") or "" if "value" in option.attributes else " ".join(option.text().split())
        for option in chosen
    ]


def _submits(node: LexborNode) -> bool:
    return (node.tag == "button" and _kind(node) in ("", "submit")) or (
        node.tag == "input" and _kind(node) in ("submit", "image")
    )


def _kind(node: LexborNode) -> str:
    return (_attribute(node, "type") or "").lower()


def _said(form: LexborNode, pressed: LexborNode | None, name: str) -> str | None:
    own = None if pressed is None else _attribute(pressed, f"form{name}")
    return own if own is not None else _attribute(form, name)


def _attribute(node: LexborNode, name: str) -> str | None:
    return node.attributes.get(name)
